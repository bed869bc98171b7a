"""Secondments: the list and the record of one case."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import ACTS
from dunmiao.acts.offered import uid_of
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.moves import MOVE_LABELS, MoveKind
from dunmiao.posts.rules import RELATIONS
from dunmiao.posts.selectors import list_programmes
from dunmiao.secondments import cases, labels, papers, selectors
from dunmiao.secondments.arrivals import try_arrivals
from dunmiao.secondments.closing import closing_of
from dunmiao.secondments.exchanges import exchange_of
from dunmiao.secondments.lifecycle import (
    CLOSING_REASONS,
    SECONDMENT,
    TRANSFER_STATES,
)
from dunmiao.secondments.rules import leave, obligations, terms
from dunmiao.secondments.rules.transfers import WAYS
from dunmiao.web import queries
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE = 100
CHANGES = ("change.extend", "change.end_early", "change.reassign", "change.retain", "change.rehost")


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Secondments in scope, by state and round."""
    request.actor.require(Permission.SECONDMENTS_VIEW)
    state, programme = request.GET.get("state", ""), request.GET.get("programme", "")
    rows = selectors.list_secondments(actor=request.actor)
    counts = selectors.count_states(actor=request.actor)
    if state in SECONDMENT.labels:
        rows = rows.filter(state=state)
    programmes = (
        list(list_programmes(actor=request.actor))
        if request.actor.has(Permission.POSTS_VIEW)
        else []
    )
    chosen = next((row for row in programmes if str(row.uid) == programme), None)
    if chosen is not None:
        rows = rows.filter(programme=chosen)
    if before := request.GET.get("before"):
        rows = rows.filter(
            pk__lt=selectors.get_secondment(actor=request.actor, uid=uid_of(before)).pk
        )
    listed = list(rows[: PAGE + 1])
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "here": "secondments",
        "secondments": listed[:PAGE],
        "older": listed[PAGE - 1].uid if len(listed) > PAGE else None,
        "kept": kept.urlencode(),
        "labels": SECONDMENT.labels,
        "states": [
            (code, label, counts[code]) for code, label in SECONDMENT.labels.items() if counts[code]
        ],
        "state": state,
        "programmes": programmes,
        "chosen": programme,
        "arrives": request.actor.has(Permission.CONFIRM_ARRIVAL) and state == "NOTICED",
        "today": timezone.localdate(),
    }
    return render(request, "web/secondments/index.html", context)


@require_GET
def arrivals(request: ActorRequest) -> HttpResponse:
    """Arrivals of many before they are confirmed: what would happen to each."""
    arrived_on = queries.day(request.GET.get("arrived_on", ""), "报到日期")
    tried = try_arrivals(
        actor=request.actor,
        uids=[uid_of(text) for text in request.GET.getlist("cases")],
        arrived_on=arrived_on,
        today=timezone.localdate(),
    )
    good = [row for row in tried if not row.findings]
    context = {"here": "secondments", "tried": tried, "good": good, "arrived_on": arrived_on}
    return render(request, "web/secondments/arrivals.html", context)


def _bar(found: Any, events: list[Any]) -> list[dict[str, Any]]:
    """The steps with their days; what lies ahead is to do."""
    first: dict[str, Any] = {}
    for event in events:
        first.setdefault(event.to_state, event)
    state = {"ON_LEAVE": "SERVING", "SUSPENDED": "SERVING"}.get(found.state, found.state)
    codes = list(labels.STEPS)
    at = codes.index(state) if state in codes else -1
    return [
        {
            "label": label,
            "event": first.get(code),
            "css": "now" if index == at and code != "CLOSED" else "todo" if index > at else "",
        }
        for index, (code, label) in enumerate(labels.STEPS.items())
    ]


