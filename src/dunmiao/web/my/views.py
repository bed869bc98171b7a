"""My secondment: what comes next, logs, reports, leave, one's own part of the appraisal."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.development.selectors import own_notes
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.months import add_months
from dunmiao.secondments import cases, labels
from dunmiao.secondments.leaves import leave_tier
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.rules import leave, terms
from dunmiao.secondments.rules.leave import Span
from dunmiao.secondments.rules.obligations import KINDS, period_of
from dunmiao.web import queries
from dunmiao.web.requests import ActorRequest


def _own(request: ActorRequest) -> Any:
    request.actor.require(Permission.REPORT_OWN)
    found = cases.own_secondment(actor=request.actor)
    if found is None:
        raise not_visible()
    return found


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """One column: the term, what is to do, what was written."""
    request.actor.require(Permission.REPORT_OWN)
    found, today = cases.own_secondment(actor=request.actor), timezone.localdate()
    context: dict[str, Any] = {"here": "my", "secondment": found, "today": today}
    if found is not None:
        file = cases.read_case(secondment=found)
        open_change = next((row for row in file.changes if row.state == "OPEN"), None)
        context |= {
            "label": SECONDMENT.labels[found.state],
            "file": file,
            "owed": [row for row in file.obligations if row.state == "OPEN"],
            "mine": [
                row for row in file.obligations if row.state == "OPEN" and row.party == "PERSON"
            ],
            "kinds": KINDS,
            "log_kinds": labels.LOG_KINDS.items(),
            "log_labels": labels.LOG_KINDS,
            "leave_labels": leave.KINDS,
            "leave_states": labels.LEAVE_STATES,
            "tiers": leave.TIERS,
            "line_labels": labels.LINES,
            "report_kinds": labels.REPORT_KINDS,
            "report_states": labels.REPORT_STATES,
            "reportable": _reportable(found, file.obligations, today),
            "takeovers": cases.takeovers_of(actor=request.actor),
            "handover_kinds": labels.HANDOVER_KINDS,
            "days": _days(found, today),
            "open_change": open_change,
            "change_kinds": terms.KINDS,
            "shown_notes": own_notes(actor=request.actor),
        }
    return render(request, "web/my/index.html", context)


def _reportable(found: Any, owed: list[Any], today: date) -> list[tuple[str, str, bool]]:
    """What may be reported as (kind, period, owed): the owed first by day, then newest first."""
    if found.arrived_on is None:
        return []
    sent = {(row.kind, row.period) for row in found.reports.exclude(state="RETURNED")}
    due = [
        (row.kind.removesuffix("_REPORT"), row.period)
        for row in sorted(owed, key=lambda row: row.due_on)
        if row.kind.removesuffix("_REPORT") in labels.REPORT_KINDS
    ]
    month, others = found.arrived_on.replace(day=1), [("DUTY", "")]
    while month <= min(today, found.left_on or found.ends_on):
        others += [(kind, period_of(kind, month)) for kind in ("QUARTERLY", "MONTHLY")]
        month = add_months(month, 1)
    begun = [one for one in dict.fromkeys(others[::-1]) if one not in sent]
    first = [one for one in due if one in begun]
    return [(*one, True) for one in first] + [(*one, False) for one in begun if one not in first]


def _days(found: Any, today: date) -> dict[str, int]:
    first, last = found.arrived_on or found.starts_on, found.left_on or found.ends_on
    total = max(1, (last - first).days + 1)
    done = max(0, min((today - first).days + 1, total))
    return {"total": total, "done": done, "percent": 100 * done // total}


def _span(data: Any) -> Span:
    return Span(queries.day(data.get("first", ""), "起"), queries.day(data.get("last", ""), "止"))


@require_GET
def leave_chain(request: ActorRequest) -> HttpResponse:
    """Before it is sent: how many workdays, who decides."""
    found = _own(request)
    if not request.GET.get("first") or not request.GET.get("last"):
        return HttpResponse()
    span = _span(request.GET)
    tier, days = leave_tier(secondment=found, asked=span, today=timezone.localdate())
    context = {"tier": tier, "days": days, "tiers": leave.TIERS.items()}
    return render(request, "web/my/_chain.html", context)
