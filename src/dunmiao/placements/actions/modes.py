"""How a plan is made and what it is compared with: its mode, keeping people, the manual list."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import manual_lists, selectors
from dunmiao.placements.actions.plans import locked_plan, note_event, outdate
from dunmiao.placements.lifecycle import MODES
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan


@transaction.atomic
def set_mode(*, actor: Actor, plan_uid: Any, mode: str) -> PlacementPlan:
    """By points or by both sides' choice; the plan is then outdated. Two-sided choice knows no
    team requirements, so a round of teams has none."""
    plan = locked_plan(actor, plan_uid, "change")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if mode not in MODES:
        raise RuleBroken([say("mode.unknown")])
    if mode == "STABLE" and plan.programme.teams.exists():
        raise RuleBroken([say("mode.teams")])
    if plan.mode != mode:
        plan.mode = mode
        plan.save(update_fields=["mode"])
        outdate(plan)
        note_event(actor, plan, "mode", MODES[mode])
        actor.record("plan.mode_set", plan, mode=mode)
    return plan


@transaction.atomic
def keep_manual_list(
    *, actor: Actor, plan_uid: Any, rows: Sequence[tuple[int, dict[str, Any]]]
) -> PlacementPlan:
    """Keep the list made the former way beside the plan; every fault at once, nothing half kept.

    It changes nothing of the plan, so it may be brought to a plan in any state.
    """
    plan = selectors.get_plan(actor=actor, uid=plan_uid, lock=True)
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    pairs, faults = manual_lists.read(selectors.PlanNames(plan), rows)
    if faults:
        raise RuleBroken(faults)
    plan.manual_list = pairs
    plan.save(update_fields=["manual_list"])
    note_event(actor, plan, "manual", f"{len(pairs)} 人")
    actor.record("plan.manual_list_kept", plan, people=len(pairs))
    return plan
