"""Ballots as grades: a cumulative probit with people, groups × people, units and raters.

A ballot reaches grade k with P(level ≤ k) = Φ(c_k − η), η = person's cell + group + unit − rater.
Probit, because the average over all voters of a kind is closed: the expected score is exact
given the unknowns. Severities are t with four degrees, and a share of ballots is a lapse drawn
from all grades: one voter's extreme ballots then move little. McCullagh (1980); raters are
absorbed (their curvature is diagonal), the rest is Laplace's approximation at given SDs.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.lattice import Node, log_prior
from dunmiao.engines.appraisal.normal import END, below, between, density
from dunmiao.engines.appraisal.room import Beside, Crossing, Room, cell_precision
from dunmiao.engines.appraisal.triangular import backward

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LAPSE = 0.03
DEGREES = 4  # of the severities' t
WIDE_CUT, WIDE_GROUP = 1e-4, 0.25  # precision of the top cut and of a group's shift
USUAL_GAP, GAP_PRECISION = math.log(0.6), 1 / 1.5**2
MOST_STEPS, SETTLED = 40, 1e-3  # a gain so small is a thirtieth of a posterior SD, of all together
HALF, RAYLEIGH = "half", "rayleigh"


class Slopes(NamedTuple):
    """Of each ballot: log likelihood, derivatives by its upper and lower end, and minus the
    second ones. With nodes for a rater they have one column a node."""

    log: Floats
    up: Floats
    down: Floats
    up_up: Floats
    up_down: Floats
    down_down: Floats


@dataclass(frozen=True)
class System:
    """Gradient of all unknowns; by ballot the weight and push of η and (× cuts) how both lean on
    the cuts; and the curvature of the cuts among themselves."""

    gradient: Floats
    cuts: Floats
    lean: Floats
    weight: Floats
    push: Floats


class Ordinal:
    """One room under the model; `points` of each level, lowest first."""

    def __init__(self, room: Room, level: Ints, points: Floats) -> None:
        """Everything that does not depend on the SDs."""
        self.room, self.level, self.points = room, level, points
        self.cuts = len(points) - 1
        self.size = self.cuts + room.groups - 1 + room.units  # of the fixed block
        judged = np.bincount(room.rater, minlength=room.raters)
        self.linking = judged > 1
        self.many = self.linking[room.rater]
        self.has_raters = bool(self.many.any())
        names = {
            "ratee": (RAYLEIGH, 0.7) if room.units else (HALF, 0.5),
            "rater": (RAYLEIGH, 0.7) if self.has_raters else None,
            "unit": (RAYLEIGH, 0.7) if room.units else None,
            "group": (HALF, 0.4) if room.groups > 1 else None,
        }
        self.priors = {name: prior for name, prior in names.items() if prior is not None}
        self.hyper = tuple(self.priors)
        own = np.cumsum(self.linking) - 1  # raters with one ballot are averaged over exactly
        self.cross = Crossing(
            room.cell[self.many], own[room.rater[self.many]], room.cells, int(self.linking.sum())
        )
        counts = np.bincount(level, minlength=len(points)) + 0.5
        self.shares = counts / counts.sum()
        self.beside = Beside(room)

    def start(self) -> Floats:
        """Cuts where the shares of all ballots put them, everybody alike."""
        cut = [1.2 * NormalDist().inv_cdf(p) for p in np.cumsum(self.shares)[:-1].tolist()]
        x = np.zeros(self.size + self.room.cells)
        x[: self.cuts - 1] = np.log(np.maximum(np.diff(cut), 0.05))
        x[self.cuts - 1] = cut[-1]
        return x

    def cuts_of(self, x: Floats) -> Floats:
        """The cuts, lowest first: the top one free, the others by logs of their distances."""
        gaps = np.exp(np.minimum(x[: self.cuts - 1], 3.0))
        down = np.cumsum(gaps[::-1], axis=0)[::-1]
        return np.concatenate([x[self.cuts - 1] - down, x[self.cuts - 1 : self.cuts]])

    def slopes(self, x: Floats, severity: Floats, scale: Floats) -> Slopes:
        """Every ballot at `x`; `severity` and `scale` by ballot (scale below 1 where a rater's only
        ballot is averaged over him)."""
        ends = np.concatenate([[-END], self.cuts_of(x), [END]])
        eta = x[self.size :][self.room.cell] + self.beside.of(x[self.cuts : self.size])
        top, bottom = self.level == self.cuts, self.level == 0
        shift = (severity.T - eta).T
        high = np.clip(((ends[self.level + 1] + shift.T) * scale).T, -END, END)
        low = np.clip(((ends[self.level] + shift.T) * scale).T, -END, END)
        high[top], low[bottom] = END, -END
        chance = between(low, high)
        up, down = density(high) / chance, density(low) / chance
        up[top], down[bottom] = 0.0, 0.0
        mixed = (1 - LAPSE) * chance.T + LAPSE * self.shares[self.level]
        kept = (1 - LAPSE) * chance / mixed.T
        first, second = (kept.T * scale).T, (kept.T * scale**2).T
        return Slopes(
            np.log(mixed).T,
            up * first,
            down * first,
            (high * up + up * up) * second,
            -up * down * second,
            (down * down - low * down) * second,
        )

    def system(self, x: Floats, told: Slopes) -> System:
        """Gradient, curvature of the cuts, and what each ballot adds to the rest."""
        ends = self._ends(x)
        high, low = ends[self.level + 1], ends[self.level]
        one = told.up_up[:, None] * high + told.up_down[:, None] * low
        two = told.up_down[:, None] * high + told.down_down[:, None] * low
        cuts = high.T @ one + low.T @ two
        moved = self.moved(x, told)
        bend = np.arange(self.cuts - 1)
        cuts[bend, bend] += np.maximum(-moved[: self.cuts - 1], 0.0)
        push = told.down - told.up
        cells = np.bincount(self.room.cell, push, self.room.cells)
        weight = np.maximum(told.up_up + 2 * told.up_down + told.down_down, 1e-10)
        gradient = np.concatenate([moved, self.beside.sums(push), cells])
        return System(gradient, cuts, one + two, weight, push)

    def moved(self, x: Floats, told: Slopes) -> Floats:
        """The ballots' derivative by the unknowns of the cuts."""
        ends = self._ends(x)
        return np.asarray(ends[self.level + 1].T @ told.up - ends[self.level].T @ told.down)

    def _ends(self, x: Floats) -> Floats:
        """How each end of a level moves with the unknowns of the cuts; the outer ones do not."""
        gaps = np.exp(np.minimum(x[: self.cuts - 1], 3.0))
        moves = np.zeros((self.cuts + 2, self.cuts))
        moves[1:-1, -1] = 1.0
        moves[1:-1, :-1] = -np.triu(np.ones((self.cuts, self.cuts)))[:, :-1] * gaps
        return moves

    def precision(self, sds: dict[str, float]) -> tuple[Floats, Floats, float]:
        """(diagonal of the fixed block, block of a person, half the log determinant)."""
        room = self.room
        block, half = cell_precision(sds, room.groups)
        fixed = np.full(self.size, WIDE_GROUP)
        fixed[: self.cuts] = GAP_PRECISION
        fixed[self.cuts - 1] = WIDE_CUT
        half *= room.people
        if room.units:
            fixed[-room.units :] = sds["unit"] ** -2
            half -= room.units * math.log(sds["unit"])
        return fixed, block, half

    def scale(self, sds: dict[str, float]) -> Floats:
        """1, or what averaging over a rater's severity makes of his only ballot."""
        alone = 1 / math.sqrt(1 + sds["rater"] ** 2) if self.has_raters else 1.0
        return np.where(self.many, 1.0, alone)

    def centred(self, x: Floats) -> Floats:
        """The unknowns less their prior means."""
        out = x.copy()
        out[: self.cuts - 1] -= USUAL_GAP
        return out

    def prior_pull(self, x: Floats, fixed: Floats, block: Floats) -> Floats:
        """Prior precision times the centred unknowns."""
        off = self.centred(x)
        cells = off[self.size :].reshape(-1, self.room.groups) @ block
        return np.concatenate([fixed * off[: self.size], cells.ravel()])

    def scores(self, node: Node, count: int, lot: np.random.Generator) -> Floats:
        """Draws of the expected scores under the points and the weights of the groups."""
        room, sds = self.room, dict(zip(self.hyper, np.exp(node.log_sds).tolist(), strict=True))
        z = lot.standard_normal((len(node.x), count))
        x = node.x[:, None] + backward(node.factor, z)
        total = math.sqrt(1 + sum(sds.get(name, 0.0) ** 2 for name in ("rater", "unit")))
        shift = np.zeros((room.groups, count))
        shift[1:] = x[self.cuts : self.cuts + room.groups - 1]
        place = x[self.size :].reshape(room.people, room.groups, count) + shift
        out = np.full(place.shape, self.points[0])
        for rise, cut in zip(np.diff(self.points), self.cuts_of(x), strict=True):
            out += rise * below((place - cut) / total)
        return np.asarray(np.einsum("pgc,pg->cp", out, room.weights))

    def prior_log(self, log_sds: Floats) -> float:
        """Log prior of the log SDs."""
        return sum(
            log_prior(kind, scale, value)
            for (kind, scale), value in zip(self.priors.values(), log_sds.tolist(), strict=True)
        )
