"""The end: appraisal, the feedback to each home unit, hand-over, closing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents import letters
from dunmiao.documents.storing import store_file, take_number
from dunmiao.documents.templates import print_letter
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible, require_revision
from dunmiao.people.models import Cadre, CareerStage
from dunmiao.posts.models import Programme
from dunmiao.secondments.actions.moves import locked_case, may_move, move, require_own
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.actions.relations import open_transfer, standing_of
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    ExchangeLeg,
    FeedbackVisit,
    Handover,
    LeaveRequest,
    RelationTransfer,
    Secondment,
    TermAppraisal,
)
from dunmiao.secondments.paragraphs import Paragraph, letter_of
from dunmiao.secondments.rules import terms
from dunmiao.secondments.rules.terms import Closing
from dunmiao.secondments.rules.transfers import still_open
from dunmiao.units.models import Unit

FEEDBACK_DAYS = 14


# ── appraisal ──
def _appraisal(secondment: Secondment) -> TermAppraisal:
    row = TermAppraisal.objects.select_for_update().filter(secondment=secondment).first()
    return row or TermAppraisal.of(secondment)


@transaction.atomic
def appraise_oneself(*, actor: Actor, secondment_uid: Any, text: str) -> TermAppraisal:
    """The person's own part of the end-of-term appraisal."""
    secondment = locked_case(actor, secondment_uid)
    require_own(actor, secondment)
    if secondment.state != "EXPIRING":
        may_move(secondment, "appraise")
    if not text.strip():
        raise RuleBroken([say("appraisal.no_opinion")])
    row = _appraisal(secondment)
    row.self_text = text.strip()
    row.save()
    actor.record("appraisal.own_part", secondment, cadres=[secondment.cadre.uid])
    return row


@transaction.atomic
def appraise_by_host(*, actor: Actor, secondment_uid: Any, text: str, today: date) -> TermAppraisal:
    """The host's opinion on the whole term."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_HOST, at=[secondment.host_unit_id])
    may_move(secondment, "appraise")
    if not text.strip():
        raise RuleBroken([say("appraisal.no_opinion")])
    row = _appraisal(secondment)
    row.host_text, row.host_by, row.host_on = text.strip(), actor.name, today
    row.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("appraisal.host_part", secondment, cadres=[secondment.cadre.uid])
    return row


Lines = Sequence[Mapping[str, str]]  # each {text, source}


@transaction.atomic
def conclude_appraisal(
    *,
    actor: Actor,
    secondment_uid: Any,
    text: str,
    today: date,
    facts: Lines = (),
    strengths: Lines = (),
    shortcomings: Lines = (),
) -> TermAppraisal:
    """The department concludes, once the person's and the host's parts are there.

    The facts, strengths and shortcomings it rests on are frozen with it, each with its source.
    """
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    may_move(secondment, "appraise")
    row = _appraisal(secondment)
    missing = [
        label
        for label, written in (("本人总结", row.self_text), ("接收单位意见", row.host_text))
        if not written
    ]
    if missing:
        raise RuleBroken([say("appraisal.parts", parts="、".join(missing))])
    if not text.strip():
        raise RuleBroken([say("appraisal.no_opinion")])
    row.org_text, row.org_by, row.org_on = text.strip(), actor.name, today
    row.facts, row.strengths = [dict(line) for line in facts], [dict(line) for line in strengths]
    row.shortcomings = [dict(line) for line in shortcomings]
    row.save()
    move(actor, secondment, "appraise", today)
    secondment.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("appraisal.concluded", secondment, cadres=[secondment.cadre.uid])
    return row


@transaction.atomic
def answer_appraisal(*, actor: Actor, secondment_uid: Any, text: str, today: date) -> TermAppraisal:
    """The person's own answer to his concluded appraisal: once, kept beside it for good."""
    secondment = locked_case(actor, secondment_uid)
    require_own(actor, secondment)
    row = TermAppraisal.objects.select_for_update().filter(secondment=secondment).first()
    if row is None or row.org_on is None:
        raise Conflict([say("appraisal.not_concluded")])
    if row.answered_on is not None:
        raise Conflict([say("appraisal.answered")])
    if not text.strip():
        raise RuleBroken([say("appraisal.no_opinion")])
    row.answer, row.answered_on = text.strip(), today
    row.save()
    actor.record("appraisal.answered", secondment, cadres=[secondment.cadre.uid])
    return row


# ── feedback to the home unit ──
def _due(programme: Programme, home_unit: Unit) -> list[Secondment]:
    """The unit's people of a round whose term is ending and who have no feedback yet."""
    rows = Secondment.objects.filter(
        programme=programme, home_unit=home_unit, state__in=["EXPIRING", "APPRAISED"]
    )
    return list(
        rows.filter(feedback=None).select_related("cadre").order_by("cadre__name_stroke_key")
    )


