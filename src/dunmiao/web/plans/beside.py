"""A plan beside others: the round by the numbers with the manual list, the price of keeping people,
the mode in which it is made."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import engine, manual_lists, selectors
from dunmiao.placements.actions.plans import weigh
from dunmiao.placements.inputs import former_pairs
from dunmiao.placements.messages import say
from dunmiao.secondments import rounds
from dunmiao.web.downloads import attachment
from dunmiao.web.plans import numbers as presenters
from dunmiao.web.requests import ActorRequest

BONUSES = (0, 30, 100, 300, 1_000)


def _solved(request: ActorRequest, uid: uuid.UUID) -> Any:
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.certificate:
        raise RuleBroken([say("plan.unsolved")])
    return plan


@require_GET
def numbers(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The plan by the numbers, beside the list made the former way where one was brought."""
    plan, actor = _solved(request, uid), request.actor
    names = selectors.PlanNames(plan)
    lists = {"plan": [(a["person"], a["post"]) for a in plan.result["assignments"]]}
    if plan.manual_list:
        lists["manual"] = [(person, post) for person, post in plan.manual_list]
    told = engine.figures_of_lists(plan.inputs["files"], lists)["lists"]
    after = rounds.overview_of(actor=actor, programme=plan.programme, today=timezone.localdate())
    context = {
        "here": "programmes",
        "plan": plan,
        "programme": plan.programme,
        "columns": presenters.columns(plan, told),
        "rows": presenters.rows(told),
        "spread": presenters.spread(told),
        "envy": presenters.envy(told, names),
        "strangers": presenters.strangers(told, names),
        "after": after,
    }
    return render(request, "web/plans/numbers.html", context)


@require_GET
def blank_list(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The table to fill in with what the former way would do."""
    actor = request.actor
    actor.require(Permission.PLANS_PREPARE)
    plan = selectors.get_plan(actor=actor, uid=uid)
    content = manual_lists.blank(
        selectors.PlanNames(plan), plan.manual_list, mark=f"{actor.name} 内部"
    )
    actor.record("plan.manual_table_taken", plan)
    return attachment(content, name=f"原办法名单-{plan.name}.xlsx", media_type=XLSX)


@require_GET
def frontier(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """How many places stay as they were, and what that costs, bonus by bonus."""
    plan = _solved(request, uid)
    former = [(person, post) for person, post in former_pairs(plan)]
    told = engine.frontier_of(plan.inputs["files"], former, bonuses=BONUSES)
    may = weigh.is_open(Doing.by(request.actor), plan)
    context = {"plan": plan, "told": told, "line": presenters.line(told), "may_take": may}
    return render(request, "web/plans/_frontier.html", context)
