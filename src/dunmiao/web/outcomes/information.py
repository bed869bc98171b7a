"""Information relayed: sent from the phone, answered by the unit that received it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_permitted
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions.information import answer_information, relay_information
from dunmiao.outcomes.parties import Place, choose_unit, own_place
from dunmiao.outcomes.rules.information import MOST, Information
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.units.selectors import list_units
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 100
RECEIVERS = ("CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN", "LIAISON", "PROJECT")


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """What was sent within sight, the newest first; POST sends one."""
    actor, today = request.actor, timezone.localdate()
    own = own_place(actor=actor) if actor.has(Permission.OUTCOMES_REPORT) else None
    if request.method == "POST":
        if own is None:
            raise not_permitted()
        return _send(request, *own)
    rows = selectors.list_information(actor=actor)
    sent, answered, used = selectors.count_information(rows)
    shown = list(rows[:MOST_SHOWN])
    actor.record("information.read", rows=len(shown))
    context = {
        "here": "outcomes",
        "rows": [
            (
                row,
                row.is_used is None
                and row.sender_id != actor.user_id
                and actor.may(Permission.OUTCOMES_VERIFY, at=[row.to_unit_id]),
            )
            for row in shown
        ],
        "sent": sent,
        "answered": answered,
        "used": used,
        "own": own,
        "programmes": list(list_programmes(actor=actor))
        if own and own[1] is None and actor.has(Permission.POSTS_VIEW)
        else [],
        "units": list(list_units(city_id=actor.city_id, kinds=RECEIVERS)) if own else [],
        "most": MOST,
        "today": today,
    }
    return render(request, "web/outcomes/information.html", context)


def _send(request: ActorRequest, unit: Any, case: Any) -> HttpResponse:
    actor, data = request.actor, request.POST
    chosen = (
        case.programme
        if case
        else get_programme(actor=actor, uid=inputs.uid(data.get("programme", "")))
    )
    units = list(list_units(city_id=actor.city_id, kinds=RECEIVERS))
    to = choose_unit(units, data.get("to", ""))
    item = Information(
        data.get("title", ""),
        data.get("source", ""),
        data.get("text", ""),
        inputs.day(data.get("sent_on", ""), "日期"),
    )
    relay_information(
        actor=actor,
        place=Place(unit, to, chosen, to, case),
        item=item,
        today=timezone.localdate(),
    )
    messages.success(request, _("已报送%(unit)s。") % {"unit": to.name})
    return redirect("outcomes:information")


@require_POST
def answer(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Used or not, and for what."""
    answer_information(
        actor=request.actor,
        information_uid=uid,
        used="used" in request.POST,
        effect=request.POST.get("effect", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("已反馈。"))
    return redirect("outcomes:information")
