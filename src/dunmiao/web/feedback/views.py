"""Feedback: who must be visited, the letter with its sources, the receipt."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import ACTS
from dunmiao.secondments import feedback
from dunmiao.secondments.paragraphs import missing_in
from dunmiao.web import queries
from dunmiao.web.requests import ActorRequest


def _require(request: ActorRequest) -> None:
    if not request.actor.has(Permission.FEED_BACK):
        request.actor.require(Permission.CASES_HOME)


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """All visits by how far they are."""
    _require(request)
    today = timezone.localdate()
    rows = list(feedback.list_feedback(actor=request.actor)[:400])
    feeds = request.actor.has(Permission.FEED_BACK)
    waiting = feedback.unarranged_feedback(actor=request.actor) if feeds else []
    late = [row for row in rows if not row.received_on and row.due_on < today]
    context = {
        "here": "feedback",
        "waiting": waiting,
        "late": late,
        "under_way": sum(not row.received_on for row in rows),
        "going": [row for row in rows if not row.received_on and row.due_on >= today],
        "done": [row for row in rows if row.received_on],
        "people": sum(row.people for row in rows) + sum(entry.people for entry in waiting),
        "visited": sum(row.people for row in rows if row.visited_on),
        "sent": sum(row.people for row in rows if row.letter_on),
        "answered": sum(row.people for row in rows if row.received_on),
        "feeds": feeds,
    }
    return render(request, "web/feedback/index.html", context)


@require_GET
def route(request: ActorRequest) -> HttpResponse:
    """Days for a round of visits, before they are arranged."""
    request.actor.require(Permission.FEED_BACK)
    today, data = timezone.localdate(), request.GET
    first = queries.day(data.get("first_day") or today.isoformat(), "起始日")
    per_day = queries.whole(data.get("per_day") or "3", "每天")
    rows = feedback.propose_round(actor=request.actor, first_day=first, per_day=per_day)
    context = {"here": "feedback", "rows": rows, "first": first, "per_day": per_day}
    return render(request, "web/feedback/route.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One visit: people, letter, minutes, receipt; the home unit sees exactly the letter."""
    _require(request)
    visit = feedback.get_feedback(actor=request.actor, uid=uid)
    feeds = request.actor.may(Permission.FEED_BACK, at=[visit.lead_unit_id])
    context: dict[str, Any] = {
        "here": "feedback",
        "visit": visit,
        "letter": [row for row in visit.paragraphs if row["text"]],
        "feeds": feeds,
        "may_receive": ACTS["feedback.receive"].is_open(Doing.by(request.actor), visit),
    }
    if feeds:
        people = visit.secondments.select_related("cadre", "host_unit", "post")
        context["people"] = people.order_by("cadre__name_stroke_key")
        context["missing"] = missing_in(visit.paragraphs)
    return render(request, "web/feedback/detail.html", context)
