"""The end of a case: handed over, then closed once everything is there."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Text
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.people.models import Cadre, CareerStage
from dunmiao.secondments.closing import closing_of
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import ENDING, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import ExchangeLeg, Handover, Secondment, TermAppraisal
from dunmiao.secondments.moves import move
from dunmiao.secondments.rules import terms as rules
from dunmiao.secondments.standing import open_transfer

OnDay = Annotated[date, Day("日期", today=True)]
DocumentNo = Annotated[str, Text("文号", most=60)]


@act(
    "secondment.hand_over", Secondment, "确认移交",
    records="secondment.handed_over",
    said="移交已确认。",
    may=Held(Permission.CASES_HOST, "host_unit"),
    life=SECONDMENT, states=ENDING, related="cadre",
)  # fmt: skip
def hand_over(case: Secondment, doing: Doing, *, on_day: OnDay) -> Secondment:
    """The host confirms that work, accounts, keys and files are handed over."""
    if on_day > doing.today:
        raise RuleBroken([say("act.in_future", where="on_day", day=on_day.isoformat())])
    case.handed_over_on = on_day
    case.save(update_fields=["handed_over_on"])
    return case


@act(
    "secondment.close", Secondment, "结案",
    records="secondment.closed",
    said="已结案。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="close", waits=True, related="cadre", then=refresh_case,
    danger="结案后不能再改。",
)  # fmt: skip
def close_secondment(case: Secondment, doing: Doing, *, document_no: DocumentNo = "") -> Secondment:
    """Close a case; everything that is missing is named, and nothing closes without feedback."""
    last = case.left_on or case.ends_on
    objections = rules.objections_to_closing(_closing(case))
    if last > doing.today:
        objections.append(say("act.in_future", day=last.isoformat()))
    if objections:
        raise RuleBroken(objections)
    move(doing.actor, case, "close", doing.today, document_no=document_no)
    case.left_on, case.closed_on = last, doing.today
    case.closing_reason = case.closing_reason or "RETURNED"
    with conflict("secondment_fed_back_before_closing", say("closing.no_feedback")):
        case.save()
    Cadre.objects.filter(pk=case.cadre_id).update(stage=CareerStage.FREE)
    ExchangeLeg.objects.filter(secondment=case).update(is_live=False)
    if case.closing_reason == "RETAINED":
        open_transfer(doing, case, document_no)
    return case


def _closing(case: Secondment) -> rules.Closing:
    return closing_of(
        case,
        transfers=case.relationtransfers.all(),
        leaves=case.leaverequests.all(),
        appraisal=TermAppraisal.objects.filter(secondment=case).first(),
        handover=Handover.objects.filter(secondment=case).first(),
    )
