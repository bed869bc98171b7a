"""Geometry of the career picture and the bars of experience."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as mark

from dunmiao.formats.person import Career
from dunmiao.kernel.months import months_between

LANES = ("study", "work", "secondment")
LANE_HEIGHT, LEFT, WIDTH = 40, 110, 920
_KINDS = {
    mark("乡镇"): r"镇|乡|街道",
    mark("经济"): r"发改|发展和改革|经信|经济|财政|商务|金融|招商|统计|审计",
    mark("建设"): r"规划|建设|国土|交通|城市管理",
    mark("环保农水"): r"环境|环保|水利|农业",
    mark("党务政务"): r"组织|人力|民政|司法|办公室|机关事务|信访|教育|卫生",
    mark("科技"): r"科技|科学|质量",
}


def career_chart(careers: Sequence[Career], *, today: date) -> dict[str, Any]:
    """Bars by lane with year lines, in a view box of 1040 units."""
    dated = [row for row in careers if row.first]
    if not dated:
        return {"bars": [], "years": [], "height": 0}
    first = min(row.first for row in dated if row.first).year
    span = max(1, (today.year + 1 - first) * 12)

    def x(day: date) -> float:
        return LEFT + WIDTH * months_between(date(first, 1, 1), day) / span

    bars = []
    for row in dated:
        assert row.first is not None
        lane = LANES.index(row.kind) if row.kind in LANES else 1
        last = row.last or today
        bars.append(
            {
                "x": round(x(row.first), 1),
                "width": round(max(2.0, x(last) - x(row.first)), 1),
                "y": 26 + lane * LANE_HEIGHT,
                "lane": LANES[lane],
                "text": row.text,
                "label": row.text[: max(0, int((x(last) - x(row.first)) // 14))],
                "first": row.first,
                "last": row.last,
            }
        )
    step = max(1, (today.year + 1 - first) // 10)
    years = [
        {"year": year, "x": round(x(date(year, 1, 1)), 1)}
        for year in range(first, today.year + 2, step)
    ]
    return {
        "bars": bars,
        "years": years,
        "height": 26 + LANE_HEIGHT * len(LANES),
        "today": round(x(today), 1),
    }


def experience_bars(careers: Sequence[Career], *, today: date) -> list[dict[str, Any]]:
    """Years by kind of work, read from the lines of the résumé: a suggestion, said so."""
    months: dict[str, int] = dict.fromkeys(_KINDS, 0)
    for row in careers:
        if row.kind != "work" or row.first is None:
            continue
        for kind, words in _KINDS.items():
            if re.search(words, row.text):
                months[kind] += max(0, months_between(row.first, row.last or today))
                break
    longest = max([*months.values(), 120])
    return [
        {"kind": kind, "years": f"{count / 12:.1f}", "percent": round(100 * count / longest, 1)}
        for kind, count in months.items()
    ]
