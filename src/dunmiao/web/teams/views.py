"""Key-project teams: the list, and the composer of one (seats, gauges, candidates, relations)."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.placements import selectors
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.teams import Composition
from dunmiao.posts.rules import TEAM_ROLES
from dunmiao.posts.selectors import get_team, list_teams
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.teams import members_of
from dunmiao.web.requests import ActorRequest

KINDS = {"kin": "亲属", "unit": "同单位", "place": "同乡", "school": "同学"}


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Teams in scope with who serves in them."""
    teams = list(list_teams(actor=request.actor))
    serving = members_of(actor=request.actor, teams=teams)
    context = {
        "here": "teams",
        "rows": [
            (team, sum(post.seats for post in team.posts.all()), serving.get(team.pk, []))
            for team in teams
        ],
    }
    return render(request, "web/teams/index.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One team: who serves; for who prepares plans, the composer of its draft."""
    actor = request.actor
    team = get_team(actor=actor, uid=uid)
    context: dict[str, Any] = {
        "here": "teams",
        "team": team,
        "members": members_of(actor=actor, teams=[team]).get(team.pk, []),
        "states": SECONDMENT.labels,
        "plan": None,
    }
    if actor.has(Permission.PLANS_PREPARE):
        plan = selectors.composing_plan(actor=actor, team=team)
        if plan is not None and (plan.state == "DRAFT" or plan.supplements_id is None):
            context |= _composer(request, plan, team, context["members"])
    return render(request, "web/teams/detail.html", context)


def _composer(request: ActorRequest, plan: Any, team: Any, members: list[Any]) -> dict[str, Any]:
    now = Composition.read(actor=request.actor, plan=plan, team=team)
    cases = {case.cadre_id: case.uid for case in members}
    chosen = _chosen(request, now)
    limit = team.programme.release_cap
    return {
        "plan": plan,
        "plan_label": PLAN.labels[plan.state],
        "is_draft": plan.state == "DRAFT",
        "groups": _groups(now, cases),
        "gauges": now.gauges(),
        "candidates": now.candidates(request.GET.get("q", "").strip()[:20]),
        "q": request.GET.get("q", "")[:20],
        "chosen": chosen,
        "kinds": KINDS,
        "relations": now.relations(chosen.nomination) if chosen else [],
        "without": _without(now, chosen) if chosen else [],
        "drain": [
            (row.nomination.home_unit.name, now.drain[row.nomination.home_unit_id], limit)
            for row in {r.nomination.home_unit_id: r for r in now.seated}.values()
        ],
        "sees_family": request.actor.has(Permission.PEOPLE_SENSITIVE),
        "taken": len(now.seated),
        "seats": now.seats,
        "undoes": plan.team_moves.filter(team=team).exists(),
    }


def _groups(now: Composition, cases: dict[int, uuid.UUID]) -> list[dict[str, Any]]:
    """Seats by role in the order of the roles; each post with who sits and its empty seats."""
    out = []
    number = 0
    for code, label in [*TEAM_ROLES.items(), ("", "")]:
        rows: list[dict[str, Any]] = []
        for post in now.posts.values():
            if post.role != code:
                continue
            for seated in (row for row in now.seated if row.post.pk == post.pk):
                number += 1
                case = cases.get(seated.nomination.cadre_id)
                rows.append({"number": number, "post": post, "seated": seated, "case": case})
            for _empty in range(now.open_in(post)):
                number += 1
                rows.append({"number": number, "post": post, "seated": None})
        if rows:
            out.append({"label": label, "rows": rows})
    return out


def _chosen(request: ActorRequest, now: Composition) -> Any:
    wanted = request.GET.get("person", "")
    found = (row for row in now.seated if str(row.nomination.uid) == wanted)
    return next(found, now.seated[0] if now.seated else None)


def _without(now: Composition, chosen: Any) -> list[str]:
    """What taking the chosen one out would break."""
    rest = [row.facts for row in now.seated if row is not chosen]
    broken = []
    for need in now.needs:
        have = sum(need.met_by(facts) for facts in rest)
        if have < need.needed and have + 1 >= need.needed and need.met_by(chosen.facts):
            broken.append(f"{need.label}：{have + 1} → {have}")
    return broken
