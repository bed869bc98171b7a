"""Feedback: who must be visited, the letter with its sources, the receipt."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import cases
from dunmiao.secondments.actions import bulk
from dunmiao.secondments.actions import ending as actions
from dunmiao.secondments.paragraphs import Paragraph, missing_in
from dunmiao.units.selectors import get_unit
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


def _require(request: ActorRequest) -> None:
    if not request.actor.has(Permission.FEED_BACK):
        request.actor.require(Permission.CASES_HOME)


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """All visits by how far they are; POST arranges one."""
    _require(request)
    if request.method == "POST":
        return _plan(request)
    today = timezone.localdate()
    rows = list(cases.list_feedback(actor=request.actor)[:400])
    feeds = request.actor.has(Permission.FEED_BACK)
    waiting = cases.unarranged_feedback(actor=request.actor) if feeds else []
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
        "today": today,
    }
    return render(request, "web/feedback/index.html", context)


@require_http_methods(["GET", "POST"])
def route(request: ActorRequest) -> HttpResponse:
    """Days for a round of visits: proposed by GET, arranged by POST."""
    request.actor.require(Permission.FEED_BACK)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else request.GET
    first = inputs.day(data.get("first") or today.isoformat(), "起始日")
    per_day = inputs.whole(data.get("per_day") or "3", "每天")
    if request.method == "POST":
        made = bulk.arrange_round(
            actor=request.actor, first_day=first, per_day=per_day, today=today
        )
        messages.success(request, _("已安排 %(n)s 次走访。") % {"n": len(made)})
        return redirect("feedback:index")
    proposed = bulk.propose_round(actor=request.actor, first_day=first, per_day=per_day)
    context = {"here": "feedback", "rows": proposed, "first": first, "per_day": per_day}
    return render(request, "web/feedback/route.html", context)


def _plan(request: ActorRequest) -> HttpResponse:
    data = request.POST
    programme = get_programme(actor=request.actor, uid=inputs.uid(data.get("programme", "")))
    unit = get_unit(city_id=request.actor.city_id, uid=inputs.uid(data.get("unit", "")))
    visit = actions.plan_feedback(
        actor=request.actor,
        programme=programme,
        home_unit=unit,
        planned_on=inputs.day(data.get("planned_on", ""), "走访日期"),
        today=timezone.localdate(),
    )
    messages.success(request, _("走访已约定。"))
    return redirect("feedback:detail", visit.uid)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One visit: people, letter, minutes, receipt; the home unit sees exactly the letter."""
    _require(request)
    visit = cases.get_feedback(actor=request.actor, uid=uid)
    feeds = request.actor.may(Permission.FEED_BACK, at=[visit.lead_unit_id])
    context: dict[str, Any] = {
        "here": "feedback",
        "visit": visit,
        "letter": [row for row in visit.paragraphs if row["text"]],
        "feeds": feeds,
        "may_receive": request.actor.may(Permission.CASES_HOME, at=[visit.home_unit_id])
        and visit.letter_on
        and not visit.received_on,
        "today": timezone.localdate(),
    }
    if feeds:
        people = visit.secondments.select_related("cadre", "host_unit", "post")
        context["people"] = people.order_by("cadre__name_stroke_key")
        context["missing"] = missing_in(visit.paragraphs)
    return render(request, "web/feedback/detail.html", context)


@require_POST
def prepare(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Compose the letter from what exists, or keep it as it was edited."""
    data, edited = request.POST, None
    if "text" in data:
        columns = [data.getlist(name) for name in ("person", "text", "source", "missing")]
        edited = [Paragraph(*row) for row in zip(*columns, strict=False)]
    actions.prepare_letter(
        actor=request.actor,
        visit_uid=uid,
        paragraphs=edited,
        revision=inputs.optional(data.get("revision", ""), "revision"),
    )
    messages.success(request, _("反馈函已起草，请核对每一段。"))
    return redirect("feedback:detail", uid)


@require_POST
def visited(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The visit took place."""
    data = request.POST
    actions.record_feedback_visit(
        actor=request.actor,
        visit_uid=uid,
        visited_on=inputs.day(data.get("visited_on", ""), "走访日期"),
        visitors=data.get("visitors", ""),
        minutes=data.get("minutes", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("走访已记录。"))
    return redirect("feedback:detail", uid)


@require_POST
def deliver(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Number the letter and give it to the home unit."""
    visit = actions.deliver_letter(actor=request.actor, visit_uid=uid, today=timezone.localdate())
    messages.success(request, _("反馈函 %(no)s 已送达。") % {"no": visit.letter_no})
    return redirect("feedback:detail", uid)


@require_POST
def receive(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The home unit's receipt and reply."""
    actions.receive_letter(
        actor=request.actor,
        visit_uid=uid,
        received_on=inputs.day(request.POST.get("received_on", ""), "回执日期"),
        reply=request.POST.get("reply", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("回执已记录。"))
    return redirect("feedback:detail", uid)
