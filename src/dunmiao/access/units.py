"""Units as the system administrator keeps them: one by one, or from the table of units."""

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.formats.container import Refused
from dunmiao.formats.units import UnitRow, read_units
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.actions import add_unit
from dunmiao.units.messages import say
from dunmiao.units.models import City, Unit, UnitKind


def _kind(row: UnitRow) -> str | None:
    """A kind by its code or by its Chinese name."""
    by_label = {label: code for code, label in UnitKind.choices}
    return row.kind if row.kind in UnitKind.values else by_label.get(row.kind)


@transaction.atomic
def import_units(*, actor: Actor, content: bytes) -> int:
    """Add the units of a table that are not there yet; every fault at once, or nothing.

    Returns how many were added. A row without a unit above names the root, which exists.
    """
    actor.require(Permission.UNITS)
    try:
        rows, found = read_units(content)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    city = City.objects.get(pk=actor.city_id)
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
    actor.record("units.imported", added=len(known) - before)
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


@transaction.atomic
def hang_unit(*, actor: Actor, parent: Unit, name: str, kind: str, level: int = 0) -> Unit:
    """Add one unit under another."""
    actor.require(Permission.UNITS)
    city = City.objects.get(pk=actor.city_id)
    row = UnitRow(0, name.strip()[:100], parent.name, kind, level, "")
    if fault := _fault(row, {parent.name: parent}):
        raise RuleBroken([fault])
    unit = add_unit(city=city, name=row.name, kind=kind, parent=parent, level=level)
    actor.record("unit.added", unit, name=unit.name)
    return unit
