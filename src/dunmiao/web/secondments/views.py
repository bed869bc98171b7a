"""Secondments: the list, the record, arrival."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.posts.rules import MOVE_LABELS, RELATIONS, MoveKind
from dunmiao.secondments import selectors
from dunmiao.secondments.actions import dispatch
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Secondments in scope."""
    request.actor.require(Permission.SECONDMENTS_VIEW)
    rows = selectors.list_secondments(actor=request.actor)[:500]
    context = {"here": "secondments", "secondments": rows, "labels": SECONDMENT.labels}
    return render(request, "web/secondments/index.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One record: life cycle, three parties, relations."""
    found = selectors.get_secondment(actor=request.actor, uid=uid)
    kind = MoveKind(found.kind)
    context = {
        "here": "secondments",
        "secondment": found,
        "label": SECONDMENT.labels[found.state],
        "kind": MOVE_LABELS[kind],
        "relations": RELATIONS[kind],
        "events": found.events.all(),
        "done": {event.to_state: event for event in found.events.all()},
        "may_arrive": found.state == "NOTICED"
        and request.actor.may(Permission.CONFIRM_ARRIVAL, at=[found.host_unit_id]),
        "today": timezone.localdate(),
        "notice": found.notice_file if request.actor.has_all_units else None,
    }
    return render(request, "web/secondments/detail.html", context)


@require_POST
def arrive(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The host confirms arrival."""
    dispatch.confirm_arrival(
        actor=request.actor,
        secondment_uid=uid,
        arrived_on=inputs.day(request.POST.get("arrived_on", ""), "报到日期"),
        today=timezone.localdate(),
    )
    messages.success(request, _("已确认报到。"))
    return redirect("secondments:detail", uid)
