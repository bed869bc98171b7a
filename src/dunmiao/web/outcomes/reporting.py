"""For whom and for which batch the reader reports: what the pages ask before they draw a form."""

import uuid
from dataclasses import dataclass, field

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.outcomes.parties import own_place
from dunmiao.posts.models import Programme
from dunmiao.posts.selectors import list_programmes
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


@dataclass(frozen=True)
class Reporting:
    """A unit, the case of who serves, and the batch: the one chosen, the case's, else the first;
    None where there is none yet."""

    unit: Unit
    case: Secondment | None
    programme: Programme | None
    programmes: list[Programme] = field(default_factory=list)


def known_programmes(request: ActorRequest) -> list[Programme]:
    """The batches that the reader may look at."""
    if not request.actor.has(Permission.POSTS_VIEW):
        return []
    return list(list_programmes(actor=request.actor))


def own_reporting(request: ActorRequest) -> Reporting | None:
    """What `?programme=` asks for; None where the reader reports for nobody."""
    actor = request.actor
    own = own_place(actor=actor) if actor.has(Permission.OUTCOMES_REPORT) else None
    if own is None:
        return None
    unit, case = own
    if case is not None:
        return Reporting(unit, case, case.programme)
    programmes = known_programmes(request)
    if not (asked := request.GET.get("programme", "")):
        return Reporting(unit, None, next(iter(programmes), None), programmes)
    return Reporting(unit, None, _chosen(programmes, inputs.uid(asked)), programmes)


def _chosen(programmes: list[Programme], uid: uuid.UUID) -> Programme:
    for programme in programmes:
        if programme.uid == uid:
            return programme
    raise not_visible()
