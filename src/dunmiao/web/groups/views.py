"""Groups: nobody on his own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.actions import groups as actions
from dunmiao.liaison.rules.groups import (
    ACTIVITY_KINDS,
    ATTENDANCE,
    BRANCH_POSTS,
    GROUP_KINDS,
    PARTS,
    NewGroup,
)
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments.rules.obligations import KINDS
from dunmiao.secondments.selectors import get_secondment
from dunmiao.units.selectors import get_unit, list_units
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.groups import presenters
from dunmiao.web.requests import ActorRequest

UNITS = ("CITY", "DEPARTMENT", "LIAISON", "COUNTY", "COUNTY_DEPARTMENT")
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


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Found a group: who is in it and who leads it."""
    actor, today, data = request.actor, timezone.localdate(), request.POST
    actor.require(Permission.GROUPS_MANAGE)
    if request.method == "POST":
        cases = [
            get_secondment(actor=actor, uid=inputs.uid(text)) for text in data.getlist("member")
        ]
        leader = data.get("leader", "")
        wanted = data.get("programme", "")
        group = actions.found_group(
            actor=actor,
            new=NewGroup(
                kind=data.get("kind", ""),
                name=data.get("name", ""),
                starts_on=today,
                place=data.get("place", ""),
                plan=data.get("plan", ""),
                meets_months=inputs.whole(data.get("meets", "1"), "间隔"),
            ),
            unit=get_unit(city_id=actor.city_id, uid=inputs.uid(data.get("unit", ""))),
            secondments=cases,
            leader=next((case for case in cases if str(case.uid) == leader), None),
            programme=get_programme(actor=actor, uid=inputs.uid(wanted)) if wanted else None,
            today=today,
        )
        messages.success(request, _("小组已成立。"))
        return redirect("groups:detail", group.uid)
    wanted = request.GET.get("programme", "")
    chosen = get_programme(actor=actor, uid=inputs.uid(wanted)) if wanted else None
    context = {
        "here": "groups",
        "programmes": list(list_programmes(actor=actor)),
        "chosen": chosen,
        "candidates": selectors.candidates(actor=actor, programme=chosen) if chosen else [],
        "units": [
            unit
            for unit in list_units(city_id=actor.city_id, kinds=UNITS)
            if actor.may(Permission.GROUPS_MANAGE, at=[unit.pk])
        ],
        **LABELS,
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


@require_http_methods(["GET", "POST"])
def join(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Put somebody in: a secondee, or in other groups anybody with his unit."""
    actor, data = request.actor, request.POST
    if request.method == "POST":
        case, unit = data.get("secondment", ""), data.get("unit", "")
        actions.add_member(
            actor=actor,
            group_uid=uid,
            secondment=get_secondment(actor=actor, uid=inputs.uid(case)) if case else None,
            name=data.get("name", ""),
            account=data.get("account", ""),
            unit=get_unit(city_id=actor.city_id, uid=inputs.uid(unit))
            if unit and not case
            else None,
            today=timezone.localdate(),
        )
        messages.success(request, _("已加入。"))
        return redirect("groups:detail", uid)
    group = selectors.get_group(actor=actor, uid=uid)
    actor.require(Permission.GROUPS_MANAGE, at=[group.unit_id])
    context = {
        "here": "groups",
        "group": group,
        "candidates": selectors.candidates(actor=actor, programme=group.programme),
        "units": list(list_units(city_id=actor.city_id, kinds=UNITS)),
    }
    return render(request, "web/groups/join.html", context)


@require_POST
def member(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Make somebody leader or deputy, appoint to a post of the branch, or let him leave."""
    actor, data, today = request.actor, request.POST, timezone.localdate()
    who, act = inputs.uid(data.get("member", "")), data.get("act", "")
    if act in ("LEADER", "DEPUTY"):
        actions.hand_over_lead(actor=actor, group_uid=uid, member_uid=who, part=act, today=today)
    elif act == "LEAVE":
        actions.remove_member(actor=actor, group_uid=uid, member_uid=who, today=today)
    else:
        post = inputs.one(act, BRANCH_POSTS, "办理")
        actions.appoint(actor=actor, group_uid=uid, member_uid=who, post=post, today=today)
    messages.success(request, _("已办理。"))
    return redirect("groups:detail", uid)


def _approval(data: QueryDict) -> dict[str, Any]:
    approved_on = inputs.day(data.get("approved_on", ""), "批准日期")
    return {"approval_no": data.get("approval_no", ""), "approved_on": approved_on}


def _reason(data: QueryDict) -> dict[str, Any]:
    return {"reason": data.get("reason", "")}


_ONE = {"names": "group_uid", "back": "groups:detail"}
branch = act(actions.approve_branch, _approval, mark("临时党支部已登记，随小组撤销。"), **_ONE)
dissolve = act(actions.dissolve_group, _reason, mark("小组已撤销，记录保留。"), **_ONE)


@require_POST
def remind(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Remind those who are late with a report."""
    count = actions.remind_members(actor=request.actor, group_uid=uid, now=timezone.now())
    messages.success(request, _("已提醒 %(n)s 项。") % {"n": count})
    return redirect("groups:detail", uid)
