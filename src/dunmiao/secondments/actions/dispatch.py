"""The beginning of a case: the person comes and is put in charge, or is called off before."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Several, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.arrivals import MOST, arriving, hold, objections_to
from dunmiao.secondments.duties import refresh_case, refresh_obligations
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.moves import move, require_alone
from dunmiao.secondments.opening import call_off
from dunmiao.units.models import City

Arrived = Annotated[date, Day("报到日期", today=True)]
Duty = Annotated[str, Text("分工", most=2000, lines=3)]
OnDay = Annotated[date, Day("日期", today=True)]
DocumentNo = Annotated[str, Text("文号", most=60)]
Reason = Annotated[str, Text("理由", most=300)]


@act(
    "secondment.arrive", Secondment, "确认报到",
    records="secondment.arrived",
    said="已确认报到。",
    may=Held(Permission.CONFIRM_ARRIVAL, "host_unit"),
    life=SECONDMENT, moves="arrive", waits=True, related="cadre", then=refresh_case,
)  # fmt: skip
def confirm_arrival(case: Secondment, doing: Doing, *, arrived_on: Arrived) -> Secondment:
    """The host confirms that the person has come (报到回执)."""
    if objections := objections_to(case, arrived_on, doing.today):
        raise RuleBroken(objections)
    move(doing.actor, case, "arrive", arrived_on)
    case.arrived_on = arrived_on
    case.save()
    return case


def _noticed(doing: Doing, city: City) -> QuerySet[Secondment]:
    return arriving(doing.actor)


def _named(case: Secondment) -> str:
    return f"{case.cadre.name} → {case.host_unit.name}{case.post.title}"


@act(
    "secondment.arrive_many", City, "批量确认报到",
    records="secondment.arrived",
    said="已确认 {people} 人报到。",
    may=Anywhere(Permission.CONFIRM_ARRIVAL),
)  # fmt: skip
def confirm_arrivals(
    city: City, doing: Doing, *,
    cases: Annotated[list[Secondment], Several("人员", offers=_noticed, say=_named,
                                               search=("cadre__name",))],
    arrived_on: Arrived,
) -> City:  # fmt: skip
    """Confirm the arrival of many, up to 200 on one day; who cannot have come is named, and
    nothing is done."""
    if not 1 <= len(cases) <= MOST:
        raise RuleBroken([say("bulk.size", where="cases", most=MOST)])
    held = hold(cases)
    if found := [told for case in held for told in _of(case, arrived_on, doing.today)]:
        raise RuleBroken(found)
    for case in held:
        confirm_arrival.plain(case, doing, arrived_on=arrived_on)
        doing.concern(case.cadre.uid)
    refresh_obligations(actor=doing.actor, secondments=held, today=doing.today)
    doing.note(people=len(held))
    return city


def _of(case: Secondment, arrived_on: date, today: date) -> Sequence[Finding]:
    """The objections to one of many, with his name."""
    return [
        say("bulk.person", where="cases", name=case.cadre.name, reason=told.message)
        for told in objections_to(case, arrived_on, today)
    ]


@act(
    "secondment.assign", Secondment, "明确分工",
    records="secondment.duty_assigned",
    said="分工已记录。",
    may=Held(Permission.CASES_HOST, "host_unit"),
    life=SECONDMENT, moves="assign", waits=True, related="cadre", then=refresh_case,
)  # fmt: skip
def assign_duty(
    case: Secondment, doing: Doing, *, duty: Duty, on_day: OnDay, document_no: DocumentNo = ""
) -> Secondment:
    """The host says for the first time what the person is in charge of (分工)."""
    case.assigned_on = on_day
    return _assign(case, doing, "assign", duty, on_day, document_no)


@act(
    "secondment.reassign", Secondment, "调整分工",
    records="secondment.duty_assigned",
    said="分工已记录。",
    may=Held(Permission.CASES_HOST, "host_unit"),
    life=SECONDMENT, moves="reassign", related="cadre", then=refresh_case,
)  # fmt: skip
def reassign_duty(
    case: Secondment, doing: Doing, *, duty: Duty, on_day: OnDay, document_no: DocumentNo = ""
) -> Secondment:
    """The host says so anew where the duty changes."""
    return _assign(case, doing, "reassign", duty, on_day, document_no)


def _assign(
    case: Secondment, doing: Doing, step: str, duty: str, on_day: date, document_no: str
) -> Secondment:
    assert case.arrived_on is not None
    if on_day < case.arrived_on:
        arrived = case.arrived_on.isoformat()
        raise RuleBroken(
            [say("act.before_arrival", where="on_day", day=on_day.isoformat(), arrived=arrived)]
        )
    move(doing.actor, case, step, on_day, document_no=document_no, reason=duty)
    case.duty = duty
    case.save()
    return case


@act(
    "secondment.cancel", Secondment, "取消挂职",
    records="secondment.cancelled",
    said="已取消。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="cancel", related="cadre", danger="取消后这次挂职不再恢复，本人可另行安排。确定取消？",
)  # fmt: skip
def cancel_secondment(
    case: Secondment, doing: Doing, *, reason: Reason, document_no: DocumentNo = ""
) -> Secondment:
    """Call a secondment off before the person has come."""
    require_alone(case)
    call_off(
        actor=doing.actor, secondment=case, reason=reason, document_no=document_no,
        today=doing.today,
    )  # fmt: skip
    doing.note(reason=reason)
    return case
