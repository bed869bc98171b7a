"""Both harvests: the board, line by line, as a workbook, on two pages of paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.development import harvest_papers
from dunmiao.development.harvest_rows import (
    harvest_group,
    harvest_place,
    read_rows,
)
from dunmiao.development.harvests import read_harvest
from dunmiao.development.rules.harvests import DIMENSIONS
from dunmiao.formats.papers import XLSX
from dunmiao.posts.selectors import list_programmes
from dunmiao.web.downloads import attachment
from dunmiao.web.outcomes.presenters import funnel
from dunmiao.web.requests import ActorRequest

FLOW_COLOURS = {
    "外派挂职": "f1",
    "重点工作一线选调": "f3",
    "市县互派任职": "f2",
    "工业强镇挂职": "f5",
}
MOST_ROWS = 300
YEARS_BACK = 5


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Both harvests, of a programme, group or place or of all, of a year or of all years; home
    fetches the same page as a part of itself."""
    request.actor.require(Permission.DEVELOPMENT_VIEW)
    programmes = list(list_programmes(actor=request.actor))
    context = _board(request, programmes) | {"here": "home", "programmes": programmes}
    is_part = request.headers.get("HX-Request") == "true"
    name = "web/harvest/_board.html" if is_part else "web/harvest/index.html"
    page = render(request, name, context)
    patch_vary_headers(page, ["HX-Request"])
    return page


def _chosen(request: ActorRequest, programmes: list[Any]) -> dict[str, Any]:
    """What is asked for; a word that names nothing narrows nothing."""
    actor, asked = request.actor, request.GET
    wanted = asked.get("programme", "")
    return {
        "programme": next((row for row in programmes if str(row.uid) == wanted), None),
        "year": next((one for one in _years() if str(one) == asked.get("year", "")), None),
        "group": harvest_group(actor=actor, uid=asked.get("group", "")),
        "place": harvest_place(actor=actor, uid=asked.get("place", "")),
    }


def _years() -> range:
    today = timezone.localdate()
    return range(today.year, today.year - YEARS_BACK, -1)


def _board(request: ActorRequest, programmes: list[Any]) -> dict[str, Any]:
    chosen = _chosen(request, programmes)
    found = read_harvest(actor=request.actor, today=timezone.localdate(), **chosen)
    people = found.people
    return {
        "harvest": found,
        "people": people,
        "work": found.work,
        "funnel": funnel(found.work),
        "flow_colours": FLOW_COLOURS,
        "chosen": chosen,
        "narrowed": chosen["group"] is not None or chosen["place"] is not None,
        "years": _years(),
        "shares": {
            "on_time": _percent(people.on_time, people.due),
            "used": _percent(people.used_in_a_year, people.ended_a_year),
        },
    }


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def _by(request: ActorRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in DIMENSIONS else "programme"


@require_GET
def rows(request: ActorRequest) -> HttpResponse:
    """Line by line: programmes, groups, places or people."""
    actor, by = request.actor, _by(request)
    actor.require(Permission.DEVELOPMENT_VIEW)
    programmes = list(list_programmes(actor=actor))
    chosen = _chosen(request, programmes)
    programme, year = chosen["programme"], chosen["year"]
    found = read_rows(actor=actor, by=by, programme=programme, year=year)
    if by == "person":
        actor.record("harvest.people_read", rows=min(len(found), MOST_ROWS))
    context = {
        "here": "home",
        "by": by,
        "dimensions": DIMENSIONS,
        "rows": found[:MOST_ROWS],
        "count": len(found),
        "most": MOST_ROWS,
        "programmes": programmes,
        "chosen": chosen,
        "years": _years(),
    }
    return render(request, "web/harvest/rows.html", context)


@require_GET
def rows_table(request: ActorRequest) -> HttpResponse:
    """The same lines as a workbook."""
    programmes = list(list_programmes(actor=request.actor))
    chosen = _chosen(request, programmes)
    content = harvest_papers.rows_book(
        actor=request.actor, by=_by(request), programme=chosen["programme"], year=chosen["year"]
    )
    return attachment(content, name="双丰收.xlsx", media_type=XLSX)


@require_GET
def report(request: ActorRequest) -> HttpResponse:
    """Two pages for a leader's desk."""
    programmes = list(list_programmes(actor=request.actor))
    content = harvest_papers.report_pdf(
        actor=request.actor, today=timezone.localdate(), **_chosen(request, programmes)
    )
    return attachment(content, name="双丰收汇总.pdf", media_type="application/pdf")
