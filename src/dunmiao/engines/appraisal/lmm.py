"""The crossed mixed model by REML: y = mu + ratee - rater - unit + e, raters absorbed.

Patterson & Thompson (1971) and Henderson's mixed model equations. A rater's ballots meet
only his own effect, so raters are eliminated by hand: what is left is of the size of ratees,
mean and units, whatever the number of raters. Severities are positive where strict.
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
EFFECTS = ("ratee", "unit", "rater")
LOW, HIGH = -8.0, 8.0  # log of a SD over the residual's
NEARLY_NONE = -3.0  # below it, the model without the effect is tried too
STEP, TOLERANCE, FLOOR = 2e-3, 1e-7, 1e-3


@dataclass(frozen=True)
class System:
    """The normal equations after the raters are absorbed at one ratio of variances."""

    s: Floats
    h: Floats
    yy: float
    logdet: float


class Absorbed:
    """Sums over ballots that never change; `system` absorbs the raters at a ratio.

    Columns: ratees, then the mean, then units.
    """

    def __init__(self, made: Design) -> None:
        """One pass over the ballots."""
        self.made = made
        people, units = len(made.ratees), len(made.units)
        self.mean_at, width = people, people + 1 + units
        rows = np.arange(made.size)
        ones = np.zeros((len(made.raters), width))
        np.add.at(ones, (made.rater, made.ratee), 1.0)
        self.per_rater = np.bincount(made.rater, minlength=len(made.raters))
        ones[:, self.mean_at] = self.per_rater
        known = made.unit_of >= 0
        ones[known, people + 1 + made.unit_of[known]] = self.per_rater[known]
        self.b = ones
        self.y_of = np.bincount(made.rater, weights=made.y, minlength=len(made.raters))
        self.m = self._crossed(rows, width)
        sums = np.zeros(width)
        np.add.at(sums, made.ratee, made.y)
        sums[self.mean_at] = made.y.sum()
        np.add.at(sums, people + 1 + made.unit_of[known], self.y_of[known])
        self.h, self.yy = sums, float(made.y @ made.y)

    def _crossed(self, rows: NDArray[np.int64], width: int) -> Floats:
        made, m = self.made, np.zeros((width, width))
        unit = made.unit_of[made.rater]
        mean = np.full(len(rows), self.mean_at)
        sets = [made.ratee, mean, self.mean_at + 1 + unit]
        keep = unit >= 0
        for i, one in enumerate(sets):
            for j, other in enumerate(sets):
                use = keep if 2 in (i, j) else np.ones(len(rows), dtype=bool)
                np.add.at(m, (one[use], other[use]), 1.0)
        return m

    @cached_property
    def by_count(self) -> list[tuple[int, int, Floats, Floats, float]]:
        """For each number of ballots a rater can have: (k, raters, Σbb', Σb·y, Σy²)."""
        out = []
        for k in np.unique(self.per_rater):
            rows = self.per_rater == k
            b, sums = self.b[rows], self.y_of[rows]
            out.append((int(k), int(rows.sum()), b.T @ b, b.T @ sums, float(sums @ sums)))
        return out

    def system(self, ratio: float | None) -> System:
        """Absorb the raters; `ratio` is var(e)/var(rater), None where raters do not differ."""
        if ratio is None:
            return System(self.m, self.h, self.yy, 0.0)
        s, h, yy, logdet = self.m.copy(), self.h.copy(), self.yy, 0.0
        for k, count, bb, by, squares in self.by_count:
            s -= bb / (k + ratio)
            h -= by / (k + ratio)
            yy -= squares / (k + ratio)
            logdet += count * math.log1p(k / ratio)
        return System(s, h, yy, logdet)

    def columns(self, active: tuple[str, ...]) -> NDArray[np.int64]:
        """The columns of a model with these effects."""
        people, units = len(self.made.ratees), len(self.made.units)
        parts = [np.array([self.mean_at])]
        if "ratee" in active:
            parts.insert(0, np.arange(people))
        if "unit" in active:
            parts.append(np.arange(people + 1, people + 1 + units))
        return np.concatenate(parts)

    def ridge(self, x: Mapping[str, float], columns: NDArray[np.int64]) -> Floats:
        """var(e)/var(effect) on the diagonal of random columns."""
        full = np.zeros(len(self.m))
        if "ratee" in x:
            full[: self.mean_at] = math.exp(-2 * x["ratee"])
        if "unit" in x:
            full[self.mean_at + 1 :] = math.exp(-2 * x["unit"])
        return np.asarray(full[columns])

    def criterion(self, x: Mapping[str, float]) -> tuple[float, float]:
        """(-2 log restricted likelihood, profiled residual sum) at log SD ratios `x`.

        Effects that are not in `x` have no variance.
        """
        found = self.system(math.exp(-2 * x["rater"]) if "rater" in x else None)
        columns = self.columns(tuple(x))
        left = found.s[np.ix_(columns, columns)] + np.diag(self.ridge(x, columns))
        lower = np.linalg.cholesky(left)
        half = np.linalg.solve(lower, found.h[columns])
        quad = max(found.yy - float(half @ half), 1e-12 * max(found.yy, 1e-300))
        free = self.made.size - 1
        logs = 2 * float(np.log(np.diag(lower)).sum()) + found.logdet
        levels = {"ratee": len(self.made.ratees), "unit": len(self.made.units)}
        logs += sum(2 * levels[name] * x[name] for name in x if name in levels)
        return free * (1 + math.log(2 * math.pi * quad / free)) + logs, quad


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
    inverse: Floats
    unit_severity: Floats
    unit_se: Floats
    rater_severity: Floats
    rater_se: Floats

    @property
    def covariance(self) -> Floats:
        """Prediction error covariance of the ratees' effects, from the full inverse."""
        people = len(self.absorbed.made.ratees)
        residual = self.variances["residual"] or 0.0
        if "ratee" not in self.log_ratios:
            return np.zeros((people, people))
        return np.asarray(residual * self.inverse[:people, :people])


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
    found = [
        minimise(
            call,
            np.array(start),
            low=LOW,
            high=HIGH,
            h=STEP,
            floor=FLOOR,
            tolerance=TOLERANCE,
        )
        for start in starts[:2]
    ]
    x, value = min(found, key=lambda one: one[1])
    return dict(zip(effects, x.tolist(), strict=True)), value


def _solved(absorbed: Absorbed, effects: tuple[str, ...], x: dict[str, float], value: float) -> Fit:
    made = absorbed.made
    quad = absorbed.criterion(x)[1]
    residual = quad / (made.size - 1)
    ratio = math.exp(-2 * x["rater"]) if "rater" in x else None
    system, columns = absorbed.system(ratio), absorbed.columns(tuple(x))
    left = system.s[np.ix_(columns, columns)] + np.diag(absorbed.ridge(x, columns))
    inverse = np.linalg.inv(left)
    inverse = (inverse + inverse.T) / 2
    solution = inverse @ system.h[columns]
    full = np.zeros(len(absorbed.m))
    full[columns] = solution
    people, units = len(made.ratees), len(made.units)
    unit_se = np.zeros(units)
    if "unit" in x:
        unit_se = np.sqrt(residual * np.diag(inverse)[-units:])
    severity, rater_se = _raters(absorbed, ratio, residual, full, columns, inverse)
    variances: dict[str, float | None] = dict.fromkeys(EFFECTS)
    variances |= {name: residual * math.exp(2 * x[name]) if name in x else 0.0 for name in effects}
    return Fit(
        absorbed,
        x,
        {**variances, "residual": residual},
        value,
        float(full[people]),
        full[:people],
        inverse,
        -full[people + 1 :],
        unit_se,
        severity,
        rater_se,
    )


def _raters(
    absorbed: Absorbed,
    ratio: float | None,
    residual: float,
    full: Floats,
    columns: NDArray[np.int64],
    inverse: Floats,
) -> tuple[Floats, Floats]:
    """Severities and their errors, back from the absorbed equations."""
    count = len(absorbed.made.raters)
    if ratio is None:
        return np.zeros(count), np.zeros(count)
    weight = absorbed.per_rater + ratio
    b = absorbed.b[:, columns]
    severity = -(absorbed.y_of - absorbed.b @ full) / weight
    spread = 1 / weight + np.einsum("ij,jk,ik->i", b, inverse, b, optimize=True) / weight**2
    return severity, np.sqrt(residual * spread)


def _nothing_varies(absorbed: Absorbed, effects: tuple[str, ...]) -> Fit:
    """Every ballot is the same: no variance, nobody differs."""
    made = absorbed.made
    variances: dict[str, float | None] = dict.fromkeys(EFFECTS)
    variances |= dict.fromkeys(effects, 0.0)
    people, units, raters = len(made.ratees), len(made.units), len(made.raters)
    return Fit(
        absorbed,
        {},
        {**variances, "residual": 0.0},
        -math.inf,
        float(made.y[0]),
        np.zeros(people),
        np.zeros((1, 1)),
        np.zeros(units),
        np.zeros(units),
        np.zeros(raters),
        np.zeros(raters),
    )
