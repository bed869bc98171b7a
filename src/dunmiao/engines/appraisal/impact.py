"""Did towns that received somebody change more than comparable ones? Difference-in-differences.

y = town + period + effect · (town received somebody by then) + error, on a logarithmic scale,
so that an effect is a share. Errors of one town hang together: the variance is clustered by town
(CR1; Liang & Zeger 1986). Few treated towns make such errors too small (MacKinnon & Webb 2017):
t has the degrees of freedom of two groups of so many towns (Welch 1947), and a permutation over
towns stands beside the interval. The smallest effect that the design could have seen is always told with the estimate:
what is not seen is not shown to be absent. Towns are chosen, not drawn: no cause is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LEVEL, POWER = 0.05, 0.8
FEWEST_TREATED, FEWEST_OTHERS, FEWEST_PERIODS = 2, 2, 2
TELLS, CANNOT_TELL = "TELLS", "CANNOT_TELL"


class NoComparison(ValueError):
    """Too few towns or periods on either side: nothing can be compared."""


@dataclass(frozen=True)
class Panel:
    """`values` is (towns × periods) of what is compared, above zero, NaN where unknown;
    `first` the number of the period in which a town received somebody, None for the others."""

    towns: Sequence[str]
    periods: Sequence[str]
    values: Floats
    first: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """The difference from the period before the start, so many periods after it."""

    after: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """A share: .03 is 3 % more than the comparison towns; `detectable` is the smallest effect
    that such data should show in four cases of five by its reckoned error; in simulations of
    eleven towns among seventy it was seen in about three of four (docs/measurements.md). `bent`:
    before the start the towns went another way already, by more than chance among so many periods
    (Šidák)."""

    estimate: float
    error: float
    low: float
    high: float
    permutation: float
    detectable: float
    verdict: str
    treated: int
    others: int
    observations: int
    series: tuple[Step, ...]
    bent: bool


def did(panel: Panel, *, draws: int = 999, seed: int = 0) -> Effect:
    """The effect with its interval, permutation p and the smallest effect to be seen."""
    y, treated = _checked(panel)
    known = ~np.isnan(y)
    design = _design(known)
    basis = _basis(design)
    estimate, error = _fit(y, treated, known, design, basis)
    has = np.asarray(treated.any(axis=1))[np.asarray(known.any(axis=1))]
    freedom = _freedom(int(has.sum()), int((~has).sum()))
    wide = student(1 - LEVEL / 2, freedom)
    chance = _permuted(y, treated, known, basis, estimate, draws, seed)
    low, high = estimate - wide * error, estimate + wide * error
    tells = low > 0 or high < 0
    series = tuple(_series(panel, y, known, basis, wide))
    return Effect(
        estimate=estimate,
        error=error,
        low=low,
        high=high,
        permutation=chance,
        detectable=(wide + student(POWER, freedom)) * error,
        verdict=TELLS if tells else CANNOT_TELL,
        treated=int(has.sum()),
        others=int((~has).sum()),
        observations=int(known.sum()),
        series=series,
        bent=_is_bent(series, wide, freedom),
    )


def _checked(panel: Panel) -> tuple[Floats, Bools]:
    """(logarithms, who had somebody when); NoComparison where either side is too thin."""
    values = np.asarray(panel.values, dtype=float)
    if values.shape != (len(panel.towns), len(panel.periods)):
        raise ValueError(f"values {values.shape} for {len(panel.towns)} × {len(panel.periods)}")
    if (values[~np.isnan(values)] <= 0).any():
        raise ValueError("values must be above zero for logarithms")
    treated = np.zeros(values.shape, dtype=bool)
    for row, first in enumerate(panel.first):
        if first is not None:
            treated[row, first:] = True
    used = [row for row in range(len(panel.towns)) if not np.isnan(values[row]).all()]
    having = [row for row in used if panel.first[row] is not None]
    thin = len(having) < FEWEST_TREATED or len(used) - len(having) < FEWEST_OTHERS
    if thin or len(panel.periods) < FEWEST_PERIODS:
        raise NoComparison
    if any(panel.first[row] == 0 for row in having):
        raise NoComparison  # without a period before there is nothing to compare with
    return np.log(values), treated


def _design(known: Bools) -> Floats:
    """Columns of towns and periods (but the first), for the known cells in order."""
    rows, periods = np.nonzero(known)
    towns = np.unique(rows)
    kept = np.unique(periods)[1:]
    return np.hstack([rows[:, None] == towns, periods[:, None] == kept]).astype(float)


def _basis(design: Floats) -> Floats:
    """Orthonormal columns that span the design, whatever of it is redundant."""
    left, sizes, _ = np.linalg.svd(design, full_matrices=False)
    return np.asarray(left[:, sizes > sizes[0] * 1e-10])


def _rest(basis: Floats, columns: Floats) -> Floats:
    """What of the columns the towns and periods do not explain (Frisch & Waugh 1933)."""
    return np.asarray(columns - basis @ (basis.T @ columns))


def _freedom(having: int, others: int) -> float:
    """Of a difference of two means whose spreads are estimated apart."""
    a, b = 1 / having, 1 / others
    return (a + b) ** 2 / (a**2 / (having - 1) + b**2 / (others - 1))


def _fit(
    y: Floats, treated: Bools, known: Bools, design: Floats, basis: Floats
) -> tuple[float, float]:
    """(effect, clustered error)."""
    left = _rest(basis, np.column_stack([treated[known].astype(float), y[known]]))
    d, out = left[:, 0], left[:, 1]
    squared = float(d @ d)
    if squared < 1e-10:
        raise NoComparison
    estimate = float(d @ out) / squared
    scores = np.bincount(np.nonzero(known)[0], weights=d * (out - estimate * d))
    towns = len(np.unique(np.nonzero(known)[0]))
    n, periods = len(d), design.shape[1] - towns + 1
    # Towns are nested in the clusters and cost no degree of freedom; periods do.
    factor = towns / (towns - 1) * (n - 1) / (n - 1 - periods)
    return estimate, float(np.sqrt(factor * (scores**2).sum())) / squared


def _permuted(
    y: Floats,
    treated: Bools,
    known: Bools,
    basis: Floats,
    estimate: float,
    draws: int,
    seed: int,
) -> float:
    """How often as large an effect appears when who received somebody is dealt at random."""
    lot = np.random.default_rng(seed)
    out = _rest(basis, y[known])
    rows = np.flatnonzero(known.any(axis=1))
    deals = np.empty((known.sum(), draws))
    for draw in range(draws):
        dealt = treated.copy()
        dealt[rows] = treated[lot.permutation(rows)]
        deals[:, draw] = dealt[known]
    left = _rest(basis, deals)
    squared = np.einsum("ij,ij->j", left, left)
    found = np.abs(left.T @ out) / np.maximum(squared, 1e-300)
    found[squared < 1e-10] = 0.0
    return float((1 + (found >= abs(estimate) - 1e-12).sum()) / (draws + 1))


def _series(panel: Panel, y: Floats, known: Bools, basis: Floats, wide: float) -> list[Step]:
    """Each distance from the start against the period before it, all in one fit: before the
    start the lines should lie at nought."""
    first = np.array([-1 if at is None else at for at in panel.first])
    distance = np.arange(y.shape[1])[None, :] - first[:, None]
    inside = known & (first >= 0)[:, None]
    steps = sorted({int(one) for one in distance[inside]} - {-1})
    columns = np.column_stack([(inside & (distance == step))[known] for step in steps])
    left = _rest(basis, np.column_stack([columns.astype(float), y[known]]))
    x, out = left[:, :-1], left[:, -1]
    inverse = np.linalg.pinv(x.T @ x)
    found = inverse @ (x.T @ out)
    rest = (out - x @ found)[:, None] * x
    rows = np.nonzero(known)[0]
    scores = np.array([np.bincount(rows, weights=column) for column in rest.T]).T
    towns = len(np.unique(rows))
    error = np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse) * towns / (towns - 1))
    return [
        Step(step, float(at), float(at - wide * size), float(at + wide * size))
        for step, at, size in zip(steps, found, error, strict=True)
    ]


def _is_bent(series: Sequence[Step], wide: float, freedom: float) -> bool:
    before = [step for step in series if step.after < -1]
    if not before:
        return False
    level = 1 - (1 - LEVEL) ** (1 / len(before))
    wider = student(1 - level / 2, freedom) / wide
    return any(abs(step.estimate) > wider * (step.high - step.estimate) for step in before)


@lru_cache(maxsize=256)
def student(chance: float, freedom: float) -> float:
    """The quantile of Student's t, by bisection on its distribution (continued fraction of the
    incomplete beta function, Press et al.)."""
    low, high = 0.0, 1e3
    for _ in range(200):
        middle = (low + high) / 2
        x = freedom / (freedom + middle**2)
        below = 1 - 0.5 * _beta(freedom / 2, 0.5, x)
        low, high = (middle, high) if below < chance else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function."""
    if x in (0.0, 1.0):
        return x
    front = np.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * np.log(x) + b * np.log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return float(1 - front * _fraction(b, a, 1 - x) / b)
    return float(front * _fraction(a, b, x) / a)


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method for its continued fraction."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    out = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / (1 + even * d), 1 + even / c
        out *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / (1 + odd * d), 1 + odd / c
        step = d * c
        out *= step
        if abs(step - 1) < 1e-15:
            break
    return float(out)
