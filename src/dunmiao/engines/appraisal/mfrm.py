"""Many-facet Rasch model: a second opinion on severities, and whether grades work as a scale.

log P(x=k)/P(x=k-1) = theta_ratee - severity_rater - difficulty_item - step_k (Linacre 1989),
by marginal maximum likelihood with theta normal on a grid. It is never used for intervals of
people: five items of one ballot hang together (halo), which this model does not know, so its
errors would be far too small. Facets and steps sum to zero; the mean of theta is free.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Vote
from dunmiao.engines.appraisal.facets import Likelihood, Parameters
from dunmiao.engines.appraisal.rated import NoScale, Ratings
from dunmiao.engines.appraisal.region import NotConverged, minimise

__all__ = ["Fit", "NoScale", "Scale", "mfrm"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOLERANCE = 1e-8  # of the gradient for each rating


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the ratings of a rater or item follow the model: about 1, high is erratic, low
    too regular. `infit` weighs by information, `outfit` feels single surprises."""

    infit: float
    outfit: float


@dataclass(frozen=True)
class Scale:
    """The fitted scale in logits, facets by id; `steps` between neighbouring grades."""

    grades: tuple[float, ...]
    severity: dict[str, float]
    difficulty: dict[str, float]
    steps: tuple[float, ...]
    mean: float
    variance: float
    deviance: float
    reliability: float
    standing: dict[str, float]
    rater_fit: dict[str, Fit]
    item_fit: dict[str, Fit]
    counts: tuple[int, ...]
    extreme: tuple[str, ...]

    @property
    def is_ordered(self) -> bool:
        """Whether every grade is somewhere the likeliest: the steps rise."""
        return all(one < other for one, other in zip(self.steps, self.steps[1:], strict=False))


@one_thread
def mfrm(votes: Iterable[Vote]) -> Scale:
    """Fit the rating-scale model; NoScale where there is nothing to scale, NotConverged where
    no maximum is found.

    Who gives nothing but the best (or worst) grade has no finite severity: he is named in
    `extreme`, and his number only says "far out".
    """
    rated = Ratings(votes)
    likelihood = Likelihood(rated)
    start = np.zeros(sum(likelihood.sizes) + 2)
    # Ballots that say almost nothing let the spread run away: no maximum, not a number too large.
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            _, found = minimise(likelihood, start, tolerance=TOLERANCE)
        except FloatingPointError as runaway:
            raise NotConverged(str(runaway)) from runaway
    at = found.at
    eap = found.weights @ likelihood.grid
    error = np.maximum(found.weights @ likelihood.grid**2 - eap**2, 0.0)
    spread = float(eap.var())
    by_rater, by_item = _fits(rated, at, eap)
    return Scale(
        grades=tuple(rated.grades),
        severity=dict(zip(rated.raters, at.b.tolist(), strict=True)),
        difficulty=dict(zip(rated.items, at.d.tolist(), strict=True)),
        steps=tuple(at.tau.tolist()),
        mean=at.mean,
        variance=float(np.exp(2 * at.log_sd)),
        deviance=2 * found.value * rated.n,
        reliability=spread / whole if (whole := spread + float(error.mean())) else 0.0,
        standing=dict(zip(rated.ratees, eap.tolist(), strict=True)),
        rater_fit=dict(zip(rated.raters, by_rater, strict=True)),
        item_fit=dict(zip(rated.items, by_item, strict=True)),
        counts=tuple(rated.counts.tolist()),
        extreme=tuple(_extreme(rated)),
    )


def _extreme(rated: Ratings) -> list[str]:
    """Raters with one grade only, the best or the worst."""
    raters = len(rated.raters)
    given = np.bincount(rated.curve_r, weights=rated.by_curve, minlength=raters)
    ratings = np.bincount(rated.curve_r, weights=np.bincount(rated.curve), minlength=raters) * (
        len(rated.grades) - 1
    )
    return [rated.raters[at] for at in np.flatnonzero((given == 0) | (given == ratings))]


def _fits(rated: Ratings, at: Parameters, eap: Floats) -> tuple[list[Fit], list[Fit]]:
    """(by rater, by item), a block of ratings at a time."""
    grades = np.arange(len(rated.grades))
    risen = np.concatenate([[0.0], np.cumsum(at.tau)])
    below = at.b[rated.curve_r] + at.d[rated.curve_i]
    sums = np.zeros((4, len(below)))
    for part in rated.blocks():
        curve = rated.curve[part]
        logs = grades[None, :] * (eap[rated.p[part]] - below[curve])[:, None] - risen[None, :]
        chances = np.exp(logs - logs.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        expected = chances @ grades
        variance = np.maximum(chances @ grades**2 - expected**2, 1e-12)
        squared = (rated.x[part] - expected) ** 2
        for row, weights in zip(
            sums, (np.ones(len(curve)), squared / variance, squared, variance), strict=True
        ):
            row += np.bincount(curve, weights=weights, minlength=len(below))

    def by(key: Ints, size: int) -> list[Fit]:
        counts, scaled, squared, variance = (
            np.bincount(key, weights=row, minlength=size) for row in sums
        )
        outfit, infit = scaled / counts, squared / variance
        return [Fit(*both) for both in zip(infit.tolist(), outfit.tolist(), strict=True)]

    return by(rated.curve_r, len(rated.raters)), by(rated.curve_i, len(rated.items))