@transaction.atomic
def plan_feedback(
    *, actor: Actor, programme: Programme, home_unit: Unit, planned_on: date, today: date
) -> FeedbackVisit:
    """Arrange the one visit to a home unit for all its people whose term is ending."""
    actor.require(Permission.FEED_BACK, at=[programme.lead_unit_id])
    people = _due(programme, home_unit)
    open_visit = FeedbackVisit.objects.filter(
        programme=programme, home_unit=home_unit, received_on=None
    ).first()
    if open_visit is None and not people:
        raise RuleBroken([say("feedback.nobody")])
    last = min((row.left_on or row.ends_on for row in people), default=planned_on)
    visit = open_visit or FeedbackVisit(
        city_id=actor.city_id,
        programme=programme,
        home_unit=home_unit,
        lead_unit_id=programme.lead_unit_id,
        due_on=last - timedelta(days=FEEDBACK_DAYS),
    )
    visit.planned_on = planned_on
    visit.revision += 1
    visit.save()
    for row in people:
        row.feedback = visit
        row.save(update_fields=["feedback"])
    refresh_obligations(actor=actor, secondments=people, today=today)
    actor.record("feedback.planned", visit, cadres=[row.cadre.uid for row in people])
    return visit


def _visit(actor: Actor, uid: Any, revision: int | None = None) -> FeedbackVisit:
    visit = (
        FeedbackVisit.objects.select_for_update(of=("self",))
        .select_related("programme", "home_unit", "lead_unit")
        .filter(city_id=actor.city_id, uid=uid)
        .first()
    )
    if visit is None:
        raise not_visible()
    require_revision(visit.revision, revision)
    if visit.received_on is not None:
        raise Conflict([say("feedback.done")])
    visit.revision += 1
    return visit


@transaction.atomic
def prepare_letter(
    *,
    actor: Actor,
    visit_uid: Any,
    paragraphs: Sequence[Paragraph] | None = None,
    revision: int | None = None,
) -> FeedbackVisit:
    """Write the letter's paragraphs: from what exists of each person, or as they were edited."""
    visit = _visit(actor, visit_uid, revision)
    actor.require(Permission.FEED_BACK, at=[visit.lead_unit_id])
    if visit.letter_on is not None:
        raise Conflict([say("feedback.done")])
    people = visit.secondments.select_related("cadre", "host_unit", "post").order_by(
        "cadre__name_stroke_key"
    )
    written = letter_of(list(people)) if paragraphs is None else list(paragraphs)
    visit.paragraphs = [asdict(paragraph) for paragraph in written]
    visit.save()
    actor.record("feedback.prepared", visit, paragraphs=len(written))
    return visit


@transaction.atomic
def record_feedback_visit(
    *, actor: Actor, visit_uid: Any, visited_on: date, visitors: str, minutes: str, today: date
) -> FeedbackVisit:
    """The visit took place: who went, what was said."""
    visit = _visit(actor, visit_uid)
    actor.require(Permission.FEED_BACK, at=[visit.lead_unit_id])
    found = []
    if visited_on > today:
        found.append(say("act.in_future", day=visited_on.isoformat()))
    if not minutes.strip():
        found.append(say("visit.none"))
    if found:
        raise RuleBroken(found)
    visit.visited_on, visit.visitors, visit.minutes = visited_on, visitors[:100], minutes.strip()
    visit.save()
    _refresh(actor, visit, today)
    actor.record("feedback.visited", visit)
    return visit


def _refresh(actor: Actor, visit: FeedbackVisit, today: date) -> None:
    people = list(visit.secondments.all())
    refresh_obligations(actor=actor, secondments=people, today=today)


@transaction.atomic
def deliver_letter(*, actor: Actor, visit_uid: Any, today: date) -> FeedbackVisit:
    """Number the letter, print it and give it to the home unit, which then sees exactly it."""
    visit = _visit(actor, visit_uid)
    actor.require(Permission.FEED_BACK, at=[visit.lead_unit_id])
    found = []
    if visit.visited_on is None:
        found.append(say("feedback.not_visited"))
    people = list(visit.secondments.select_related("cadre"))
    pending = [row.cadre.name for row in people if row.state != "APPRAISED"]
    if pending:
        found.append(say("feedback.not_appraised", names="、".join(pending)))
    if not visit.paragraphs:
        found.append(say("appraisal.no_opinion"))
    if found:
        raise RuleBroken(found)
    if visit.letter_on is not None:
        raise Conflict([say("feedback.done")])
    visit.letter_no = take_number(
        actor=actor,
        prefix=letters.prefix_of(actor.city_name, "反馈"),
        year=today.year,
        subject="feedback",
        subject_uid=visit.uid,
    )
    content = _letter(actor, visit, today)
    visit.letter_file = store_file(
        actor=actor,
        kind="LETTER",
        name=f"反馈函 {visit.home_unit.name} {visit.letter_no}.docx",
        media_type=DOCX,
        content=content,
        unit_id=visit.home_unit_id,
    )
    visit.letter_on = today
    visit.save()
    _refresh(actor, visit, today)
    actor.record("feedback.delivered", visit, cadres=[row.cadre.uid for row in people])
    return visit


