"""For whom and for which batch somebody reports: what a page asks before it draws the form."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.kernel.errors import not_visible
from dunmiao.outcomes.parties import own_place
from dunmiao.posts.models import Programme
from dunmiao.posts.selectors import list_programmes
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@dataclass(frozen=True)
class Reporting:
    """A unit, the case of who serves, and the batch: the case's, the one chosen, else the first;
    None where there is none yet."""

    unit: Unit
    case: Secondment | None
    programme: Programme | None
    programmes: list[Programme] = field(default_factory=list)


def known_programmes(*, actor: Actor) -> list[Programme]:
    """The batches that the actor may look at."""
    return list(list_programmes(actor=actor)) if actor.has(Permission.POSTS_VIEW) else []


def own_reporting(*, actor: Actor, chosen: str = "") -> Reporting | None:
    """None where the actor reports for nobody; `chosen` is the address of a batch (404 where he
    does not see it)."""
    own = own_place(actor=actor) if actor.has(Permission.OUTCOMES_REPORT) else None
    if own is None:
        return None
    unit, case = own
    if case is not None:
        return Reporting(unit, case, case.programme)
    programmes = known_programmes(actor=actor)
    if chosen:
        return Reporting(unit, None, _chosen(programmes, uid_of(chosen)), programmes)
    return Reporting(unit, None, next(iter(programmes), None), programmes)


def _chosen(programmes: Iterable[Programme], uid: uuid.UUID) -> Programme:
    for programme in programmes:
        if programme.uid == uid:
            return programme
    raise not_visible()
