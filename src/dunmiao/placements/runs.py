"""A run of the engine on a plan: what it is given, and what it found, kept with it."""

from datetime import datetime
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.placements import engine, selectors
from dunmiao.placements.events import note_event
from dunmiao.placements.inputs import Frozen, freeze
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.models import PlacementPlan, PlanSeat
from dunmiao.rulebook.selectors import rule_sets_in_force

SOLVE = "placements.solve"


def _changeable(actor: Actor, plan_uid: Any, *, lock: bool = False) -> PlacementPlan:
    plan = selectors.get_plan(actor=actor, uid=plan_uid, lock=lock)
    if objections := PLAN.objections(state=plan.state, act="change"):
        raise Conflict(objections)
    return plan


def freeze_plan(*, actor: Actor, plan_uid: Any) -> Frozen:
    """What a run is given: the inputs as they are now, if the plan may still be changed."""
    return freeze(actor=actor, plan=_changeable(actor, plan_uid))


def store_result(
    *, actor: Actor, plan_uid: Any, frozen: Frozen, answer: dict[str, Any], now: datetime
) -> PlacementPlan:
    """Keep result, certificate and explanations with the frozen inputs they belong to.

    The inputs are frozen once more: where pins, wishes, posts, people, rules, weights or the mode
    changed while the engine was thinking, the result is kept as outdated.
    """
    plan = _changeable(actor, plan_uid, lock=True)
    before = {a["person"]: a["post"] for a in plan.result.get("assignments", [])}
    plan.is_outdated = not _still_asked(actor, plan, frozen)
    plan.inputs = {"files": frozen.files, "why": frozen.why, "out": frozen.out}
    plan.inputs_sha256 = engine.inputs_sha256(frozen.files)
    plan.result, plan.certificate = answer["plan"], answer["certificate"]
    plan.explanations = {"rivals": answer["rivals"], "before": before}
    day = plan.programme.starts_on
    plan.rule_sets = [str(row) for row in rule_sets_in_force(city_id=actor.city_id, day=day)]
    plan.cut_off_at = now
    plan.revision += 1
    plan.save()
    _write_seats(actor, plan)
    note_event(actor, plan, "solved", f"{answer['plan']['status']} {answer['plan']['value']}")
    return plan


def _still_asked(actor: Actor, plan: PlacementPlan, frozen: Frozen) -> bool:
    try:
        return frozen.gives_the_same(freeze(actor=actor, plan=plan))
    except RuleBroken:  # nobody, or no post, is left
        return False


def _write_seats(actor: Actor, plan: PlacementPlan) -> None:
    names = selectors.PlanNames(plan)
    pins = {(pin.nomination_id, pin.post_id) for pin in plan.pins.all() if not pin.is_forbidden}
    plan.seats.all().delete()
    for entry in plan.result.get("assignments", []):
        nomination, post = names.nominations[entry["person"]], names.posts[entry["post"]]
        PlanSeat.objects.create(
            city_id=actor.city_id,
            plan=plan,
            nomination=nomination,
            post=post,
            score=entry["score"],
            terms=entry["terms"],
            is_pinned=(nomination.pk, post.pk) in pins,
        )
