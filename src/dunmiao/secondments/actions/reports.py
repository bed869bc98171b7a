"""What the person writes while serving, and the host's answer: logs with pictures, reports."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Files, Text, Upload, Verdict
from dunmiao.db.errors import conflict
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.labels import LOG_KINDS, REPORT_KINDS
from dunmiao.secondments.lifecycle import AT_POST, REPORT, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import LogPhoto, Report, Secondment, WorkLog
from dunmiao.secondments.rules.obligations import months_of, period_of
from dunmiao.secondments.rules.terms import objections_to_day
from dunmiao.secondments.rules.words import objections_to_words

MOST_LOG, MOST_REPORT, MOST_PHOTOS = 500, 8000, 3
Done = Annotated[str, Text("做了什么", most=MOST_LOG, lines=4)]
LogKind = Annotated[str, Choice("种类", of=LOG_KINDS)]
Place = Annotated[str, Text("地点（自己填写）", most=60)]
Photos = Annotated[Sequence[Upload], Files("照片", accept="image/jpeg,image/png",
                                           help="最多 3 张")]  # fmt: skip


@act(
    "log.write", Secondment, "写日志",
    records="log.written",
    said="日志已保存。",
    may=Own(Permission.REPORT_OWN), life=SECONDMENT, states=(*AT_POST, "APPRAISED"),
    related="cadre",
)  # fmt: skip
def write_log(
    case: Secondment, doing: Doing, *,
    on_day: Annotated[date, Day("日期", today=True)], kind: LogKind, place: Place = "",
    text: Done, photos: Photos = (),
) -> WorkLog:  # fmt: skip
    """One log of a day, with up to three pictures."""
    if found := _objections_to_log(case, doing.today, on_day, text, len(photos)):
        raise RuleBroken(found)
    log = WorkLog.of(case, on_day=on_day, kind=kind, text=text, place=place, written_at=doing.now)
    log.save()
    for photo in photos:
        stored = store_paper(
            actor=doing.actor, kind="LOG_PHOTO", name=photo.name, content=photo.content,
            unit_id=case.host_unit_id,
        )  # fmt: skip
        LogPhoto.of(case, log=log, file=stored).save()
    return log


def _objections_to_log(
    case: Secondment, today: date, on_day: date, text: str, photos: int
) -> list[Finding]:
    found = objections_to_words(text, where="text")
    since = case.arrived_on or case.starts_on
    found += objections_to_day(on_day, today=today, since=since)
    if photos > MOST_PHOTOS:
        found.append(say("report.photos", where="photos", limit=MOST_PHOTOS))
    return found


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
    life=REPORT, moves="confirm return", other_than="user", waits=True,
    related="secondment secondment__cadre", locks="secondment",
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
