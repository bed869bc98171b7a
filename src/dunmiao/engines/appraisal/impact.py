"""Did towns that received somebody change more than comparable ones? Difference-in-differences.

On a logarithmic scale, so that an effect is a share. Towns that began together are a cohort, held
against the towns that never began over the same periods, and cohorts are averaged over their towns
(Callaway & Sant'Anna 2021, all periods before the start as the base): staggered starts and effects
that grow do not bend it. Errors of one town hang together, so a town is one observation: t has the
degrees of freedom of two groups of so many towns (Welch 1947), and a permutation over towns stands
beside the interval.

A trend is no effect. Each town is also held against the straight line of its own periods before
the start, and an effect is told only where both ways leave nought out with the same sign; how far
the trends of both sides may differ before the plain interval takes nought in stands beside it
(Rambachan & Roth 2023). The smallest effect that the design could have seen is always told with
the estimate: what is not seen is not shown to be absent. Towns are chosen, not drawn: no cause is
claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.gaps import (
    FEWEST_OTHERS,
    FEWEST_TREATED,
    Difference,
    Gap,
    NoComparison,
    between,
    beyond_line,
    change,
    row_means,
    shared,
    slope,
)
from dunmiao.engines.appraisal.student import student

Floats = NDArray[np.float64]
LEVEL, POWER = 0.05, 0.8
FEWEST_PERIODS, LEAST_LINE = 2, 2
TELLS, CANNOT_TELL = "TELLS", "CANNOT_TELL"


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
    that both intervals should show in four cases of five by their reckoned errors (simulated in
    docs/measurements.md).

    `trend` is by how much a period the lines of both sides differed before the start, `beyond` the
    interval of the effect beyond each town's own line (both None where fewer than two periods lie
    before), `bearable` the difference of trends a period up to which the plain interval leaves
    nought out, 0 where it does not. `bent`: before the start the towns went another way already,
    by more than chance among so many periods and the slope (Šidák)."""

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
    trend: float | None
    beyond: tuple[float, float] | None
    bearable: float


def did(panel: Panel, *, draws: int = 999, seed: int = 0, looks: int = 1) -> Effect:
    """The effect with its interval, permutation p and the smallest effect to be seen.

    `looks`: how many indicators are looked at together; they share the level, so that no more
    alarms come from looking at more of them.
    """
    rest, first = _checked(panel)
    level = shared(LEVEL, looks)
    plain = between(rest, first, change)
    low, high = plain.interval(level)
    lines = _lines(rest, first)
    both = [plain, *([] if lines is None else lines[:1])]
    sides = {one.leaves_out(level) for one in both}
    has = first >= 0
    return Effect(
        estimate=plain.estimate,
        error=plain.error,
        low=low,
        high=high,
        permutation=_permuted(rest, first, plain.estimate, draws, seed),
        detectable=max(one.reach(level) + one.error * student(POWER, one.freedom) for one in both),
        verdict=TELLS if lines and sides in ({1.0}, {-1.0}) else CANNOT_TELL,
        treated=int(has.sum()),
        others=int((~has).sum()),
        observations=int((~np.isnan(rest)).sum()),
        series=tuple(_series(rest, first, level)),
        bent=_is_bent(rest, first, lines),
        trend=None if lines is None else lines[1].estimate,
        beyond=None if lines is None else lines[0].interval(level),
        bearable=max(0.0, low, -high) / _distance(rest, first),
    )


def placebos(panel: Panel, *, draws: int = 99, seed: int = 0) -> list[Effect]:
    """The same comparison at starts that were none: one, two … periods too early, over the periods
    before the true start alone. None of them should tell."""
    starts = [first for first in panel.first if first is not None]
    values = np.array(panel.values, dtype=float)
    for row, first in enumerate(panel.first):
        if first is not None:
            values[row, first:] = np.nan
    out = []
    for back in range(1, max(0, min(starts, default=0) - LEAST_LINE) + 1):
        moved = [None if first is None else first - back for first in panel.first]
        out.append(did(replace(panel, values=values, first=moved), draws=draws, seed=seed))
    return out


