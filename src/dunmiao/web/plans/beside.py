"""A plan beside others: the round by the numbers with the manual list, the price of keeping people,
the mode in which it is made."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import engine, manual_lists, selectors
from dunmiao.placements.actions import modes, plans
from dunmiao.placements.inputs import former_pairs
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.secondments import rounds
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.plans import numbers as presenters
from dunmiao.web.requests import ActorRequest

BONUSES = (0, 30, 100, 300, 1_000)
MOST_UPLOAD = 5 << 20


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
        "may_prepare": actor.has(Permission.PLANS_PREPARE),
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


@require_POST
def bring_list(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Read the filled table; every fault of it is told, with its row."""
    upload = request.FILES.get("list")
    if upload is None or upload.size is None or upload.size > MOST_UPLOAD:
        raise inputs.BadRequest([inputs.say("input.file")])
    try:
        filled = read_filled(upload.read(), header=manual_lists.HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from None
    if filled.missing:
        raise RuleBroken([say("manual.columns", columns="、".join(filled.missing))])
    if filled.faults:
        raise RuleBroken(filled.faults)
    plan = modes.keep_manual_list(actor=request.actor, plan_uid=uid, rows=filled.texts())
    messages.success(request, _("已读入原办法名单 %(n)s 人。") % {"n": len(plan.manual_list)})
    return redirect("plans:numbers", uid)


@require_GET
def frontier(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """How many places stay as they were, and what that costs, bonus by bonus."""
    plan = _solved(request, uid)
    former = [(person, post) for person, post in former_pairs(plan)]
    told = engine.frontier_of(plan.inputs["files"], former, bonuses=BONUSES)
    may = "change" in PLAN.allowed(plan.state) and request.actor.has(Permission.PLANS_PREPARE)
    context = {"plan": plan, "told": told, "line": presenters.line(told), "may_take": may}
    return render(request, "web/plans/_frontier.html", context)


@require_POST
def take_step(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep people at this bonus from now on, and solve again."""
    bonus = inputs.whole(request.POST.get("bonus", ""), "保持加分")
    plans.set_weights(actor=request.actor, plan_uid=uid, weights={"stickiness": bonus})
    plans.ask_run(actor=request.actor, plan_uid=uid)
    messages.success(request, _("已采用，正在重新求解。"))
    return redirect("plans:desk", uid)


@require_POST
def mode(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """By points, or by both sides' choice."""
    modes.set_mode(actor=request.actor, plan_uid=uid, mode=request.POST.get("mode", ""))
    messages.success(request, _("求解方式已改，请重新求解。"))
    return redirect("plans:desk", uid)
