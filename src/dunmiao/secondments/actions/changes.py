"""Changes of the term: asked for, consented to, decided; recall; acts that wait for their day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.db.errors import violated
from dunmiao.kernel.errors import Conflict, DomainError, RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.actions.moves import (
    locked_case,
    locked_part,
    may_move,
    move,
    require_alone,
)
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.actions.serving import begin_leave
from dunmiao.secondments.labels import CHANGE_STATES
from dunmiao.secondments.lifecycle import AT_POST, CLOSING_REASONS
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    ChangeRequest,
    Consent,
    DatedAct,
    LeaveRequest,
    Secondment,
)
from dunmiao.secondments.rules import terms
from dunmiao.secondments.rules.terms import Tenure, TermPolicy

ACT_OF = {
    "EXTENSION": "extend",
    "EARLY_END": "end_early",
    "REASSIGNMENT": "reassign",
    "RETENTION": "expire",
}


def term_policy(*, city_id: int, day: date) -> TermPolicy:
    """The parameters of the term in force."""
    return read_policy(TermPolicy, parameters_in_force(city_id=city_id, day=day), prefix="term")


def tenure_of(secondment: Secondment) -> Tenure:
    """The term as plain values."""
    return Tenure(
        secondment.starts_on, secondment.ends_on, secondment.arrived_on, secondment.extensions
    )


def party_acting(actor: Actor, secondment: Secondment) -> str | None:
    """As which party the actor speaks in a case: the person, the host, the home unit."""
    if secondment.user_id is not None and secondment.user_id == actor.user_id:
        return "PERSON"
    for party, permission, unit in (
        ("HOST", Permission.CASES_HOST, secondment.host_unit_id),
        ("HOME", Permission.CASES_HOME, secondment.home_unit_id),
    ):
        units = actor.units_with(permission)
        if units is not None and unit in units:
            return party
    return None


@transaction.atomic
def ask_change(
    *,
    actor: Actor,
    secondment_uid: Any,
    kind: str,
    reason: str,
    new_end: date | None = None,
    new_duty: str = "",
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
    if kind in {"EXTENSION", "EARLY_END"}:
        require_alone(secondment)
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


def _open_request(actor: Actor, uid: Any) -> ChangeRequest:
    row = locked_part(actor, ChangeRequest, uid, "secondment__cadre", "secondment__programme")
    if row.state != "OPEN":
        facts = {"kind": terms.KINDS[row.kind], "state": CHANGE_STATES[row.state]}
        raise Conflict([say("change.ended", kind=facts["kind"], state=facts["state"])])
    return row


@transaction.atomic
def answer_change(
    *, actor: Actor, change_uid: Any, agree: bool, note: str, now: datetime
) -> Consent:
    """A party agrees or declines, once."""
    request = _open_request(actor, change_uid)
    party = party_acting(actor, request.secondment)
    if party is None or party not in terms.CONSENTS[request.kind]:
        raise RuleBroken([say("change.not_party")])
    if not agree and not note.strip():
        raise RuleBroken([say("change.no_reason")])
    try:
        with transaction.atomic():
            consent = _consent(actor, request, party, agree=agree, note=note, now=now)
    except IntegrityError:
        raise Conflict([say("report.twice")]) from None
    actor.record("change.answered", request, party=party, agreed=agree)
    return consent


@transaction.atomic
def withdraw_change(*, actor: Actor, change_uid: Any, note: str) -> ChangeRequest:
    """The party that asked takes it back; consents given to it count no more."""
    request = _open_request(actor, change_uid)
    if party_acting(actor, request.secondment) != request.asked_party:
        raise not_permitted()
    request.state, request.note = "WITHDRAWN", note[:300]
    request.save()
    actor.record("change.withdrawn", request)
    return request


@transaction.atomic
def decide_change(
    *,
    actor: Actor,
    change_uid: Any,
    approve: bool,
    document_no: str,
    note: str,
    now: datetime,
    today: date,
) -> ChangeRequest:
    """The organisation department decides; every consent must be there, and the paper."""
    request = _open_request(actor, change_uid)
    secondment = request.secondment
    actor.require(Permission.CASES_MANAGE, at=[request.lead_unit_id])
    request.decided_by, request.decided_at, request.note = actor.name, now, note[:300]
    if not approve:
        if not note.strip():
            raise RuleBroken([say("change.no_reason")])
        request.state = "REFUSED"
        request.save()
        actor.record("change.decided", request, approved=False)
        return request
    answers = dict(request.consents.values_list("party", "answer"))
    objections = terms.objections_to_decision(request.kind, answers)
    if not document_no.strip():
        objections.append(say("change.no_document"))
    if objections:
        raise RuleBroken(objections)
    request.state, request.document_no = "APPROVED", document_no.strip()[:60]
    request.save()
    _apply_change(actor, request, today)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("change.decided", request, approved=True, document_no=document_no)
    return request


def _apply_change(actor: Actor, request: ChangeRequest, today: date) -> None:
    secondment, paper = request.secondment, request.document_no
    if request.kind == "EXTENSION":
        assert request.new_end is not None
        _extend(actor, secondment, request.new_end, paper, request.reason, today)
    elif request.kind == "EARLY_END":
        assert request.new_end is not None
        _end_on(actor, secondment, "end_early", request.new_end, paper, request.reason, today)
    elif request.kind == "REASSIGNMENT":
        move(actor, secondment, "reassign", today, document_no=paper, reason=request.reason)
        secondment.duty = request.new_duty
        secondment.save()
    else:
        secondment.closing_reason = "RETAINED"
        secondment.save()


def _extend(
    actor: Actor, secondment: Secondment, new_end: date, paper: str, reason: str, today: date
) -> None:
    move(actor, secondment, "extend", today, document_no=paper, reason=reason)
    secondment.ends_on = new_end
    secondment.extensions += 1
    try:
        with transaction.atomic():
            secondment.save()
    except IntegrityError as refused:
        if violated(refused) != "secondment_one_at_a_time":
            raise
        raise Conflict([say("secondment.overlap", name=secondment.cadre.name)]) from None


def extend_case(
    *,
    actor: Actor,
    secondment: Secondment,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> None:
    """Extend a case by a decision taken above it (an exchange); the caller holds its row."""
    policy = term_policy(city_id=actor.city_id, day=today)
    found = terms.objections_to_extension(
        tenure_of(secondment), new_end=last_day, reason=reason, today=today, policy=policy
    )
    if not document_no.strip():
        found.append(say("change.no_document"))
    if found:
        raise RuleBroken(found)
    may_move(secondment, "extend")
    _extend(actor, secondment, last_day, document_no, reason, today)


def end_case(
    *,
    actor: Actor,
    secondment: Secondment,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> None:
    """End a case early by a decision taken above it; on a later day it happens by itself."""
    found = terms.objections_to_early_end(
        tenure_of(secondment), last_day=last_day, reason=reason, document_no=document_no
    )
    if found:
        raise RuleBroken(found)
    may_move(secondment, "end_early")
    _end_on(actor, secondment, "end_early", last_day, document_no, reason, today)


@transaction.atomic
def recall(
    *,
    actor: Actor,
    secondment_uid: Any,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> Secondment:
    """The organisation department calls somebody back; on a later day it happens by itself."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    may_move(secondment, "recall")
    require_alone(secondment)
    objections = terms.objections_to_early_end(
        tenure_of(secondment), last_day=last_day, reason=reason, document_no=document_no
    )
    if objections:
        raise RuleBroken(objections)
    _end_on(actor, secondment, "recall", last_day, document_no, reason, today)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.recalled", secondment, cadres=[secondment.cadre.uid], reason=reason)
    return secondment


