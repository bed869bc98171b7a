"""Scores on a fine scale: a normal law with people, groups × people, units and raters.

y = group + person's cell − unit − rater + e. Raters are absorbed (Henderson's equations), groups
are fixed, and the SDs are unknown as ratios to the residual's; given the ratios the residual is
integrated by its χ² law. Priors on the scale of all ballots' SD, so that a change of scale
changes nothing but the scale.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.lattice import Node, log_prior
from dunmiao.engines.appraisal.room import Crossing, Room, add_blocks, by_column, cell_precision
from dunmiao.engines.appraisal.triangular import backward, forward

Floats = NDArray[np.float64]
# Flat on the variance of people and units, flat on the SD of raters: what covers (docs, decision).
PRIORS = {"ratee": "rayleigh", "rater": "half", "unit": "rayleigh", "group": "half"}
POWERS = {"half": 1, "rayleigh": 2}
LEAST_FREEDOM, LEAST_LEFT = 3.0, 1e-9


class _Absorbed(NamedTuple):
    """Equations of fixed and cells without the raters: curvature, right side, squares, log
    determinant."""

    whole: Floats
    right: Floats
    squares: float
    log: float


class Gaussian:
    """One room under the model; a node's `tail` is (residual sum of squares, its freedom)."""

    def __init__(self, room: Room) -> None:
        """Ballots centred and scaled; their sums by cell and rater."""
        self.room = room
        self.middle = float(room.y.mean())
        self.unit = float(room.y.std(ddof=1)) if len(room.y) > 1 and np.ptp(room.y) else 1.0
        self.y = (room.y - self.middle) / self.unit
        judged = np.bincount(room.rater, minlength=room.raters)
        self.judged = judged.astype(float)
        names = ["ratee"] + ["rater"] * bool(judged.max() > 1)
        names += ["unit"] * bool(room.units) + ["group"] * (room.groups > 1)
        self.hyper = tuple(names)
        self.cross = Crossing(room.cell, room.rater, room.cells, room.raters)
        units = -np.eye(room.units)[room.unit] if room.units else np.zeros((len(room.y), 0))
        self.beside = np.hstack([np.eye(room.groups)[room.group], units])
        self.size = room.groups + room.units
        self.absorbed = lru_cache(maxsize=64)(self._absorbed)

    def _plain(self) -> _Absorbed:
        """The equations with the raters left out of the model."""
        room = self.room
        rows = by_column(room.cell, self.beside, room.cells)
        own = np.diag(np.bincount(room.cell, minlength=room.cells)).astype(float)
        whole = np.block([[self.beside.T @ self.beside, rows.T], [rows, own]])
        right = np.concatenate([self.beside.T @ self.y, np.bincount(room.cell, self.y, room.cells)])
        return _Absorbed(whole, right, float(self.y @ self.y), 0.0)

    def _absorbed(self, log_ratio: float | None) -> _Absorbed:
        room, cross, size, found = self.room, self.cross, self.size, self._plain()
        if log_ratio is None:
            return found
        weight = self.judged + math.exp(-2 * log_ratio)
        met, sums = by_column(room.rater, self.beside, room.raters), cross.by_rater(self.y)
        scaled, shares = met / weight[:, None], sums / weight
        rows = by_column(room.cell, scaled[room.rater], room.cells)
        squared = cross.squared(np.ones(len(self.y)), weight)
        gone = np.block([[scaled.T @ met, rows.T], [rows, squared]])
        right = found.right.copy()
        right[:size] -= met.T @ shares
        right[size:] -= np.bincount(room.cell, shares[room.rater], room.cells)
        log = float(np.log(weight).sum()) + 2 * room.raters * log_ratio
        return _Absorbed(found.whole - gone, right, found.squares - float(sums @ shares), log)

    def at(self, log_sds: Floats, warm: Node | None) -> Node:
        """The exact posterior given the ratios `log_sds`; `warm` is not needed."""
        room, ratios = self.room, dict(zip(self.hyper, log_sds.tolist(), strict=True))
        plain = self.absorbed(ratios.get("rater"))
        whole = plain.whole.copy()
        units = np.arange(room.groups, self.size)
        whole[units, units] += math.exp(-2 * ratios.get("unit", 0.0))
        sds = {name: math.exp(value) for name, value in ratios.items()}
        block, half = cell_precision(sds, room.groups)
        add_blocks(whole[self.size :, self.size :], block)
        factor: Floats = np.asarray(np.linalg.cholesky(whole), np.float64)
        x = backward(factor, forward(factor, plain.right))
        free = max(len(self.y) - room.groups, 1)
        left = max(plain.squares - float(plain.right @ x), LEAST_LEFT)
        logs = 2 * float(np.log(np.diag(factor)).sum()) + plain.log - 2 * room.people * half
        logs += 2 * room.units * ratios.get("unit", 0.0)
        log = -(free * (1 + math.log(2 * math.pi * left / free)) + logs) / 2
        log += sum(self.prior(name, value, left / free) for name, value in ratios.items())
        powers = sum(POWERS[PRIORS[name]] for name in ratios)
        return Node(log_sds, log, x, factor, np.array([left, max(free - powers, LEAST_FREEDOM)]))

    @staticmethod
    def prior(name: str, log_ratio: float, variance: float) -> float:
        """Log prior of an effect's log SD, which is its ratio times the residual's SD."""
        return log_prior(PRIORS[name], 1.0, log_ratio + math.log(variance) / 2)

    def scores(self, node: Node, count: int, lot: np.random.Generator) -> Floats:
        """Draws of the expected scores: groups and cells with the groups' weights."""
        room, (left, freedom) = self.room, node.tail.tolist()
        spread = np.sqrt(left / lot.chisquare(freedom, count))
        z = lot.standard_normal((len(node.x), count)) * spread
        x = node.x[:, None] + backward(node.factor, z)
        place = x[self.size :].reshape(room.people, room.groups, count) + x[: room.groups]
        drawn = np.einsum("pgc,pg->cp", place, room.weights)
        return np.asarray(self.middle + self.unit * drawn)
