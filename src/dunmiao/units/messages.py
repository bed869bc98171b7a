"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "unit.unknown": "没有名为“{name}”的单位。请先在单位表中加入，或改用单位表里的名称。",
        "unit.no_parent": "“{name}”的上级“{parent}”不在本表和单位表中，或排在它后面。",
        "unit.kind_unknown": "“{name}”的类别“{kind}”不在类别表中：{known}。",
        "unit.one_root": "只能有一个最上级单位。",
        "unit.ambiguous": "名为“{name}”的单位有 {count} 个，请写明上级单位，如“嘉善县/财政局”。",
    }
)
