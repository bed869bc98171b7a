"""Information relayed: sent from the phone, answered by the unit that received it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.outcomes import selectors
from dunmiao.outcomes.reporting import own_reporting
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """What was sent within sight, the newest first, with a form to send one."""
    actor = request.actor
    rows = selectors.list_information(actor=actor)
    sent, answered, used = selectors.count_information(rows)
    shown = list(rows[:MOST_SHOWN])
    actor.record("information.read", rows=len(shown))
    context = {
        "here": "outcomes",
        "rows": shown,
        "sent": sent,
        "answered": answered,
        "used": used,
        "own": own_reporting(actor=actor, chosen=request.GET.get("programme", "")),
    }
    return render(request, "web/outcomes/information.html", context)
