"""Feedback to home units at the end of a term: visits in scope, who is still to be visited."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.posts.models import Programme
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import FeedbackVisit, Secondment
from dunmiao.secondments.rules.routes import Leg, Stop, plan_round
from dunmiao.units.models import Unit
from dunmiao.units.workdays import load_workdays

# A term that is ending, and whose home unit has not been visited for it.
TO_VISIT = ("EXPIRING", "APPRAISED")


def list_feedback(*, actor: Actor) -> QuerySet[Any]:
    """Visits in scope with `people` counted: arranged, made, answered."""
    if not actor.has(Permission.FEED_BACK):
        actor.require(Permission.CASES_HOME)
    rows = visible(FeedbackVisit, actor)
    return (
        rows.select_related("programme", "home_unit")
        .annotate(people=Count("secondments"))
        .order_by("due_on", "pk")
    )


def get_feedback(*, actor: Actor, uid: Any) -> FeedbackVisit:
    """One visit in scope."""
    rows = visible(FeedbackVisit, actor).filter(uid=uid)
    found = rows.select_related("programme", "home_unit", "lead_unit", "letter_file").first()
    if found is None:
        raise not_visible()
    return found


@dataclass
class Unarranged:
    """A home unit with people at the end of their term and no visit arranged."""

    programme: Programme
    unit: Unit
    people: int
    due_on: date


def unarranged_feedback(*, actor: Actor) -> list[Unarranged]:
    """Whom the actor still has to visit, by round and home unit."""
    actor.require(Permission.FEED_BACK)
    rows = visible(Secondment, actor).filter(state__in=TO_VISIT, feedback=None)
    units = actor.units_with(Permission.FEED_BACK)
    if units is not None:
        rows = rows.filter(lead_unit_id__in=units)
    found: dict[tuple[int, int], Unarranged] = {}
    for row in rows.select_related("programme", "home_unit__parent").order_by("ends_on", "pk"):
        key = (row.programme_id, row.home_unit_id)
        last = row.left_on or row.ends_on
        entry = found.setdefault(key, Unarranged(row.programme, row.home_unit, 0, last))
        entry.people += 1
        entry.due_on = min(entry.due_on, last)
    return list(found.values())


def propose_round(*, actor: Actor, first_day: date, per_day: int) -> list[tuple[Unarranged, Leg]]:
    """Days for every home unit that still has to be visited, near ones together."""
    if not 1 <= per_day <= 20:
        raise RuleBroken([say("route.per_day", where="per_day")])
    waiting = {
        f"{entry.programme.pk}/{entry.unit.pk}": entry for entry in unarranged_feedback(actor=actor)
    }
    stops = [
        Stop(key, entry.unit.parent.name if entry.unit.parent else entry.unit.name, entry.due_on)
        for key, entry in waiting.items()
    ]
    workdays = load_workdays(city_id=actor.city_id)
    legs = plan_round(stops, first_day=first_day, per_day=per_day, workdays=workdays)
    return [(waiting[leg.stop.key], leg) for leg in legs]
