"""Many-facet Rasch model: a second opinion on severities, and whether grades work as a scale.

log P(x=k)/P(x=k-1) = theta_ratee - severity_rater - difficulty_item - step_k (Linacre 1989),
by marginal maximum likelihood with theta normal on a grid. It is never used for intervals of
people: five items of one ballot hang together (halo), which this model does not know, so its
errors would be far too small. Facets and steps sum to zero; the mean of theta is free.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Vote
from dunmiao.engines.appraisal.lbfgs import NotConverged, minimise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPAN, POINTS = 15.0, 61  # a narrow grid truncates and is no maximum of the likelihood
TOLERANCE = 1e-8  # of the gradient for each rating
BLOCK = 40_000  # ratings times grid points held at once
FEWEST_CATEGORIES = 2


class NoScale(ValueError):
    """Everybody got the same grade, or one ratee only: there is nothing to scale."""


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


class _Ratings:
    """Ratings as arrays, sorted by ratee."""

    def __init__(self, votes: Iterable[Vote]) -> None:
        rows = sorted(votes, key=lambda vote: (vote.ratee, vote.rater, vote.item))
        self.ratees = sorted({row.ratee for row in rows})
        self.raters = sorted({row.rater for row in rows})
        self.items = sorted({row.item for row in rows})
        self.grades = sorted({row.score for row in rows})
        if len(self.grades) < FEWEST_CATEGORIES or len(self.ratees) < 2:
            raise NoScale
        p, r, i, x = (
            {key: at for at, key in enumerate(keys)}
            for keys in (self.ratees, self.raters, self.items, self.grades)
        )
        self.p = np.array([p[row.ratee] for row in rows])
        self.r = np.array([r[row.rater] for row in rows])
        self.i = np.array([i[row.item] for row in rows])
        self.x = np.array([x[row.score] for row in rows])
        # A rater on an item is one curve, however many he rates: curves are computed once.
        pairs, self.curve = np.unique(self.r * len(self.items) + self.i, return_inverse=True)
        self.curve_r, self.curve_i = np.divmod(pairs, len(self.items))
        self.cell = self.curve * len(self.grades) + self.x
        self.grid = np.linspace(-SPAN, SPAN, POINTS)
        self.starts = np.searchsorted(self.p, np.arange(len(self.ratees)))

    def blocks(self) -> list[tuple[int, int]]:
        """Ranges of whole ratees, so that memory stays bounded."""
        size = max(1, BLOCK // POINTS)
        edges = [0]
        for start in [*self.starts[1:].tolist(), len(self.p)]:
            if start - edges[-1] >= size:
                edges.append(start)
        if edges[-1] != len(self.p):
            edges.append(len(self.p))
        return list(zip(edges[:-1], edges[1:], strict=True))


@dataclass(frozen=True)
class _Point:
    """Parameters taken apart."""

    b: Floats
    d: Floats
    tau: Floats
    mean: float
    log_sd: float


class _Likelihood:
    """The marginal likelihood with its gradient, for each rating."""

    def __init__(self, rated: _Ratings) -> None:
        self.rated = rated
        self.sizes = (len(rated.raters), len(rated.items), len(rated.grades) - 1)

    def apart(self, x: Floats) -> _Point:
        raters, items, steps = self.sizes
        b, d, tau = np.split(x[:-2], [raters, raters + items])
        return _Point(
            b - b.mean(), d - d.mean(), tau - tau.mean(), float(x[-2]), float(x[-1])
        )  # centred anew at every point: free facets would count the mean twice

    def curves(self, at: _Point) -> Floats:
        """log P of each grade, by curve, grade and grid point."""
        rated = self.rated
        grades = np.arange(len(rated.grades))
        place = rated.grid[None, :] - (at.b[rated.curve_r] + at.d[rated.curve_i])[:, None]
        risen = np.concatenate([[0.0], np.cumsum(at.tau)])
        logs = grades[None, :, None] * place[:, None, :] - risen[None, :, None]
        logs -= logs.max(axis=1, keepdims=True)
        return np.asarray(logs - np.log(np.exp(logs).sum(axis=1, keepdims=True)))

    def prior(self, at: _Point) -> Floats:
        """log weights of the grid."""
        logs = -0.5 * ((self.rated.grid - at.mean) / np.exp(at.log_sd)) ** 2
        logs -= logs.max()
        return np.asarray(logs - np.log(np.exp(logs).sum()))

    def posterior(self, at: _Point, curves: Floats) -> tuple[float, Floats]:
        """(log likelihood, weights of the grid by ratee)."""
        rated = self.rated
        flat = curves.reshape(-1, POINTS)
        logs = np.empty((len(rated.ratees), POINTS))
        for low, high in rated.blocks():
            inside = np.flatnonzero((rated.starts >= low) & (rated.starts < high))
            logs[inside] = np.add.reduceat(
                flat[rated.cell[low:high]], rated.starts[inside] - low, axis=0
            )
        logs += self.prior(at)
        top = logs.max(axis=1, keepdims=True)
        weights = np.exp(logs - top)
        total = weights.sum(axis=1, keepdims=True)
        return float((np.log(total) + top).sum()), weights / total

    def __call__(self, x: Floats) -> tuple[float, Floats]:
        """(-log likelihood, gradient), both for each rating."""
        rated, at = self.rated, self.apart(x)
        curves = self.curves(at)
        value, weights = self.posterior(at, curves)
        seen = np.zeros((len(rated.curve_r), POINTS))
        for low, high in rated.blocks():
            np.add.at(seen, rated.curve[low:high], weights[rated.p[low:high]])
        chances = np.exp(curves)
        at_least = np.cumsum(chances[:, ::-1, :], axis=1)[:, ::-1, :][:, 1:, :]
        reached = np.einsum("ckq,cq->ck", at_least, seen)
        over = reached.sum(axis=1) - np.bincount(
            rated.curve, weights=rated.x, minlength=len(rated.curve_r)
        )
        raters, items, steps = self.sizes
        up = np.bincount(rated.curve_r, weights=over, minlength=raters)
        hard = np.bincount(rated.curve_i, weights=over, minlength=items)
        passed = np.array([(rated.x >= k).sum() for k in range(1, steps + 1)])
        step = reached.sum(axis=0) - passed
        parts = [part - part.mean() for part in (up, hard, step)]
        gradient = np.concatenate([*parts, self._ends(at, weights)])
        return -value / len(rated.p), -gradient / len(rated.p)

    def _ends(self, at: _Point, weights: Floats) -> Floats:
        """Derivatives by mean and log SD; the grid's own normalisation counts too."""
        variance, off = np.exp(2 * at.log_sd), self.rated.grid - at.mean
        prior = np.exp(self.prior(at))
        moved = weights - prior
        return np.array([(moved @ off).sum() / variance, (moved @ off**2).sum() / variance])


