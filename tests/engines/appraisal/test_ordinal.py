"""The ordinal model on rooms small enough for brute force, and its derivatives by differences."""

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import ndtr

from dunmiao.engines.appraisal import laplace, ordinal
from dunmiao.engines.appraisal.laplace import Laplace, Mode
from dunmiao.engines.appraisal.room import Room

SHEETS = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])  # people × raters; 1 is the top
SDS = np.log([0.5, 0.7])


def tiny() -> Laplace:
    people, raters = SHEETS.shape
    ratee, rater = np.divmod(np.arange(SHEETS.size), raters)
    none, level = np.zeros(SHEETS.size, np.int64), SHEETS.ravel()
    room = Room(people, raters, 1, 0, ratee, rater, none, none - 1, 100.0 * level, np.ones((3, 1)))
    return Laplace(room, level, np.array([0.0, 100.0]))


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Normal severities and no lapses."""
    monkeypatch.setattr(ordinal, "LAPSE", 0.0)
    monkeypatch.setattr(laplace, "DEGREES", 1e9)


def brute_force(lapse: float) -> tuple[np.ndarray, float, float]:
    """(expected scores, P(first above second), log marginal) of the tiny room at SDS, severities
    normal; the likelihood summed over a grid of cut and people and nodes of the raters."""
    sd, spread = np.exp(SDS)
    z, w = hermegauss(31)
    w = w / w.sum()
    grid, cuts = np.linspace(-2.6, 2.6, 27), np.linspace(-6, 6, 49)
    prior = -0.5 * (grid / sd) ** 2
    prior = prior[:, None, None] + prior[:, None] + prior
    shares = (np.bincount(SHEETS.ravel()) + 0.5) / (SHEETS.size + 1)
    whole, above, scores = 0.0, 0.0, np.zeros(3)
    ahead = (grid[:, None] > grid) + 0.5 * (grid[:, None] == grid)
    for cut in cuts:
        chance = ndtr(grid[:, None] - spread * z - cut)
        top = (1 - lapse) * chance + lapse * shares[1]
        below = (1 - lapse) * (1 - chance) + lapse * shares[0]
        weight = np.exp(prior - 0.5e-4 * cut * cut)
        for votes in SHEETS.T:
            one, two, three = (top if vote else below for vote in votes)
            weight = weight * np.einsum("aq,bq,cq,q->abc", one, two, three, w)
        whole += weight.sum()
        score = 100 * ndtr((grid - cut) / np.sqrt(1 + spread**2))
        scores += [weight.sum(axis=(1, 2)) @ score, weight.sum(axis=(0, 2)) @ score,
                   weight.sum(axis=(0, 1)) @ score]  # fmt: skip
        above += (weight.sum(axis=2) * ahead).sum()
    step = (grid[1] - grid[0]) ** 3 * (cuts[1] - cuts[0])
    log = np.log(whole * step) - 1.5 * np.log(2 * np.pi * sd**2)
    return scores / whole, above / whole, float(log)


def drawn(model: Laplace) -> tuple[np.ndarray, float, float, np.ndarray]:
    node = model.at(SDS, None)
    rows = model.scores(node, 200_000, np.random.default_rng(0))
    # Constants that a comparison of SDs does not need: four unknowns, three of them people.
    log = node.log - model.prior_log(SDS) + 0.5 * np.log(2 * np.pi)
    return rows.mean(axis=0), float((rows[:, 0] > rows[:, 1]).mean()), log, node.x


@pytest.mark.usefixtures("plain")
def test_known_values_of_the_tiny_room() -> None:
    """From the reference: exact and by Laplace's approximation."""
    scores, above, log = brute_force(0.0)
    np.testing.assert_allclose(scores, [58.11, 50.0, 41.89], atol=0.02)
    assert (above, log) == pytest.approx((0.685, -7.4594), abs=1e-3)
    scores, above, log, x = drawn(tiny())
    assert x[1:] == pytest.approx([0.2608, 0.0, -0.2608], abs=1e-4)
    np.testing.assert_allclose(scores, [57.57, 50.0, 42.43], atol=0.1)
    assert log == pytest.approx(-7.5076, abs=1e-4)
    assert above == pytest.approx(0.677, abs=5e-3)


