"""While somebody serves: suspended, resumed, called back."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Text, Tick
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.moves import move, require_alone, warn_of_loss
from dunmiao.secondments.rules import terms as rules
from dunmiao.secondments.terms import end_on, tenure_of

OnDay = Annotated[date, Day("日期", today=True)]
LastDay = Annotated[date, Day("最后一天", today=True,
                              help="晚于今天的，到期自动生效")]  # fmt: skip
Reason = Annotated[str, Text("理由", most=300)]
DocumentNo = Annotated[str, Text("文号", most=60)]
Seen = Annotated[bool, Tick("已知悉团队将缺什么，仍要办理",
                            help="团队因此缺人时才需要勾选")]  # fmt: skip


@act(
    "secondment.suspend", Secondment, "暂停",
    records="secondment.suspend",
    said="已暂停。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="suspend", related="cadre", then=refresh_case,
)  # fmt: skip
def suspend(
    case: Secondment, doing: Doing, *, on_day: OnDay, reason: Reason, document_no: DocumentNo = ""
) -> Secondment:
    """The organisation department suspends a secondment, with reason and paper."""
    return _interrupt(case, doing, "suspend", on_day, reason, document_no)


@act(
    "secondment.resume", Secondment, "恢复",
    records="secondment.resume",
    said="已恢复。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="resume", waits=True, related="cadre", then=refresh_case,
)  # fmt: skip
def resume(
    case: Secondment, doing: Doing, *, on_day: OnDay, reason: Reason, document_no: DocumentNo = ""
) -> Secondment:
    """A suspended secondment goes on."""
    return _interrupt(case, doing, "resume", on_day, reason, document_no)


def _interrupt(
    case: Secondment, doing: Doing, step: str, on_day: date, reason: str, document_no: str
) -> Secondment:
    if found := rules.objections_to_day(on_day, today=doing.today, since=case.arrived_on):
        raise RuleBroken(found)
    move(doing.actor, case, step, on_day, document_no=document_no, reason=reason)
    case.save()
    doing.note(reason=reason)
    return case


@act(
    "secondment.recall", Secondment, "召回",
    records="secondment.recalled",
    said="召回决定已记录，到期自动生效。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="recall", related="cadre", then=refresh_case,
    danger="召回后转入期满办理，不能撤回。",
)  # fmt: skip
def recall(
    case: Secondment, doing: Doing, *,
    last_day: LastDay, reason: Reason, document_no: DocumentNo, confirmed: Seen = False,
) -> Secondment:  # fmt: skip
    """The organisation department calls somebody back; on a later day it happens by itself.

    `confirmed`: whoever decides has seen what the person's team would lack.
    """
    require_alone(case)
    if objections := rules.objections_to_early_end(
        tenure_of(case), last_day=last_day, reason=reason, document_no=document_no
    ):
        raise RuleBroken(objections)
    lost = warn_of_loss(doing.actor, case, confirmed=confirmed, today=doing.today)
    end_on(doing.actor, case, "recall", last_day, document_no, reason, doing.today)
    doing.note(reason=reason, warned=[finding.message for finding in lost])
    return case
