"""Arrivals of many: who may be confirmed together, and what would speak against each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.rules import terms as rules

MOST = 200


@dataclass
class Tried:
    """What a confirmation would come to for one case: possible, or every reason why not."""

    case: Secondment
    findings: list[Finding]


def arriving(actor: Actor) -> QuerySet[Secondment]:
    """Cases whose arrival the actor may confirm, by name."""
    rows = visible(Secondment, actor).filter(state="NOTICED")
    units = actor.units_with(Permission.CONFIRM_ARRIVAL)
    if units is not None:
        rows = rows.filter(host_unit_id__in=units)
    return rows.select_related("cadre", "host_unit", "post").order_by("cadre__name_stroke_key")


def hold(cases: Iterable[Secondment]) -> list[Secondment]:
    """The same rows, held until the end of the transaction."""
    rows = Secondment.objects.select_for_update(of=("self",)).select_related("cadre")
    return list(rows.filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def objections_to(case: Secondment, arrived_on: date, today: date) -> list[Finding]:
    """What speaks against an arrival on this day; empty where nothing does."""
    found = SECONDMENT.objections(state=case.state, act="arrive")
    return found or rules.objections_to_arrival(
        arrived_on=arrived_on, starts_on=case.starts_on, ends_on=case.ends_on, today=today
    )


def try_arrivals(
    *, actor: Actor, uids: Sequence[Any], arrived_on: date, today: date
) -> list[Tried]:
    """What would happen to each of these cases, in scope; nothing is written."""
    actor.require(Permission.CONFIRM_ARRIVAL)
    if not 1 <= len(uids) <= MOST:
        raise RuleBroken([say("bulk.size", most=MOST)])
    rows = visible(Secondment, actor).filter(uid__in=list(uids))
    rows = rows.select_related("cadre", "host_unit", "post").order_by("cadre__name_stroke_key")
    return [Tried(case, _judged(actor, case, arrived_on, today)) for case in rows]


def _judged(actor: Actor, case: Secondment, arrived_on: date, today: date) -> list[Finding]:
    if not actor.may(Permission.CONFIRM_ARRIVAL, at=[case.host_unit_id]):
        return [say("bulk.not_host")]
    return objections_to(case, arrived_on, today)
