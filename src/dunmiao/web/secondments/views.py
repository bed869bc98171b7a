"""Secondments: the list and the record of one case."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.posts.rules import MOVE_LABELS, RELATIONS, MoveKind
from dunmiao.posts.selectors import list_posts, list_programmes
from dunmiao.secondments import cases, labels, papers, selectors
from dunmiao.secondments.actions import batches, bulk
from dunmiao.secondments.actions import relations as relation_acts
from dunmiao.secondments.actions.ending import closing_of
from dunmiao.secondments.actions.experiences import may_tell
from dunmiao.secondments.actions.moves import party_acting
from dunmiao.secondments.exchanges import exchange_of
from dunmiao.secondments.lifecycle import (
    CLOSING_REASONS,
    ENDED,
    ENDING,
    SECONDMENT,
    TRANSFER_STATES,
)
from dunmiao.secondments.rules import leave, obligations, terms
from dunmiao.secondments.rules.transfers import WAYS
from dunmiao.secondments.teams import loss_of
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE = 100


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
            pk__lt=selectors.get_secondment(actor=request.actor, uid=inputs.uid(before)).pk
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


@require_POST
def arrive_all(request: ActorRequest) -> HttpResponse:
    """Arrivals of many: first what would happen to each, then, confirmed, the same done."""
    data, today = request.POST, timezone.localdate()
    is_trial = "confirmed" not in data
    arrived_on = inputs.day(data.get("arrived_on", ""), "报到日期")
    uids = [inputs.uid(text) for text in data.getlist("id")]
    tried = bulk.arrive_all(
        actor=request.actor,
        secondment_uids=uids,
        arrived_on=arrived_on,
        today=today,
        is_trial=is_trial,
    )
    good = [row for row in tried if not row.findings]
    if not is_trial:
        messages.success(request, _("已确认 %(n)s 人报到。") % {"n": len(good)})
        return redirect("secondments:index")
    context = {"here": "secondments", "tried": tried, "good": good, "arrived_on": arrived_on}
    return render(request, "web/secondments/arrive_all.html", context)


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


def _other_posts(found: Any) -> list[Any]:
    """Posts of the round that a change of host may name."""
    return [post for post in list_posts(programme=found.programme) if post.pk != found.post_id]


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
    allowed = set(SECONDMENT.allowed(found.state))
    is_host = actor.may(Permission.CASES_HOST, at=[found.host_unit_id])
    manages = actor.may(Permission.CASES_MANAGE, at=[found.lead_unit_id])
    party = party_acting(actor, found)
    open_change = next((row for row in file.changes if row.state == "OPEN"), None)
    answered = {c.party for c in open_change.consents.all()} if open_change else set()
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
        "change_states": labels.CHANGE_STATES,
        "consent_parties": terms.PARTIES,
        "asked_of": terms.CONSENTS[open_change.kind] if open_change else (),
        "open_change": open_change,
        "may_answer": bool(
            open_change and party in terms.CONSENTS[open_change.kind] and party not in answered
        ),
        "may_withdraw": bool(open_change and party == open_change.asked_party),
        "party": party,
        "may_arrive": "arrive" in allowed
        and actor.may(Permission.CONFIRM_ARRIVAL, at=[found.host_unit_id]),
        "may_assign": is_host and bool(allowed & {"assign", "reassign"}),
        "may_ask": party in {"HOST", "HOME", "PERSON"}
        and not open_change
        and found.state in {"SERVING", "EXPIRING", "ON_LEAVE"},
        "may_visit": actor.may(Permission.FEED_BACK, at=[found.lead_unit_id]) and found.arrived_on,
        "may_tell": may_tell(actor, found),
        "experience_kinds": EXPERIENCES,
        "may_appraise": is_host and found.state == "EXPIRING",
        "may_hand_over": is_host
        and found.state in {"EXPIRING", "APPRAISED", "FED_BACK"}
        and not found.handed_over_on,
        "sends": [
            (entry, WAYS[entry["next"]])
            for entry in file.relations
            if entry["next"] and relation_acts.may_send(actor, found, entry["next"])
        ],
        "receives": {
            row.uid
            for entry in file.relations
            for row in entry["rows"]
            if relation_acts.may_receive(actor, row)
        },
        "ways": WAYS,
        "transfer_states": TRANSFER_STATES,
        "care_kinds": labels.CARE_KINDS,
        "handover_kinds": labels.HANDOVER_KINDS,
        "may_care": (party in {"PERSON", "HOME"} or manages) and found.state not in ENDED,
        "sees_to": {row.uid for row in file.cares if batches.may_see_to(actor, row)},
        "may_list": party in {"PERSON", "HOST"} and found.state in ENDING,
        "successors": batches.successors_of(actor=actor, secondment=found)
        if file.handover and not file.handover.received_on and (is_host or manages)
        else [],
        "exchange": exchange_of(secondment=found),
        "loss": loss_of(actor=actor, secondment=found, today=today) if manages else [],
        "other_posts": _other_posts(found) if party in {"HOST", "HOME"} else [],
        "is_host": is_host,
        "manages": manages,
        "may": {act: manages and act in allowed for act in SECONDMENT.moves},
        "open_points": terms.objections_to_closing(_closing(found, file)) if manages else [],
        "today": today,
        "papers": papers.papers_of(secondment=found, file=file),
        "notice": found.notice_file if actor.has_all_units else None,
    }
    return render(request, "web/secondments/detail.html", context)