REASON_OF = {"end_early": "EARLY_END", "recall": "RECALLED"}


def _end_on(
    actor: Actor,
    secondment: Secondment,
    act: str,
    last_day: date,
    document_no: str,
    reason: str,
    today: date,
) -> None:
    """End now, or leave a dated act that ends it on its day."""
    if last_day > today:
        if secondment.datedacts.filter(state="PENDING").exists():
            raise Conflict([say("change.open", kind=CLOSING_REASONS[REASON_OF[act]])])
        DatedAct.of(
            secondment,
            act=act,
            on_day=last_day,
            facts={"document_no": document_no, "reason": reason},
            decided_by=actor.name,
        ).save()
        return
    move(actor, secondment, act, last_day, document_no=document_no, reason=reason)
    secondment.left_on, secondment.closing_reason = last_day, REASON_OF[act]
    secondment.save()


# ── the day's own work ──
@transaction.atomic
def apply_due_acts(*, actor: Actor, today: date) -> int:
    """What takes effect by itself today: decided acts, leaves that begin, terms that run out.

    Each case by itself: one that refuses is noted and keeps nobody else waiting.
    """
    actor.require(Permission.CASES_MANAGE)
    done: dict[int, Secondment] = {}
    for dated in DatedAct.objects.filter(city_id=actor.city_id, state="PENDING", on_day__lte=today):
        _apply_dated(actor, dated, today, done)
    for row in LeaveRequest.objects.filter(
        city_id=actor.city_id,
        state="APPROVED",
        first_day__lte=today,
        secondment__state="SERVING",
        returned_on=None,
    ).select_related("secondment__cadre"):
        begin_leave(actor=actor, secondment=row.secondment, row=row)
        done[row.secondment_id] = row.secondment
    _expire(actor, today, done)
    refresh_obligations(actor=actor, secondments=list(done.values()), today=today)
    return len(done)


def _apply_dated(actor: Actor, dated: DatedAct, today: date, done: dict[int, Secondment]) -> None:
    facts = dated.facts
    # Read anew and held: an act before this one may have moved the case.
    rows = Secondment.objects.select_for_update(of=("self",)).select_related("cadre")
    secondment = rows.get(pk=dated.secondment_id)
    try:
        with transaction.atomic():
            _end_on(
                actor,
                secondment,
                dated.act,
                dated.on_day,
                facts["document_no"],
                facts["reason"],
                today,
            )
        dated.state = "DONE"
        done[secondment.pk] = secondment
    except DomainError as refused:
        dated.state = "REFUSED"
        dated.said = "；".join(finding.message for finding in refused.findings)[:300]
    dated.save()


def _expire(actor: Actor, today: date, done: dict[int, Secondment]) -> None:
    """Terms within their last days go to the end-of-term office work."""
    policy = term_policy(city_id=actor.city_id, day=today)
    last = today + timedelta(days=policy.expiring_days)
    states = [state for state in AT_POST if state != "EXPIRING"]
    rows = Secondment.objects.filter(
        city_id=actor.city_id, state__in=states, ends_on__lte=last
    ).exclude(changerequests__state="OPEN", ends_on__gte=today)
    for secondment in rows.select_related("cadre"):
        move(actor, secondment, "expire", today, reason="期满前自动转入")
        secondment.save()
        done[secondment.pk] = secondment
