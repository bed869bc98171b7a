"""While somebody serves: suspension."""

from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.actions.moves import locked_case, may_move, move
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment


@transaction.atomic
def suspend(
    *, actor: Actor, secondment_uid: Any, on_day: date, reason: str, document_no: str, today: date
) -> Secondment:
    """The organisation department suspends a secondment, with reason and paper."""
    return _interrupt(actor, secondment_uid, "suspend", on_day, reason, document_no, today)


@transaction.atomic
def resume(
    *, actor: Actor, secondment_uid: Any, on_day: date, reason: str, document_no: str, today: date
) -> Secondment:
    """A suspended secondment goes on."""
    return _interrupt(actor, secondment_uid, "resume", on_day, reason, document_no, today)


def _interrupt(
    actor: Actor,
    secondment_uid: Any,
    act: str,
    on_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> Secondment:
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    may_move(secondment, act)
    found = []
    if not reason.strip():
        found.append(say("change.no_reason"))
    if on_day > today:
        found.append(say("act.in_future", day=on_day.isoformat()))
    if secondment.arrived_on and on_day < secondment.arrived_on:
        arrived = secondment.arrived_on.isoformat()
        found.append(say("act.before_arrival", day=on_day.isoformat(), arrived=arrived))
    if found:
        raise RuleBroken(found)
    move(actor, secondment, act, on_day, document_no=document_no, reason=reason)
    secondment.save()
    actor.record(f"secondment.{act}", secondment, cadres=[secondment.cadre.uid], reason=reason)
    return secondment
