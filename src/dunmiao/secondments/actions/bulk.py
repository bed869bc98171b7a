"""The same act for many: tried first without writing, then done for those it is possible for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import DomainError, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.actions.dispatch import confirm_arrival
from dunmiao.secondments.actions.ending import plan_feedback
from dunmiao.secondments.actions.obligations import refreshing_once
from dunmiao.secondments.cases import Unarranged, unarranged_feedback
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import FeedbackVisit, Secondment
from dunmiao.secondments.rules.routes import Leg, Stop, plan_round
from dunmiao.secondments.selectors import get_secondment
from dunmiao.units.workdays import load_workdays

MOST = 200


@dataclass
class Tried:
    """What an act came to for one case: done, or every reason why not."""

    case: Secondment
    findings: list[Finding]


class _Undo(Exception):
    """Ends a trial: everything it wrote is rolled back."""


def _each(
    actor: Actor, uids: Sequence[Any], act: Callable[[Secondment], Any], today: date
) -> list[Tried]:
    if not 1 <= len(uids) <= MOST:
        raise RuleBroken([say("bulk.size", most=MOST)])
    out = []
    with refreshing_once(actor=actor, today=today):
        for uid in dict.fromkeys(uids):
            case = get_secondment(actor=actor, uid=uid)
            try:
                with transaction.atomic():
                    act(case)
                out.append(Tried(case, []))
            except DomainError as refused:
                out.append(Tried(case, list(refused.findings)))
    return out


def arrive_all(
    *, actor: Actor, secondment_uids: Sequence[Any], arrived_on: date, today: date, is_trial: bool
) -> list[Tried]:
    """Confirm the arrival of many; each by itself, so that one refusal holds nobody up.

    A trial does the very same and takes it back: what it says is what would happen.
    """
    actor.require(Permission.CONFIRM_ARRIVAL)

    def act(case: Secondment) -> None:
        confirm_arrival(actor=actor, secondment_uid=case.uid, arrived_on=arrived_on, today=today)

    found: list[Tried] = []
    try:
        with transaction.atomic():
            found = _each(actor, secondment_uids, act, today)
            if is_trial:
                raise _Undo
    except _Undo:
        pass
    return found


# ── a round of feedback visits ──
def propose_round(*, actor: Actor, first_day: date, per_day: int) -> list[tuple[Unarranged, Leg]]:
    """Days for every home unit that still has to be visited, near ones together."""
    if not 1 <= per_day <= 20:
        raise RuleBroken([say("route.per_day")])
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


@transaction.atomic
def arrange_round(
    *, actor: Actor, first_day: date, per_day: int, today: date
) -> list[FeedbackVisit]:
    """Arrange the proposed visits, all or none."""
    if first_day < today:
        raise RuleBroken([say("route.past", day=first_day.isoformat())])
    proposed = propose_round(actor=actor, first_day=first_day, per_day=per_day)
    if not proposed:
        raise RuleBroken([say("feedback.nobody")])
    return [
        plan_feedback(
            actor=actor,
            programme=entry.programme,
            home_unit=entry.unit,
            planned_on=leg.day,
            today=today,
        )
        for entry, leg in proposed
    ]