def _checked(panel: Panel) -> tuple[Floats, NDArray[np.int64]]:
    """(logarithms less the periods' own height among the towns that never began, start or -1) of
    the towns with a figure; NoComparison where either side is too thin."""
    values = np.asarray(panel.values, dtype=float)
    if values.shape != (len(panel.towns), len(panel.periods)):
        raise ValueError(f"values {values.shape} for {len(panel.towns)} × {len(panel.periods)}")
    if (values[~np.isnan(values)] <= 0).any():
        raise ValueError("values must be above zero for logarithms")
    used = ~np.isnan(values).all(axis=1)
    first = np.array([-1 if at is None else at for at in panel.first])[used]
    thin = (first >= 0).sum() < FEWEST_TREATED or (first < 0).sum() < FEWEST_OTHERS
    # Without a period before there is nothing to compare with.
    if thin or len(panel.periods) < FEWEST_PERIODS or (first == 0).any():
        raise NoComparison
    y = np.log(values[used])
    return y - _heights(y[first < 0]), first


def _heights(y: Floats) -> Floats:
    """The periods' heights by least squares on towns and periods; NaN where no town is known."""
    rows, periods = np.nonzero(~np.isnan(y))
    columns = np.hstack(
        [rows[:, None] == np.arange(len(y)), periods[:, None] == np.arange(y.shape[1])]
    )
    found = np.linalg.lstsq(columns.astype(float), y[rows, periods], rcond=None)[0][len(y) :]
    return np.where(np.isnan(y).all(axis=0), np.nan, found)


def _lines(rest: Floats, first: NDArray[np.int64]) -> tuple[Difference, Difference] | None:
    """(beyond the lines, slopes before); None where too few towns have a line."""
    try:
        return between(rest, first, beyond_line), between(rest, first, slope)
    except NoComparison:
        return None


def _distance(rest: Floats, first: NDArray[np.int64]) -> float:
    """Periods between the middle of what lies before and of what lies after, mean over towns."""
    when = np.where(np.isnan(rest), np.nan, np.arange(rest.shape[1], dtype=float))
    found = [change(when[[row]], int(first[row]))[0] for row in np.flatnonzero(first >= 0)]
    return float(np.nanmean(found))


def _permuted(
    rest: Floats, first: NDArray[np.int64], estimate: float, draws: int, seed: int
) -> float:
    """How often as large an effect appears when who received somebody is dealt at random."""
    lot = np.random.default_rng(seed)
    starts, counts = np.unique(first[first >= 0], return_counts=True)
    by_start = np.column_stack([change(rest, int(start)) for start in starts])
    dealt = lot.permuted(np.tile(first, (draws, 1)), axis=1)
    own = by_start[np.arange(len(first)), np.searchsorted(starts, dealt)]
    others = np.broadcast_to(by_start @ (counts / counts.sum()), own.shape)
    found = row_means(np.where(dealt >= 0, own, np.nan)) - row_means(
        np.where(dealt < 0, others, np.nan)
    )
    reached = (np.abs(found) >= abs(estimate) - 1e-12).sum()
    return float((1 + reached) / (draws + 1))


def _series(rest: Floats, first: NDArray[np.int64], level: float) -> list[Step]:
    """Each distance from the start against the period before it: before the start the lines
    should lie at nought."""
    out = []
    began = first[first >= 0]
    for after in range(-int(began.max()), rest.shape[1] - int(began.min())):
        inside = (first < 0) | ((first + after >= 0) & (first + after < rest.shape[1]))
        try:
            found = between(rest[inside], first[inside], _step(after))
        except NoComparison:
            continue
        out.append(Step(after, found.estimate, *found.interval(level)))
    return out


def _step(after: int) -> Gap:
    """One period less the one before the start; the latter itself is nothing to tell."""

    def gap(values: Floats, start: int) -> Floats:
        if after == -1:
            return np.full(len(values), np.nan)
        return np.asarray(values[:, start + after] - values[:, start - 1])

    return gap


def _is_bent(
    rest: Floats, first: NDArray[np.int64], lines: tuple[Difference, Difference] | None
) -> bool:
    """Any period before the start, or the slope, by more than chance among all of them."""
    if lines is None:
        return False
    early = int(first.max()) - 1
    level = shared(LEVEL, early + 1)
    before = [step for step in _series(rest, first, level) if step.after < -1]
    bent = any(step.low > 0 or step.high < 0 for step in before)
    return bent or lines[1].leaves_out(level) != 0
