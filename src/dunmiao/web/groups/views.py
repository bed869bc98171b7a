"""Groups: nobody on his own."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.rules.groups import (
    ACTIVITY_KINDS,
    ATTENDANCE,
    BRANCH_POSTS,
    GROUP_KINDS,
    PARTS,
)
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments.rules.obligations import KINDS
from dunmiao.web.groups import presenters
from dunmiao.web.requests import ActorRequest

LABELS: dict[str, Any] = {
    "kinds": GROUP_KINDS,
    "parts": PARTS,
    "activity_kinds": ACTIVITY_KINDS,
    "attendance": ATTENDANCE,
    "branch_posts": BRANCH_POSTS,
    "duties": KINDS,
}


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Groups within sight with their leaders and when they meet next."""
    actor = request.actor
    rows = list(selectors.list_groups(actor=actor))
    leaders = selectors.leaders_of(rows)
    context = {
        "here": "groups",
        "lines": [(row, leaders.get(row.pk, "")) for row in rows],
        "mine": selectors.open_for_me(actor=actor, now=timezone.now()),
        "manages": actor.has(Permission.GROUPS_MANAGE),
        **LABELS,
    }
    return render(request, "web/groups/index.html", context)


@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """Found a group: of a batch once it is chosen, else one of anybody."""
    actor = request.actor
    actor.require(Permission.GROUPS_MANAGE)
    wanted = request.GET.get("programme", "")
    chosen = get_programme(actor=actor, uid=uid_of(wanted)) if wanted else None
    context = {
        "here": "groups",
        "programmes": list(list_programmes(actor=actor)),
        "chosen": chosen,
    }
    return render(request, "web/groups/new.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One group: who reports, what is planned, what was decided, its branch."""
    actor, today = request.actor, timezone.localdate()
    group = selectors.get_group(actor=actor, uid=uid)
    file = selectors.read_group(actor=actor, group=group, today=today)
    actor.record("group.read", group)
    late = [line for line in file.members if line.reporting and line.reporting.overdue]
    manages = actor.may(Permission.GROUPS_MANAGE, at=[group.unit_id])
    context = {
        "here": "groups",
        "group": group,
        "file": file,
        "late": late,
        "heat": presenters.heat(file.written, file.met, today=today) if file.leads else None,
        "leader": next((m.row.name for m in file.members if m.row.part == "LEADER"), ""),
        "manages": manages and group.dissolved_on is None,
        "leads": file.leads and group.dissolved_on is None,
        "today": today,
        "now": timezone.now(),
        **LABELS,
    }
    return render(request, "web/groups/detail.html", context)
