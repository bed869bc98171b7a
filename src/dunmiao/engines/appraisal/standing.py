"""Severity-adjusted standings with honest intervals, shown beside the tally, never instead.

The quantity is that of the tally: the expected score under the scheme's points and weights of
groups, over all voters of the same kinds. What hangs together by common raters is one component
and is fitted by itself, so that a room elsewhere changes nothing here.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Component, Design, components, within
from dunmiao.engines.appraisal.findings import finding
from dunmiao.engines.appraisal.lmm import Fit, fit
from dunmiao.engines.appraisal.posterior import GAUSSIAN, expected_scores, family_of
from dunmiao.engines.appraisal.ranks import top_chances, widest

Floats = NDArray[np.float64]
MOST_PAIRED = 300
FEW_BALLOTS, WEAK_LINK, FEW_UNITS = 3, 3, 5
FEW_PEOPLE = 5  # of a component among others: a fifth of fewer is nobody in particular
CEILING = 0.6  # share of ballots at the top, above which they say little
WIDER = 1.05
SMALLEST = 1e-12  # an SD that is rounding
MOST_SIMULTANEOUS, MANY_PEOPLE = 1_000, 60  # draws for a maximum over pairs of so many


class NotComparable(ValueError):
    """The two are linked by no common rater, directly or through others (不可比)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person. `estimate` and `se`: the mean and SD of the expected score (by REML for marks on
    a fine scale); `low`, `high`: its interval with every variance integrated, None where all
    ballots are the same; `top_k`: None where he is not comparable with enough others."""

    ratee: str
    component: int
    ballots: int
    raw_mean: float
    estimate: float
    se: float
    low: float | None
    high: float | None
    top_k: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people; `verdict` is real only where the simultaneous interval excludes zero."""

    a: str
    b: str
    difference: float
    se: float
    low: float
    high: float
    verdict: str


