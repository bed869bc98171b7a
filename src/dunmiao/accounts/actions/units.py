"""Units as the system administrator keeps them: one by one, or from the table of units."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.accounts.tree import closed, elsewhere, not_movable, require_past
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, File, One, Text, Upload, Whole
from dunmiao.db.errors import conflict
from dunmiao.formats.container import Refused
from dunmiao.formats.names import clean_name, pinyin_key
from dunmiao.formats.units import UnitRow, read_units
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.messages import say
from dunmiao.units.models import City, Unit, UnitKind
from dunmiao.units.writing import add_unit, hang_under, note_change

ADMINISTRATOR = Held(Permission.UNITS, ROOT)


Reason = Annotated[str, Text("理由", most=300, help="如机构改革方案的标题和文号")]
Since = Annotated[date, Day("自", today=True)]


NewParent = Annotated[Unit, One("上级", offers=elsewhere)]


def _require_name(name: str) -> None:
    """RuleBroken for blanks and hidden characters."""
    if not any(character.isalnum() for character in clean_name(name)):
        raise RuleBroken([say("unit.no_name", where="name")])


def _kind(row: UnitRow) -> str | None:
    """A kind by its code or by its Chinese name."""
    by_label = {label: code for code, label in UnitKind.choices}
    return row.kind if row.kind in UnitKind.values else by_label.get(row.kind)


@act(
    "unit.import", City, "导入单位表", said="新增 {added} 个单位。", records="units.imported",
    may=ADMINISTRATOR,
)  # fmt: skip
def import_units(
    city: City,
    doing: Doing,
    *,
    file: Annotated[
        Upload,
        File("文件", accept=".xlsx", help="列：单位、上级、类别、级别、区划代码；上级须排在前面。"),
    ],
) -> int:
    """Add the units of a table that are not there yet; every fault at once, or nothing.

    Returns how many were added. A row without a unit above names the root, which exists.
    """
    try:
        rows, found = read_units(file.content)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    known = {unit.name: unit for unit in Unit.objects.filter(city=city)}
    before = len(known)
    for order, row in enumerate(rows, start=1):
        fault = _fault(row, known)
        if fault:
            found.append(fault)
        elif row.parent:
            known[row.name] = add_unit(
                city=city,
                name=row.name,
                kind=str(_kind(row)),
                parent=known[row.parent],
                level=row.level,
                division_code=row.code,
                sort_order=order,
            )
    if found:
        raise RuleBroken(found)
    doing.note(added=len(known) - before)
    return len(known) - before


def _fault(row: UnitRow, known: dict[str, Unit]) -> Finding | None:
    where = f"第 {row.row} 行"
    if not row.parent:
        return None if row.name in known else say("unit.one_root", where=where)
    if row.parent not in known:
        return say("unit.no_parent", where=where, name=row.name, parent=row.parent)
    if _kind(row) is None:
        names = "、".join(UnitKind.labels)
        return say("unit.kind_unknown", where=where, name=row.name, kind=row.kind, known=names)
    return None


@act(
    "unit.add", Unit, "新增下级单位", said="单位“{name}”已新增。", records="unit.added",
    may=ADMINISTRATOR, unless=closed,
)  # fmt: skip
def hang_unit(
    parent: Unit,
    doing: Doing,
    *,
    name: Annotated[str, Text("名称", most=100)],
    kind: Annotated[str, Choice("类别", of=dict(UnitKind.choices))],
    level: Annotated[int, Whole("级别", most=10)] = 0,
) -> Unit:
    """Add one unit under another."""
    _require_name(name)
    doing.note(name=name)
    return add_unit(city=parent.city, name=name, kind=kind, parent=parent, level=level)


@act(
    "unit.rename", Unit, "改名", said="已改名为“{after}”。", records="unit.renamed",
    may=ADMINISTRATOR, unless=closed, related="parent",
)  # fmt: skip
def rename_unit(
    unit: Unit,
    doing: Doing,
    *,
    name: Annotated[str, Text("名称", most=100, first=lambda row: row.name)],
    since: Since,
    reason: Reason,
) -> Unit:
    """Give a unit another name from a day on; the old one stays in its history."""
    _require_name(name)
    require_past(doing, since)
    doing.note(before=unit.name, after=name)
    note_change(unit, "RENAMED", day=since, reason=reason, before=unit.name, after=name)
    unit.name, unit.name_pinyin_key = clean_name(name), pinyin_key(name)
    parent = unit.parent.name if unit.parent else ""
    with conflict("unit_name_once", say("unit.name_taken", where="name", name=name, parent=parent)):
        unit.save(update_fields=["name", "name_pinyin_key"])
    return unit


@act(
    "unit.move", Unit, "改上级", said="已改为隶属“{after}”。", records="unit.moved",
    may=ADMINISTRATOR, unless=not_movable, related="parent",
    danger="上级单位的账号随后看得到这个单位和它的下级。",
)  # fmt: skip
def move_unit(
    unit: Unit,
    doing: Doing,
    *,
    parent: NewParent,
    since: Since,
    reason: Reason,
) -> Unit:
    """Hang a unit, with everything below it, under another one."""
    require_past(doing, since)
    before = unit.parent.name if unit.parent else ""
    doing.note(before=before, after=parent.name)
    told = say("unit.name_taken", where="parent", name=unit.name, parent=parent.name)
    with conflict("unit_name_once", told):
        hang_under(unit, parent)
    note_change(unit, "MOVED", day=since, reason=reason, before=before, after=parent.name)
    return unit


@act(
    "unit.correct", Unit, "更正类别和级别", said="已更正。", records="unit.corrected",
    may=ADMINISTRATOR, unless=closed,
)  # fmt: skip
def correct_unit(
    unit: Unit,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("类别", of=dict(UnitKind.choices), first=lambda row: row.kind)],
    level: Annotated[int, Whole("级别", most=10, first=lambda row: row.level)],
    since: Since,
    reason: Reason,
) -> Unit:
    """Say what a unit is; what it was stays in its history."""
    require_past(doing, since)
    before = f"{unit.get_kind_display()} {unit.level_label}"
    unit.kind, unit.level = kind, level
    unit.save(update_fields=["kind", "level"])
    after = f"{unit.get_kind_display()} {unit.level_label}"
    doing.note(before=before, after=after)
    note_change(unit, "CORRECTED", day=since, reason=reason, before=before, after=after)
    return unit
