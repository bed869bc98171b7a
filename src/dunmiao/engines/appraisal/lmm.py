"""The crossed mixed model by REML: y = mu + ratee - rater - unit + e, one factor absorbed.

Patterson & Thompson (1971) and Henderson's mixed model equations. The ballots of a rater (or
ratee) meet no other of his kind, so the larger of the two factors is eliminated by hand: what
is left has the size of the smaller one, the mean and units. Severities are positive where
strict.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Design
from dunmiao.engines.appraisal.newton import minimise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EFFECTS = ("ratee", "unit", "rater")
LOW, HIGH = -8.0, 8.0  # log of a SD over the residual's
NEARLY_NONE = -3.0  # below it, the model without the effect is tried too
STEP, TOLERANCE, FLOOR = 2e-3, 1e-7, 1e-3
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
            for part in np.array_split(columns, _parts(columns)):
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


@dataclass(frozen=True)
class Fit:
    """The fitted model. `variances` by effect and "residual": 0.0 where the likelihood puts none,
    None where the design has no such effect. `inverse`: of the equations, over `columns`."""

    absorbed: Absorbed
    log_ratios: dict[str, float]
    variances: dict[str, float | None]
    criterion: float
    mu: float
    ratee: Floats
    rater_severity: Floats
    rater_se: Floats
    unit_severity: Floats
    unit_se: Floats
    inverse: Floats
    columns: Ints

    @cached_property
    def covariance(self) -> Floats:
        """Prediction error covariance of the ratees' effects, from the full inverse."""
        absorbed, people = self.absorbed, self.absorbed.levels["ratee"]
        residual = self.variances["residual"] or 0.0
        if "ratee" not in self.log_ratios or not residual:
            return np.zeros((people, people))
        if absorbed.kept == "ratee":
            return np.asarray(residual * self.inverse[:people, :people])
        weight, b = absorbed.per_gone + (absorbed.ratio(self.log_ratios) or 0.0), self._rows()
        scaled = b / weight[:, None]
        return np.asarray(residual * (np.diag(1 / weight) + scaled @ self.inverse @ scaled.T))

    def _rows(self) -> Floats:
        """How often each absorbed level meets each column, dense."""
        absorbed = self.absorbed
        out = np.zeros((absorbed.levels[absorbed.gone], absorbed.width))
        for group in absorbed.groups:
            np.add.at(out, (group.levels[:, None], group.columns), group.times)
        return np.asarray(out[:, self.columns])


def effects_of(made: Design) -> tuple[str, ...]:
    """Effects whose variance the design can tell from the others."""
    per_rater = np.bincount(made.rater, minlength=len(made.raters))
    raters_a_unit = np.bincount(made.unit_of[made.unit_of >= 0], minlength=len(made.units))
    out = []
    if len(made.ratees) > 1 and made.counts().max() > 1:
        out.append("ratee")
    if len(made.units) > 1 and raters_a_unit.max() > 1:
        out.append("unit")
    if len(made.raters) > 1 and per_rater.max() > 1:
        out.append("rater")
    return tuple(out)


@one_thread
def fit(made: Design) -> Fit:
    """Restricted maximum likelihood; a variance of zero is a legal answer and drops its effect."""
    absorbed, effects = Absorbed(made), effects_of(made)
    if np.ptp(made.y) == 0:
        return _nothing_varies(absorbed, effects)
    best, value = _optimum(absorbed, effects)
    if any(at < NEARLY_NONE for at in best.values()):
        tried = [
            _optimum(absorbed, fewer)
            for count in range(len(effects))
            for fewer in combinations(effects, count)
        ]
        lesser, reached = min(tried, key=lambda one: one[1])
        # The fewer effects win a draw: at a boundary the two criteria meet.
        if reached <= value + 1e-6:
            best, value = lesser, reached
    return _solved(absorbed, effects, best, value)


