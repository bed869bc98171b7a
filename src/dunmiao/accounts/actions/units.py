"""Units as the system administrator keeps them: one by one, or from the table of units."""

from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, File, Text, Upload, Whole
from dunmiao.formats.container import Refused
from dunmiao.formats.units import UnitRow, read_units
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.messages import say
from dunmiao.units.models import City, Unit, UnitKind
from dunmiao.units.writing import add_unit

ADMINISTRATOR = Held(Permission.UNITS, ROOT)


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
    may=ADMINISTRATOR,
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
    doing.note(name=name)
    return add_unit(city=parent.city, name=name, kind=kind, parent=parent, level=level)
