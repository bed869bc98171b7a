"""What every change of a plan leaves: a line of its log, a result that is outdated."""

from dunmiao.access.actors import Actor
from dunmiao.placements.models import PlacementPlan, PlanEvent


def note_event(actor: Actor, plan: PlacementPlan, kind: str, note: str = "") -> None:
    """A line of the plan's log; `kind` is one of `lifecycle.EVENTS`, `note` fits 300 characters."""
    PlanEvent.objects.create(
        city_id=actor.city_id, plan=plan, kind=kind, actor_name=actor.name, note=note
    )


def outdate(plan: PlacementPlan) -> None:
    """Its result no longer belongs to what it would be made of now."""
    plan.is_outdated = True
    plan.revision += 1
    plan.save(update_fields=["weights", "mode", "is_outdated", "revision"])
