"""Differential severity: is a group of voters stricter than the others on one item, or on one
person, beyond its strictness on everything?

Item: within a ballot set, how far the mark on an item lies from the mean of all its items, less
what that item gets from all; the mean over the raters of a group. Person: what is left of a
ballot after the person and the rater (`lmm.Fit`), group against the other groups. Raters are the
unit of sampling, so a rater's mean is one observation; intervals are simultaneous over all that
is asked (Bonferroni), so that among many questions an honest set gives a real one in twenty sets.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from dunmiao.engines.appraisal.design import Vote

LEAST = 5  # raters of a group, as for publication
ITEM, PERSON = "item", "person"


@dataclass(frozen=True, slots=True)
class Differential:
    """`group` against the other groups on `about`: negative is stricter. `verdict`: real where
    the simultaneous interval leaves 0 out, cannot-tell else."""

    kind: str
    group: str
    about: str
    raters: int
    difference: float
    low: float
    high: float
    verdict: str


def differential(
    votes: Iterable[Vote], group_of: Mapping[str, str], *, level: float = 0.95
) -> list[Differential]:
    """Every group on every item and every person that at least `LEAST` of its raters and of the
    others' marked, in the order of kind, group and name; raters without a group are left out."""
    rows = [vote for vote in votes if vote.rater in group_of]
    asked: dict[tuple[str, str], dict[str, list[float]]] = {}
    for about, rater, value in (*_by_item(rows), *_by_person(rows)):
        asked.setdefault(about, {}).setdefault(rater, []).append(value)
    found = []
    for (kind, name), by_rater in sorted(asked.items()):
        means = {rater: fmean(values) for rater, values in by_rater.items()}
        groups = sorted({group_of[rater] for rater in means})
        for group in groups:
            own = [value for rater, value in means.items() if group_of[rater] == group]
            others = [value for rater, value in means.items() if group_of[rater] != group]
            if min(len(own), len(others)) >= LEAST:
                found.append((kind, group, name, own, others))
    return [_told(*row, count=len(found), level=level) for row in found]


def _by_item(rows: list[Vote]) -> list[tuple[tuple[str, str], str, float]]:
    """((item, name), rater, how far the mark lies from the ballot's mean, less the item's own)."""
    ballots: dict[tuple[str, str], list[Vote]] = defaultdict(list)
    for vote in rows:
        ballots[vote.ratee, vote.rater].append(vote)
    off = [
        (vote, vote.score - fmean(one.score for one in marks))
        for marks in ballots.values()
        if len(marks) > 1
        for vote in marks
    ]
    usual: dict[str, list[float]] = defaultdict(list)
    for vote, value in off:
        usual[vote.item].append(value)
    mean = {item: fmean(values) for item, values in usual.items()}
    return [((ITEM, vote.item), vote.rater, value - mean[vote.item]) for vote, value in off]


def _by_person(rows: list[Vote]) -> list[tuple[tuple[str, str], str, float]]:
    """((person, name), rater, what is left of a ballot after person and rater), by sweeping out
    the means of both in turn until they stay."""
    ballots: dict[tuple[str, str], list[float]] = defaultdict(list)
    for vote in rows:
        ballots[vote.ratee, vote.rater].append(vote.score)
    left = {pair: fmean(scores) for pair, scores in ballots.items()}
    for _ in range(SWEEPS):
        for side in (1, 0):
            sums: dict[str, list[float]] = defaultdict(list)
            for pair, value in left.items():
                sums[pair[side]].append(value)
            means = {name: fmean(values) for name, values in sums.items()}
            left = {pair: value - means[pair[side]] for pair, value in left.items()}
            if max(map(abs, means.values()), default=0.0) < SETTLED:
                break
    return [((PERSON, ratee), rater, value) for (ratee, rater), value in left.items()]


SWEEPS, SETTLED = 50, 1e-9


def _told(
    kind: str,
    group: str,
    name: str,
    own: list[float],
    others: list[float],
    *,
    count: int,
    level: float,
) -> Differential:
    z = NormalDist().inv_cdf(1 - (1 - level) / (2 * count))
    # A small-sample factor for the estimated spread: t by Cornish-Fisher, enough from 5 on.
    degrees = min(len(own), len(others)) - 1
    t = z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
    difference = fmean(own) - fmean(others)
    error = (stdev(own) ** 2 / len(own) + stdev(others) ** 2 / len(others)) ** 0.5
    low, high = difference - t * error, difference + t * error
    verdict = "real" if low > 0 or high < 0 else "cannot-tell"
    return Differential(kind, group, name, len(own), difference, low, high, verdict)
