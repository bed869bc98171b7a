"""One component of a round: what its ballots say of each person, each pair and the best few."""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Component, Design
from dunmiao.engines.appraisal.lmm import Fit, fit
from dunmiao.engines.appraisal.posterior import GAUSSIAN, expected_scores, family_of
from dunmiao.engines.appraisal.ranks import top_chances, widest

Floats = NDArray[np.float64]
MOST_PAIRED = 300
FEW_PEOPLE = 5  # of a component among others: a fifth of fewer is nobody in particular
SMALLEST = 1e-12  # an SD that is rounding
MOST_SIMULTANEOUS, MANY_PEOPLE = 1_000, 60  # draws for a maximum over pairs of so many


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the draws: the level of intervals, how many count as the best (a fifth
    rounded up if None), how many draws, from which seed."""

    level: float
    top: int | None
    draws: int
    seed: int

    @property
    def z(self) -> float:
        """The normal quantile of the level."""
        return NormalDist().inv_cdf((1 + self.level) / 2)

    def places(self, people: int) -> int:
        """How many of so many people are the best."""
        return self.top or math.ceil(people / 5)


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

    def __init__(
        self, component: Component, made: Design, asked: Asked, *, whole: Fit | None
    ) -> None:
        """`whole`: the fit of the round where it is this component alone."""
        self.component, self.made, self.asked, self.whole = component, made, asked, whole
        self.names, self.family = made.ratees, family_of(made)
        drawn = expected_scores(made, self.family, draws=asked.draws, seed=asked.seed)
        self.is_flat = drawn is None
        self.drawn = np.full((1, len(self.names)), self.made.y[0]) if drawn is None else drawn
        self.off = self.drawn - self.drawn.mean(axis=0)

    @cached_property
    def plain(self) -> tuple[Floats, Floats]:
        """(estimates, prediction error covariance): by REML for marks on a fine scale, else the
        mean of the draws and nothing."""
        if self.family == GAUSSIAN:
            found = self.whole or fit(self.made)
            return found.mu + found.ratee, found.covariance
        return self.drawn.mean(axis=0), self.covariance

    @cached_property
    @one_thread
    def covariance(self) -> Floats:
        """Covariance of the expected scores."""
        return np.asarray(self.off.T @ self.off / len(self.off))

    def interval(self, drawn: Floats, told: Floats) -> tuple[Floats, Floats]:
        """The central interval of each column at the level asked for; what is told lies in it."""
        tail = (1 - self.asked.level) / 2
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
        z = self.asked.z
        reached = widest(rows, np.column_stack([one, other]), middle, wide)
        factor = max(z, float(np.quantile(reached, self.asked.level)))
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
        around = self.off - self.off.mean(axis=1, keepdims=True)
        middle, wide = self.drawn.mean(axis=0), np.maximum(around.std(axis=0), SMALLEST)
        middle = middle - middle.mean()
        reached = (-np.sign(middle) * around / wide).max(axis=1)
        factor = max(self.asked.z, float(np.quantile(reached, self.asked.level)))
        if (np.abs(middle) > factor * wide).any():
            return True
        few = len(self.names) <= MOST_PAIRED
        return few and any(pair.verdict == "real" for pair in self.pairs)

    @property
    def is_comparable(self) -> bool:
        """Enough people for a best fifth: all of the round, or five at least."""
        count = len(self.names)
        return count >= FEW_PEOPLE or (count > 1 and self.whole is not None)

    @cached_property
    def chances(self) -> list[float | None]:
        """P(among the best k). Where the ballots tell nobody apart it is the same for all."""
        count, top = len(self.names), self.asked.places(len(self.names))
        if not self.is_comparable or top >= count:
            return [None] * count
        if not self.tells:
            return [top / count if 2 * top < count else None] * count
        return list(top_chances(self.drawn, top).tolist())


def _spread(covariance: Floats, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
    diagonal = np.diag(covariance)
    return np.sqrt(np.maximum(diagonal[one] + diagonal[other] - 2 * covariance[one, other], 0.0))
