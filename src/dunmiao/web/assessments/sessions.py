"""One session: slips, opening and closing by two, paper sheets read by two."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.assessments import papers, selectors
from dunmiao.assessments.actions import closing, rounds, sheets, slips
from dunmiao.assessments.lifecycle import SESSION
from dunmiao.assessments.rules.schemes import INVALID
from dunmiao.kernel.errors import not_visible
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.assessments import presenters
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PDF = "application/pdf"


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One session and the next act of it."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    ready = session.round.state == "READY"
    allowed = set(SESSION.allowed(session.state)) if ready else set()
    at = [session.unit_id]
    turnout = selectors.turnout(session) if session.state in ("OPEN", "CLOSING") else {}
    context = {
        "here": "assessments",
        "session": session,
        "form": session.round.form,
        "label": SESSION.labels[session.state],
        "groups": presenters.count_rows(
            session, turnout=turnout, progress=selectors.sheet_progress(session)
        ),
        "subjects": selectors.subjects_of(session),
        "allowed": allowed,
        "prepares": actor.may(Permission.ROUNDS_PREPARE, at=at),
        "witness": actor.may(Permission.BALLOTS_WITNESS, at=at),
        "enters": actor.may(Permission.SHEETS_ENTER, at=at),
        "address": _address(request, session),
        "people": presenters.signers(session),
        "step": selectors.STEP,
    }
    return render(request, "web/assessments/session.html", context)


def _address(request: ActorRequest, session: Any) -> str:
    path = reverse("ballot", args=[session.uid])
    base = settings.DUNMIAO_PUBLIC_URL.rstrip("/")
    return f"{base}{path}" if base else request.build_absolute_uri(path)


@require_POST
def issue(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Make the codes and hand out the slips as PDF, once: they are kept nowhere."""
    data = request.POST
    session = selectors.get_session(actor=request.actor, uid=uid)
    present = {}
    for group in session.groups.all():
        here = inputs.whole(data.get(f"present-{group.code}", str(group.present)), group.code)
        paper = inputs.whole(data.get(f"paper-{group.code}", str(group.paper)), group.code)
        present[group.code] = (here, paper)
    made = slips.issue_slips(actor=request.actor, session_uid=uid, present=present)
    if not made:
        messages.success(request, _("全部用纸质票，没有票码可印。"))
        return redirect("sessions:detail", uid)
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


def _act(action: Any, said: str, *, read: Any = None, clock: str = "") -> Any:
    return act(
        action,
        read or (lambda data: {}),
        said,
        names="session_uid",
        back="sessions:detail",
        clock=clock,
    )


open_ = _act(slips.open_session, mark("票数已核对，开始投票。"))
stop = _act(closing.stop_voting, mark("已停止投票，等另一人封票。"))
resume = _act(closing.resume_voting, mark("继续投票。"))
close = _act(closing.close_session, mark("已封票、计票，票码与票面的联系已删除。"), clock="today")
void = _act(
    slips.void_session,
    mark("本场次已作废。"),
    read=lambda data: {"reason": data.get("reason", "")},
)
count = _act(
    sheets.count_returned,
    mark("收回张数已登记。"),
    read=lambda data: {
        "group_code": data.get("group", ""),
        "returned": inputs.whole(data.get("returned", ""), "收回张数"),
    },
)


@require_POST
def drop(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a session out of a round that is being set up."""
    round_ = rounds.drop_session(actor=request.actor, session_uid=uid)
    messages.success(request, _("场次已移出。"))
    return redirect("assessments:detail", round_.uid)


@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, uid: uuid.UUID, code: str) -> HttpResponse:
    """Enter sheets of a group one after the other; the reader never sees the other reading."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    actor.require(Permission.SHEETS_ENTER, at=[session.unit_id])
    group = session.groups.filter(code=code).first()
    if group is None:
        raise not_visible()
    subjects = selectors.subjects_of(session)
    if request.method == "POST":
        number = inputs.whole(request.POST.get("number", ""), "票号")
        sheets.enter_sheet(
            actor=actor,
            session_uid=uid,
            group_code=code,
            number=number,
            answers=presenters.read_marks(request.POST, len(subjects), session.round.form),
        )
        messages.success(request, _("第 %(n)s 号票已录。") % {"n": number})
        return redirect("sessions:enter", uid, code)
    context = {
        "here": "assessments",
        "session": session,
        "group": group,
        "form": session.round.form,
        "people": presenters.entry_rows(subjects, session.round.form),
        "marks": presenters.keyed_marks(session.round.form),
        "invalid": INVALID,
        "progress": presenters.entry_progress(session, group, actor),
    }
    return render(request, "web/assessments/enter.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Sheets read differently, side by side; whoever holds the paper says what stands on it."""
    actor = request.actor
    session = selectors.get_session(actor=actor, uid=uid)
    actor.require(Permission.SHEETS_ENTER, at=[session.unit_id])
    subjects = selectors.subjects_of(session)
    if request.method == "POST":
        sheets.settle_sheet(
            actor=actor,
            session_uid=uid,
            sheet_pk=inputs.whole(request.POST.get("sheet", ""), "票"),
            answers=presenters.read_marks(request.POST, len(subjects), session.round.form),
        )
        messages.success(request, _("已按票面裁定。"))
        return redirect("sessions:settle", uid)
    context = {
        "here": "assessments",
        "session": session,
        "sheets": presenters.disputed(session, subjects),
        "marks": presenters.keyed_marks(session.round.form),
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
