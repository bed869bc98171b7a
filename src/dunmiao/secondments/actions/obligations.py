"""What a human says of what is owed: a waiver with its reason, a reminder."""

from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Several, Text
from dunmiao.secondments.duties import tell_after_commit
from dunmiao.secondments.lifecycle import OBLIGATION
from dunmiao.secondments.models import Obligation
from dunmiao.secondments.rules.obligations import KINDS
from dunmiao.units.models import City


def _managed(doing: Doing, city: City) -> QuerySet[Obligation]:
    """Open duties of the cases that the actor manages, the oldest first."""
    rows = Obligation.objects.filter(city_id=city.pk, state="OPEN")
    units = doing.actor.units_with(Permission.CASES_MANAGE)
    if units is not None:
        rows = rows.filter(lead_unit_id__in=units)
    return rows.select_related("secondment__cadre").order_by("due_on", "pk")


def _named(row: Obligation) -> str:
    return f"{row.secondment.cadre.name} {KINDS[row.kind]} {row.due_on}"


@act(
    "obligation.waive", Obligation, "免除",
    records="obligation.waived",
    said="已免除，理由已记录。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=OBLIGATION, moves="waive", related="secondment secondment__cadre", locks="secondment",
)  # fmt: skip
def waive_obligation(
    duty: Obligation, doing: Doing, *, reason: Annotated[str, Text("理由", most=300)]
) -> Obligation:
    """The organisation department lets a duty go, with its reason."""
    duty.state = OBLIGATION.target("waive")
    duty.waived_reason, duty.waived_by = reason, doing.actor.name
    duty.save()
    doing.note(duty=duty.kind, reason=reason)
    return duty


@act(
    "obligation.remind", City, "提醒",
    records="obligation.reminded",
    said="已提醒 {rows} 项。",
    may=Anywhere(Permission.CASES_MANAGE),
)  # fmt: skip
def remind(
    city: City, doing: Doing, *,
    obligations: Annotated[list[Obligation], Several("待办事项", offers=_managed, say=_named,
                                                     search=("secondment__cadre__name",))],
) -> City:  # fmt: skip
    """Note that these open duties were reminded of; e-mail goes out where it is set up."""
    ids = [row.pk for row in obligations]
    Obligation.objects.filter(pk__in=ids).update(reminded_at=doing.now)
    tell_after_commit(ids)
    doing.note(rows=len(ids))
    return city
