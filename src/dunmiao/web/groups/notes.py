"""What groups let each other know, and how often they met."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.formats.papers import PDF, XLSX
from dunmiao.formats.workbook import write_workbook
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.group_papers import group_report
from dunmiao.liaison.leading import answers_for
from dunmiao.secondments.rules.obligations import MARKS
from dunmiao.web import queries
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Notes that any group shares, and those of one's own."""
    rows = selectors.list_notes(actor=request.actor)
    context = {"here": "groups", "notes": list(rows[:MOST_SHOWN])}
    return render(request, "web/groups/notes.html", context)


@require_GET
def of_group(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Notes of one group, how often it met and who came, by year."""
    actor = request.actor
    group = selectors.get_group(actor=actor, uid=uid)
    years, people = selectors.yearly_figures(group=group)
    months, calendar = selectors.read_calendar(actor=actor, group=group, today=timezone.localdate())
    context = {
        "here": "groups",
        "group": group,
        "notes": selectors.notes_of(group=group),
        "years": years,
        "people": people,
        "leads": answers_for(actor, group),
        "months": months,
        "calendar": calendar,
        "marks": MARKS,
    }
    return render(request, "web/groups/record.html", context)


@require_GET
def figures(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The same figures as a workbook."""
    group = selectors.get_group(actor=request.actor, uid=uid)
    _whole, people = selectors.yearly_figures(group=group)
    request.actor.record("group.figures_exported", group, rows=len(people))
    content = write_workbook(
        sheet="活动出席",
        header=["年度", "姓名", "单位", "应到", "到会", "请假"],
        rows=[[p.year, p.name, p.unit, p.called, p.came, p.excused] for p in people],
        watermark=f"{request.actor.name} 内部",
    )
    return attachment(content, name=f"{group.name}出席.xlsx", media_type=XLSX)


@require_GET
def report(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The group on two pages of paper, of this year or the one asked for."""
    actor, today = request.actor, timezone.localdate()
    group = selectors.get_group(actor=actor, uid=uid)
    year = queries.whole(request.GET.get("year", str(today.year)), "年度")
    content = group_report(actor=actor, group=group, year=year, today=today)
    return attachment(content, name=f"{group.name}{year}年报告.pdf", media_type=PDF)
