"""The crossed mixed model by REML: y = mu + ratee - rater - unit + e, one factor absorbed.

Patterson & Thompson (1971). Severities are positive where strict.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.absorbed import Absorbed, parts_of
from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Design
from dunmiao.engines.appraisal.newton import minimise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EFFECTS = ("ratee", "unit", "rater")
LOW, HIGH = -8.0, 8.0  # log of a SD over the residual's
NEARLY_NONE = -3.0  # below it, the model without the effect is tried too
STEP, TOLERANCE, FLOOR = 2e-3, 1e-7, 1e-3


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
        parts = np.array_split(np.arange(len(group.levels)), parts_of(group.columns))
        for part in parts:
            met = group.columns[part]
            around = wide[met[:, :, None], met[:, None, :]] @ group.times @ group.times
            error[group.levels[part]] = 1 / weight + around / weight**2
    return effect, error


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