def _optimum(absorbed: Absorbed, effects: tuple[str, ...]) -> tuple[dict[str, float], float]:
    if not effects:
        return {}, absorbed.criterion({})[0]

    def call(x: Floats) -> float:
        return absorbed.criterion(dict(zip(effects, x.tolist(), strict=True)))[0]

    grid = product((-1.5, 0.0), repeat=len(effects))
    starts = sorted(grid, key=lambda x: call(np.array(x)))
    best: tuple[Floats, float] | None = None
    for start in starts[:2]:
        found = minimise(
            call,
            np.array(start),
            low=LOW,
            high=HIGH,
            h=STEP,
            floor=FLOOR,
            tolerance=TOLERANCE,
            known=best,
        )
        best = found if best is None or found[1] < best[1] else best
    assert best is not None
    x, value = best
    return dict(zip(effects, x.tolist(), strict=True)), value


def _solved(absorbed: Absorbed, effects: tuple[str, ...], x: dict[str, float], value: float) -> Fit:
    quad = absorbed.criterion(x)[1]
    residual = quad / (absorbed.made.size - 1)
    system, columns = absorbed.system(absorbed.ratio(x)), absorbed.columns(tuple(x))
    left = system.s[np.ix_(columns, columns)] + np.diag(absorbed.ridge(x, columns))
    inverse = np.linalg.inv(left)
    inverse = (inverse + inverse.T) / 2
    full, spread = np.zeros(absorbed.width), np.zeros(absorbed.width)
    full[columns] = inverse @ system.h[columns]
    spread[columns] = np.diag(inverse)
    at = absorbed.mean_at
    effect, error = {}, {}
    effect[absorbed.kept], error[absorbed.kept] = full[:at], spread[:at]
    effect[absorbed.gone], error[absorbed.gone] = _back(absorbed, x, full, columns, inverse)
    variances: dict[str, float | None] = dict.fromkeys(EFFECTS)
    variances |= {name: residual * math.exp(2 * x[name]) if name in x else 0.0 for name in effects}
    return Fit(
        absorbed,
        x,
        {**variances, "residual": residual},
        value,
        float(full[at]),
        effect["ratee"],
        -effect["rater"],
        np.sqrt(residual * error["rater"]),
        -full[at + 1 :],
        np.sqrt(residual * spread[at + 1 :]),
        inverse,
        columns,
    )


def _back(
    absorbed: Absorbed, x: Mapping[str, float], full: Floats, columns: Ints, inverse: Floats
) -> tuple[Floats, Floats]:
    """Effects of the absorbed factor, and their errors over the residual's, from its equations."""
    count = absorbed.levels[absorbed.gone]
    effect, error = np.zeros(count), np.zeros(count)
    ratio = absorbed.ratio(x)
    if ratio is None:
        return effect, error
    wide = np.zeros((absorbed.width, absorbed.width))
    wide[np.ix_(columns, columns)] = inverse
    for group in absorbed.groups:
        weight = group.ballots + ratio
        effect[group.levels] = (group.sums - full[group.columns] @ group.times) / weight
        parts = np.array_split(np.arange(len(group.levels)), _parts(group.columns))
        for part in parts:
            met = group.columns[part]
            around = wide[met[:, :, None], met[:, None, :]] @ group.times @ group.times
            error[group.levels[part]] = 1 / weight + around / weight**2
    return effect, error


def _parts(columns: Ints) -> int:
    """Into how many parts pairs of columns are cut, so that memory stays bounded."""
    levels, met = int(columns.shape[0]), int(columns.shape[1])
    return min(levels, levels * met**2 // MOST_PAIRS + 1)


def _nothing_varies(absorbed: Absorbed, effects: tuple[str, ...]) -> Fit:
    """Every ballot is the same: no variance, nobody differs."""
    variances: dict[str, float | None] = dict.fromkeys(EFFECTS)
    variances |= dict.fromkeys(effects, 0.0)
    none = {name: np.zeros(count) for name, count in absorbed.levels.items()}
    return Fit(
        absorbed,
        {},
        {**variances, "residual": 0.0},
        -math.inf,
        float(absorbed.made.y[0]),
        none["ratee"],
        none["rater"],
        none["rater"],
        none["unit"],
        none["unit"],
        np.zeros((1, 1)),
        np.array([absorbed.mean_at]),
    )
