"""Rounds of ballots: the list, the forms, one round with its sessions, what was counted."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.assessments import panels, papers, selectors
from dunmiao.assessments.lifecycle import ROUND, SESSION
from dunmiao.assessments.rules.results import CONCLUSIONS
from dunmiao.assessments.rules.rounds import review_round
from dunmiao.assessments.rules.schemes import APPRAISAL, KINDS
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.web.assessments import presenters
from dunmiao.web.assessments import results as presented
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

MOST = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Rounds in scope, the newest first."""
    context = {
        "here": "assessments",
        "rows": list(selectors.list_rounds(actor=request.actor)[:MOST]),
        "labels": ROUND.labels,
        "kinds": KINDS,
    }
    return render(request, "web/assessments/index.html", context)


@require_GET
def schemes(request: ActorRequest) -> HttpResponse:
    """The ballot forms, each in its newest version."""
    request.actor.require(Permission.ASSESSMENTS_VIEW)
    context = {
        "here": "assessments",
        "rows": [(row, row.form) for row in selectors.list_schemes(actor=request.actor)],
        "kinds": KINDS,
    }
    return render(request, "web/assessments/schemes.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One round: what is set up, what is open, what its results will and will not tell."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    sessions = list(round_.sessions.select_related("place").prefetch_related("groups", "places"))
    review = round_.state in ("DRAFT", "READY")
    context: dict[str, Any] = {
        "here": "assessments",
        "round": round_,
        "form": round_.form,
        "label": ROUND.labels[round_.state],
        "states": SESSION.labels,
        "kind": KINDS[round_.kind],
        "sessions": [presenters.session_row(session, round_.form) for session in sessions],
        "review": review_round(selectors.plan_of(round_), links=panels.links_of(round_))
        if review
        else [],
        "groups": presenters.group_rows(round_.form, sessions),
        "allows_remote": settings.DUNMIAO_REMOTE_BALLOTS,
    }
    return render(request, "web/assessments/detail.html", context)


@require_GET
def counted(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The legal tally, the standing beside it, pairs, flags."""
    actor = request.actor
    round_ = selectors.get_round(actor=actor, uid=uid)
    item = request.GET.get("item", "")
    people, cells = selectors.counted(round_)
    page = presented.results_page(
        round_,
        people=people,
        cells=cells,
        totals=selectors.totals_of(round_),
        sessions=list(round_.sessions.filter(state="CLOSED").prefetch_related("reviews__reviewer")),
        item=item if item in round_.form.item_names else round_.form.item_names[-1],
        picked=request.GET.getlist("p"),
    )
    actor.record("results.read", round_, cadres=page.cadres)
    context = {
        "here": "assessments",
        "round": round_,
        "form": round_.form,
        "page": page,
        "label": ROUND.labels[round_.state],
        "is_appraisal": round_.kind == APPRAISAL,
        "conclusions": CONCLUSIONS,
    }
    return render(request, "web/assessments/results.html", context)


@require_GET
def opinion(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The second opinion: whether grades work as a scale, and the D-study."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    context = {
        "here": "assessments",
        "round": round_,
        "page": presented.opinion_page(round_, list(round_.subjects.all())),
    }
    return render(request, "web/assessments/opinion.html", context)


@require_GET
def result_paper(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The official result as Word."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    content = papers.official_result(round_)
    request.actor.record("results.printed", round_)
    return attachment(content, name=f"{round_.title}计票结果.docx", media_type=DOCX)


@require_GET
def result_table(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The result as a workbook, every item."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    mark = f"{request.actor.name} {timezone.localtime():%Y-%m-%d %H:%M} 内部"
    content = papers.result_table(round_, mark=mark)
    request.actor.record("results.exported", round_)
    return attachment(content, name=f"{round_.title}计票结果.xlsx", media_type=XLSX)


@require_GET
def method(request: ActorRequest) -> HttpResponse:
    """What the interval means, and what the software cannot know."""
    request.actor.require(Permission.ASSESSMENTS_VIEW)
    return render(request, "web/assessments/method.html", {"here": "assessments"})
