"""The organisation department decides a change, once every party has spoken."""

from datetime import date
from typing import Annotated

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Text, Tick, Verdict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.ranks import Rank
from dunmiao.secondments.duties import refresh_part
from dunmiao.secondments.exchanges import places_of
from dunmiao.secondments.lifecycle import CHANGE
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import ChangeRequest, RelationTransfer, Secondment
from dunmiao.secondments.moves import move, warn_of_loss
from dunmiao.secondments.rehosting import objections_to_rehost, rehost
from dunmiao.secondments.rules import terms as rules
from dunmiao.secondments.rules.exchanges import Places, objections_to_retention
from dunmiao.secondments.terms import end_on, extend_to

DocumentNo = Annotated[str, Text("文号", most=60,
                                 help="批准时必填")]  # fmt: skip
Note = Annotated[str, Text("意见", most=300,
                           help="不批准时必填")]  # fmt: skip
Approve = Annotated[bool, Verdict("决定", yes="批准",
                                  no="不批准")]  # fmt: skip
Seen = Annotated[bool, Tick("已知悉团队将缺什么，仍要办理",
                            help="团队因此缺人时才需要勾选")]  # fmt: skip
CASE = "secondment secondment__cadre secondment__programme secondment__host_unit new_post__unit"


@act(
    "change.decide", ChangeRequest, "决定",
    records="change.decided",
    said="决定已记录。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"), life=CHANGE, moves="approve refuse",
    other_than="speakers user", waits=True, related=CASE, locks="secondment", then=refresh_part,
)  # fmt: skip
def decide_change(
    request: ChangeRequest,
    doing: Doing,
    *,
    document_no: DocumentNo = "",
    note: Note = "",
    confirmed: Seen = False,
    approve: Approve,
) -> ChangeRequest:
    """The organisation department decides; every consent must be there, and the paper.

    `confirmed`: whoever decides has seen what the person's team would lack. Nobody who spoke for
    a party decides, by whatever account.
    """
    request.decided_by, request.decided_at, request.note = doing.actor.name, doing.now, note
    doing.note(approved=approve, document_no=document_no)
    if not approve:
        if not note:
            raise RuleBroken([say("change.no_reason", where="note")])
        request.state = CHANGE.target("refuse")
        request.save()
        return request
    if objections := _objections(request, doing, document_no):
        raise RuleBroken(objections)
    if request.kind in {"EARLY_END", "REHOST"}:
        lost = warn_of_loss(doing.actor, request.secondment, confirmed=confirmed, today=doing.today)
        doing.note(warned=[finding.message for finding in lost])
    request.state, request.document_no = CHANGE.target("approve"), document_no
    request.save()
    _apply(doing.actor, request, doing.today)
    return request


def _objections(request: ChangeRequest, doing: Doing, document_no: str) -> list[Finding]:
    answers = dict(request.consents.values_list("party", "answer"))
    found = rules.objections_to_decision(request.kind, answers)
    if not document_no:
        found.append(say("change.no_document", where="document_no"))
    if request.new_post is not None:
        found += objections_to_rehost(request.secondment, request.new_post)
    if request.kind == "RETENTION":
        found += _objections_to_retention(request.secondment, doing.today)
    return found


def _objections_to_retention(secondment: Secondment, today: date) -> list[Finding]:
    """The host has a place for good."""
    host = secondment.host_unit
    found = places_of(city_id=secondment.city_id, unit_ids=[host.pk], day=today)
    came = RelationTransfer.objects.filter(
        secondment=secondment, relation="PERSONNEL", way="OUT", received_on__isnull=False
    )
    return objections_to_retention(
        host.name,
        found.get(host.pk, Places(None, None)),
        is_leader=secondment.cadre.rank >= Rank.DEPUTY_SECTION,
        counted=came.exists(),
    )


def _apply(actor: Actor, request: ChangeRequest, today: date) -> None:
    secondment, paper, end = request.secondment, request.document_no, request.new_end
    if request.kind == "REHOST":
        rehost(actor, request, today)
    elif request.kind == "REASSIGNMENT":
        move(actor, secondment, "reassign", today, document_no=paper, reason=request.reason)
        secondment.duty = request.new_duty
        secondment.save()
    elif request.kind == "RETENTION":
        secondment.closing_reason = "RETAINED"
        secondment.save()
    else:
        assert end is not None
        if request.kind == "EXTENSION":
            extend_to(actor, secondment, end, paper, request.reason, today)
        else:
            end_on(actor, secondment, "end_early", end, paper, request.reason, today)
