"""What a unit's personnel office counted: its establishment and who holds it (编制和职数)."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import SELF, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Text, Whole
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import EstablishmentCount
from dunmiao.units.models import Unit


@act(
    "establishment.record", Unit, "登记编制",
    records="establishment.recorded",
    said="编制已登记。",
    may=Held(Permission.CASES_HOME, SELF),
)  # fmt: skip
def record_establishment(
    unit: Unit,
    doing: Doing,
    *,
    as_of: Annotated[date, Day("截至", today=True)],
    establishment: Annotated[int, Whole("编制")],
    occupied: Annotated[int, Whole("实有")],
    headcount: Annotated[int | None, Whole("职数")] = None,
    leaders: Annotated[int | None, Whole("实配领导")] = None,
    source: Annotated[str, Text("来源", most=100)] = "",
) -> EstablishmentCount:
    """Write what a unit's personnel office counted on a day; a later count takes over."""
    found = []
    if as_of > doing.today:
        found.append(say("act.in_future", where="as_of", day=as_of.isoformat()))
    if (headcount is None) != (leaders is None):
        where = "leaders" if leaders is None else "headcount"
        found.append(say("establishment.leaders", where=where))
    if found:
        raise RuleBroken(found)
    row, _ = EstablishmentCount.objects.update_or_create(
        unit=unit, as_of=as_of,
        defaults={
            "city_id": unit.city_id, "establishment": establishment, "occupied": occupied,
            "headcount": headcount, "leaders": leaders, "source": source,
            "recorded_by": doing.actor.name,
        },
    )  # fmt: skip
    doing.note(as_of=as_of.isoformat())
    return row