def test_lapses_and_long_tails_stay_near_what_brute_force_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(laplace, "DEGREES", 1e9)
    exact, above, log = brute_force(ordinal.LAPSE)
    scores, ahead, near, _ = drawn(tiny())
    np.testing.assert_allclose(scores, exact, atol=0.8)
    assert ahead == pytest.approx(above, abs=0.02)
    assert near == pytest.approx(log, abs=0.15)


def ragged(lot: np.random.Generator) -> Laplace:
    """Four people, nine raters in three groups and two units, ballots missing, some raters with
    one ballot only, four grades."""
    pairs = np.array([(p, r) for p in range(4) for r in range(9) if r and lot.random() < 0.7])
    pairs = np.vstack([[0, 0], pairs])
    rater = np.unique(pairs[:, 1], return_inverse=True)[1]
    level = lot.integers(0, 4, len(pairs))
    room = Room(
        4, int(rater.max()) + 1, 3, 2, pairs[:, 0], rater, rater % 3, rater % 2,
        level.astype(float), np.full((4, 3), 1 / 3),
    )  # fmt: skip
    return Laplace(room, level, np.array([0.0, 60.0, 80.0, 100.0]))


@pytest.mark.parametrize("seed", [3, 4])
def test_the_gradient_is_that_of_the_objective(seed: int) -> None:
    lot = np.random.default_rng(seed)
    model = ragged(lot)
    climb = Mode(model, np.log([0.5, 0.7, 0.6, 0.3]), None)
    x, severity = lot.normal(0, 0.3, len(climb.x)), lot.normal(0, 0.3, len(climb.severity))
    found = model.system(x, climb.value(x, severity)[1])
    gradient = found.gradient - model.prior_pull(x, climb.fixed, climb.block)
    steps = np.eye(len(x)) * 1e-5
    change = [
        climb.value(x + step, severity)[0] - climb.value(x - step, severity)[0] for step in steps
    ]
    np.testing.assert_allclose(gradient, np.array(change) / 2e-5, atol=1e-6)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("seed", [3, 4])
def test_absorbing_the_raters_is_solving_the_dense_equations(seed: int) -> None:
    lot = np.random.default_rng(seed)
    model = ragged(lot)
    climb = Mode(model, np.log([0.5, 0.7, 0.6, 0.3]), None)
    size = len(climb.x)
    z = np.concatenate([lot.normal(0, 0.3, size), lot.normal(0, 0.3, len(climb.severity))])

    def value(at: np.ndarray) -> float:
        return climb.value(at[:size], at[size:])[0]

    steps = np.eye(len(z)) * 1e-4
    gradient = np.array([value(z + a) - value(z - a) for a in steps]) / 2e-4
    dense = -np.array([
        [value(z + a + b) - value(z + a - b) - value(z - a + b) + value(z - a - b) for b in steps]
        for a in steps
    ]) / 4e-8  # fmt: skip
    climb.x, climb.severity = z[:size], z[size:]
    told = climb.value(climb.x, climb.severity)[1]
    # Where a gap's own curvature is negative it is left out, so that every step is uphill.
    for gap in range(model.cuts - 1):
        bend = model.moved(climb.x, told)[gap]
        dense[gap, gap] += min(-bend, 0.0) * -1.0
    step, strict, gain, factor, curved = climb.step(told)
    inner = dense[:size, size:] @ np.linalg.inv(dense[size:, size:]) @ dense[size:, :size]
    np.testing.assert_allclose(factor @ factor.T, dense[:size, :size] - inner, atol=2e-5)
    np.testing.assert_allclose(curved, np.diag(dense)[size:], atol=2e-5)
    whole = np.linalg.solve(dense, gradient)
    np.testing.assert_allclose(np.concatenate([step, strict]), whole, atol=2e-5)
    assert gain == pytest.approx(float(gradient @ whole), abs=2e-4)
