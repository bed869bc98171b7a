"""Close a unit, or merge it into another with its people and grants: where people and cases are known."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dunmiao.accounts.actions.units import ADMINISTRATOR, Reason, Since
from dunmiao.accounts.tree import elsewhere, not_movable, require_past
from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.reform import carry_grants, carry_people, inside, same_names
from dunmiao.units.messages import say
from dunmiao.units.models import Unit
from dunmiao.units.writing import hang_under, note_change

Into = Annotated[Unit, One("并入", offers=elsewhere)]


def _occupied(unit: Unit, doing: Doing) -> Iterable[Finding]:
    if against := list(not_movable(unit, doing)):
        return against
    held = inside(doing, unit)
    counts = {
        "unit.people_inside": held.people,
        "unit.cases_open": held.cases,
        "unit.units_below": held.units,
        "unit.grants_here": held.grants,
    }
    return [say(code, count=count) for code, count in counts.items() if count]


@act(
    "unit.close", Unit, "撤销", said="单位“{name}”已撤销。", records="unit.closed",
    may=ADMINISTRATOR, unless=_occupied, danger="撤销后不再出现在选单里，历史仍可查。",
)  # fmt: skip
def close_unit(
    unit: Unit,
    doing: Doing,
    *,
    since: Annotated[date, Day("最后一天", today=True)],
    reason: Reason,
) -> Unit:
    """Close an empty unit on a day; what it was stays readable."""
    require_past(doing, since)
    unit.valid_to = since
    unit.save(update_fields=["valid_to"])
    note_change(unit, "CLOSED", day=since, reason=reason)
    doing.note(name=unit.name)
    return unit


@act(
    "unit.merge", Unit, "并入别的单位", said="{people} 名干部、{grants} 项授权已转到“{into}”。",
    records="unit.merged", may=ADMINISTRATOR, unless=not_movable,
    danger="干部、授权、下级单位一并转过去，原单位撤销，不能撤回。请先看预览。",
)  # fmt: skip
def merge_unit(unit: Unit, doing: Doing, *, into: Into, since: Since, reason: Reason) -> Unit:
    """Another unit takes over the people, the grants and the units below; this one closes and
    hangs under it, so that whoever keeps the successor reads what was done before."""
    require_past(doing, since)
    if names := same_names(unit, into):
        raise RuleBroken(
            [say("unit.same_below", where="into", into=into.name, name=name) for name in names]
        )
    people = carry_people(doing, unit, into)
    grants = carry_grants(doing, unit, into)
    for below in Unit.objects.filter(parent=unit, valid_to=None):
        hang_under(below, into)
    unit.refresh_from_db()
    hang_under(unit, into)
    unit.valid_to, unit.successor = since, into
    unit.save(update_fields=["valid_to", "successor"])
    note_change(unit, "MERGED", day=since, reason=reason, before=unit.name, after=into.name)
    note_change(into, "TOOK_IN", day=since, reason=reason, before=into.name, after=unit.name)
    doing.note(people=people, grants=grants, into=into.name)
    return unit
