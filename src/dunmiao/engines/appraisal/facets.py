"""The marginal likelihood of the many-facet Rasch model, its gradient and its curvature."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.rated import Ratings

Floats = NDArray[np.float64]
SPAN, POINTS = 15.0, 61  # a narrow grid truncates and is no maximum of the likelihood
NOTHING = 1e-18  # posterior weight of a grid point that no ratee needs


@dataclass(frozen=True)
class Parameters:
    """Parameters taken apart."""

    b: Floats
    d: Floats
    tau: Floats
    mean: float
    log_sd: float


class Likelihood:
    """The likelihood as a function of one vector: raters, items, steps, mean and log SD."""

    def __init__(self, rated: Ratings) -> None:
        self.rated = rated
        self.sizes = (len(rated.raters), len(rated.items), len(rated.grades) - 1)
        self.grid = np.linspace(-SPAN, SPAN, POINTS)
        raters, items, steps = self.sizes
        self.given = (
            np.bincount(rated.curve_r, weights=rated.by_curve, minlength=raters),
            np.bincount(rated.curve_i, weights=rated.by_curve, minlength=items),
            np.cumsum(rated.counts[::-1])[::-1][1:].astype(float),
        )

    def apart(self, x: Floats) -> Parameters:
        """The parameters in a vector."""
        raters, items, _ = self.sizes
        b, d, tau = np.split(x[:-2], [raters, raters + items])
        return Parameters(
            b - b.mean(), d - d.mean(), tau - tau.mean(), float(x[-2]), float(x[-1])
        )  # centred anew at every point: free facets would count the mean twice

    def __call__(self, x: Floats) -> "Point":
        """The likelihood at `x`."""
        return Point(self, self.apart(x))


class Point:
    """-log likelihood for each rating at one place: `value`, `gradient`, `turned(v)`."""

    def __init__(self, model: Likelihood, at: Parameters) -> None:
        self.model, self.at = model, at
        rated = model.rated
        chances, log_sum = self._curves()
        self.prior, self.off = self._prior(), model.grid - at.mean
        table = rated.table
        logs = table.spread(table.rows(table.patterns @ -log_sum))
        logs = logs + rated.score[:, None] * model.grid[None, :]
        logs += np.log(np.maximum(self.prior, 1e-300))
        top = logs.max(axis=1, keepdims=True)
        weights = np.exp(np.subtract(logs, top, out=logs), out=logs)
        total = weights.sum(axis=1, keepdims=True)
        weights /= total
        self.weights = weights
        fixed = at.b @ model.given[0] + at.d @ model.given[1] + at.tau @ model.given[2]
        self.value = -(float((np.log(total) + top).sum()) - float(fixed)) / rated.n
        # What follows only needs grid points on which somebody may stand.
        self._near = _near(weights)
        self._chances = chances[:, :, self._near]
        self._at_least = _at_least(self._chances)
        self._seen = table.columns(table.gather(weights[:, self._near]))
        self._whole = weights.sum(axis=0)
        self._held = np.ascontiguousarray(weights[:, self._near], dtype=np.float32)

    def _curves(self) -> tuple[Floats, Floats]:
        """P of each grade by curve, grade and grid point, and the logs of their common sums."""
        rated, at = self.model.rated, self.at
        grades = np.arange(len(rated.grades))
        place = self.model.grid - (at.b[rated.curve_r] + at.d[rated.curve_i])[:, None]
        risen = np.concatenate([[0.0], np.cumsum(at.tau)])
        logs = grades[None, :, None] * place[:, None, :] - risen[None, :, None]
        top = logs.max(axis=1, keepdims=True)
        chances = np.exp(logs - top)
        total = chances.sum(axis=1, keepdims=True)
        return chances / total, np.asarray((np.log(total) + top)[:, 0, :])

    def _prior(self) -> Floats:
        logs = -0.5 * ((self.model.grid - self.at.mean) / np.exp(self.at.log_sd)) ** 2
        weights = np.exp(logs - logs.max())
        return np.asarray(weights / weights.sum())

    @property
    def gradient(self) -> Floats:
        """Its derivative, facets centred."""
        reached = np.einsum("ckq,cq->ck", self._at_least, self._seen)
        parts = self._by_facet(reached)
        moved = [part - given for part, given in zip(parts, self.model.given, strict=True)]
        return np.asarray(-self._centred(moved, self._ends()) / self.model.rated.n)

    def _by_facet(self, reached: Floats) -> tuple[Floats, Floats, Floats]:
        """(by rater, by item, by step) from what each curve is expected to reach."""
        rated, (raters, items, _) = self.model.rated, self.model.sizes
        grade = reached.sum(axis=1)
        return (
            np.asarray(np.bincount(rated.curve_r, weights=grade, minlength=raters)),
            np.asarray(np.bincount(rated.curve_i, weights=grade, minlength=items)),
            np.asarray(reached.sum(axis=0)),
        )

    @staticmethod
    def _centred(parts: list[Floats], ends: Floats) -> Floats:
        return np.concatenate([*(part - part.mean() for part in parts), ends])

    def _ends(self) -> Floats:
        """Derivatives by mean and log SD; the grid's own normalisation counts too."""
        moved = self._whole - len(self.weights) * self.prior
        ends = np.array([moved @ self.off, moved @ self.off**2])
        return np.asarray(ends / np.exp(2 * self.at.log_sd))

    def turned(self, v: Floats) -> Floats:
        """The product of the second derivatives with a vector: how the gradient turns along it.

        By differentiating the posterior weights. What is as long as the ratees is held in
        single precision: conjugate gradients need no more, and half the bytes is half the time.
        """
        model, near, table = self.model, self._near, self.model.rated.table
        along = model.apart(v)
        leaned = self._leaned(along)
        expected = np.einsum("ckq,ck->cq", self._chances, leaned)
        tilt = self._tilted(along)
        drop = (table.patterns @ -expected).astype(np.float32)
        logs = table.spread(table.rows(drop)) + tilt[near].astype(np.float32)
        logs *= self._held  # the weights move by w·(change - its mean)
        logs -= self._held * (logs @ np.ones(logs.shape[1], logs.dtype))[:, None]
        seen = table.columns(table.gather(logs)).astype(np.float64)
        chances = self._chances * (leaned[:, :, None] - expected[:, None, :])
        reached = np.einsum("ckq,cq->ck", self._at_least, seen)
        reached += np.einsum("ckq,cq->ck", _at_least(chances), self._seen)
        whole = np.zeros(POINTS)
        whole[near] = np.ones(len(logs), logs.dtype) @ logs
        ends = self._ends_turned(along, whole, tilt)
        return np.asarray(-self._centred(list(self._by_facet(reached)), ends) / model.rated.n)

    def _leaned(self, along: Parameters) -> Floats:
        """How the log weight of each grade moves, by curve and grade (the same on the grid)."""
        rated = self.model.rated
        grades = np.arange(len(rated.grades))
        lower = along.b[rated.curve_r] + along.d[rated.curve_i]
        risen = np.concatenate([[0.0], np.cumsum(along.tau)])
        return np.asarray(-grades[None, :] * lower[:, None] - risen[None, :])

    def _tilted(self, along: Parameters) -> Floats:
        """How the log prior moves on the grid."""
        lean = (along.mean * self.off + along.log_sd * self.off**2) / np.exp(2 * self.at.log_sd)
        return np.asarray(lean - self.prior @ lean)

    def _ends_turned(self, along: Parameters, whole: Floats, tilt: Floats) -> Floats:
        people, variance = len(self.weights), np.exp(2 * self.at.log_sd)
        moved = whole - people * self.prior * tilt
        rest = self._whole - people * self.prior
        ends = np.array(
            [moved @ self.off, moved @ self.off**2 - 2 * along.mean * (rest @ self.off)]
        )
        return np.asarray(ends / variance - 2 * along.log_sd * self._ends())


def _near(weights: Floats) -> slice:
    """The grid points on which any ratee may stand."""
    used = np.flatnonzero(weights.max(axis=0) > NOTHING)
    return slice(int(used[0]), int(used[-1]) + 1)


def _at_least(chances: Floats) -> Floats:
    """From the chance of each grade by curve and grid point that of reaching it, but the lowest."""
    reached = chances[:, 1:, :].copy()
    for grade in range(reached.shape[1] - 1, 0, -1):
        reached[:, grade - 1] += reached[:, grade]
    return reached
