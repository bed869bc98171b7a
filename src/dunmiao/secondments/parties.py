"""Who speaks for a party of a case, and the claims that ask it.

A unit's party is whoever holds the party's right at the unit or above it, below the city's root:
the organisation department of a county speaks for the hosts of its county, and its word is kept
with its name. Who holds the right for the whole city decides, so he is no party; nor does the
person himself speak for a unit, by whatever account (docs/adr/0029).
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from dunmiao.access.actors import Actor, HeldGrant
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, May, Whoever
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.models.secondments import CaseRow

RIGHTS = {
    "HOST": Permission.CASES_HOST,
    "HOME": Permission.CASES_HOME,
    "PERSON": Permission.REPORT_OWN,
}
UNITS = {"HOST": "host_unit_id", "HOME": "home_unit_id"}
Case = Secondment | CaseRow


def grant_of(actor: Actor, case: Case, party: str) -> HeldGrant | None:
    """The grant by which the actor speaks for a unit of the case; the nearest where several do."""
    held = actor.grants_with(RIGHTS[party])
    if any(grant.is_root for grant in held) or _is_himself(actor, case):
        return None
    near = [grant for grant in held if getattr(case, UNITS[party]) in grant.covers]
    return min(near, key=lambda grant: len(grant.covers), default=None)


def _is_himself(actor: Actor, case: Case) -> bool:
    """Whether the actor is the person of the case, by any of his accounts."""
    return case.user is not None and case.user.natural_person == actor.natural_person


def speaks_for(actor: Actor, case: Case, party: str) -> bool:
    """Whether the actor is this party of the case."""
    if party == "PERSON":
        return case.user_id is not None and case.user_id == actor.user_id
    return grant_of(actor, case, party) is not None


def party_acting(
    actor: Actor, case: Case, among: Collection[str] = ("PERSON", "HOST", "HOME")
) -> str | None:
    """As which of these parties the actor speaks, the first in order; None as none of them."""
    return next((party for party in among if speaks_for(actor, case, party)), None)


def parties(asked: Callable[[Any], Collection[str]]) -> tuple[May, ...]:
    """The claims of the parties of a row, each where it is among those asked."""

    def speaks(doing: Doing, row: Any, *, party: str) -> bool:
        return party in asked(row) and speaks_for(doing.actor, row, party)

    return tuple(Whoever(right, partial(speaks, party=party)) for party, right in RIGHTS.items())
