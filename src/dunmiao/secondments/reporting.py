"""Whether those of a group report: told to who leads it, who sees no case but his own."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F

from dunmiao.access.actors import Actor
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.secondments.models import LeaveRequest, Obligation, Report, WorkLog
from dunmiao.secondments.rules.obligations import MARKS

REPORTS = ("MONTHLY_REPORT", "QUARTERLY_REPORT", "DUTY_REPORT", "WORK_PLAN", "CONTACTS")


@dataclass
class Reporting:
    """The last day something was written, what is overdue as (kind, period, day), and until when
    the person is on leave. Nothing of what was written."""

    last_on: date | None = None
    overdue: list[tuple[str, str, date]] = field(default_factory=list)
    leave_until: date | None = None


def reporting_of(
    *, actor: Actor, secondments: Collection[int], today: date
) -> tuple[dict[int, Reporting], Counter[date]]:
    """(by case, how many lines and reports all of them together wrote on each day). The caller
    has made sure that the actor answers for these people."""
    out, together = {pk: Reporting() for pk in secondments}, Counter[date]()
    with beyond_own_rows(actor):
        for pk, day, count in _days(secondments):
            one = out[pk]
            one.last_on = max(day, one.last_on or day)
            together[day] += count
        owed = Obligation.objects.filter(
            secondment__in=secondments, state="OPEN", kind__in=REPORTS, due_on__lt=today
        )
        for pk, kind, period, due in owed.order_by("due_on").values_list(
            "secondment", "kind", "period", "due_on"
        ):
            out[pk].overdue.append((kind, period, due))
        away = LeaveRequest.objects.filter(
            secondment__in=secondments, state="APPROVED", first_day__lte=today
        )
        for pk, last in away.values_list("secondment", "last_day"):
            out[pk].leave_until = max(last, out[pk].leave_until or last)
    return out, together


def calendar_of(
    *, actor: Actor, secondments: Collection[int], today: date, months: int = 12
) -> tuple[list[tuple[int, int]], dict[int, dict[tuple[int, int], str]]]:
    """(the months up to this one as (year, month), by case the mark of each month in which a
    report fell due). The caller has made sure that the actor answers for these people."""
    last = today.year * 12 + today.month - 1
    span = [divmod(at, 12) for at in range(last - months + 1, last + 1)]
    first = date(span[0][0], span[0][1] + 1, 1)
    out: dict[int, dict[tuple[int, int], str]] = {pk: {} for pk in secondments}
    with beyond_own_rows(actor):
        rows = Obligation.objects.filter(
            secondment__in=secondments, party="PERSON", kind__in=REPORTS, due_on__gte=first
        ).exclude(state="VOID")
        found = list(rows.values_list("secondment", "due_on", "state", "met_on"))
    for pk, due, state, met in found:
        at, mark = (due.year, due.month), _mark(due, state, met, today)
        if at <= (today.year, today.month):
            out[pk][at] = max(mark, out[pk].get(at, mark), key=list(MARKS).index)
    return [(year, month + 1) for year, month in span], out


def _mark(due: date, state: str, met: date | None, today: date) -> str:
    if state == "WAIVED":
        return "WAIVED"
    if met is not None:
        return "ON_TIME" if met <= due else "LATE"
    return "OWED" if due < today else "WAITING"


def _days(secondments: Collection[int]) -> Iterable[tuple[int, date, int]]:
    """How many logs and reports of each day, in one query."""
    counts = []
    for model, day in ((WorkLog, "on_day"), (Report, "sent_on")):
        rows = model.objects.filter(secondment__in=secondments).order_by()
        named = rows.values_list("secondment", F(day))
        counts.append(named.annotate(n=Count("pk")))
    return counts[0].union(counts[1], all=True)
