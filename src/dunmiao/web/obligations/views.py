"""What is owed: lanes by day, waivers, reminders, and the calendar feed."""

import calendar
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.kernel.months import add_months
from dunmiao.secondments import cases
from dunmiao.secondments.rules.obligations import KINDS, PARTIES
from dunmiao.units.workdays import load_workdays
from dunmiao.web import queries
from dunmiao.web.requests import ActorRequest

MOST_IN_MONTH = 600


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Open duties in lanes; one's own first, all in scope on demand."""
    request.actor.require(Permission.SECONDMENTS_VIEW)
    everything = request.GET.get("all") == "1"
    rows = cases.list_obligations(actor=request.actor, mine=not everything)
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    today = timezone.localdate()
    context = {
        "here": "obligations",
        "lanes": cases.lanes_of(rows, today=today),
        "kinds": KINDS,
        "parties": PARTIES,
        "kind": kind,
        "everything": everything,
        "today": today,
        "may_remind": request.actor.has(Permission.CASES_MANAGE),
    }
    return render(request, "web/obligations/index.html", context)


@require_GET
def month(request: ActorRequest) -> HttpResponse:
    """One month as a calendar: what falls due on which day."""
    request.actor.require(Permission.SECONDMENTS_VIEW)
    today = timezone.localdate()
    text = request.GET.get("m", "")
    first = queries.day(f"{text}-01", "月份") if text else today.replace(day=1)
    everything = request.GET.get("all") == "1"
    rows = cases.list_obligations(actor=request.actor, mine=not everything)
    after = add_months(first, 1)
    due: dict[date, list[object]] = {}
    for row in rows.filter(due_on__gte=first, due_on__lt=after)[:MOST_IN_MONTH]:
        due.setdefault(row.due_on, []).append(row)
    workdays = load_workdays(city_id=request.actor.city_id)
    weeks = [
        [
            {"day": day, "rows": due.get(day, []), "free": not workdays.is_workday(day),
             "inside": day.month == first.month}
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]  # fmt: skip
    context = {
        "here": "obligations",
        "first": first,
        "before": add_months(first, -1),
        "after": after,
        "weeks": weeks,
        "kinds": KINDS,
        "everything": everything,
        "today": today,
    }
    return render(request, "web/obligations/month.html", context)