@one_thread
def mfrm(votes: Iterable[Vote]) -> Scale:
    """Fit the rating-scale model; NoScale where there is nothing to scale, NotConverged where
    no maximum is found.

    Who gives nothing but the best (or worst) grade has no finite severity: he is named in
    `extreme`, and his number only says "far out".
    """
    rated = _Ratings(votes)
    likelihood = _Likelihood(rated)
    start = np.zeros(sum(likelihood.sizes) + 2)
    # Ballots that say almost nothing let the spread run away: no maximum, not a number too large.
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            x, value = minimise(likelihood, start, tolerance=TOLERANCE)
        except FloatingPointError as runaway:
            raise NotConverged(str(runaway)) from runaway
    at = likelihood.apart(x)
    curves = likelihood.curves(at)
    weights = likelihood.posterior(at, curves)[1]
    eap = weights @ rated.grid
    error = np.maximum(weights @ rated.grid**2 - eap**2, 0.0)
    spread = float(eap.var())
    fits = _fits(rated, at, eap)
    return Scale(
        grades=tuple(rated.grades),
        severity=dict(zip(rated.raters, at.b.tolist(), strict=True)),
        difficulty=dict(zip(rated.items, at.d.tolist(), strict=True)),
        steps=tuple(at.tau.tolist()),
        mean=at.mean,
        variance=float(np.exp(2 * at.log_sd)),
        deviance=2 * value * len(rated.p),
        reliability=spread / whole if (whole := spread + float(error.mean())) else 0.0,
        standing=dict(zip(rated.ratees, eap.tolist(), strict=True)),
        rater_fit=dict(zip(rated.raters, fits(rated.r, len(rated.raters)), strict=True)),
        item_fit=dict(zip(rated.items, fits(rated.i, len(rated.items)), strict=True)),
        counts=tuple(np.bincount(rated.x, minlength=len(rated.grades)).tolist()),
        extreme=tuple(_extreme(rated)),
    )


def _extreme(rated: _Ratings) -> list[str]:
    """Raters with one grade only, the best or the worst."""
    out = []
    for at, name in enumerate(rated.raters):
        given = set(rated.x[rated.r == at].tolist())
        if given == {0} or given == {len(rated.grades) - 1}:
            out.append(name)
    return out


def _fits(rated: _Ratings, at: _Point, eap: Floats) -> Callable[[Ints, int], list[Fit]]:
    grades = np.arange(len(rated.grades))
    place = eap[rated.p] - at.b[rated.r] - at.d[rated.i]
    risen = np.concatenate([[0.0], np.cumsum(at.tau)])
    logs = grades[None, :] * place[:, None] - risen[None, :]
    chances = np.exp(logs - logs.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    expected = chances @ grades
    variance = np.maximum(chances @ grades**2 - expected**2, 1e-12)
    squared = (rated.x - expected) ** 2

    def by(key: Ints, size: int) -> list[Fit]:
        counts = np.bincount(key, minlength=size)
        outfit = np.bincount(key, weights=squared / variance, minlength=size) / counts
        spread = np.bincount(key, weights=variance, minlength=size)
        infit = np.bincount(key, weights=squared, minlength=size) / spread
        return [Fit(*both) for both in zip(infit.tolist(), outfit.tolist(), strict=True)]

    return by
