"""Dominance and shares of weightings: exact, against drawn weights, and their symmetries."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.engines.appraisal.evidence import (
    Measure,
    composite,
    dominates,
    share_ahead,
    share_ahead_with_error,
)

Values = dict[str, float]
people = st.lists(st.integers(-4, 4), min_size=5, max_size=5)


def of(numbers: list[int]) -> Values:
    return {f"c{n}": float(value) for n, value in enumerate(numbers)}


def test_two_criteria_by_hand() -> None:
    """a leads by 3 in one and trails by 1 in the other: ahead while w·3 > (1-w)·1, w > 1/4."""
    assert share_ahead({"x": 3.0, "y": 0.0}, {"x": 0.0, "y": 1.0}) == Fraction(3, 4)


@given(people, people)
def test_the_two_shares_sum_to_one(a: list[int], b: list[int]) -> None:
    assert share_ahead(of(a), of(b)) + share_ahead(of(b), of(a)) == 1


@given(people, people)
def test_dominance_is_every_weighting_and_nothing_else(a: list[int], b: list[int]) -> None:
    one, other = of(a), of(b)
    assert dominates(one, other) == (share_ahead(one, other) == 1)


@given(people, people, st.permutations(range(5)), st.integers(1, 9))
def test_order_and_scale_change_nothing(
    a: list[int], b: list[int], order: list[int], scale: int
) -> None:
    turned = share_ahead(of([scale * a[n] for n in order]), of([scale * b[n] for n in order]))
    assert turned == share_ahead(of(a), of(b))


@pytest.mark.parametrize("seed", range(8))
def test_against_drawn_weights(seed: int) -> None:
    lot = np.random.default_rng(seed)
    size = int(lot.integers(2, 7))
    difference = lot.integers(-5, 6, size=size)
    if not difference.any():
        difference[0] = 1
    weights = lot.dirichlet(np.ones(size), size=200_000)
    drawn = float((weights @ difference > 0).mean())
    exact = share_ahead(of(difference.tolist()), of([0] * size))
    assert float(exact) == pytest.approx(drawn, abs=0.006)


def test_errors_draw_the_share_to_the_middle() -> None:
    a = {"x": Measure(1.0, 0.0), "y": Measure(1.0, 0.0)}
    sure = {key: Measure(0.0, 0.0) for key in a}
    vague = {key: Measure(0.0, 5.0) for key in a}
    assert share_ahead_with_error(a, sure) == 1.0
    assert 0.5 < share_ahead_with_error(a, vague, seed=1) < 0.8


def test_a_composite_shows_its_weights_and_its_error() -> None:
    rows = {
        "甲": {"x": Measure(2.0, 0.5), "y": Measure(10.0)},
        "乙": {"x": Measure(0.0, 0.5), "y": Measure(10.0)},
    }
    found = composite(rows, {"x": Fraction(3, 5), "y": Fraction(2, 5)})
    assert [one.person for one in found] == ["甲", "乙"]
    assert found[0].value == pytest.approx(-found[1].value)
    assert found[0].value == pytest.approx(0.6 * 1 / 2**0.5)
    assert found[0].low < found[0].value < found[0].high
    with pytest.raises(ValueError, match="sum to 1"):
        composite(rows, {"x": Fraction(1, 2), "y": Fraction(1, 3)})
    with pytest.raises(ValueError, match="criteria"):
        composite(rows, {"x": Fraction(1)})
    with pytest.raises(ValueError, match="criteria"):
        share_ahead({"x": 1.0}, {"y": 1.0})
