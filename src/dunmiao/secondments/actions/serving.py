"""While somebody serves: leave and suspension."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted
from dunmiao.kernel.findings import Severity
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.actions.moves import locked_case, locked_part, may_move, move, require_own
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.labels import LEAVE_STATES
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import LeaveRequest, Secondment
from dunmiao.secondments.rules import leave as leave_rules
from dunmiao.secondments.rules.leave import LeavePolicy, Span
from dunmiao.units.models import Unit, UnitKind
from dunmiao.units.workdays import load_workdays


# ── leave ──
@transaction.atomic
def ask_leave(
    *,
    actor: Actor,
    secondment_uid: Any,
    kind: str,
    first: date,
    last: date,
    reason: str,
    now: datetime,
    today: date,
) -> LeaveRequest:
    """The person asks for leave; who decides follows from its length and what went before."""
    secondment = locked_case(actor, secondment_uid)
    require_own(actor, secondment)
    if secondment.state not in {"SERVING", "ON_LEAVE"}:
        may_move(secondment, "leave")
    asked = Span(first, last)
    others = _other_leaves(secondment)
    objections = leave_rules.objections_to_leave(
        asked,
        reason=reason,
        arrived_on=secondment.arrived_on or secondment.starts_on,
        ends_on=secondment.ends_on,
        others=others,
    )
    if objections:
        raise RuleBroken(objections)
    tier, days = leave_tier(secondment=secondment, asked=asked, today=today)
    row = LeaveRequest.of(
        secondment,
        kind=kind,
        first_day=first,
        last_day=last,
        reason=reason[:300],
        tier=tier,
        workdays=days,
        asked_at=now,
    )
    row.save()
    actor.record("leave.asked", row, cadres=[secondment.cadre.uid], tier=tier, days=days)
    return row


def leave_tier(*, secondment: Secondment, asked: Span, today: date) -> tuple[str, int]:
    """Who would decide a leave, and the workdays it is reckoned at: shown before it is sent."""
    values = parameters_in_force(city_id=secondment.city_id, day=today)
    policy = read_policy(LeavePolicy, values, prefix="leave")
    workdays = load_workdays(city_id=secondment.city_id)
    earlier = _other_leaves(secondment)
    return leave_rules.tier_of(asked, earlier=earlier, policy=policy, workdays=workdays)


def _other_leaves(secondment: Secondment) -> list[Span]:
    rows = LeaveRequest.objects.filter(
        secondment=secondment, state__in=["ASKED", "APPROVED", "RETURNED"]
    )
    return [
        Span(first, min(last, back) if back else last)
        for first, last, back in rows.values_list("first_day", "last_day", "returned_on")
    ]


@transaction.atomic
def decide_leave(
    *, actor: Actor, leave_uid: Any, approve: bool, note: str, now: datetime, today: date
) -> LeaveRequest:
    """The level that the days ask for decides; a lower one is told who must."""
    row = _leave(actor, leave_uid)
    _may_decide(actor, row)
    if row.state != "ASKED":
        raise Conflict([_leave_state(row, "批准")])
    if not approve and not note.strip():
        raise RuleBroken([say("change.no_reason")])
    row.state = "APPROVED" if approve else "REFUSED"
    row.decided_by, row.decided_at, row.note = actor.name, now, note[:300]
    row.save()
    if approve and row.first_day <= today:
        begin_leave(actor=actor, secondment=row.secondment, row=row)
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("leave.decided", row, approved=approve)
    return row


def _may_decide(actor: Actor, row: LeaveRequest) -> None:
    if row.tier == "HOST":
        actor.require(Permission.CASES_HOST, at=[row.host_unit_id])
        return
    at = [row.lead_unit_id]
    if row.tier == "COUNTY":
        at.append(county_above(row.secondment.host_unit))
    if not actor.may(Permission.CASES_MANAGE, at=at):
        tier = leave_rules.TIERS[row.tier]
        finding = say("leave.tier", days=row.workdays, tier=tier)
        raise type(not_permitted())([finding])


def county_above(unit: Unit) -> int:
    """The county that a unit lies in; the unit itself where there is none above."""
    node: Unit | None = unit
    while node is not None:
        if node.kind == UnitKind.COUNTY:
            return node.pk
        node = node.parent
    return unit.pk


def begin_leave(*, actor: Actor, secondment: Secondment, row: LeaveRequest) -> None:
    """The person is away from the first day of an approved leave."""
    if secondment.state == "SERVING":
        move(actor, secondment, "leave", row.first_day, reason=leave_rules.KINDS[row.kind])
        secondment.save()


@transaction.atomic
def withdraw_leave(*, actor: Actor, leave_uid: Any, today: date) -> LeaveRequest:
    """The person takes a request back before it is decided."""
    row = _leave(actor, leave_uid)
    require_own(actor, row.secondment)
    if row.state != "ASKED":
        raise Conflict([_leave_state(row, "撤回")])
    row.state = "WITHDRAWN"
    row.save()
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("leave.withdrawn", row)
    return row


@transaction.atomic
def end_leave(*, actor: Actor, leave_uid: Any, returned_on: date, today: date) -> LeaveRequest:
    """The host confirms that the person is back (销假)."""
    row = _leave(actor, leave_uid)
    actor.require(Permission.CASES_HOST, at=[row.host_unit_id])
    if row.state != "APPROVED":
        raise Conflict([_leave_state(row, "销假")])
    if returned_on > today:
        raise RuleBroken([say("act.in_future", day=returned_on.isoformat())])
    if returned_on < row.first_day:
        raise RuleBroken([say("leave.order")])
    row.state, row.returned_on = "RETURNED", returned_on
    row.save()
    if row.secondment.state == "ON_LEAVE":
        move(actor, row.secondment, "return", returned_on)
        row.secondment.save()
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("leave.ended", row)
    return row


def _leave(actor: Actor, uid: Any) -> LeaveRequest:
    related = ("secondment__cadre", "secondment__host_unit__parent__parent")
    return locked_part(actor, LeaveRequest, uid, *related)


def _leave_state(row: LeaveRequest, act: str) -> Any:
    return say("leave.state", severity=Severity.ERROR, state=LEAVE_STATES[row.state], act=act)


# ── suspension ──
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
