"""Flags (异常提示): is a batch of ballots more alike than chance makes honest ones?

Honest lenient voters look like copies of each other, so agreement alone says nothing. Every
ratee's whole item vectors are dealt anew among voters of like leniency who judged him: margins,
halo and leniency stay, collusion does not. (Dealt among all voters, honest batches were flagged
in 28 % of simulated cases where leniency was two thirds of the noise, in 92 % where it was as
large; among neighbours of three in 2 % and 6 %. The level is .04 in all, for what leniency is left
among neighbours.) The test also plants copies and counts how often it would see them;
where it would not, it says that it cannot tell. A flag is about a batch, never about a voter,
and never changes a tally.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.findings import finding

Grades = NDArray[np.int64]  # voters × ratees × items; -1 where there is no grade
NONE = -1
PERMUTATIONS, PLANTED = 400, 100
GOOD_POWER = 0.8
FEWEST_VOTERS, FEWEST_RATEES = 4, 2
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """What one test says of a batch.

    `statistic`: what was seen; `limit`: what honest ballots stay within at the family-wise
    level; `p_max`: how often honest ballots reach what was seen; `power`: how often the test
    would see a planted case, None where it was not asked; `verdict`: check | nothing |
    cannot-tell.
    """

    kind: str
    statistic: float
    limit: float
    p_max: float
    power: float | None
    verdict: str
    finding: dict[str, Any]


@one_thread
def flags(grades: Grades, *, level: float = 0.04, seed: int = 0) -> list[Flag]:
    """Look for copies and for straight lines; the two share the level between them.

    Empty for fewer than four voters or two ratees: nothing could be said.
    """
    if grades.shape[0] < FEWEST_VOTERS or grades.shape[1] < FEWEST_RATEES:
        return []
    lot = np.random.default_rng(seed)
    group = neighbours(grades)
    dealt = [deal(grades, lot, group) for _ in range(PERMUTATIONS)]
    tests: list[tuple[str, Callable[[Grades], float], Callable[..., Grades]]] = [
        ("similar", most_agreement, _plant_copy)
    ]
    if grades.shape[2] > 1:
        tests.append(("straight", straight_lines, _plant_lines))
    return [
        _test(kind, statistic, plant, grades, dealt, level / len(tests), lot)
        for kind, statistic, plant in tests
    ]


def neighbours(grades: Grades) -> NDArray[np.int64]:
    """Number of its group for each voter: about three of like leniency, which is the mean of how
    far a voter's grades lie from the mean that the ratee got from all."""
    there = grades != NONE
    given, items = np.where(there, grades, 0).sum(axis=2), there.sum(axis=2)
    judged = items > 0
    mean = np.where(judged, given / np.maximum(items, 1), 0.0)
    usual = mean.sum(axis=0) / np.maximum(judged.sum(axis=0), 1)
    off = np.where(judged, mean - usual, 0.0).sum(axis=1) / np.maximum(judged.sum(axis=1), 1)
    place = np.argsort(np.argsort(off, kind="stable"), kind="stable")
    count = max(1, round(len(off) / NEIGHBOURS))
    return np.asarray(place * count // len(off))


def deal(
    grades: Grades, lot: np.random.Generator, group: NDArray[np.int64] | None = None
) -> Grades:
    """Each ratee's item vectors dealt anew within groups of voters (`neighbours` if not given).

    Voters who did not judge a ratee are a group of their own: what they exchange is nothing.
    """
    group = neighbours(grades) if group is None else group
    judged = (grades != NONE).any(axis=2)
    own = np.where(judged, group[:, None], len(grades))
    taken = np.argsort(own + lot.random(own.shape), axis=0)
    placed = np.argsort(own, axis=0, kind="stable")
    ratees = np.arange(grades.shape[1])
    out = np.empty_like(grades)
    out[placed, ratees] = grades[taken, ratees]
    return out


def most_agreement(grades: Grades) -> float:
    """The largest share of equal grades over all pairs of voters.

    Pairs with less than half of the grades in common that others have are left out.
    """
    flat = grades.reshape(len(grades), -1)
    there = (flat != NONE).astype(float)
    common = there @ there.T
    equal = np.zeros_like(common)
    for grade in np.unique(flat[flat != NONE]):
        mine = (flat == grade).astype(float)
        equal += mine @ mine.T
    one, other = np.triu_indices(len(grades), 1)
    shared, same = common[one, other], equal[one, other]
    use = shared >= max(1.0, shared.max() / 2)
    return float((same[use] / shared[use]).max(initial=0.0))


def straight_lines(grades: Grades) -> float:
    """Voters who gave every ratee one grade on all items, and not all ratees the same.

    One grade for everybody (all 优秀) is leniency, which is no flag.
    """
    there = grades != NONE
    low = np.where(there, grades, np.iinfo(np.int64).max).min(axis=2)
    high = np.where(there, grades, NONE).max(axis=2)
    judged = there.any(axis=2)
    level = (~judged | (low == high)).all(axis=1) & (judged.sum(axis=1) >= FEWEST_RATEES)
    top = np.where(judged, high, NONE).max(axis=1)
    bottom = np.where(judged, low, np.iinfo(np.int64).max).min(axis=1)
    return float((level & (top != bottom)).sum())


def _plant_copy(grades: Grades, lot: np.random.Generator) -> Grades:
    """One voter's grades copied onto another's, where the other judged at all."""
    one, other = lot.choice(len(grades), size=2, replace=False)
    out = grades.copy()
    both = (grades[one] != NONE) & (grades[other] != NONE)
    out[other][both] = grades[one][both]
    return out


def _plant_lines(grades: Grades, lot: np.random.Generator) -> Grades:
    """A tenth of the voters, three at least, fill every ratee's items by his first one."""
    count = max(3, len(grades) // 10)
    chosen = lot.choice(len(grades), size=min(count, len(grades)), replace=False)
    out = grades.copy()
    first = np.max(np.where(grades[chosen] != NONE, grades[chosen], NONE)[:, :, :1], axis=2)
    out[chosen] = np.where(grades[chosen] != NONE, first[:, :, None], NONE)
    return out


def _test(
    kind: str,
    statistic: Callable[[Grades], float],
    plant: Callable[[Grades, np.random.Generator], Grades],
    grades: Grades,
    dealt: list[Grades],
    level: float,
    lot: np.random.Generator,
) -> Flag:
    seen = statistic(grades)
    honest = np.sort([statistic(one) for one in dealt])
    p_max = float((1 + (honest >= seen - 1e-12).sum()) / (1 + len(honest)))
    limit = float(honest[min(len(honest) - 1, int(np.ceil((1 - level) * (len(honest) + 1))) - 1)])
    if p_max <= level:
        told = finding(f"flag-{kind}", percent=_percent(p_max))
        return Flag(kind, seen, limit, p_max, None, "check", told)
    planted = [statistic(plant(dealt[lot.integers(len(dealt))], lot)) for _ in range(PLANTED)]
    power = float(np.mean(np.array(planted) > limit + 1e-12))
    if power < GOOD_POWER:
        told = finding(f"flag-{kind}-cannot-tell", power=round(100 * power))
        return Flag(kind, seen, limit, p_max, power, "cannot-tell", told)
    told = finding(f"flag-{kind}-nothing", power=round(100 * power))
    return Flag(kind, seen, limit, p_max, power, "nothing", told)


def _percent(p: float) -> str:
    return f"{100 * p:.1f}"
