"""Places of a pool given to units (优秀名额): Hamilton or Webster, in exact arithmetic.

Rounding each unit by itself breaks the rate, so the pool is cut first and given out after.
Ties are returned for people to decide, never broken here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

METHODS = ("hamilton", "webster")


class Infeasible(ValueError):
    """Floors or caps leave no way to give out the places; `code` says which."""

    def __init__(self, code: str) -> None:
        """`floors` above, or `caps` below the places, or a floor above a unit's own cap."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Tie:
    """Units of equal claim on fewer places than there are units."""

    units: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Apportionment:
    """Seats by unit, and the ties left open; Σ seats + Σ tied places = places."""

    seats: dict[str, int]
    ties: tuple[Tie, ...]

    @property
    def settled(self) -> int:
        """Places that nobody has to decide about."""
        return sum(self.seats.values())


def places_of(rate: Fraction, people: int) -> int:
    """Places of a pool: floor(rate × people), so that the rate is never exceeded."""
    return (rate * people).numerator // (rate * people).denominator


def apportion(
    places: int,
    people: Mapping[str, int],
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
    method: str = "hamilton",
) -> Apportionment:
    """Give `places` to units by their `people`, within floors and caps.

    Nobody gets more places than he has people. Infeasible where floors exceed the places or
    a cap, or caps do not hold them. Hamilton: floor of the exact quota, then the largest
    remainders. Webster (Sainte-Laguë): one by one to the largest people/(2·seats+1).
    """
    least = {unit: (floors or {}).get(unit, 0) for unit in people}
    most = {unit: min((caps or {}).get(unit, n), n) for unit, n in people.items()}
    if any(least[unit] > most[unit] for unit in people):
        raise Infeasible("floor-above-cap")
    if sum(least.values()) > places:
        raise Infeasible("floors")
    if sum(most.values()) < places:
        raise Infeasible("caps")
    give = {"hamilton": _hamilton, "webster": _webster}[method]
    return give(places, people, least, most)


def _hamilton(
    places: int, people: Mapping[str, int], least: Mapping[str, int], most: Mapping[str, int]
) -> Apportionment:
    fixed: dict[str, int] = {}
    while True:
        left = places - sum(fixed.values())
        free = [unit for unit in people if unit not in fixed]
        total = sum(people[unit] for unit in free)
        quotas = {u: Fraction(left * people[u], total) if total else Fraction(0) for u in free}
        low = {unit for unit in free if quotas[unit] < least[unit]}
        high = {unit for unit in free if quotas[unit] > most[unit]}
        lack = sum(least[unit] - quotas[unit] for unit in low)
        excess = sum(quotas[unit] - most[unit] for unit in high)
        if not low and not high:
            break
        if lack >= excess:
            fixed |= {unit: least[unit] for unit in low}
        else:
            fixed |= {unit: most[unit] for unit in high}
    seats = {u: fixed[u] if u in fixed else int(quotas[u]) for u in people}
    return _by_remainder(places - sum(seats.values()), seats, quotas)


def _by_remainder(
    left: int, seats: dict[str, int], quotas: Mapping[str, Fraction]
) -> Apportionment:
    remainders = {unit: quota - int(quota) for unit, quota in quotas.items()}
    for remainder in sorted(set(remainders.values()), reverse=True):
        level = [unit for unit in seats if remainders.get(unit) == remainder]
        if left <= 0:
            break
        if len(level) > left:
            return Apportionment(seats, (Tie(tuple(level), left),))
        for unit in level:
            seats[unit] += 1
        left -= len(level)
    return Apportionment(seats, ())


def _webster(
    places: int, people: Mapping[str, int], least: Mapping[str, int], most: Mapping[str, int]
) -> Apportionment:
    seats = dict(least)
    left = places - sum(seats.values())
    while left > 0:
        claims = {
            unit: Fraction(people[unit], 2 * seats[unit] + 1)
            for unit in people
            if seats[unit] < most[unit]
        }
        best = max(claims.values())
        level = [unit for unit, claim in claims.items() if claim == best]
        if len(level) > left:
            return Apportionment(seats, (Tie(tuple(level), left),))
        for unit in level:
            seats[unit] += 1
        left -= len(level)
    return Apportionment(seats, ())
