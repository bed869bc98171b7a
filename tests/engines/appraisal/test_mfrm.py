"""The many-facet model: known values, its gradient, a known truth, and what has no scale."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from dunmiao.engines.appraisal import rated as arrays
from dunmiao.engines.appraisal.design import Vote
from dunmiao.engines.appraisal.facets import Likelihood
from dunmiao.engines.appraisal.mfrm import NoScale, mfrm
from dunmiao.engines.appraisal.rated import Ratings
from dunmiao.engines.appraisal.region import NotConverged, minimise
from tests.engines.appraisal.public_data import public

ITEMS = ("德", "能", "勤", "绩")


def drawn(lot: np.random.Generator, *, ratees: int, raters: int) -> tuple[list[Vote], np.ndarray]:
    """Ratings from the model itself, with the true severities."""
    theta = lot.normal(0, 1.2, ratees)
    severity = lot.normal(0, 0.8, raters)
    severity -= severity.mean()
    hard = np.array([-0.4, -0.1, 0.1, 0.4])
    risen = np.cumsum([0.0, -1.5, 0.0, 1.5])
    votes = []
    for p in range(ratees):
        for r in range(raters):
            for i, item in enumerate(ITEMS):
                logs = np.arange(4) * (theta[p] - severity[r] - hard[i]) - risen
                chances = np.exp(logs - logs.max())
                grade = lot.choice(4, p=chances / chances.sum())
                votes.append(Vote(f"p{p:03d}", f"r{r:02d}", "", item, float(grade)))
    return votes, severity


def test_known_values_of_public_ratings() -> None:
    """TAM (Robitzsch et al.) on data.ratings1: rating scale, raters and criteria fixed."""
    rows = csv.DictReader(io.StringIO(public("ratings1.csv")))
    found = mfrm(
        Vote(row["idstud"], row["rater"], "", item, float(row[item]))
        for row in rows
        for item in ("k1", "k2", "k3", "k4", "k5")
    )
    assert found.deviance == pytest.approx(2573.23349, abs=1e-3)
    assert found.variance == pytest.approx(3.89427829, abs=1e-5)
    assert found.mean == pytest.approx(-0.163001, abs=1e-5)
    known = (1.0036292, 0.5082285, 0.4126475, -0.7508735, -0.0870526, -0.7643645, -0.3222146)
    assert list(found.severity.values()) == pytest.approx(known, abs=1e-5)
    assert found.steps == pytest.approx((-2.8440857, 0.1045029, 2.7395828), abs=1e-5)
    # The reference stops earlier on the items; its deviance is not lower than ours.
    hard = (-0.4038753, 0.3425698, -0.2664259, 0.2270869, 0.1006445)
    assert list(found.difficulty.values()) == pytest.approx(hard, abs=2e-4)
    assert found.reliability == pytest.approx(0.8853253, abs=2e-5)
    assert found.is_ordered


def test_the_gradient_is_the_derivative_and_so_is_its_turn() -> None:
    lot = np.random.default_rng(2)
    votes, _ = drawn(lot, ratees=6, raters=4)
    lost = [vote for vote in votes if lot.random() > 0.2]  # patterns with some items only
    likelihood = Likelihood(Ratings(lost))
    x = lot.normal(0, 0.4, sum(likelihood.sizes) + 2)
    here = likelihood(x)
    steps = np.eye(len(x)) * 1e-5
    numeric = [(likelihood(x + e).value - likelihood(x - e).value) / 2e-5 for e in steps]
    np.testing.assert_allclose(here.gradient, numeric, atol=1e-9)
    curved = [(likelihood(x + e).gradient - likelihood(x - e).gradient) / 2e-5 for e in steps]
    turned = np.array([here.turned(e) for e in np.eye(len(x))])
    np.testing.assert_allclose(turned, curved, atol=1e-7)  # single precision
    np.testing.assert_allclose(turned, turned.T, atol=1e-7)


def test_full_and_sparse_tables_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lot = np.random.default_rng(4)
    votes, _ = drawn(lot, ratees=30, raters=9)
    some = [vote for vote in votes if (int(vote.ratee[1:]) + int(vote.rater[1:])) % 3]
    full = Likelihood(Ratings(some))
    monkeypatch.setattr(arrays, "DENSE", 0)
    monkeypatch.setattr(arrays, "BLOCK", 40)
    sparse = Likelihood(Ratings(some))
    assert len(full.rated.table.starts) == 3  # three sets of raters, ten people each
    x, v = lot.normal(0, 0.4, (2, sum(full.sizes) + 2))
    one, other = full(x), sparse(x)
    assert one.value == pytest.approx(other.value, abs=1e-12)
    np.testing.assert_allclose(one.gradient, other.gradient, atol=1e-12)
    np.testing.assert_allclose(one.turned(v), other.turned(v), atol=1e-7)


def test_the_likelihood_is_the_sum_over_the_grid_written_down() -> None:
    votes, _ = drawn(np.random.default_rng(3), ratees=3, raters=2)
    rated = Ratings(votes)
    likelihood = Likelihood(rated)
    x = np.array([0.3, -0.3, 0.2, -0.1, 0.0, -0.1, -1.0, 0.2, 0.8, 0.1, 0.3])
    at = likelihood.apart(x)
    total = 0.0
    weights = np.exp(-0.5 * ((likelihood.grid - at.mean) / np.exp(at.log_sd)) ** 2)
    weights /= weights.sum()
    for ratee in rated.ratees:
        marginal = 0.0
        for theta, weight in zip(likelihood.grid, weights, strict=True):
            product = weight
            for vote in votes:
                if vote.ratee != ratee:
                    continue
                r, i = rated.raters.index(vote.rater), rated.items.index(vote.item)
                logs = [k * (theta - at.b[r] - at.d[i]) - at.tau[:k].sum() for k in range(4)]
                product *= np.exp(logs[int(vote.score)]) / np.exp(logs).sum()
            marginal += product
        total += np.log(marginal)
    assert likelihood(x).value * rated.n == pytest.approx(-total, abs=1e-9)


def test_a_known_truth_is_recovered_and_blocks_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes, severity = drawn(np.random.default_rng(5), ratees=120, raters=8)
    found = mfrm(votes)
    error = np.array(list(found.severity.values())) - severity
    assert np.abs(error).max() < 0.25
    assert found.steps == pytest.approx((-1.5, 0.0, 1.5), abs=0.25)
    assert all(0.8 < fit.infit < 1.2 for fit in found.rater_fit.values())
    monkeypatch.setattr(arrays, "BLOCK", 50)
    assert mfrm(votes).deviance == pytest.approx(found.deviance, abs=1e-6)
    assert mfrm(reversed(votes)).deviance == pytest.approx(found.deviance, abs=1e-9)


def test_who_gives_the_best_to_everybody_is_named_and_erratic_raters_show() -> None:
    votes, _ = drawn(np.random.default_rng(6), ratees=40, raters=6)
    lot = np.random.default_rng(7)
    changed = [
        replace(vote, score=3.0)
        if vote.rater == "r00"
        else replace(vote, score=float(lot.integers(4)))
        if vote.rater == "r01"
        else vote
        for vote in votes
    ]
    found = mfrm(changed)
    assert found.extreme == ("r00",)
    assert found.rater_fit["r01"].infit == max(fit.infit for fit in found.rater_fit.values())
    assert found.rater_fit["r01"].infit > 1.3


def test_where_there_is_nothing_to_scale() -> None:
    with pytest.raises(NoScale):
        mfrm([Vote("甲", "r1", "", "", 3.0), Vote("乙", "r1", "", "", 3.0)])
    with pytest.raises(NoScale):
        mfrm([Vote("甲", "r1", "", "", 3.0), Vote("甲", "r2", "", "", 2.0)])


class Bent:
    """Rosenbrock's valley."""

    def __init__(self, x: np.ndarray) -> None:
        self.x = x
        self.value = float(100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2)
        self.gradient = np.array(
            [-400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)]
        )

    def turned(self, v: np.ndarray) -> np.ndarray:
        x = self.x
        cross = -400 * x[0]
        return np.array([[1200 * x[0] ** 2 - 400 * x[1] + 2, cross], [cross, 200.0]]) @ v


class Slope:
    """Falls for ever."""

    def __init__(self, x: np.ndarray) -> None:
        self.value, self.gradient = float(-x.sum()), -np.ones(2)

    def turned(self, v: np.ndarray) -> np.ndarray:
        return 0 * v


def test_a_function_without_a_minimum_is_no_answer() -> None:
    with pytest.raises(NotConverged):
        minimise(Slope, np.zeros(2), tolerance=1e-6)
    x, place = minimise(Bent, np.array([-1.2, 1.0]), tolerance=1e-9)
    assert place.value < 1e-15
    assert x == pytest.approx([1, 1], abs=1e-7)
