"""Whether those of a group report: told to who leads it, who sees no case but his own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from dunmiao.access.actors import Actor
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.secondments.models import LeaveRequest, Obligation, Report, WorkLog

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
) -> dict[int, Reporting]:
    """By case; the caller has made sure that the actor answers for these people."""
    out = {pk: Reporting() for pk in secondments}
    with beyond_own_rows(actor):
        for pk, day in _days(secondments):
            one = out[pk]
            one.last_on = max(day, one.last_on or day)
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
    return out


def _days(secondments: Collection[int]) -> Iterable[tuple[int, date]]:
    """The newest day of a log and of a report, in one query."""
    logs = WorkLog.objects.filter(secondment__in=secondments).order_by().values("secondment")
    reports = Report.objects.filter(secondment__in=secondments).order_by().values("secondment")
    both = logs.annotate(last=Max("on_day")).union(reports.annotate(last=Max("sent_on")))
    return both.values_list("secondment", "last")
