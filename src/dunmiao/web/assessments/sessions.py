"""One session: slips, opening and closing by two, paper sheets read by two."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.assessments import papers, selectors
from dunmiao.assessments.lifecycle import COUNTING, SESSION
from dunmiao.assessments.rules.schemes import keyed_marks
from dunmiao.kernel.errors import not_visible
from dunmiao.web.assessments import presenters
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PDF = "application/pdf"


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One session and the next act of it."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    turnout = selectors.turnout(session) if session.state in COUNTING else {}
    context = {
        "here": "assessments",
        "session": session,
        "form": session.round.form,
        "label": SESSION.labels[session.state],
        "groups": presenters.count_rows(
            session, turnout=turnout, progress=selectors.sheet_progress(session)
        ),
        "subjects": selectors.subjects_of(session),
        "enters": actor.may(Permission.SHEETS_ENTER, at=[session.unit_id]),
        "address": _address(request, session),
        "people": presenters.signers(session),
        "step": selectors.STEP,
    }
    return render(request, "web/assessments/session.html", context)


def _address(request: ActorRequest, session: Any) -> str:
    path = reverse("ballot", args=[session.uid])
    base = settings.DUNMIAO_PUBLIC_URL.rstrip("/")
    return f"{base}{path}" if base else request.build_absolute_uri(path)


def print_slips(request: ActorRequest, session: Any, made: Any) -> HttpResponse | None:
    """The slips as PDF, once: their codes are kept nowhere. None where there is no code."""
    if not made:
        return None
    content = papers.slips_of(session, made, address=_address(request, session))
    return attachment(content, name=f"{session.name}票条.pdf", media_type=PDF)


@require_GET
def sheet_form(request: ActorRequest, uid: uuid.UUID, code: str) -> HttpResponse:
    """A blank paper sheet of a group."""
    session = selectors.get_session(actor=request.actor, uid=uid)
    if not session.groups.filter(code=code).exists():
        raise not_visible()
    content = papers.blank_sheet(session, code)
    return attachment(content, name=f"{session.name}{code}类票.pdf", media_type=PDF)


@require_GET
def enter(request: ActorRequest, uid: uuid.UUID, code: str) -> HttpResponse:
    """Enter sheets of a group one after the other; the reader never sees the other reading."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    actor.require(Permission.SHEETS_ENTER, at=[session.unit_id])
    group = session.groups.filter(code=code).first()
    if group is None:
        raise not_visible()
    subjects = selectors.subjects_of(session)
    context = {
        "here": "assessments",
        "session": session,
        "group": group,
        "form": session.round.form,
        "people": presenters.entry_rows(subjects, session.round.form),
        "marks": keyed_marks(session.round.form),
        "progress": presenters.entry_progress(session, group, actor),
    }
    return render(request, "web/assessments/enter.html", context)


@require_GET
def settle(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Sheets read differently, side by side; whoever holds the paper says what stands on it."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    actor.require(Permission.SHEETS_ENTER, at=[session.unit_id])
    context = {
        "here": "assessments",
        "session": session,
        "sheets": presenters.disputed(session, selectors.subjects_of(session)),
        "marks": keyed_marks(session.round.form),
    }
    return render(request, "web/assessments/settle.html", context)


@require_GET
def board(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The board of a closed session as a file that `dunmiao ballots verify` reads."""
    session = selectors.get_session(actor=request.actor, uid=uid)
    if session.state != "CLOSED":
        raise not_visible()
    content = papers.board_json(session)
    name = f"{session.name}公示表-{timezone.localdate():%Y%m%d}.json"
    return attachment(content, name=name, media_type="application/json")
