"""What the leader of a group saw of his people: signed, dated, never a score."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.development.rules.notes import SOURCES, TONES
from dunmiao.development.selectors import notes_of_members
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """What a leader noted of the members of his group."""
    actor = request.actor
    group, members, rows = notes_of_members(actor=actor, group_uid=uid)
    actor.record("notes.read", group, cadres=[row.cadre_uid for row in rows])
    context = {
        "here": "groups",
        "group": group,
        "members": members,
        "rows": rows,
        "tones": TONES,
        "sources": SOURCES,
        "today": timezone.localdate(),
    }
    return render(request, "web/groups/seen.html", context)
