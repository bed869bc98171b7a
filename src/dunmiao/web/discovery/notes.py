"""Everyday notes: written, answered, withdrawn."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.development import selectors
from dunmiao.development.actions import notes as actions
from dunmiao.development.rules.notes import MOST_WORDS, SOURCES, TONES, Note
from dunmiao.people.selectors import get_cadre
from dunmiao.secondments.lifecycle import AT_POST
from dunmiao.secondments.selectors import list_secondments
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 100


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """Notes in scope, of one person with `cadre`; POST writes one."""
    actor, today = request.actor, timezone.localdate()
    if request.method == "POST":
        row = actions.write_note(
            actor=actor,
            cadre_uid=inputs.uid(request.POST.get("cadre", "")),
            note=read_note(request.POST),
            today=today,
        )
        said = _("已记下，本人可在 %(day)s 前说明。") if row.answer_by else _("已记下。")
        messages.success(request, said % {"day": row.answer_by} if row.answer_by else said)
        return redirect("discovery:notes")
    asked = request.GET.get("cadre", "")
    cadre = get_cadre(actor=actor, uid=inputs.uid(asked)) if asked else None
    rows = list(selectors.list_notes(actor=actor, cadre=cadre)[:MOST_SHOWN])
    actor.record("notes.read", cadre, cadres=[row.cadre_uid for row in rows])
    context = {
        "here": "discovery" if actor.has(Permission.DEVELOPMENT_VIEW) else "notes",
        "rows": rows,
        "cadre": cadre,
        "people": _people(request) if cadre is None else [cadre],
        "tones": TONES,
        "sources": SOURCES,
        "most": MOST_WORDS,
        "today": today,
        "writes": actor.has(Permission.NOTES_WRITE),
    }
    return render(request, "web/discovery/notes.html", context)


def read_note(data: QueryDict) -> Note:
    """What somebody filled in."""
    return Note(
        inputs.day(data.get("observed_on", ""), "日期"),
        data.get("place", ""),
        data.get("tone", ""),
        data.get("source", ""),
        data.get("source_text", ""),
        data.get("text", ""),
    )


def _people(request: ActorRequest) -> list[object]:
    """Who is serving within reach, by name."""
    rows = list_secondments(actor=request.actor).filter(state__in=AT_POST)
    rows = rows.select_related("cadre").order_by("cadre__name_stroke_key")
    return list({row.cadre_id: row.cadre for row in rows[:2000]}.values())


@require_POST
def withdraw(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Take back one's own note."""
    actions.withdraw_note(
        actor=request.actor,
        note_uid=uid,
        reason=request.POST.get("reason", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("已撤回，记录保留，不再作为依据。"))
    return redirect("discovery:notes")


@require_POST
def answer(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The person has read a note about him, and says what he has to say."""
    text = request.POST.get("text", "")
    actions.answer_note(actor=request.actor, note_uid=uid, text=text, today=timezone.localdate())
    messages.success(request, _("已记录。"))
    return redirect("my:index")
