"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "unit.unknown": "没有名为“{name}”的单位。请先在单位表中加入，或改用单位表里的名称。",
        "unit.no_parent": "“{name}”的上级“{parent}”不在本表和单位表中，或排在它后面。",
        "unit.kind_unknown": "“{name}”的类别“{kind}”不在类别表中：{known}。",
        "unit.no_name": "请填写名称：不能只有空格或看不见的字符。",
        "unit.name_taken": "“{parent}”下已有“{name}”。",
        "unit.root": "最上级单位不能改上级、撤销或并入别的单位。",
        "unit.closed": "这个单位已撤销。",
        "unit.people_inside": "单位里还有 {count} 名干部。请先把他们调到别的单位，或改用“并入”。",
        "unit.units_below": "下面还有 {count} 个单位。请先改它们的上级、撤销，或改用“并入”。",
        "unit.cases_open": "还有 {count} 件没有了结的挂职与这个单位有关。请先了结，或改用“并入”。",
        "unit.grants_here": "还有 {count} 项授权在这个单位。请安全管理员先收回，或改用“并入”。",
        "unit.same_below": "“{into}”下已有同名的“{name}”，请先合并这两个单位。",
        "unit.future": "日期不能晚于今天。",
        "unit.one_root": "只能有一个最上级单位。",
        "unit.ambiguous": "名为“{name}”的单位有 {count} 个，请写明上级单位，如“嘉善县/财政局”。",
    }
)
