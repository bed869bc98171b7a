"""What is written while serving: logs with pictures, reports, the plan of work, talks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Text, Verdict
from dunmiao.db.errors import conflict
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.actions.moves import locked_case, locked_part, may_move, require_own
from dunmiao.secondments.actions.obligations import refresh_case, refresh_obligations
from dunmiao.secondments.labels import REPORT_KINDS
from dunmiao.secondments.lifecycle import AT_POST, REPORT, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    LogPhoto,
    PlanMeasure,
    Report,
    Secondment,
    Visit,
    WorkLog,
)
from dunmiao.secondments.rules.obligations import months_of, period_of
from dunmiao.secondments.rules.words import objections_to_words

MOST_LOG, MOST_REPORT, MOST_PHOTOS = 500, 8000, 3


def _own_case(actor: Actor, secondment_uid: Any) -> Secondment:
    secondment = locked_case(actor, secondment_uid)
    require_own(actor, secondment)
    if secondment.state not in (*AT_POST, "APPRAISED"):
        may_move(secondment, "reassign")
    return secondment


def _objections_to_text(text: str, *, most: int) -> list[Finding]:
    found = []
    if not text.strip():
        found.append(say("report.empty"))
    if len(text) > most:
        found.append(say("report.too_long", limit=most))
    return found + objections_to_words(text)


@transaction.atomic
def write_log(
    *,
    actor: Actor,
    secondment_uid: Any,
    on_day: date,
    kind: str,
    text: str,
    place: str,
    photos: Sequence[tuple[str, bytes]],
    draft_key: Any = None,
    now: datetime,
    today: date,
) -> WorkLog:
    """One log of a day; the same draft sent twice (a lost answer) is one log."""
    secondment = _own_case(actor, secondment_uid)
    if draft_key is not None:
        kept = secondment.worklogs.filter(draft_key=draft_key).first()
        if kept is not None:
            return kept
    found = _objections_to_text(text, most=MOST_LOG)
    if on_day > today:
        found.append(say("act.in_future", day=on_day.isoformat()))
    if secondment.arrived_on and on_day < secondment.arrived_on:
        arrived = secondment.arrived_on.isoformat()
        found.append(say("act.before_arrival", day=on_day.isoformat(), arrived=arrived))
    if len(photos) > MOST_PHOTOS:
        found.append(say("report.photos", limit=MOST_PHOTOS))
    if found:
        raise RuleBroken(found)
    log = WorkLog.of(
        secondment,
        on_day=on_day,
        kind=kind,
        text=text.strip(),
        place=place.strip()[:60],
        draft_key=draft_key,
        written_at=now,
    )
    log.save()
    for name, content in photos:
        stored = store_paper(
            actor=actor,
            kind="LOG_PHOTO",
            name=name,
            content=content,
            unit_id=secondment.host_unit_id,
        )
        LogPhoto.of(secondment, log=log, file=stored).save()
    actor.record("log.written", log)
    return log


Kind = Annotated[str, Choice("种类", of=REPORT_KINDS)]
Period = Annotated[str, Text("期", most=7,
                             help="如 2026-10 或 2026Q3")]  # fmt: skip
Words = Annotated[str, Text("内容", most=MOST_REPORT, lines=6)]
Note = Annotated[str, Text("退回的理由", most=300)]
Confirm = Annotated[bool, Verdict("意见", yes="确认",
                                  no="退回")]  # fmt: skip


@act(
    "report.send", Secondment, "报送报告",
    records="report.sent",
    said="已报送。",
    may=Own(Permission.REPORT_OWN), life=SECONDMENT, states=(*AT_POST, "APPRAISED"),
    related="cadre", then=refresh_case,
)  # fmt: skip
def send_report(
    case: Secondment, doing: Doing, *, kind: Kind, period: Period = "", text: Words
) -> Report:
    """A monthly or quarterly report, or the duty report; a returned one may be sent again."""
    found = objections_to_words(text, where="text")
    if kind != "DUTY" and not _served_in(case, kind, period, doing.today):
        found.append(say("report.period", where="period", period=period))
    if found:
        raise RuleBroken(found)
    period = "" if kind == "DUTY" else period
    report = case.reports.filter(kind=kind, period=period).first()
    if report is not None and report.state != "RETURNED":
        raise Conflict([say("report.twice", where="period")])
    report = report or Report.of(case, kind=kind, period=period)
    report.text, report.state, report.note = text, "SENT", ""
    report.sent_at, report.sent_on = doing.now, doing.today
    with conflict("report_once", say("report.twice", where="period")):
        report.save()
    doing.note(report=kind, period=period)
    return report


def _served_in(secondment: Secondment, kind: str, period: str, today: date) -> bool:
    """True when some day of the period was served and the period has begun."""
    months = months_of(kind, period)
    if months is None or period_of(kind, months[0]) != period:
        return False
    first = (secondment.arrived_on or secondment.starts_on).replace(day=1)
    last = min(secondment.left_on or secondment.ends_on, today)
    return first <= months[1] and months[0] <= last


@act(
    "report.answer", Report, "确认报告",
    records="report.answered",
    said="意见已记录。",
    may=Held(Permission.CASES_HOST, "host_unit"),
    life=REPORT, moves="confirm return", related="secondment secondment__cadre", locks="secondment",
)  # fmt: skip
def answer_report(report: Report, doing: Doing, *, confirm: Confirm, note: Note = "") -> Report:
    """The host confirms a report, or returns it with a reason."""
    if not confirm and not note:
        raise RuleBroken([say("change.no_reason", where="note")])
    report.state = "CONFIRMED" if confirm else "RETURNED"
    report.note, report.confirmed_by, report.confirmed_at = note, doing.actor.name, doing.now
    report.save()
    doing.note(confirmed=confirm)
    return report


@transaction.atomic
def plan_measure(
    *,
    actor: Actor,
    secondment_uid: Any,
    line: str,
    text: str,
    due_on: date,
    today: date,
) -> PlanMeasure:
    """A measure for the problems that the host named, along one of the lines of work."""
    secondment = _own_case(actor, secondment_uid)
    found = _objections_to_text(text, most=300)
    if not (secondment.arrived_on or secondment.starts_on) <= due_on <= secondment.ends_on:
        found.append(say("report.period", period=due_on.isoformat()))
    if found:
        raise RuleBroken(found)
    row = PlanMeasure.of(secondment, line=line, text=text.strip(), due_on=due_on, made_on=today)
    row.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("measure.planned", row)
    return row


@transaction.atomic
def finish_measure(
    *, actor: Actor, measure_uid: Any, done_on: date, result: str, today: date
) -> PlanMeasure:
    """What came of a measure."""
    row = locked_part(actor, PlanMeasure, measure_uid)
    require_own(actor, row.secondment)
    found = _objections_to_text(result, most=500)
    if done_on > today:
        found.append(say("act.in_future", day=done_on.isoformat()))
    if found:
        raise RuleBroken(found)
    row.done_on, row.result = done_on, result.strip()
    row.save()
    actor.record("measure.finished", row)
    return row


@transaction.atomic
def record_visit(
    *, actor: Actor, secondment_uid: Any, on_day: date, visitors: str, text: str, today: date
) -> Visit:
    """The department (or the lead unit) visited the person at the post (走访谈话)."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.FEED_BACK, at=[secondment.lead_unit_id])
    found = []
    if not text.strip():
        found.append(say("visit.none"))
    if on_day > today:
        found.append(say("act.in_future", day=on_day.isoformat()))
    if secondment.arrived_on is None or on_day < secondment.arrived_on:
        arrived = str(secondment.arrived_on or "—")
        found.append(say("act.before_arrival", day=on_day.isoformat(), arrived=arrived))
    if found:
        raise RuleBroken(found)
    row = Visit.of(secondment, on_day=on_day, visitors=visitors[:100], text=text.strip())
    row.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("visit.recorded", row, cadres=[secondment.cadre.uid])
    return row
