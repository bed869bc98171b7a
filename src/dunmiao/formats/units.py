"""The table of units (单位表): name, unit above, kind, level, division code, in an office's words."""

import re
from dataclasses import dataclass
from typing import Any

from dunmiao.formats import checks
from dunmiao.formats.books import fault_of, open_book
from dunmiao.formats.cells import column_letter
from dunmiao.formats.container import Refused, kind_of
from dunmiao.formats.heads import normal
from dunmiao.formats.levels import read_level
from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import say
from dunmiao.formats.sheets import Row
from dunmiao.kernel.findings import Finding

_HEADS = {
    "name": r"单位|单位(?:名称|全称)|机构(?:名称)?",
    "parent": r"上级(?:单位|机构|名称)?|主管(?:单位|部门|机关)(?:名称)?|隶属(?:单位|关系)|归口(?:单位|部门)?",
    "kind": r"(?:单位|机构)?(?:类别|性质|类型)",
    "level": r"(?:单位|机构|行政)?(?:级别|规格|层级)",
    "code": r"(?:行政)?区划(?:代码)?",
}
HEADER_WITHIN = 15
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the table has it; `parent` is the name of the unit above, empty for the root."""

    row: int
    name: str
    parent: str
    kind: str
    level: int
    code: str


def _places(row: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        for name, form in _HEADS.items():
            if name not in places and re.fullmatch(form, normal(cell.text)):
                places[name] = index
    return places


def read_units(content: bytes) -> tuple[list[UnitRow], list[Finding]]:
    """Rows in the order of the table, and every fault with its row; Refused for another table."""
    if kind_of("units", content) != "roster":
        raise Refused(say("file.unknown_kind"))
    for sheet in open_book(content).sheets:
        places: dict[str, int] = {}
        rows: list[UnitRow] = []
        found: list[Finding] = []
        for row in sheet.rows():
            if places:
                _take(row, places, sheet.name, rows, found)
            elif row.number > HEADER_WITHIN:
                break
            elif {"name", "parent", "kind"} <= (named := _places(row)).keys():
                places = named
        if places:
            return rows, found
    raise Refused(say("units.no_header"))


def _take(
    row: Row, places: dict[str, int], sheet: str, rows: list[UnitRow], found: list[Finding]
) -> None:
    text = {key: checks.text_of(row.at(at).text) for key, at in places.items()}
    where = f"第 {row.number} 行"
    for at in places.values():
        if fault := fault_of(row.at(at), f"{sheet}!{column_letter(at)}{row.number}"):
            found.append(fault)
    if not text["name"]:
        return
    if checks.is_formula(text["name"]):
        found.append(say("cell.formula", where=where, text=text["name"][:20]))
        return
    level = read_level(text.get("level", "") or "无").rank
    if level is None:
        found.append(say("rank.unknown", where=where, text=text["level"][:20]))
    name = squeezed(text["name"]) if "\n" in text["name"] else text["name"]
    code = text.get("code", "")
    rows.append(
        UnitRow(
            row.number, name[:MOST_NAME], text["parent"], text["kind"], int(level or 0), code[:6]
        )
    )
    if len(name) > MOST_NAME:
        facts: dict[str, Any] = {"label": "单位", "count": len(name), "limit": MOST_NAME}
        found.append(say("cell.long", where=where, rest=name[MOST_NAME:], **facts))
