"""Who is found, by sex, age, minority, party and origin: is the list like everybody?

The comparison is exact and of a finite whole: had the same number been drawn by lot from
everybody who was assessed, how many of the group would be on the list (hypergeometric)?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

YOUNG = 35
GROUPS = (
    "女",
    f"{YOUNG} 岁及以下",
    "少数民族",
    "非中共党员",
    "县（市、区）及以下派出",
    "在外地成长",
)
LEVEL = Fraction(19, 20)
CANNOT_TELL, MORE, FEWER = "CANNOT_TELL", "MORE", "FEWER"
READINGS = {CANNOT_TELL: "未能分辨", MORE: "高于全体", FEWER: "低于全体"}


@dataclass(frozen=True, slots=True)
class Group:
    """One group in the whole and on the list; `low`..`high` is how many a lot would give."""

    label: str
    whole: int
    members: int
    listed: int
    found: int
    low: int
    high: int

    @property
    def share(self) -> Fraction:
        """The group's share of everybody."""
        return Fraction(self.members, self.whole) if self.whole else Fraction(0)

    @property
    def found_share(self) -> Fraction:
        """The group's share of the list."""
        return Fraction(self.found, self.listed) if self.listed else Fraction(0)

    @property
    def reading(self) -> str:
        """Whether the list has more or fewer of the group than a lot would, as far as that can
        be told at all."""
        if self.found > self.high:
            return MORE
        return FEWER if self.found < self.low else CANNOT_TELL


def group(label: str, is_member: Sequence[bool], is_listed: Sequence[bool]) -> Group:
    """Count one group; both sequences are over everybody, in one order."""
    pairs = list(zip(is_member, is_listed, strict=True))
    whole, members, listed = len(pairs), sum(m for m, _ in pairs), sum(on for _, on in pairs)
    low, high = drawn_by_lot(whole, members, listed)
    return Group(label, whole, members, listed, sum(m and on for m, on in pairs), low, high)


def drawn_by_lot(whole: int, members: int, listed: int) -> tuple[int, int]:
    """Fewest and most of `members` among `listed` drawn from `whole`, with at most 2.5 % beyond
    either end."""
    tail = (1 - LEVEL) / 2
    all_ways = comb(whole, listed)
    first, last = max(0, listed - (whole - members)), min(members, listed)
    ways = [comb(members, n) * comb(whole - members, listed - n) for n in range(first, last + 1)]
    below, low = 0, first
    for n, way in enumerate(ways, start=first):
        if Fraction(below + way, all_ways) > tail:
            low = n
            break
        below += way
    above, high = 0, last
    for n, way in zip(range(last, first - 1, -1), reversed(ways), strict=True):
        if Fraction(above + way, all_ways) > tail:
            high = n
            break
        above += way
    return low, high
