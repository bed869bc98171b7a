"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "unit.unknown": (
            "没有名为“{name}”的单位。请先在单位表中加入，或改用单位表里的名称。",
            'There is no unit named "{name}". Add it to the units first, or use a listed name.',
        ),
        "unit.ambiguous": (
            "名为“{name}”的单位有 {count} 个，请写明上级单位，如“嘉善县/财政局”。",
            'There are {count} units named "{name}"; write the parent too, as in "county/bureau".',
        ),
    }
)
