"""Leave, beside its acts: who decides one, and its first day."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.models import LeaveRequest, Secondment
from dunmiao.secondments.moves import move
from dunmiao.secondments.rules import leave as leave_rules
from dunmiao.secondments.rules.leave import LeavePolicy, Span
from dunmiao.units.models import Unit, UnitKind
from dunmiao.units.workdays import load_workdays


def county_above(unit: Unit) -> int:
    """The county that a unit lies in; the unit itself where there is none above."""
    node: Unit | None = unit
    while node is not None:
        if node.kind == UnitKind.COUNTY:
            return node.pk
        node = node.parent
    return unit.pk


def begin_leave(actor: Actor, leave: LeaveRequest) -> None:
    """The person is away from the first day of an approved leave."""
    case = leave.secondment
    if case.state == "SERVING":
        move(actor, case, "leave", leave.first_day, reason=leave_rules.KINDS[leave.kind])
        case.save()


def leave_tier(*, secondment: Secondment, asked: Span, today: date) -> tuple[str, int]:
    """Who would decide a leave, and the workdays it is reckoned at: shown before it is sent."""
    values = parameters_in_force(city_id=secondment.city_id, day=today)
    policy = read_policy(LeavePolicy, values, prefix="leave")
    workdays = load_workdays(city_id=secondment.city_id)
    earlier = other_leaves(secondment)
    return leave_rules.tier_of(asked, earlier=earlier, policy=policy, workdays=workdays)


def other_leaves(secondment: Secondment) -> list[Span]:
    """The days of his leaves that are asked for, approved or over."""
    rows = LeaveRequest.objects.filter(
        secondment=secondment, state__in=["ASKED", "APPROVED", "RETURNED"]
    )
    return [
        Span(first, min(last, back) if back else last)
        for first, last, back in rows.values_list("first_day", "last_day", "returned_on")
    ]
