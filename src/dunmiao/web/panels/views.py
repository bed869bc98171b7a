"""Panels: who is sent where, each member's own notes, the talk sheet, the report."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.assessments import panel_papers, panels
from dunmiao.assessments.actions.panel_notes import write_note
from dunmiao.assessments.lifecycle import PANEL
from dunmiao.assessments.rules.panels import ASPECTS, GRADES, TALKS
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.posts.selectors import list_programmes
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Panels of the office, and those one sits on."""
    sends = request.actor.has(Permission.ROUNDS_PREPARE)
    context = {
        "here": "assessments",
        "rows": list(panels.list_panels(actor=request.actor)[:100]),
        "labels": PANEL.labels,
        "programmes": list_programmes(actor=request.actor) if sends else [],
    }
    return render(request, "web/panels/index.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The route by day, with what one has written and what is still open."""
    actor = request.actor
    panel = panels.get_panel(actor=actor, uid=uid)
    seat = panels.own_seat(actor, panel)
    mine = dict(seat.notes.values_list("subject", "submitted_at")) if seat else {}
    members = list(panel.members.all())
    context = {
        "here": "assessments",
        "panel": panel,
        "label": PANEL.labels[panel.state],
        "members": members,
        "seat": seat,
        "rows": [
            {"subject": row, "is_begun": row.pk in mine, "is_done": bool(mine.get(row.pk))}
            for row in panels.subjects_of(panel)
        ],
        "wanted": len(members),
        "reports": actor.may(Permission.ASSESSMENTS_VIEW, at=[panel.unit_id]),
        "today": timezone.localdate(),
    }
    return render(request, "web/panels/detail.html", context)


@require_GET
def note(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One member's note of one person; the others' appear when his own is submitted."""
    actor = request.actor
    subject = panels.get_subject(actor=actor, uid=uid)
    seat = panels.own_seat(actor, subject.panel)
    own = seat.notes.filter(subject=subject).first() if seat else None
    context = {
        "here": "assessments",
        "subject": subject,
        "panel": subject.panel,
        "own": own,
        "given": {part: getattr(own, part) if own else {} for part in ("talks", "grades", "words")},
        "others": [row for row in panels.notes_seen(actor=actor, subject=subject) if row != own],
        "aspects": ASPECTS,
        "grades": GRADES,
        "talks": TALKS,
        "may_write": write_note.is_open(Doing.by(actor), subject)
        and not (own and own.submitted_at),
    }
    return render(request, "web/panels/note.html", context)


@require_GET
def sheet(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The talk sheet of one's own panel, for work without network."""
    panel = panels.get_panel(actor=request.actor, uid=uid)
    content = panel_papers.talk_sheet(actor=request.actor, panel=panel)
    return attachment(content, name=f"{panel.title}谈话记录表.xlsx", media_type=XLSX)


@require_GET
def report(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The report as Word."""
    panel = panels.get_panel(actor=request.actor, uid=uid)
    request.actor.require(Permission.ASSESSMENTS_VIEW, at=[panel.unit_id])
    content = panel_papers.report(actor=request.actor, panel=panel)
    return attachment(content, name=f"{panel.title}考察报告.docx", media_type=DOCX)
