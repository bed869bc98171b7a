"""The table of units (单位表.xlsx): name, unit above, kind, level, division code."""

from dataclasses import dataclass

from python_calamine import CalamineError

from dunmiao.formats import checks
from dunmiao.formats.books import open_book
from dunmiao.formats.container import Refused, kind_of
from dunmiao.formats.messages import say
from dunmiao.formats.roster import normal
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.ranks import parse_rank

COLUMNS = {"单位": "name", "上级": "parent", "类别": "kind", "级别": "level", "区划代码": "code"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the table has it; `parent` is the name of the unit above, empty for the root."""

    row: int
    name: str
    parent: str
    kind: str
    level: int
    code: str


def read_units(content: bytes) -> tuple[list[UnitRow], list[Finding]]:
    """Rows in the order of the table, and every fault with its row; Refused for another table."""
    if kind_of("units.xlsx", content) != "roster":
        raise Refused(say("file.unknown_kind"))
    try:
        cells = open_book(content).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as broken:
        raise Refused(say("file.broken")) from broken
    for header, line in enumerate(cells[:15]):
        places = {
            COLUMNS[normal(cell)]: at for at, cell in enumerate(line) if normal(cell) in COLUMNS
        }
        if {"name", "parent", "kind"} <= places.keys():
            return _rows(cells, header, places)
    raise Refused(say("units.no_header"))


def _rows(
    cells: list[list[object]], header: int, places: dict[str, int]
) -> tuple[list[UnitRow], list[Finding]]:
    rows: list[UnitRow] = []
    found: list[Finding] = []
    for number, line in enumerate(cells[header + 1 :], start=header + 2):
        text = {key: checks.text_of(line[at]) for key, at in places.items()}
        if not text["name"]:
            continue
        where = f"第 {number} 行"
        if checks.is_formula(text["name"]):
            found.append(say("cell.formula", where=where, text=text["name"][:20]))
            continue
        level = parse_rank(text.get("level", "") or "无")
        if level is None:
            found.append(say("rank.unknown", where=where, text=text["level"][:20]))
        rows.append(
            UnitRow(
                number,
                text["name"][:100],
                text["parent"],
                text["kind"],
                int(level or 0),
                text.get("code", "")[:6],
            )
        )
    return rows, found
