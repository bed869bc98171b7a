"""Judgements on an exchange (互派): its shape, its term, its establishment; all pure.

An exchange is a pair or a ring: every unit in it sends one person and receives one, so that
nobody's establishment grows. It stands or falls together (R2, R3).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.months import add_months
from dunmiao.secondments.messages import say

FEWEST, MOST = 2, 12
SHAPES = {"PAIR": "对调", "RING": "互派环"}
ANSWERS = {"AGREED": "同意", "DECLINED": "不同意"}


@dataclass(frozen=True, slots=True)
class Known:
    """A person or a unit: told apart by `id`, called by `name` (two may share one)."""

    id: int | str
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.name or str(self.id)


@dataclass(frozen=True, slots=True)
class Leg:
    """One person's way from a unit to another; a leader takes a leading place."""

    person: Known
    home: Known
    host: Known
    is_leader: bool = True


@dataclass(frozen=True, slots=True)
class ExchangePolicy:
    """Dated parameters: 市县互派 1 至 2 年."""

    min_months: int = 12
    max_months: int = 24


@dataclass(frozen=True, slots=True)
class Places:
    """A unit's limits and how many it holds (编制与实有, 职数与实配); None where nobody counted."""

    establishment: int | None
    occupied: int | None
    headcount: int | None = None
    leaders: int | None = None


def shape_of(legs: Sequence[object]) -> str:
    """PAIR for two people, RING for more."""
    return "PAIR" if len(legs) == FEWEST else "RING"


def ordered(legs: Sequence[Leg]) -> list[Leg]:
    """The legs along the ring from the first one on; those off the ring come last."""
    by_home = {leg.home: leg for leg in legs}
    chain: list[Leg] = []
    leg = legs[0] if legs else None
    while leg is not None and leg not in chain:
        chain.append(leg)
        leg = by_home.get(leg.host)
    return [*chain, *(leg for leg in legs if leg not in chain)]


def objections_to_exchange(
    legs: Sequence[Leg], *, starts_on: date, ends_on: date, policy: ExchangePolicy
) -> list[Finding]:
    """One closed chain: every unit sends one person and receives one; the term as allowed."""
    found = []
    if not FEWEST <= len(legs) <= MOST:
        found.append(say("exchange.size", count=len(legs), least=FEWEST, most=MOST))
    for person, times in Counter(leg.person for leg in legs).items():
        if times > 1:
            found.append(say("exchange.person_twice", name=str(person)))
    found += [
        say("exchange.same_unit", name=str(g.person), unit=str(g.home))
        for g in legs
        if g.home == g.host
    ]
    sent, received = Counter(g.home for g in legs), Counter(g.host for g in legs)
    for unit in dict.fromkeys([*sent, *received]):
        if (sent[unit], received[unit]) != (1, 1):
            facts: dict[str, Any] = {"sent": sent[unit], "received": received[unit]}
            found.append(say("exchange.unbalanced", unit=str(unit), **facts))
    if not found and not _is_one_ring(legs):
        found.append(say("exchange.not_one"))
    if not (
        add_months(starts_on, policy.min_months)
        <= _day_after(ends_on)
        <= add_months(starts_on, policy.max_months)
    ):
        facts = {"least": policy.min_months, "most": policy.max_months}
        found.append(say("exchange.term", **facts))
    return found


def latest_end(starts_on: date, policy: ExchangePolicy) -> date:
    """The last day that the longest term allows."""
    return date.fromordinal(add_months(starts_on, policy.max_months).toordinal() - 1)


def _is_one_ring(legs: Sequence[Leg]) -> bool:
    by_home = {leg.home: leg for leg in legs}
    at, seen = legs[0].home, 0
    while True:
        at, seen = by_home[at].host, seen + 1
        if at == legs[0].home:
            return seen == len(legs)


def objections_to_places(
    legs: Sequence[Leg], places: Mapping[Any, Places], *, decided: bool
) -> list[Finding]:
    """Establishment and leading posts of every unit once all have moved (公务员法 Art. 71).

    `places` by the unit's id.     What nobody has counted is a warning while sides still talk, and stops the decision.
    """
    found = []
    unknown = Severity.ERROR if decided else Severity.WARNING
    for unit in dict.fromkeys([*(g.home for g in legs), *(g.host for g in legs)]):
        have = places.get(unit.id, Places(None, None))
        if have.establishment is None or have.occupied is None:
            found.append(say("exchange.places_unknown", severity=unknown, unit=str(unit)))
            continue
        coming = sum(g.host == unit for g in legs) - sum(g.home == unit for g in legs)
        if have.occupied + coming > have.establishment:
            facts: dict[str, Any] = {"after": have.occupied + coming, "limit": have.establishment}
            found.append(say("exchange.establishment", unit=str(unit), **facts))
        if have.headcount is None or have.leaders is None:
            continue
        leading = sum(g.is_leader and g.host == unit for g in legs)
        leading -= sum(g.is_leader and g.home == unit for g in legs)
        if leading > 0 and have.leaders + leading > have.headcount:
            facts = {"after": have.leaders + leading, "limit": have.headcount}
            found.append(say("exchange.headcount", unit=str(unit), **facts))
    return found


def objections_to_answers(sides: Iterable[str], answers: Mapping[str, str]) -> list[Finding]:
    """Every side must have agreed."""
    found = []
    for side in sides:
        if answers.get(side) == "DECLINED":
            found.append(say("exchange.declined", side=side))
        elif answers.get(side) != "AGREED":
            found.append(say("exchange.unanswered", side=side))
    return found


def objections_to_retention(
    unit: str, places: Places, *, is_leader: bool, counted: bool
) -> list[Finding]:
    """Who stays for good takes a place (公务员法 Art. 71), and a leading one as a leader.

    `counted`: his relation is at the host already, so the count holds him. What nobody has
    counted objects to nothing here: the host's own receipt of the relation asks again.
    """
    if counted:
        return []
    found = []
    if places.establishment is not None and places.occupied is not None:
        after = places.occupied + 1
        if after > places.establishment:
            facts: dict[str, Any] = {"after": after, "limit": places.establishment}
            found.append(say("retain.establishment", unit=unit, **facts))
    if is_leader and places.headcount is not None and places.leaders is not None:
        after = places.leaders + 1
        if after > places.headcount:
            facts = {"after": after, "limit": places.headcount}
            found.append(say("retain.headcount", unit=unit, **facts))
    return found


def objection_to_arrival_of_relation(unit: str, places: Places) -> list[Finding]:
    """A personnel relation needs a free place: the unit's own person must have left first."""
    if places.establishment is None or places.occupied is None:
        return []
    if places.occupied + 1 <= places.establishment:
        return []
    facts: dict[str, Any] = {"occupied": places.occupied, "limit": places.establishment}
    return [say("exchange.no_place", unit=unit, **facts)]


def _day_after(last: date) -> date:
    return date.fromordinal(last.toordinal() + 1)
