"""Changes asked for by a party: consented to by the others, decided by the department."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Annotated, Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, May, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Text, Tick, Verdict
from dunmiao.db.errors import conflict, violated
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.ranks import Rank
from dunmiao.people.writing import share_cadre
from dunmiao.posts.models import Post
from dunmiao.secondments.actions.ends import end_on, extend_to, tenure_of, term_policy
from dunmiao.secondments.actions.moves import (
    locked_case,
    may_move,
    move,
    party_acting,
    require_alone,
    warn_of_loss,
)
from dunmiao.secondments.actions.obligations import refresh_part
from dunmiao.secondments.exchanges import places_of
from dunmiao.secondments.lifecycle import CHANGE, ENDED, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    ChangeRequest,
    Consent,
    Nomination,
    RelationTransfer,
    Secondment,
)
from dunmiao.secondments.rules import terms
from dunmiao.secondments.rules.exchanges import Places, objections_to_retention
from dunmiao.secondments.rules.terms import TermPolicy
from dunmiao.secondments.selectors import judging_at, objections_to_post

Reason = Annotated[str, Text("理由", most=500)]
Note = Annotated[str, Text("意见", most=300)]
NewEnd = Annotated[date, Day("新的期满日")]
DocumentNo = Annotated[str, Text("文号", most=60)]
Agree = Annotated[bool, Verdict("意见", yes="同意",
                                no="不同意")]  # fmt: skip
Approve = Annotated[bool, Verdict("决定", yes="批准",
                                  no="不批准")]  # fmt: skip
Seen = Annotated[bool, Tick("已知团队将缺什么")]

ACT_OF = {
    "EXTENSION": "extend",
    "EARLY_END": "end_early",
    "REASSIGNMENT": "reassign",
    "RETENTION": "expire",
    "REHOST": "rehost",
}


@transaction.atomic
def ask_change(
    *,
    actor: Actor,
    secondment_uid: Any,
    kind: str,
    reason: str,
    new_end: date | None = None,
    new_duty: str = "",
    new_post: Post | None = None,
    now: datetime,
    today: date,
) -> ChangeRequest:
    """A party asks for a change; its own consent is given with it."""
    secondment = locked_case(actor, secondment_uid)
    party = party_acting(actor, secondment)
    if party not in terms.CONSENTS[kind]:
        raise not_permitted() if party is None else RuleBroken([say("change.not_party")])
    may_move(secondment, ACT_OF[kind])
    policy = term_policy(city_id=actor.city_id, day=today)
    objections = _objections(secondment, kind, new_end, new_duty, reason, today, policy)
    if kind in {"EXTENSION", "EARLY_END", "REHOST"}:
        require_alone(secondment)
    if kind == "REHOST":
        objections += _objections_to_rehost(actor, secondment, new_post)
    if objections:
        raise RuleBroken(objections)
    try:
        with transaction.atomic():
            request = ChangeRequest.of(
                secondment,
                kind=kind,
                asked_party=party,
                reason=reason[:500],
                new_end=new_end,
                new_duty=new_duty[:2000],
                new_post=new_post,
                asked_by_id=actor.user_id,
                asked_at=now,
            )
            request.save()
    except IntegrityError as refused:
        if violated(refused) != "change_one_open":
            raise
        open_kind = secondment.changerequests.get(state="OPEN").kind
        raise Conflict([say("change.open", kind=terms.KINDS[open_kind])]) from None
    _consent(actor, request, str(party), agree=True, note=reason, now=now)
    actor.record("change.asked", request, cadres=[secondment.cadre.uid], change=kind)
    return request


def _objections(
    secondment: Secondment,
    kind: str,
    new_end: date | None,
    new_duty: str,
    reason: str,
    today: date,
    policy: TermPolicy,
) -> list[Finding]:
    tenure = tenure_of(secondment)
    if kind == "EXTENSION":
        end = new_end or secondment.ends_on
        return terms.objections_to_extension(
            tenure, new_end=end, reason=reason, today=today, policy=policy
        )
    if kind == "EARLY_END":
        return terms.objections_to_early_end(
            tenure, last_day=new_end or secondment.ends_on, reason=reason, document_no=None
        )
    found = [] if reason.strip() else [say("change.no_reason")]
    if kind == "REASSIGNMENT" and not new_duty.strip():
        found.append(say("assignment.no_duty"))
    return found


def _consent(
    actor: Actor, request: ChangeRequest, party: str, *, agree: bool, note: str, now: datetime
) -> Consent:
    consent = Consent.of(
        request.secondment,
        request=request,
        party=party,
        answer="AGREED" if agree else "DECLINED",
        note=note[:300],
        given_by=actor.name,
        given_at=now,
    )
    consent.save()
    return consent


def parties(asked: Callable[[Any], Collection[str]]) -> tuple[May, ...]:
    """Host, home unit and person, each where it is among those asked; the department, which
    holds every right at the city, is none of them."""
    return (
        Held(Permission.CASES_HOST, "host_unit", is_party=True,
             when=lambda row: "HOST" in asked(row)),
        Held(Permission.CASES_HOME, "home_unit", is_party=True,
             when=lambda row: "HOME" in asked(row)),
        Own(Permission.REPORT_OWN, when=lambda row: "PERSON" in asked(row)),
    )  # fmt: skip


def _asked(request: ChangeRequest) -> set[str]:
    """The parties whose word is still missing."""
    return {*terms.CONSENTS[request.kind]} - {*request.consents.values_list("party", flat=True)}


CASE = "secondment secondment__cadre secondment__programme secondment__host_unit"


@act(
    "change.extend", Secondment, "申请延期",
    records="change.asked",
    said="已提出，等待各方表态。",
    may=parties(lambda case: terms.CONSENTS["EXTENSION"]),
    life=SECONDMENT, moves="extend", related="cadre",
)  # fmt: skip
def ask_extension(
    case: Secondment, doing: Doing, *, new_end: NewEnd, reason: Reason
) -> ChangeRequest:
    """A party asks for an extension; its own consent is given with it."""
    require_alone(case)
    policy = term_policy(city_id=case.city_id, day=doing.today)
    if objections := terms.objections_to_extension(
        tenure_of(case), new_end=new_end, reason=reason, today=doing.today, policy=policy
    ):
        raise RuleBroken(objections)
    party = str(party_acting(doing.actor, case))
    request = ChangeRequest.of(
        case, kind="EXTENSION", asked_party=party, reason=reason, new_end=new_end,
        asked_by_id=doing.actor.user_id, asked_at=doing.now,
    )  # fmt: skip
    with conflict("change_one_open", say("change.open", kind=terms.KINDS["EXTENSION"])):
        request.save()
    _consent(doing.actor, request, party, agree=True, note=reason, now=doing.now)
    doing.note(change="EXTENSION")
    return request


@act(
    "change.answer", ChangeRequest, "表态",
    records="change.answered",
    said="意见已记录。",
    may=parties(_asked), life=CHANGE, moves="answer", related=CASE, locks="secondment",
)  # fmt: skip
def answer_change(
    request: ChangeRequest, doing: Doing, *, agree: Agree, note: Note = ""
) -> Consent:
    """A party agrees or declines, once."""
    if not agree and not note:
        raise RuleBroken([say("change.no_reason", where="note")])
    party = str(party_acting(doing.actor, request.secondment))
    with conflict("consent_once_a_party", say("report.twice")):
        consent = _consent(doing.actor, request, party, agree=agree, note=note, now=doing.now)
    doing.note(party=party, agreed=agree)
    return consent


@act(
    "change.withdraw", ChangeRequest, "撤回申请",
    records="change.withdrawn",
    said="已撤回。",
    may=parties(lambda row: [row.asked_party]), life=CHANGE, moves="withdraw", related=CASE, locks="secondment",
)  # fmt: skip
def withdraw_change(request: ChangeRequest, doing: Doing, *, note: Note = "") -> ChangeRequest:
    """The party that asked takes it back; consents given to it count no more."""
    request.state, request.note = "WITHDRAWN", note
    request.save()
    return request


@act(
    "change.decide", ChangeRequest, "决定",
    records="change.decided",
    said="决定已记录。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"), life=CHANGE, moves="approve refuse",
    other_than="asked_by", related=CASE, locks="secondment", then=refresh_part,
)  # fmt: skip
def decide_change(
    request: ChangeRequest,
    doing: Doing,
    *,
    approve: Approve,
    document_no: DocumentNo = "",
    note: Note = "",
    confirmed: Seen = False,
) -> ChangeRequest:
    """The organisation department decides; every consent must be there, and the paper.

    `confirmed`: whoever decides has seen what the person's team would lack.
    """
    request.decided_by, request.decided_at, request.note = doing.actor.name, doing.now, note
    doing.note(approved=approve, document_no=document_no)
    if not approve:
        if not note:
            raise RuleBroken([say("change.no_reason", where="note")])
        request.state = "REFUSED"
        request.save()
        return request
    if objections := _objections_to_deciding(request, doing, document_no):
        raise RuleBroken(objections)
    lost: list[Finding] = []
    if request.kind in {"EARLY_END", "REHOST"}:
        lost = warn_of_loss(doing.actor, request.secondment, confirmed=confirmed, today=doing.today)
    request.state, request.document_no = "APPROVED", document_no
    request.save()
    _apply_change(doing.actor, request, doing.today)
    doing.note(warned=[finding.message for finding in lost])
    return request


def _objections_to_deciding(
    request: ChangeRequest, doing: Doing, document_no: str
) -> list[Finding]:
    answers = dict(request.consents.values_list("party", "answer"))
    found = terms.objections_to_decision(request.kind, answers)
    if not document_no:
        found.append(say("change.no_document", where="document_no"))
    if request.kind == "REHOST":
        found += _objections_to_rehost(doing.actor, request.secondment, request.new_post)
    if request.kind == "RETENTION":
        found += _objections_to_retention(request.secondment, doing.today)
    return found


def _apply_change(actor: Actor, request: ChangeRequest, today: date) -> None:
    secondment, paper = request.secondment, request.document_no
    if request.kind == "EXTENSION":
        assert request.new_end is not None
        extend_to(actor, secondment, request.new_end, paper, request.reason, today)
    elif request.kind == "EARLY_END":
        assert request.new_end is not None
        end_on(actor, secondment, "end_early", request.new_end, paper, request.reason, today)
    elif request.kind == "REASSIGNMENT":
        move(actor, secondment, "reassign", today, document_no=paper, reason=request.reason)
        secondment.duty = request.new_duty
        secondment.save()
    elif request.kind == "REHOST":
        _rehost(actor, request, today)
    else:
        secondment.closing_reason = "RETAINED"
        secondment.save()


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


def _objections_to_rehost(actor: Actor, secondment: Secondment, post: Post | None) -> list[Finding]:
    """Another post of the same round, free, whose rules the person meets."""
    if post is None:
        return [say("rehost.no_post")]
    if post.pk == secondment.post_id:
        return [say("rehost.same")]
    if post.programme_id != secondment.programme_id:
        return [say("rehost.foreign")]
    label, found = f"{post.unit.name}{post.title}", []
    alive = Secondment.objects.filter(post=post, left_on=None).exclude(state__in=ENDED)
    if alive.count() >= post.seats:
        found.append(say("rehost.full", post=label))
    nomination = Nomination.objects.filter(
        programme=secondment.programme_id, cadre=secondment.cadre_id
    ).first()
    if nomination is not None:
        judging = judging_at(
            city_id=actor.city_id, day=secondment.starts_on, cadre_ids=[secondment.cadre_id]
        )
        found += objections_to_post(nomination=nomination, post=post, judging=judging)
    return found


def _rehost(actor: Actor, request: ChangeRequest, today: date) -> None:
    """From here on another host: it sees the person and has to say what he is in charge of."""
    secondment, post = request.secondment, request.new_post
    assert post is not None
    words = f"{secondment.host_unit.name} → {post.unit.name}{post.title}：{request.reason}"
    move(actor, secondment, "rehost", today, document_no=request.document_no, reason=words)
    secondment.post, secondment.host_unit = post, post.unit
    secondment.assigned_on, secondment.duty = None, ""
    secondment.save()
    secondment.obligations.filter(state="OPEN").update(host_unit=post.unit)
    share_cadre(
        actor=actor, cadre=secondment.cadre, unit_id=post.unit_id, today=today, why="rehost"
    )
