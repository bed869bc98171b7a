"""Everyday notes: written, answered, withdrawn."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.development import selectors
from dunmiao.development.rules.notes import SOURCES, TONES
from dunmiao.people.selectors import get_cadre
from dunmiao.secondments.lifecycle import AT_POST
from dunmiao.secondments.selectors import list_secondments
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Notes in scope, of one person with `cadre`."""
    actor, today = request.actor, timezone.localdate()
    asked = request.GET.get("cadre", "")
    cadre = get_cadre(actor=actor, uid=uid_of(asked)) if asked else None
    rows = list(selectors.list_notes(actor=actor, cadre=cadre)[:MOST_SHOWN])
    actor.record("notes.read", cadre, cadres=[row.cadre_uid for row in rows])
    context = {
        "here": "discovery" if actor.has(Permission.DEVELOPMENT_VIEW) else "notes",
        "rows": rows,
        "cadre": cadre,
        "people": _people(request) if cadre is None else [],
        "tones": TONES,
        "sources": SOURCES,
        "today": today,
        "writes": actor.has(Permission.NOTES_WRITE),
    }
    return render(request, "web/discovery/notes.html", context)


def _people(request: ActorRequest) -> list[object]:
    """Who is serving within reach, by name."""
    rows = list_secondments(actor=request.actor).filter(state__in=AT_POST)
    rows = rows.select_related("cadre").order_by("cadre__name_stroke_key")
    return list({row.cadre_id: row.cadre for row in rows[:2000]}.values())