def _letter(actor: Actor, visit: FeedbackVisit, today: date) -> bytes:
    texts = [row["text"] for row in visit.paragraphs if row["text"].strip()]
    issuer, addressee = letters.issuer_of(actor.city_name), visit.home_unit.name
    built_in = letters.feedback_letter(
        issuer=issuer,
        number=visit.letter_no,
        addressee=addressee,
        paragraphs=texts,
        signed_on=today,
        is_example=actor.is_example,
    )
    context = {
        "issuer": issuer,
        "number": visit.letter_no,
        "addressee": addressee,
        "paragraphs": texts,
        "signed_on": today,
    }
    return print_letter(actor=actor, kind="FEEDBACK", context=context, built_in=built_in)


@transaction.atomic
def receive_letter(
    *, actor: Actor, visit_uid: Any, received_on: date, reply: str, today: date
) -> FeedbackVisit:
    """The home unit's receipt and reply; its people are then fed back."""
    visit = _visit(actor, visit_uid)
    actor.require(Permission.CASES_HOME, at=[visit.home_unit_id])
    if visit.letter_on is None:
        raise RuleBroken([say("feedback.no_letter")])
    objections = []
    if received_on < visit.letter_on:
        objections.append(say("transfer.before_letter", sent=visit.letter_on.isoformat()))
    if received_on > today:
        objections.append(say("act.in_future", day=received_on.isoformat()))
    if objections:
        raise RuleBroken(objections)
    visit.received_on, visit.received_by, visit.reply = received_on, actor.name, reply.strip()
    visit.save()
    for secondment in visit.secondments.select_related("cadre").select_for_update(of=("self",)):
        move(actor, secondment, "feed_back", received_on, document_no=visit.letter_no)
        secondment.save()
    _refresh(actor, visit, today)
    actor.record("feedback.received", visit)
    return visit


# ── closing ──
@transaction.atomic
def hand_over(*, actor: Actor, secondment_uid: Any, on_day: date, today: date) -> Secondment:
    """The host confirms that work, accounts, keys and files are handed over."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_HOST, at=[secondment.host_unit_id])
    if secondment.state not in {"EXPIRING", "APPRAISED", "FED_BACK"}:
        may_move(secondment, "close")
    if on_day > today:
        raise RuleBroken([say("act.in_future", day=on_day.isoformat())])
    secondment.handed_over_on = on_day
    secondment.save(update_fields=["handed_over_on"])
    actor.record("secondment.handed_over", secondment, cadres=[secondment.cadre.uid])
    return secondment


def closing_of(
    secondment: Secondment,
    *,
    transfers: Iterable[RelationTransfer],
    leaves: Iterable[LeaveRequest],
    appraisal: TermAppraisal | None,
    handover: Handover | None,
) -> Closing:
    """What closing is judged by, from the parts of a case."""
    feedback = secondment.feedback
    return Closing(
        has_appraisal=bool(appraisal and appraisal.org_on),
        feedback_received_on=feedback.received_on if feedback else None,
        open_transfers=tuple(still_open(standing_of(secondment, transfers))),
        open_leaves=sum(row.state == "APPROVED" for row in leaves),
        handed_over=secondment.handed_over_on is not None,
        waits_for_successor=handover is not None
        and handover.successor_id is not None
        and handover.received_on is None,
        contacts_kept=secondment.contacts_kept,
    )


@transaction.atomic
def close_secondment(
    *, actor: Actor, secondment_uid: Any, document_no: str, today: date
) -> Secondment:
    """Close a case; everything that is missing is named, and nothing closes without feedback."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    closing = closing_of(
        secondment,
        transfers=secondment.relationtransfers.all(),
        leaves=secondment.leaverequests.all(),
        appraisal=TermAppraisal.objects.filter(secondment=secondment).first(),
        handover=Handover.objects.filter(secondment=secondment).first(),
    )
    if objections := terms.objections_to_closing(closing):
        raise RuleBroken(objections)
    last = secondment.left_on or secondment.ends_on
    if last > today:
        raise RuleBroken([say("act.in_future", day=last.isoformat())])
    move(actor, secondment, "close", today, document_no=document_no)
    secondment.left_on, secondment.closed_on = last, today
    secondment.closing_reason = secondment.closing_reason or "RETURNED"
    try:
        with transaction.atomic():
            secondment.save()
    except IntegrityError as refused:
        raise Conflict([say("closing.no_feedback")]) from refused
    Cadre.objects.filter(pk=secondment.cadre_id).update(stage=CareerStage.FREE)
    ExchangeLeg.objects.filter(secondment=secondment).update(is_live=False)
    if secondment.closing_reason == "RETAINED":
        open_transfer(actor=actor, secondment=secondment, document_no=document_no, today=today)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.closed", secondment, cadres=[secondment.cadre.uid])
    return secondment
