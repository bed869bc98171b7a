"""Feedback to each home unit: the visit is arranged and made, the letter written and answered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated

from django.db.models import Q, QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Rows, Text, Whole
from dunmiao.documents.letters import prefix_of
from dunmiao.documents.storing import store_file, take_number
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.posts.models import Programme
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.feedback import TO_VISIT, propose_round
from dunmiao.secondments.feedback_letters import print_feedback
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import FeedbackVisit, Secondment
from dunmiao.secondments.moves import move
from dunmiao.secondments.paragraphs import Paragraph, letter_of
from dunmiao.units.models import City, Unit

FEEDBACK_DAYS = 14

Planned = Annotated[date, Day("走访日期", today=True)]
ReceivedOn = Annotated[date, Day("收到日期", today=True)]
Reply = Annotated[str, Text("答复", most=4000, lines=3)]
LEADS = Held(Permission.FEED_BACK, "lead_unit")


def _due(programme: Programme, home_unit: Unit) -> list[Secondment]:
    """The unit's people of a round whose term is ending and who have no feedback yet."""
    rows = Secondment.objects.filter(programme=programme, home_unit=home_unit, state__in=TO_VISIT)
    rows = rows.filter(feedback=None).select_related("cadre")
    return list(rows.order_by("cadre__name_stroke_key"))


def _to_visit(doing: Doing, programme: Programme) -> QuerySet[Unit]:
    """Home units with people at the end of their term, or with a visit that is not over."""
    people = Secondment.objects.filter(programme=programme, state__in=TO_VISIT, feedback=None)
    visits = FeedbackVisit.objects.filter(programme=programme, received_on=None)
    waiting = Q(pk__in=people.values("home_unit")) | Q(pk__in=visits.values("home_unit"))
    return Unit.objects.filter(waiting, city_id=programme.city_id).order_by("sort_order", "pk")


HomeUnit = Annotated[Unit, One("派出单位", offers=_to_visit)]


@act(
    "feedback.arrange", Programme, "约走访",
    records="feedback.planned",
    said="走访已约定。",
    may=LEADS,
)  # fmt: skip
def arrange_feedback(
    programme: Programme,
    doing: Doing,
    *,
    home_unit: HomeUnit,
    planned_on: Planned,
) -> FeedbackVisit:
    """Arrange the one visit to a home unit for all its people whose term is ending, or another
    day for it."""
    people = _due(programme, home_unit)
    last = min((row.left_on or row.ends_on for row in people), default=planned_on)
    visit = FeedbackVisit.objects.filter(
        programme=programme, home_unit=home_unit, received_on=None
    ).first() or FeedbackVisit(
        city_id=programme.city_id, programme=programme, home_unit=home_unit,
        lead_unit_id=programme.lead_unit_id, due_on=last - timedelta(days=FEEDBACK_DAYS),
    )  # fmt: skip
    visit.planned_on = planned_on
    visit.revision += 1
    visit.save()
    Secondment.objects.filter(pk__in=[row.pk for row in people]).update(feedback=visit)
    _refresh(doing, people)
    doing.concern(*(row.cadre.uid for row in people))
    return visit


@act(
    "feedback.arrange_round", City, "按此安排",
    records="feedback.round_planned",
    said="已安排 {visits} 次走访。",
    may=Anywhere(Permission.FEED_BACK),
)  # fmt: skip
def arrange_round(
    city: City,
    doing: Doing,
    *,
    first_day: Annotated[date, Day("起始日", today=True)],
    per_day: Annotated[int, Whole("每天走访", least=1, most=20)] = 3,
) -> City:
    """Arrange visits to all home units that wait, near ones together, all or none."""
    if first_day < doing.today:
        raise RuleBroken([say("route.past", where="first_day", day=first_day.isoformat())])
    proposed = propose_round(actor=doing.actor, first_day=first_day, per_day=per_day)
    if not proposed:
        raise RuleBroken([say("feedback.nobody")])
    for entry, leg in proposed:
        arrange_feedback.plain(entry.programme, doing, home_unit=entry.unit, planned_on=leg.day)
    doing.note(visits=len(proposed))
    return city


def _is_over(visit: FeedbackVisit, doing: Doing) -> Iterator[Finding]:
    if visit.received_on is not None:
        yield say("feedback.done")


def _is_delivered(visit: FeedbackVisit, doing: Doing) -> Iterator[Finding]:
    if visit.letter_on is not None:
        yield say("feedback.delivered")


@act(
    "feedback.draft", FeedbackVisit, "起草反馈函",
    records="feedback.prepared",
    said="反馈函已起草，请核对每一段。",
    may=LEADS, unless=_is_delivered,
)  # fmt: skip
def draft_letter(visit: FeedbackVisit, doing: Doing) -> FeedbackVisit:
    """Write the letter's paragraphs anew from what exists of each person."""
    people = visit.secondments.select_related("cadre", "host_unit", "post")
    return _keep(visit, doing, letter_of(list(people.order_by("cadre__name_stroke_key"))))


