"""Difference-in-differences: means by hand, full dummies, known quantiles, coverage, power."""

import numpy as np
import pytest
from scipy import stats

from dunmiao.engines.appraisal.impact import (
    CANNOT_TELL,
    TELLS,
    NoComparison,
    Panel,
    did,
    student,
)


def towns(
    lot: np.random.Generator, *, effect: float = 0.0, noise: float = 0.05, count: int = 70,
    treated: int = 11, periods: int = 6, start: int = 4,
) -> Panel:  # fmt: skip
    """Towns with levels, common periods and errors that hang together (AR .4)."""
    level, common = lot.normal(3, 0.5, count), np.cumsum(lot.normal(0.02, 0.01, periods))
    error = np.zeros((count, periods))
    fresh = lot.normal(0, noise, (count, periods))
    error[:, 0] = fresh[:, 0]
    for t in range(1, periods):
        error[:, t] = 0.4 * error[:, t - 1] + np.sqrt(1 - 0.16) * fresh[:, t]
    y = level[:, None] + common + error
    y[:treated, start:] += effect
    first = [start if row < treated else None for row in range(count)]
    return Panel([f"镇{n}" for n in range(count)], [str(t) for t in range(periods)],
                 np.exp(y), first)  # fmt: skip


def test_a_balanced_panel_is_the_difference_of_differences_of_means() -> None:
    panel = towns(np.random.default_rng(1), effect=0.1)
    y = np.log(panel.values)
    change = y[:, 4:].mean(axis=1) - y[:, :4].mean(axis=1)
    assert did(panel).estimate == pytest.approx(change[:11].mean() - change[11:].mean(), abs=1e-12)


def test_with_gaps_and_other_starts_it_is_the_regression_on_all_dummies() -> None:
    lot = np.random.default_rng(2)
    panel = towns(lot, effect=0.05, count=20, treated=6)
    values = panel.values.copy()
    values[lot.random(values.shape) < 0.15] = np.nan
    first = [2 + row % 4 if row < 6 else None for row in range(20)]
    found = did(Panel(panel.towns, panel.periods, values, first))
    rows, cols = np.nonzero(~np.isnan(values))
    d = np.array([first[r] is not None and c >= first[r] for r, c in zip(rows, cols, strict=True)])
    x = np.column_stack([d, rows[:, None] == np.arange(20), cols[:, None] == np.arange(1, 6)])
    x = x.astype(float)
    y = np.log(values[rows, cols])
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    assert found.estimate == pytest.approx(beta[0], abs=1e-10)
    rest, bread = y - x @ beta, np.linalg.pinv(x.T @ x)
    meat = sum(np.outer(s := x[rows == town].T @ rest[rows == town], s) for town in range(20))
    n = len(y)
    factor = 20 / 19 * (n - 1) / (n - 1 - 6)
    assert found.error == pytest.approx(np.sqrt(factor * (bread @ meat @ bread)[0, 0]), abs=1e-10)
    assert found.observations == n


def test_quantiles_of_student() -> None:
    for freedom in (1, 2, 9, 69, 500):
        for chance in (0.8, 0.95, 0.975, 0.999):
            assert student(chance, freedom) == pytest.approx(stats.t.ppf(chance, freedom), rel=1e-9)


def test_a_clear_effect_is_told_and_none_is_not_called_absent() -> None:
    clear = did(towns(np.random.default_rng(3), effect=0.2))
    assert clear.verdict == TELLS
    assert clear.low < 0.2 < clear.high
    assert clear.permutation <= 0.01
    nothing = did(towns(np.random.default_rng(4)))
    assert nothing.verdict == CANNOT_TELL
    assert nothing.detectable > 0.02, "what such data could have seen stands beside it"


def test_lines_before_the_start_lie_at_nought() -> None:
    found = did(towns(np.random.default_rng(5), effect=0.2))
    by_step = {step.after: step for step in found.series}
    assert sorted(by_step) == [-4, -3, -2, 0, 1]
    assert all(by_step[s].low < 0.02 and by_step[s].high > -0.02 for s in (-4, -3, -2))
    assert by_step[0].estimate == pytest.approx(0.2, abs=0.06)


def test_intervals_cover_and_the_smallest_effect_is_seen_as_often_as_said() -> None:
    """Eleven of seventy towns, six periods: the cells of the design table."""
    lot, sets = np.random.default_rng(6), 150
    held, seen, size = 0, 0, []
    for _ in range(sets):
        found = did(towns(lot), draws=19)
        held += found.low <= 0 <= found.high
        size.append(found.detectable)
    least = float(np.median(size))
    assert least == pytest.approx(0.044, abs=0.008)
    for _ in range(sets):
        found = did(towns(lot, effect=least), draws=19)
        seen += found.low > 0
    assert 0.89 <= held / sets <= 0.99
    assert 0.7 <= seen / sets <= 0.9


def test_where_nothing_can_be_compared() -> None:
    panel = towns(np.random.default_rng(7), count=4, treated=1)
    with pytest.raises(NoComparison):
        did(panel)
    with pytest.raises(NoComparison):
        did(Panel(panel.towns, panel.periods, panel.values, [2, 2, 2, None]))
    with pytest.raises(NoComparison):
        did(Panel(panel.towns, panel.periods, panel.values, [0, 3, None, None]))
    with pytest.raises(ValueError, match="above zero"):
        did(Panel(panel.towns, panel.periods, -panel.values, [2, 2, None, None]))
    with pytest.raises(ValueError, match="for 4"):
        did(Panel(panel.towns, panel.periods[:2], panel.values, [2, 2, None, None]))


def test_another_way_before_the_start_is_told_and_chance_is_not() -> None:
    lot = np.random.default_rng(5)
    alarms = sum(did(towns(lot, noise=0.05), draws=1).bent for _ in range(200))
    assert alarms <= 24  # one in twenty, and room for chance
    given = towns(lot, noise=0.02)
    rising = given.values.copy()
    for row, first in enumerate(given.first):
        if first is not None:
            rising[row] *= np.exp(0.1 * np.arange(rising.shape[1]))
    assert did(Panel(given.towns, given.periods, rising, given.first), draws=1).bent
