"""Figures of towns and projects as workbooks: the sheet to fill in, and a series."""

from dunmiao.access.actors import Actor
from dunmiao.formats.workbook import Sheet, write_sheets
from dunmiao.kernel.quarters import quarter_code, quarter_label
from dunmiao.outcomes.indicators import (
    REPORTED_OF,
    known_versions,
    places_of,
    read_revisions,
    read_table,
)
from dunmiao.outcomes.models import IndicatorDefinition
from dunmiao.outcomes.rules.indicator_books import DEFINED
from dunmiao.outcomes.rules.indicators import BASES, DEFINITIONS, Definition
from dunmiao.units.selectors import list_units

EXAMPLES = (
    Definition("规上工业总产值", "万元", "TO_DATE", "规模以上工业企业总产值，现价", "统计部门"),
    Definition("固定资产投资", "万元", "TO_DATE", "计划总投资 500 万元及以上项目完成投资", "统计部门"),
    Definition("财政收入", "万元", "TO_DATE", "一般公共预算收入", "财政部门"),
    Definition("规上企业数", "家", "AT_END", "期末在库规模以上工业企业", "统计部门"),
)  # fmt: skip


def template_book(*, actor: Actor, quarter: int) -> bytes:
    """The workbook to fill in: the definitions as they are now (examples where there are none),
    and one sheet of a quarter with every town and project within reach."""
    known = known_versions(actor=actor)
    definitions = [versions[-1].definition for versions in known.values()] or list(EXAMPLES)
    places = places_of(actor=actor)
    units = [
        unit.name
        for unit in list_units(city_id=actor.city_id, kinds=REPORTED_OF)
        if unit.pk in places.allowed
    ]
    heads = ["单位", *(f"{one.name}（{one.measure}）" for one in definitions)]
    return write_sheets(
        [
            Sheet(DEFINITIONS, DEFINED, [_row(one) for one in definitions]),
            Sheet(quarter_label(quarter), heads, [[name] for name in units]),
        ]
    )


def _row(one: Definition) -> list[str]:
    since = quarter_label(one.since) if one.since is not None else ""
    return [one.name, one.measure, BASES[one.basis], one.text, one.source, since]


def figures_book(*, actor: Actor, definition: IndicatorDefinition) -> bytes:
    """One definition: what it says, every quarter, and what was revised."""
    table = read_table(actor=actor, definition=definition, most=None)
    lines = [
        [name, *(float(cell[0]) if cell else "" for cell in cells)] for name, cells in table.lines
    ]
    revisions = [
        [
            one.unit, quarter_code(one.quarter), float(one.value),
            float(one.before) if one.before is not None else "", one.book.name, one.book.reason,
            one.book.taker,
        ]
        for one in read_revisions(actor=actor, definition=definition)
    ]  # fmt: skip
    actor.record("indicators.exported", definition, rows=len(lines))
    return write_sheets(
        [
            Sheet(DEFINITIONS, DEFINED, [_row(definition.plain())]),
            Sheet("数据", ["单位", *map(quarter_code, table.quarters)], lines),
            Sheet("修订", ["单位", "季度", "现值", "原值", "文件", "理由", "写入"], revisions),
        ],
        watermark=f"{actor.name} 内部",
    )
