"""What is owed: lanes by day, waivers, reminders, and the calendar feed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.secondments import cases
from dunmiao.secondments.actions import obligations as actions
from dunmiao.secondments.rules.obligations import KINDS, PARTIES
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


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
        "may_waive": request.actor.has(Permission.CASES_MANAGE),
    }
    return render(request, "web/obligations/index.html", context)


@require_POST
def waive(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Let a duty go, with the reason."""
    reason = request.POST.get("reason", "")
    row = actions.waive_obligation(actor=request.actor, obligation_uid=uid, reason=reason)
    messages.success(request, _("已免除，理由已记录。"))
    return redirect("secondments:detail", row.secondment.uid)


@require_POST
def remind(request: ActorRequest) -> HttpResponse:
    """Note a reminder for the duties that were ticked."""
    uids = [inputs.uid(text) for text in request.POST.getlist("id")]
    count = actions.remind(actor=request.actor, obligation_uids=uids, now=timezone.now())
    messages.success(request, _("已提醒 %(count)s 项。") % {"count": count})
    return redirect("obligations:index")
