"""What the leader of a group saw of his people: signed, dated, never a score."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dunmiao.development.actions import notes as actions
from dunmiao.development.rules.notes import MOST_WORDS, SOURCES, TONES
from dunmiao.development.selectors import notes_of_members
from dunmiao.web import inputs
from dunmiao.web.discovery.notes import read_note
from dunmiao.web.requests import ActorRequest


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """His notes on present members; POST writes one."""
    actor, today = request.actor, timezone.localdate()
    if request.method == "POST":
        row = actions.write_note_of_member(
            actor=actor,
            group_uid=uid,
            member_uid=inputs.uid(request.POST.get("member", "")),
            note=read_note(request.POST),
            today=today,
        )
        said = _("已记下，本人可在 %(day)s 前说明。") if row.answer_by else _("已记下。")
        messages.success(request, said % {"day": row.answer_by} if row.answer_by else said)
        return redirect("groups:seen", uid)
    group, members, rows = notes_of_members(actor=actor, group_uid=uid)
    actor.record("notes.read", group, cadres=[row.cadre_uid for row in rows])
    context = {
        "here": "groups",
        "group": group,
        "members": members,
        "rows": rows,
        "tones": TONES,
        "sources": SOURCES,
        "most": MOST_WORDS,
        "today": today,
    }
    return render(request, "web/groups/seen.html", context)


@require_POST
def withdraw(request: ActorRequest, uid: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """Take back one's own note."""
    actions.withdraw_note(
        actor=request.actor,
        note_uid=note,
        reason=request.POST.get("reason", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("已撤回，记录保留，不再作为依据。"))
    return redirect("groups:seen", uid)
