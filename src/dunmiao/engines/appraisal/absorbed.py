"""Henderson's equations of the crossed mixed model with the larger factor eliminated by hand.

The ballots of a rater (or ratee) meet no other of his kind, so what is left has the size of the
smaller factor, the mean and units.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.design import Design

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_PAIRS = 8_000_000  # pairs of columns held at once


@dataclass(frozen=True)
class System:
    """The normal equations after one factor is absorbed at one ratio of variances."""

    s: Floats
    h: Floats
    yy: float
    logdet: float


@dataclass(frozen=True)
class _Group:
    """Levels of the absorbed factor with equally many ballots: the columns their ballots meet
    (one row a level; the last two are the mean and, where there is one, the unit), and how
    often."""

    levels: Ints
    columns: Ints
    times: Floats
    sums: Floats
    bb: Floats
    by: Floats

    @property
    def ballots(self) -> float:
        """Ballots of each level."""
        return float(self.times[-1])


class Absorbed:
    """Sums over ballots that never change; `system` absorbs one factor at a ratio.

    Columns: the kept factor, then the mean, then units. The factor with more levels is
    absorbed, so that the equations have the size of the smaller one; with units always the
    raters, since a rater's ballots then meet one unit only.
    """

    def __init__(self, made: Design) -> None:
        """One pass over the ballots."""
        self.made = made
        fewer_raters = len(made.raters) < len(made.ratees)
        self.gone, self.kept = ("rater", "ratee")
        gone, kept = made.rater, made.ratee
        if fewer_raters and not made.units:
            (self.gone, self.kept), (gone, kept) = ("ratee", "rater"), (made.ratee, made.rater)
        self.levels = {
            "ratee": len(made.ratees),
            "rater": len(made.raters),
            "unit": len(made.units),
        }
        self.mean_at = self.levels[self.kept]
        self.width = self.mean_at + 1 + self.levels["unit"]
        self.per_gone = np.bincount(gone, minlength=self.levels[self.gone])
        self.yy = float(made.y @ made.y)
        self.groups = self._grouped(gone, kept)
        self.m, self.h = self._crossed(kept)

    def _grouped(self, gone: Ints, kept: Ints) -> list[_Group]:
        made, out = self.made, []
        order = np.argsort(gone, kind="stable")
        ends = np.cumsum(self.per_gone)
        for count in np.unique(self.per_gone):
            levels = np.flatnonzero(self.per_gone == count)
            rows = order[(ends[levels] - count)[:, None] + np.arange(count)]
            extra = [np.full((len(levels), 1), self.mean_at)]
            if made.units:
                extra.append(self.mean_at + 1 + made.unit_of[levels][:, None])
            columns = np.hstack([kept[rows], *extra])
            times = np.concatenate([np.ones(count), np.full(len(extra), float(count))])
            sums: Floats = made.y[rows].sum(axis=1)
            bb = np.zeros((self.width, self.width))
            weight = np.outer(times, times)
            for part in np.array_split(columns, parts_of(columns)):
                cells = part[:, :, None] * self.width + part[:, None, :]
                weights = np.broadcast_to(weight, cells.shape)
                bb += np.bincount(
                    cells.ravel(), weights=weights.ravel(), minlength=self.width**2
                ).reshape(bb.shape)
            by = np.zeros(self.width)
            by += np.bincount(
                columns.ravel(), weights=(sums[:, None] * times).ravel(), minlength=self.width
            )
            out.append(_Group(levels, columns, times, sums, bb, by))
        return out

    def _crossed(self, kept: Ints) -> tuple[Floats, Floats]:
        """The plain equations of the kept columns."""
        made = self.made
        sets = [kept, np.full(made.size, self.mean_at)]
        if made.units:
            sets.append(self.mean_at + 1 + made.unit_of[made.rater])
        m, h = np.zeros((self.width, self.width)), np.zeros(self.width)
        for one in sets:
            h += np.bincount(one, weights=made.y, minlength=self.width)
            for other in sets:
                cells = np.bincount(one * self.width + other, minlength=self.width**2)
                m += cells.reshape(m.shape)
        return m, h

    def system(self, ratio: float | None) -> System:
        """Absorb; `ratio` is var(e) over the factor's variance, None where it has none."""
        if ratio is None:
            return System(self.m, self.h, self.yy, 0.0)
        s, h, yy, logdet = self.m.copy(), self.h.copy(), self.yy, 0.0
        scaled = np.empty_like(s)
        for group in self.groups:
            weight = group.ballots + ratio
            s -= np.multiply(group.bb, 1 / weight, out=scaled)
            h -= group.by / weight
            yy -= float(group.sums @ group.sums) / weight
            logdet += len(group.levels) * math.log1p(group.ballots / ratio)
        return System(s, h, yy, logdet)

    def columns(self, active: tuple[str, ...]) -> Ints:
        """The columns of a model with these effects."""
        parts = [np.array([self.mean_at])]
        if self.kept in active:
            parts.insert(0, np.arange(self.mean_at))
        if "unit" in active:
            parts.append(np.arange(self.mean_at + 1, self.width))
        return np.concatenate(parts)

    def ridge(self, x: Mapping[str, float], columns: Ints) -> Floats:
        """var(e)/var(effect) on the diagonal of random columns."""
        full = np.zeros(self.width)
        if self.kept in x:
            full[: self.mean_at] = math.exp(-2 * x[self.kept])
        if "unit" in x:
            full[self.mean_at + 1 :] = math.exp(-2 * x["unit"])
        return np.asarray(full[columns])

    def ratio(self, x: Mapping[str, float]) -> float | None:
        """var(e)/var of the absorbed factor, None where it is not in the model."""
        return math.exp(-2 * x[self.gone]) if self.gone in x else None

    def criterion(self, x: Mapping[str, float]) -> tuple[float, float]:
        """(-2 log restricted likelihood, profiled residual sum) at log SD ratios `x`.

        Effects that are not in `x` have no variance.
        """
        found = self.system(self.ratio(x))
        columns = self.columns(tuple(x))
        is_whole = len(columns) == self.width
        bordered = np.empty((len(columns) + 1, len(columns) + 1))
        bordered[:-1, :-1] = found.s if is_whole else found.s[np.ix_(columns, columns)]
        bordered[-1, :-1] = bordered[:-1, -1] = found.h[columns]
        bordered[-1, -1] = found.yy
        np.einsum("ii->i", bordered)[:-1] += self.ridge(x, columns)
        halves, quad = _factored(bordered)
        free = self.made.size - 1
        logs = 2 * halves + found.logdet
        logs += sum(2 * self.levels[name] * x[name] for name in x if name != self.gone)
        return free * (1 + math.log(2 * math.pi * quad / free)) + logs, quad


def _factored(bordered: Floats) -> tuple[float, float]:
    """(half the log determinant of the equations, what they leave of the sum of squares).

    `bordered` are the equations with their right side and the sum of squares as a last row: one
    Cholesky factor gives both, its last diagonal entry squared is what is left.
    """
    size, whole = len(bordered) - 1, float(bordered[-1, -1])
    try:
        diagonal = np.diag(np.linalg.cholesky(bordered))
        quad = float(diagonal[size]) ** 2
    except np.linalg.LinAlgError:  # nothing is left: the ballots are explained to the last digit
        diagonal, quad = np.diag(np.linalg.cholesky(bordered[:size, :size])), 0.0
    return float(np.log(diagonal[:size]).sum()), max(quad, 1e-12 * max(whole, 1e-300))


def parts_of(columns: Ints) -> int:
    """Into how many parts pairs of columns are cut, so that memory stays bounded."""
    levels, met = int(columns.shape[0]), int(columns.shape[1])
    return min(levels, levels * met**2 // MOST_PAIRS + 1)
