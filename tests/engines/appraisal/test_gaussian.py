"""The normal model against plain dense formulae, and its integral against a fine grid."""

from itertools import product

import numpy as np
import pytest

from dunmiao.engines.appraisal.design import Vote, design
from dunmiao.engines.appraisal.gaussian import Gaussian
from dunmiao.engines.appraisal.lattice import draw
from dunmiao.engines.appraisal.room import room_of
from tests.engines.appraisal.ballots import example, sparse


def model(seed: int, *, units: int = 0, groups: int = 1, raters: int = 9) -> Gaussian:
    votes = sparse(np.random.default_rng(seed), ratees=5, raters=raters, units=units)
    named = [
        Vote(v.ratee, v.rater, v.unit, v.item, v.score, f"g{int(v.rater[1:]) // 2 % groups}")
        for v in votes
    ]
    return Gaussian(room_of(design(named, weights={f"g{n}": 1 / groups for n in range(groups)})))


def dense(made: Gaussian, ratios: dict[str, float]) -> tuple[float, np.ndarray]:
    """(restricted log likelihood at ratios, the residual profiled; generalised least squares and
    BLUPs of the cells), V written out whole."""
    room, y = made.room, made.y
    cell = np.eye(room.cells)[room.cell]
    block = (
        np.eye(room.groups) * np.exp(2 * ratios["group"]) if room.groups > 1 else np.zeros((1, 1))
    )
    block = np.kron(np.eye(room.people), block + np.exp(2 * ratios["ratee"]))
    v = np.eye(len(y)) + cell @ block @ cell.T
    v += np.exp(2 * ratios["rater"]) * np.equal.outer(room.rater, room.rater)
    if room.units:
        v += np.exp(2 * ratios["unit"]) * np.equal.outer(room.unit, room.unit)
    inverse, x = np.linalg.inv(v), np.eye(room.groups)[room.group]
    information = x.T @ inverse @ x
    fixed = np.linalg.solve(information, x.T @ inverse @ y)
    off, free = y - x @ fixed, len(y) - room.groups
    variance = off @ inverse @ off / free
    log = free * (1 + np.log(2 * np.pi * variance))
    log += np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return -log / 2, block @ cell.T @ inverse @ off


@pytest.mark.parametrize(("units", "groups"), [(0, 1), (3, 1), (0, 3), (2, 2)])
@pytest.mark.parametrize("raters", [9, 40])
def test_absorbing_is_the_dense_formula(units: int, groups: int, raters: int) -> None:
    """Whether a rater's ballots are listed in pairs or held whole."""
    made = model(units + groups, units=units, groups=groups, raters=raters)
    for at in ((-0.4, 0.1, -0.7, -1.1), (0.5, -0.9, 0.2, -0.3)):
        ratios = dict(zip(made.hyper, at, strict=False))
        node = made.at(np.array(list(ratios.values())), None)
        log, cells = dense(made, ratios)
        residual = node.tail[0] / max(len(made.y) - groups, 1)
        prior = sum(made.prior(name, value, residual) for name, value in ratios.items())
        assert node.log - prior == pytest.approx(log, abs=1e-9)
        np.testing.assert_allclose(node.x[made.size :], cells, atol=1e-9)


def test_the_lattice_integrates_what_a_fine_grid_does() -> None:
    """Three people and three raters: mean and spread of the draws, all ratios on 60 × 60."""
    made = Gaussian(room_of(design(example())))
    grid = np.linspace(-4, 4, 60)
    nodes = [made.at(np.array(at), None) for at in product(grid, grid)]
    weights = np.exp(np.array([node.log for node in nodes]) - max(node.log for node in nodes))
    weights /= weights.sum()
    lot = np.random.default_rng(1)
    kept = [
        (w, made.scores(node, 200, lot)) for w, node in zip(weights, nodes, strict=True) if w > 1e-6
    ]
    mean = sum(w * rows.mean(axis=0) for w, rows in kept)
    square = sum(w * ((rows - mean) ** 2).mean(axis=0) for w, rows in kept)
    rows = draw(made, draws=40_000, seed=0)
    np.testing.assert_allclose(rows.mean(axis=0), mean, atol=0.02)
    np.testing.assert_allclose(rows.std(axis=0), np.sqrt(square), rtol=0.04)


def test_a_change_of_scale_changes_the_scale_alone() -> None:
    votes = sparse(np.random.default_rng(5), ratees=6, raters=8, units=0)
    plain = draw(Gaussian(room_of(design(votes))), draws=500, seed=1)
    moved = [Vote(v.ratee, v.rater, v.unit, v.item, 10 + 4 * v.score) for v in votes]
    scaled = draw(Gaussian(room_of(design(moved))), draws=500, seed=1)
    np.testing.assert_allclose(scaled, 10 + 4 * plain, rtol=1e-8)
