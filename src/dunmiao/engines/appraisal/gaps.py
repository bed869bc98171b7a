"""What each town's figures changed by at a start, and two groups of towns beside each other."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.student import student

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FEWEST_TREATED, FEWEST_OTHERS = 2, 2
Gap = Callable[[Floats, int], Floats]  # (towns × periods, start) → one number a town, NaN unknown


class NoComparison(ValueError):
    """Too few towns or periods on either side: nothing can be compared."""


class Difference(NamedTuple):
    """A mean difference of two groups of towns, its error and degrees of freedom."""

    estimate: float
    error: float
    freedom: float

    def reach(self, level: float) -> float:
        """Half an interval."""
        return student(1 - level / 2, self.freedom) * self.error

    def interval(self, level: float) -> tuple[float, float]:
        """Low and high."""
        reach = self.reach(level)
        return self.estimate - reach, self.estimate + reach

    def leaves_out(self, level: float) -> float:
        """The sign of the estimate where the interval leaves nought out, else 0."""
        return float(np.sign(self.estimate)) if abs(self.estimate) > self.reach(level) else 0.0


def shared(level: float, looks: int) -> float:
    """The level of each of so many looks that share one (Šidák)."""
    return 1.0 - float((1 - level) ** (1 / max(1, looks)))


def change(rest: Floats, start: int) -> Floats:
    """Mean of the known periods from the start on, less that before it."""
    return row_means(rest[:, start:]) - row_means(rest[:, :start])


def slope(rest: Floats, start: int) -> Floats:
    """Slope a period of the line through the known periods before the start, two at least."""
    return _line(rest[:, :start], np.arange(start))


def beyond_line(rest: Floats, start: int, periods: NDArray[np.int64] | None = None) -> Floats:
    """Mean of the known periods from the start on, less where the line before it would lie;
    `periods` says when the columns are, where some are left out."""
    when = np.arange(rest.shape[1]) if periods is None else periods
    placed = np.where(np.isnan(rest), np.nan, when.astype(float))
    steep = _line(rest[:, :start], when[:start])
    return np.asarray(change(rest, start) - steep * change(placed, start))


def _line(early: Floats, when: NDArray[np.int64]) -> Floats:
    """Slope of each row by least squares; NaN for a single period."""
    placed = np.where(np.isnan(early), np.nan, when.astype(float))
    off = placed - row_means(placed)[:, None]
    squares = np.nansum(off**2, axis=1)
    return np.asarray(np.nansum(off * early, axis=1) / np.where(squares > 0, squares, np.nan))


def row_means(values: Floats) -> Floats:
    """Means of what is known in each row, NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    sums = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(sums / np.where(count > 0, count, np.nan))


def between(rest: Floats, first: NDArray[np.int64], gap: Gap) -> Difference:
    """The towns that began less those that never did, cohort by cohort over the same periods."""
    starts, counts = np.unique(first[first >= 0], return_counts=True)
    by_start = np.column_stack([gap(rest, int(start)) for start in starts])
    own = by_start[first >= 0, np.searchsorted(starts, first[first >= 0])]
    others = by_start[first < 0] @ (counts / counts.sum())
    own, others = own[~np.isnan(own)], others[~np.isnan(others)]
    if len(own) < FEWEST_TREATED or len(others) < FEWEST_OTHERS:
        raise NoComparison
    error = np.sqrt(own.var(ddof=1) / len(own) + others.var(ddof=1) / len(others))
    freedom = _freedom(len(own), len(others))
    return Difference(float(own.mean() - others.mean()), float(error), freedom)


def _freedom(having: int, others: int) -> float:
    """Of a difference of two means whose spreads are estimated apart."""
    a, b = 1 / having, 1 / others
    return (a + b) ** 2 / (a**2 / (having - 1) + b**2 / (others - 1))
