"""What speaks against an act on a plan, before anything is asked."""

from collections.abc import Iterable

from dunmiao.acts.claims import Doing
from dunmiao.jobs.selectors import is_worked_on
from dunmiao.kernel.findings import Finding
from dunmiao.placements import selectors
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan


def is_idle(plan: PlacementPlan, doing: Doing) -> Iterable[Finding]:
    """What the engine works on is left alone until it is done."""
    if is_worked_on(plan.uid):
        yield say("plan.running")


def nothing_open(plan: PlacementPlan, doing: Doing) -> Iterable[Finding]:
    """A round whose every seat is held needs no supplement."""
    if not selectors.has_open_seat(plan):
        yield say("plan.nothing_open")