class Part:
    """One component, fitted by itself. `drawn`: draws × its people, equal ballots as constants."""

    def __init__(self, whole: "Adjusted", component: Component) -> None:
        self.whole, self.component = whole, component
        self.made = within(whole.design, component)
        self.names = self.made.ratees
        self.family = family_of(self.made)
        drawn = expected_scores(self.made, self.family, draws=whole.draws, seed=whole.seed)
        self.is_flat = drawn is None
        self.drawn = np.full((1, len(self.names)), self.made.y[0]) if drawn is None else drawn
        self.off = self.drawn - self.drawn.mean(axis=0)

    @cached_property
    def plain(self) -> tuple[Floats, Floats]:
        """(estimates, prediction error covariance): by REML for marks on a fine scale, else the
        mean of the draws and nothing."""
        if self.family == GAUSSIAN:
            found = self.whole.fit if self.made is self.whole.design else fit(self.made)
            return found.mu + found.ratee, found.covariance
        return self.drawn.mean(axis=0), self.covariance

    @cached_property
    @one_thread
    def covariance(self) -> Floats:
        """Covariance of the expected scores."""
        return np.asarray(self.off.T @ self.off / len(self.off))

    def interval(self, drawn: Floats, told: Floats) -> tuple[Floats, Floats]:
        """The central interval of each column at the level asked for; what is told lies in it."""
        tail = (1 - self.whole.level) / 2
        low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
        return np.minimum(low, told), np.maximum(high, told)

    @cached_property
    def contrasts(self) -> tuple[Floats, Floats, Floats]:
        """(difference from the mean of the component, low, high) of its people."""
        around = self.drawn - self.drawn.mean(axis=1, keepdims=True)
        told = self.plain[0] - self.plain[0].mean()
        return told, *self.interval(around, told)

    @cached_property
    def pairs(self) -> list[Comparison]:
        """Everybody with everybody after him; real by the maximum over all these pairs."""
        if len(self.names) < 2:
            return []
        one, other = np.triu_indices(len(self.names), 1)
        mean, (plain, errors) = self.drawn.mean(axis=0), self.plain
        middle, told = mean[one] - mean[other], plain[one] - plain[other]
        wide, se = _spread(self.covariance, one, other), _spread(errors, one, other)
        rows = self.off[:: -(-len(self.off) // MOST_SIMULTANEOUS)]
        rows = rows if len(self.names) > MANY_PEOPLE else self.off
        level, z = self.whole.level, self.whole.z
        factor = max(z, widest(rows, np.column_stack([one, other]), wide, level=level))
        verdicts = np.where((np.abs(middle) > factor * wide) & (wide > 0), "real", "cannot-tell")
        columns = (told, se, middle - z * wide, middle + z * wide, verdicts)
        return [
            Comparison(self.names[a], self.names[b], *values)
            for a, b, *values in zip(
                one.tolist(), other.tolist(), *(column.tolist() for column in columns), strict=True
            )
        ]

    @cached_property
    def tells(self) -> bool:
        """Whether the ballots tell anybody apart: somebody whose distance from the mean is real by
        the maximum over all of them, or (where they are not too many) a pair that is."""
        if self.is_flat:
            return False
        around = self.drawn - self.drawn.mean(axis=1, keepdims=True)
        middle, wide = around.mean(axis=0), np.maximum(around.std(axis=0), SMALLEST)
        reached = np.abs((around - middle) / wide).max(axis=1)
        factor = max(self.whole.z, float(np.quantile(reached, self.whole.level)))
        if (np.abs(middle) > factor * wide).any():
            return True
        few = len(self.names) <= MOST_PAIRED
        return few and any(pair.verdict == "real" for pair in self.pairs)

    @property
    def is_comparable(self) -> bool:
        """Enough people for a best fifth: all of the round, or five at least."""
        count = len(self.names)
        return count >= FEW_PEOPLE or (count > 1 and self.made is self.whole.design)

    @cached_property
    def chances(self) -> list[float | None]:
        """P(among the best k). Where the ballots tell nobody apart it is the same for all."""
        count, top = len(self.names), self.whole.top_of(len(self.names))
        if not self.is_comparable or top >= count:
            return [None] * count
        if not self.tells:
            return [top / count if 2 * top < count else None] * count
        return list(top_chances(self.drawn, top).tolist())


def _spread(covariance: Floats, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
    diagonal = np.diag(covariance)
    return np.sqrt(np.maximum(diagonal[one] + diagonal[other] - 2 * covariance[one, other], 0.0))


class Adjusted:
    """A fitted set of ballots: standings, pairs, severities, and what to be careful about.

    `fit` is REML over all ballots: the variances and severities that are told beside.
    """

    def __init__(
        self,
        made: Design,
        *,
        level: float = 0.95,
        top: int | None = None,
        draws: int = 4000,
        seed: int = 0,
    ) -> None:
        """`top`: how many count as the best of a component, a fifth rounded up if not given."""
        self.design, self.level, self.draws, self.seed = made, level, draws, seed
        self.asked, self.top = top, top or math.ceil(len(made.ratees) / 5)
        self.fit: Fit = fit(made)
        self.components: list[Component] = components(made)
        self.z = NormalDist().inv_cdf((1 + level) / 2)
        self.parts = [Part(self, part) for part in self.components]
        self._part = {name: part for part in self.parts for name in part.names}

    @property
    def method(self) -> str:
        """`reml` for marks on a fine scale (estimates and errors are REML's), `ordinal` for
        grades, `mixed` where components differ."""
        kinds = {part.family for part in self.parts}
        return {GAUSSIAN: "reml"}.get(*kinds, *kinds) if len(kinds) == 1 else "mixed"

    def top_of(self, people: int) -> int:
        """How many of so many people are the best: as asked for, else a fifth rounded up."""
        return self.asked or math.ceil(people / 5)

    @cached_property
    def standings(self) -> list[Standing]:
        """Everybody in the order of ids."""
        rows = [row for part in self.parts for row in _standings(part)]
        return sorted(rows, key=lambda row: row.ratee)

    def against_mean(self) -> dict[str, tuple[float, float, float]]:
        """Ratee → (difference, low, high) against the mean of those rated with him.

        The mean is that of his own component: people whom no common rater links share none.
        (0, 0, 0) for who is alone.
        """
        return dict(self._against)

    @cached_property
    def _against(self) -> dict[str, tuple[float, float, float]]:
        return {
            name: (difference, low, high)
            for part in self.parts
            for name, difference, low, high in zip(
                part.names, *(column.tolist() for column in part.contrasts), strict=True
            )
        }

    def contrast(self, ratee: str) -> tuple[float, float, float] | None:
        """His distance from the mean of his component with its interval; None where he is not
        comparable with enough others, or all ballots are the same."""
        part = self._part[ratee]
        return self._against[ratee] if part.is_comparable and not part.is_flat else None

    def pairs(self) -> list[Comparison | tuple[str, str]]:
        """Every pair once, a before b; only the two names where they are not comparable."""
        names, count = self.design.ratees, len(self.design.ratees)
        compared = {(found.a, found.b): found for part in self.parts for found in part.pairs}
        return [
            compared.get((names[i], names[j]), (names[i], names[j]))
            for i in range(count)
            for j in range(i + 1, count)
        ]

    def compare(self, a: str, b: str) -> Comparison:
        """One pair; NotComparable across components."""
        one, other = sorted((a, b))
        if self._part[one] is not self._part[other]:
            raise NotComparable(f"{a}, {b}")
        return next(pair for pair in self._part[one].pairs if (pair.a, pair.b) == (one, other))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What a reader must know before he uses the numbers."""
        made, out = self.design, []
        for part in self.parts:
            out += _of_part(part)
        few = [
            name
            for name, count in zip(made.ratees, made.counts(), strict=True)
            if count < FEW_BALLOTS
        ]
        if few:
            out.append(finding("few-ballots", ratees="、".join(few[:20]), least=FEW_BALLOTS))
        if self.fit.variances["unit"] is not None and len(made.units) < FEW_UNITS:
            out.append(finding("few-units", units=len(made.units), least=FEW_UNITS))
        share = float(np.mean(made.y == made.y.max())) if np.ptp(made.y) else 1.0
        if share > CEILING:
            out.append(finding("ceiling", percent=round(100 * share)))
        zero = [name for name, value in self.fit.variances.items() if value == 0.0]
        if zero:
            out.append(finding("variance-at-zero", effects="、".join(zero)))
        if self.fit.variances["unit"] is not None and self._is_wider():
            out.append(finding("variances-integrated", raters=self._common_raters()))
        return out

    def _is_wider(self) -> bool:
        return any(
            row.high is not None
            and row.low is not None
            and row.high - row.low > WIDER * 2 * self.z * row.se
            for row in self.standings
        )

    def _common_raters(self) -> int:
        judged = np.bincount(self.design.rater, minlength=len(self.design.raters))
        return int((judged == len(self.design.ratees)).sum())


def _standings(part: Part) -> list[Standing]:
    estimates, errors = part.plain
    low, high = part.interval(part.drawn, estimates)
    columns = (
        part.made.counts(),
        part.made.raw_means(),
        estimates,
        np.sqrt(np.maximum(np.diag(errors), 0.0)),
    )
    ends: list[list[float | None]] = [[None] * len(part.names)] * 2
    if not part.is_flat:
        ends = [low.tolist(), high.tolist()]
    plain = (column.tolist() for column in columns)
    rows = zip(part.names, *plain, *ends, part.chances, strict=True)
    return [Standing(name, part.component.id, *row) for name, *row in rows]


def _of_part(part: Part) -> list[dict[str, Any]]:
    """What must be known of one component."""
    at, people, out = part.component, len(part.names), []
    if at.min_link is not None and at.min_link < WEAK_LINK:
        out.append(finding("weak-link", component=at.id, raters=at.min_link))
    if not part.is_comparable:
        out.append(finding("unlinked", component=at.id, people=people, least=FEW_PEOPLE))
    if part.is_flat:
        out.append(finding("no-variation", component=at.id, people=people))
    elif part.is_comparable and not part.tells:
        out.append(finding("nothing-to-tell", component=at.id, people=people))
    return out