def _served(found: Any, today: date) -> dict[str, int]:
    last = found.left_on or found.ends_on
    total = (last - (found.arrived_on or found.starts_on)).days + 1
    done = (min(today, last) - (found.arrived_on or found.starts_on)).days + 1
    done = max(0, min(done, total))
    return {"total": total, "done": done, "percent": 100 * done // max(1, total)}


def _closing(found: Any, file: cases.CaseFile) -> terms.Closing:
    transfers = [row for entry in file.relations for row in entry["rows"]]
    return closing_of(
        found,
        transfers=transfers,
        leaves=file.leaves,
        appraisal=file.appraisal,
        handover=file.handover,
    )


def _sends(doing: Doing, found: Any, file: cases.CaseFile) -> list[tuple[str, str, str]]:
    """(act, relation, words) of each relation that the actor may let go now."""
    ways = {"OUT": "relation.send", "BACK": "relation.return", "STAY": "relation.transfer"}
    return [
        (ways[entry["next"]], entry["code"], f"{_(WAYS[entry['next']])}{_(entry['label'])}")
        for entry in file.relations
        if entry["next"] and ACTS[ways[entry["next"]]].is_open(doing, found)
    ]


@require_GET
def paper(request: ActorRequest, uid: uuid.UUID, kind: str) -> HttpResponse:
    """A paper of the case as .docx."""
    if kind not in papers.KINDS:
        raise not_visible()
    name, content = papers.case_paper(actor=request.actor, secondment_uid=uid, kind=kind)
    return attachment(content, name=name, media_type=DOCX)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One record: life cycle, parties, relations, what is owed, every act that is possible."""
    actor, today = request.actor, timezone.localdate()
    found = selectors.get_secondment(actor=actor, uid=uid)
    kind = MoveKind(found.kind)
    events = list(found.events.all())
    file = cases.read_case(secondment=found)
    manages = actor.may(Permission.CASES_MANAGE, at=[found.lead_unit_id])
    doing = Doing.by(actor)
    open_change = next((row for row in file.changes if row.state == "OPEN"), None)
    context = {
        "here": "secondments",
        "secondment": found,
        "label": SECONDMENT.labels[found.state],
        "kind": MOVE_LABELS[kind],
        "ends_as": CLOSING_REASONS.get(found.closing_reason, ""),
        "relations": RELATIONS[kind],
        "bar": _bar(found, events),
        "events": [(event, SECONDMENT.labels[event.to_state]) for event in events],
        "served": _served(found, today),
        "file": file,
        "kinds": obligations.KINDS,
        "parties": obligations.PARTIES,
        "leave_kinds": leave.KINDS,
        "leave_states": labels.LEAVE_STATES,
        "tiers": leave.TIERS,
        "report_kinds": labels.REPORT_KINDS,
        "report_states": labels.REPORT_STATES,
        "log_kinds": labels.LOG_KINDS,
        "lines": labels.LINES,
        "change_kinds": terms.KINDS,
        "consent_parties": terms.PARTIES,
        "open_change": open_change,
        "asks": [name for name in CHANGES if ACTS[name].is_open(doing, found)],
        "ways": WAYS,
        "transfer_states": TRANSFER_STATES,
        "care_kinds": labels.CARE_KINDS,
        "handover_kinds": labels.HANDOVER_KINDS,
        "may_tell": ACTS["experience.tell"].is_open(doing, found),
        "may_care": ACTS["care.raise"].is_open(doing, found),
        "may_list": ACTS["handover.list"].is_open(doing, found),
        "may_conclude": ACTS["appraisal.conclude"].is_open(doing, found),
        "handed": file.handover and list(file.handover.items.values("kind", "text")),
        "sends": _sends(doing, found, file),
        "exchange": exchange_of(secondment=found),
        "manages": manages,
        "open_points": terms.objections_to_closing(_closing(found, file)) if manages else [],
        "today": today,
        "papers": papers.papers_of(secondment=found, file=file),
        "notice": found.notice_file if actor.has_all_units else None,
    }
    return render(request, "web/secondments/detail.html", context)