@act(
    "feedback.edit", FeedbackVisit, "修改反馈函",
    records="feedback.prepared",
    said="反馈函已保存。",
    may=LEADS, unless=_is_delivered, revised=True,
)  # fmt: skip
def edit_letter(
    visit: FeedbackVisit,
    doing: Doing,
    *,
    paragraphs: Annotated[list[Paragraph], Rows("段落", of=Paragraph)],
) -> FeedbackVisit:
    """Keep the paragraphs as they were edited."""
    return _keep(visit, doing, paragraphs)


def _keep(visit: FeedbackVisit, doing: Doing, written: Sequence[Paragraph]) -> FeedbackVisit:
    visit.paragraphs = [asdict(paragraph) for paragraph in written]
    visit.revision += 1
    visit.save()
    doing.note(paragraphs=len(written))
    return visit


@act(
    "feedback.visit", FeedbackVisit, "记录走访",
    records="feedback.visited",
    said="走访已记录。",
    may=LEADS, unless=_is_over,
)  # fmt: skip
def record_feedback_visit(
    visit: FeedbackVisit,
    doing: Doing,
    *,
    visited_on: Planned,
    visitors: Annotated[str, Text("走访人", most=100)],
    minutes: Annotated[str, Text("纪要", most=8000, lines=3)],
) -> FeedbackVisit:
    """The visit took place: who went, what was said."""
    if visited_on > doing.today:
        told = say("act.in_future", where="visited_on", day=visited_on.isoformat())
        raise RuleBroken([told])
    visit.visited_on, visit.visitors, visit.minutes = visited_on, visitors, minutes
    visit.revision += 1
    visit.save()
    _refresh(doing, visit.secondments.all())
    return visit


@act(
    "feedback.deliver", FeedbackVisit, "送达并要求回执",
    records="feedback.delivered",
    said="反馈函 {letter_no} 已送达。",
    may=LEADS, unless=_is_delivered, related="home_unit", danger="送达后编号、文字不能再改。",
)  # fmt: skip
def deliver_letter(visit: FeedbackVisit, doing: Doing) -> FeedbackVisit:
    """Number the letter, print it and give it to the home unit, which then sees exactly it."""
    people = list(visit.secondments.select_related("cadre"))
    if found := list(_objections_to_delivery(visit, people)):
        raise RuleBroken(found)
    actor, today = doing.actor, doing.today
    visit.letter_no = take_number(
        actor=actor, prefix=prefix_of(actor.city_name, "反馈"), year=today.year,
        subject="feedback", subject_uid=visit.uid,
    )  # fmt: skip
    visit.letter_file = store_file(
        actor=actor, kind="LETTER", name=f"反馈函 {visit.home_unit.name} {visit.letter_no}.docx",
        media_type=DOCX, content=print_feedback(actor, visit, today), unit_id=visit.home_unit_id,
    )  # fmt: skip
    visit.letter_on = today
    visit.revision += 1
    visit.save()
    _refresh(doing, people)
    doing.concern(*(row.cadre.uid for row in people))
    doing.note(letter_no=visit.letter_no)
    return visit


def _objections_to_delivery(
    visit: FeedbackVisit, people: Iterable[Secondment]
) -> Iterator[Finding]:
    if visit.visited_on is None:
        yield say("feedback.not_visited")
    if pending := [row.cadre.name for row in people if row.state != "APPRAISED"]:
        yield say("feedback.not_appraised", names="、".join(pending))
    if not any(row["text"].strip() for row in visit.paragraphs):
        yield say("feedback.no_text")


def _cannot_be_received(visit: FeedbackVisit, doing: Doing) -> Iterator[Finding]:
    if visit.letter_on is None:
        yield say("feedback.no_letter")
    yield from _is_over(visit, doing)


@act(
    "feedback.receive", FeedbackVisit, "回执",
    records="feedback.received",
    said="回执已记录。",
    may=Held(Permission.CASES_HOME, "home_unit"), unless=_cannot_be_received,
)  # fmt: skip
def receive_letter(
    visit: FeedbackVisit, doing: Doing, *, received_on: ReceivedOn, reply: Reply = ""
) -> FeedbackVisit:
    """The home unit's receipt and reply; its people are then fed back."""
    assert visit.letter_on is not None
    found, day = [], received_on.isoformat()
    if received_on < visit.letter_on:
        sent = visit.letter_on.isoformat()
        found.append(say("transfer.before_letter", where="received_on", sent=sent))
    if received_on > doing.today:
        found.append(say("act.in_future", where="received_on", day=day))
    if found:
        raise RuleBroken(found)
    visit.received_on, visit.received_by, visit.reply = received_on, doing.actor.name, reply
    visit.revision += 1
    visit.save()
    people = visit.secondments.select_related("cadre").select_for_update(of=("self",))
    for case in people:
        move(doing.actor, case, "feed_back", received_on, document_no=visit.letter_no)
        case.save()
        doing.concern(case.cadre.uid)
    _refresh(doing, people)
    return visit


def _refresh(doing: Doing, people: Iterable[Secondment]) -> None:
    refresh_obligations(actor=doing.actor, secondments=list(people), today=doing.today)
