"""One town against the others: equal to a regression with a mark for the case, level held."""

import numpy as np
import pytest

from dunmiao.engines.appraisal.impact import CANNOT_TELL, TELLS, Panel
from dunmiao.engines.appraisal.towns import town_changes


def panel(seed: int, *, treated: int = 3, towns: int = 15, effect: float = 0.0) -> Panel:
    lot = np.random.default_rng(seed)
    y = 5 + lot.normal(0, 0.5, (towns, 1)) + lot.normal(0, 0.1, (1, 8))
    y = y + lot.normal(0, 0.05, (towns, 8))
    y[:treated, 5:] += effect
    first = [5 if row < treated else None for row in range(towns)]
    return Panel([str(row) for row in range(towns)], [str(at) for at in range(8)], np.exp(y), first)


def test_it_equals_a_regression_of_the_changes_on_a_mark_for_the_case() -> None:
    """The t of a dummy in least squares, an independent way to the same interval."""
    given = panel(1, treated=1)
    (found,) = town_changes(given)
    y = np.log(given.values)
    change = y[:, 5:].mean(axis=1) - y[:, :5].mean(axis=1)
    design = np.column_stack([np.ones(15), np.arange(15) == 0]).astype(float)
    fitted, rest, *_ = np.linalg.lstsq(design, change, rcond=None)
    error = np.sqrt(rest[0] / 13 * np.linalg.inv(design.T @ design)[1, 1])
    assert found.estimate == pytest.approx(fitted[1], abs=1e-12)
    t975_of_13 = 2.1603686564610127  # published table of Student's t
    assert found.high - found.estimate == pytest.approx(t975_of_13 * error, rel=1e-9)
    assert found.change - found.others == pytest.approx(found.estimate, abs=1e-12)
    assert found.compared == 14


def test_boards_without_an_effect_alarm_once_in_twenty() -> None:
    boards = [town_changes(panel(seed, treated=5, towns=25)) for seed in range(600)]
    outside = sum(any(one.low > 0 or one.high < 0 for one in board) for board in boards)
    # Towns share their comparison towns, so that alarms come together: never more than agreed on.
    assert 0.02 < outside / len(boards) < 0.075
    assert sum(any(one.verdict == TELLS for one in board) for board in boards) <= outside
    assert all(len(board) == 5 for board in boards)


def test_a_town_that_rose_all_along_is_not_told() -> None:
    told = plain = 0
    for seed in range(100):
        given = panel(seed, treated=1, towns=25)
        given.values[0] *= np.exp(0.08 * np.arange(8))
        (one,) = town_changes(given)
        told += one.verdict == TELLS
        plain += one.low > 0
        assert one.bearable * 4 == pytest.approx(max(0.0, one.low, -one.high))
    assert plain > 90
    assert told <= 10


def test_what_is_large_is_told_and_what_is_lacking_is_left_out() -> None:
    given = panel(3, effect=0.5)
    assert [one.verdict for one in town_changes(given)] == [TELLS] * 3
    values = given.values.copy()
    values[0, :5] = np.nan  # nothing before the start
    values[1, 2] = np.nan  # one period lacks: compared over the others
    values[9, 6] = np.nan  # a comparison town that lacks a period is not used
    found = town_changes(Panel(given.towns, given.periods, values, given.first))
    assert [one.town for one in found] == ["1", "2"]
    assert {one.compared for one in found} == {11}
    nobody = Panel(given.towns[:4], given.periods, given.values[:4], given.first[:4])
    assert town_changes(nobody) == []
    small = panel(4, effect=0.001)
    assert all(one.verdict == CANNOT_TELL for one in town_changes(small))
    assert all(one.detectable > one.high - one.estimate for one in town_changes(small))
