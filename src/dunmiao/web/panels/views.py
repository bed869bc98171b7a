"""Panels: who is sent where, each member's own notes, the talk sheet, the report."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.assessments import panel_papers, panels
from dunmiao.assessments.actions import panels as actions
from dunmiao.assessments.lifecycle import PANEL
from dunmiao.assessments.rules.panels import ASPECTS, GRADES, TALKS, Note
from dunmiao.assessments.selectors import get_round, list_rounds
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments.selectors import list_secondments
from dunmiao.units.selectors import get_unit, list_units
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

MOST_SHEET = 5_000_000


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


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Members and route for the people of a batch; POST sends the panel."""
    actor = request.actor
    actor.require(Permission.ROUNDS_PREPARE)
    programme = get_programme(actor=actor, uid=uid)
    rows = list_secondments(actor=actor).filter(programme=programme).exclude(state="CANCELLED")
    cases = list(rows.select_related("cadre", "host_unit", "home_unit", "post"))
    if request.method == "POST":
        return _send(request, programme, cases)
    context = {
        "here": "assessments",
        "programme": programme,
        "cases": sorted(cases, key=lambda case: (case.host_unit.name, case.cadre.name_stroke_key)),
        "candidates": actions.list_candidates(actor=actor),
        "rounds": list_rounds(actor=actor).exclude(state__in=["PUBLISHED", "CANCELLED"]),
        "units": list_units(city_id=actor.city_id).filter(parent=None),
        "today": timezone.localdate(),
    }
    return render(request, "web/panels/new.html", context)


def _send(request: ActorRequest, programme: Any, cases: list[Any]) -> HttpResponse:
    data, actor = request.POST, request.actor
    chosen = set(data.getlist("case"))
    visits = [
        (case, inputs.day(data.get(f"day-{case.uid}") or data.get("starts_on", ""), "走访日期"))
        for case in cases
        if str(case.uid) in chosen
    ]
    leader = data.get("leader", "")
    picked = [leader, *(one for one in data.getlist("member") if one != leader)]
    people = {str(user.uid): user for user in actions.list_candidates(actor=actor)}
    round_ = data.get("round", "")
    panel = actions.send_panel(
        actor=actor,
        title=data.get("title", ""),
        programme=programme,
        unit=get_unit(city_id=actor.city_id, uid=inputs.uid(data.get("unit", ""))),
        round_=get_round(actor=actor, uid=inputs.uid(round_)) if round_ else None,
        members=[people[one] for one in picked if one in people],
        visits=visits,
        starts_on=inputs.day(data.get("starts_on", ""), "开始"),
        ends_on=inputs.day(data.get("ends_on", ""), "结束"),
    )
    messages.success(request, _("考察组已派出。"))
    return redirect("panels:detail", panel.uid)


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
        "manages": actor.may(Permission.ROUNDS_PREPARE, at=[panel.unit_id]),
        "today": timezone.localdate(),
    }
    return render(request, "web/panels/detail.html", context)


@require_http_methods(["GET", "POST"])
def note(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One member's note of one person; the others' appear when his own is submitted."""
    actor = request.actor
    subject = panels.get_subject(actor=actor, uid=uid)
    if request.method == "POST":
        data = request.POST
        submit = data.get("act") == "submit"
        actions.write_note(
            actor=actor,
            subject_uid=uid,
            note=_note(data),
            submit=submit,
            now=timezone.now(),
        )
        messages.success(request, _("意见已提交。") if submit else _("草稿已保存。"))
        return redirect("panels:note", uid)
    seat = panels.own_seat(actor, subject.panel)
    own = seat.notes.filter(subject=subject).first() if seat else None
    context = {
        "here": "assessments",
        "subject": subject,
        "panel": subject.panel,
        "seat": seat,
        "own": own,
        "given": {part: getattr(own, part) if own else {} for part in ("talks", "grades", "words")},
        "others": [row for row in panels.notes_seen(actor=actor, subject=subject) if row != own],
        "aspects": ASPECTS,
        "grades": GRADES,
        "talks": TALKS,
        "may_write": seat is not None
        and subject.panel.state == "OPEN"
        and not (own and own.submitted_at),
    }
    return render(request, "web/panels/note.html", context)


def _note(data: Any) -> Note:
    return Note(
        {key: data.get(f"grade-{key}", "") for key in ASPECTS},
        {key: data.get(f"words-{key}", "") for key in ASPECTS},
        {
            key: inputs.optional(data.get(f"talks-{key}", ""), label) or 0
            for key, label in TALKS.items()
        },
        data.get("shortcoming", ""),
    )


@require_GET
def sheet(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The talk sheet of one's own panel, for work without network."""
    panel = panels.get_panel(actor=request.actor, uid=uid)
    content = panel_papers.talk_sheet(actor=request.actor, panel=panel)
    return attachment(content, name=f"{panel.title}谈话记录表.xlsx", media_type=XLSX)


@require_POST
def read_sheet(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a filled talk sheet back in as drafts."""
    upload = request.FILES.get("sheet")
    if upload is None or upload.size is None or upload.size > MOST_SHEET:
        raise inputs.BadRequest([inputs.say("input.file")])
    count = actions.read_sheet(actor=request.actor, panel_uid=uid, content=upload.read())
    messages.success(request, _("已读入 %(n)s 人的记录，请逐人核对后提交。") % {"n": count})
    return redirect("panels:detail", uid)


close = act(
    actions.close_panel,
    lambda data: {},
    mark("考察已汇总，各人意见互相可见。"),
    names="panel_uid",
    back="panels:detail",
    clock="today",
)


@require_GET
def report(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The report as Word."""
    panel = panels.get_panel(actor=request.actor, uid=uid)
    request.actor.require(Permission.ASSESSMENTS_VIEW, at=[panel.unit_id])
    content = panel_papers.report(actor=request.actor, panel=panel)
    return attachment(content, name=f"{panel.title}考察报告.docx", media_type=DOCX)
