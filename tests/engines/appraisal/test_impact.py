"""Difference-in-differences: means by hand, full dummies, known quantiles, coverage, power."""

import numpy as np
import pytest
from scipy import stats

from dunmiao.engines.appraisal.gaps import NoComparison
from dunmiao.engines.appraisal.impact import (
    CANNOT_TELL,
    TELLS,
    Panel,
    did,
    placebos,
)
from dunmiao.engines.appraisal.student import student


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


def test_with_gaps_and_staggered_growing_effects_it_is_their_mean() -> None:
    """Without noise the effects come back to the last digit; a regression on dummies of towns and
    periods takes towns that began earlier for comparison and does not find them."""
    lot = np.random.default_rng(2)
    panel = towns(lot, noise=0.0, count=20, treated=6, periods=10)
    first = [2 + 2 * (row // 2) if row < 6 else None for row in range(20)]
    y = np.log(panel.values)
    since = np.array(
        [[t - f if f is not None and t >= f else np.nan for t in range(10)] for f in first]
    )
    effect = np.where(np.isnan(since), 0.0, 0.02 * (since + 1))
    y = y + effect
    y[lot.random(y.shape) < 0.1] = np.nan
    found = did(Panel(panel.towns, panel.periods, np.exp(y), first))
    own = [
        np.nanmean(np.where(np.isnan(y[r]) | np.isnan(since[r]), np.nan, effect[r]))
        for r in range(6)
    ]
    assert found.estimate == pytest.approx(float(np.mean(own)), abs=1e-10)
    rows, cols = np.nonzero(~np.isnan(y))
    x = np.column_stack([
        ~np.isnan(since)[rows, cols], rows[:, None] == np.arange(20), cols[:, None] == np.arange(1, 10)
    ])  # fmt: skip
    dummies, *_ = np.linalg.lstsq(x.astype(float), y[rows, cols], rcond=None)
    assert dummies[0] < 0.9 * found.estimate


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
    held, beyond, told, seen, size = 0, 0, 0, 0, []
    for _ in range(sets):
        found = did(towns(lot), draws=19)
        assert found.beyond is not None
        held += found.low <= 0 <= found.high
        beyond += found.beyond[0] <= 0 <= found.beyond[1]
        told += found.verdict == TELLS
        size.append(found.detectable)
    least = float(np.median(size))
    for _ in range(sets):
        seen += did(towns(lot, effect=least), draws=19).verdict == TELLS
    assert 0.89 <= held / sets <= 0.99
    assert 0.89 <= beyond / sets <= 0.99
    assert told / sets <= 0.06
    assert 0.65 <= seen / sets <= 0.9


@pytest.mark.parametrize("trend", [0.01, 0.02])
def test_a_trend_is_not_called_an_effect(trend: float) -> None:
    """Where the interval alone would, nearly always."""
    told = plain = 0
    for seed in range(24):
        found = did(rising(towns(np.random.default_rng(seed), periods=12, start=8), trend), draws=1)
        told += found.verdict == TELLS
        plain += found.low > 0
        if found.low > 0:
            # So much of a difference of trends it bears: with it taken away nought is at the edge.
            assert found.bearable * 6 == pytest.approx(found.low)
        else:
            assert found.bearable == 0
    assert plain > 20
    assert told <= 2


def rising(panel: Panel, trend: float) -> Panel:
    """The towns that received somebody rise by so much a period more than the others, always."""
    values = panel.values.copy()
    own = [row for row, first in enumerate(panel.first) if first is not None]
    values[own] *= np.exp(trend * np.arange(values.shape[1]))
    return Panel(panel.towns, panel.periods, values, panel.first)


def test_starts_that_were_none_tell_nothing_and_a_hidden_earlier_start_does() -> None:
    given = towns(np.random.default_rng(8), periods=12, start=9, noise=0.02, effect=0.2)
    found = placebos(given)
    assert len(found) == 7
    assert [one.verdict for one in found] == [CANNOT_TELL] * 7
    early = given.values.copy()
    early[:11, 6:9] *= np.exp(0.2)
    told = placebos(Panel(given.towns, given.periods, early, given.first))
    assert told[2].verdict == TELLS
    one = towns(np.random.default_rng(8), periods=4, start=2)
    assert placebos(one) == []


def test_one_period_before_shows_no_trend_and_so_tells_nothing() -> None:
    found = did(towns(np.random.default_rng(9), effect=0.5, periods=3, start=1))
    assert found.low > 0
    assert (found.verdict, found.beyond, found.trend) == (CANNOT_TELL, None, None)


def test_indicators_looked_at_together_share_the_level() -> None:
    given = towns(np.random.default_rng(10))
    alone, among = did(given), did(given, looks=6)
    assert among.high - among.low > 1.3 * (alone.high - alone.low)
    assert among.estimate == alone.estimate


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
    assert did(rising(given, 0.1), draws=1).bent
