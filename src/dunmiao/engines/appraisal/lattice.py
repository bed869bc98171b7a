"""Standard deviations integrated, never plugged in: a flood over a lattice of their logarithms.

Rue, Martino & Chopin (2009). From the mode, neighbours are visited while their posterior is not
below e^-4.5 of the best; the step is a share of the posterior's own spread where ballots are many.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
START, WIDEST, FINEST = -0.7, 0.6, 0.05
DEEP, SHARE = 4.5, 1.2
FAR = 6.0  # from the start: no ballots tell such ratios apart
Place = tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """One vector of log SDs: its log posterior, and the unknowns there with the Cholesky factor
    of their precision. `tail`: what the model keeps beside, for its draws and for warm starts."""

    log_sds: Floats
    log: float
    x: Floats
    factor: Floats
    tail: Floats


class Model(Protocol):
    """Ballots under a model in which the SDs named are unknown."""

    hyper: tuple[str, ...]

    def at(self, log_sds: Floats, warm: Node | None, /) -> Node:
        """The posterior given the SDs, from the unknowns of a neighbour."""

    def scores(self, node: Node, count: int, lot: np.random.Generator, /) -> Floats:
        """`count` draws of everybody's expected score at a node: (count × people)."""


class _Flood:
    """Nodes visited so far, by their place on the lattice."""

    def __init__(self, model: Model) -> None:
        self.model, self.nodes = model, dict[Place, Node]()
        self.origin = np.full(len(model.hyper), START)
        self.step = np.full(len(model.hyper), WIDEST)

    def at(self, place: Place, warm: Node | None) -> Node:
        if place not in self.nodes:
            self.nodes[place] = self.model.at(self.origin + np.array(place) * self.step, warm)
        return self.nodes[place]

    def climb(self) -> Place:
        """The best place along each coordinate in turn."""
        best = (0,) * len(self.origin)
        here, moved = self.at(best, None), True
        while moved:
            moved = False
            for other in _around(best):
                there = self.at(other, here)
                if there.log > here.log and self._near(other):
                    best, here, moved = other, there, True
                    break
        return best

    def _near(self, place: Place) -> bool:
        return bool(np.abs(np.array(place) * self.step).max(initial=0.0) <= FAR)

    def spread(self, place: Place) -> list[Node]:
        """All that counts around the mode."""
        best, todo, seen = self.nodes[place].log, [place], {place}
        while todo:
            here = self.nodes[todo.pop()]
            if here.log <= best - DEEP:
                continue
            at = _place_of(here, self.origin, self.step)
            for other in _around(at):
                if other not in seen and self._near(other):
                    seen.add(other)
                    best = max(best, self.at(other, here).log)
                    todo.append(other)
        kept = [self.nodes[at] for at in sorted(self.nodes)]
        return [node for node in kept if node.log > best - DEEP]

    def refine(self, place: Place) -> Place:
        """Centre the lattice on the mode and fit its steps to the posterior's curvature there."""
        here = self.nodes[place]
        for axis in range(len(place)):
            sides = [self.at(other, here) for other in _around(place) if other[axis] != place[axis]]
            bend = sum(here.log - side.log for side in sides) / self.step[axis] ** 2
            own = 1 / math.sqrt(max(bend, 1e-9))
            self.step[axis] = min(max(SHARE * own, FINEST), self.step[axis])
        if (self.step == WIDEST).all():
            return place
        self.origin, self.nodes = here.log_sds, {(0,) * len(place): here}
        return self.climb()


def _place_of(node: Node, origin: Floats, step: Floats) -> Place:
    return tuple(int(n) for n in np.round((node.log_sds - origin) / step))


def _around(place: Place) -> list[Place]:
    return [
        (*place[:axis], place[axis] + side, *place[axis + 1 :])
        for axis in range(len(place))
        for side in (1, -1)
    ]


def nodes_of(model: Model) -> list[Node]:
    """The lattice that carries the posterior of the SDs; one node where there are none."""
    flood = _Flood(model)
    return flood.spread(flood.refine(flood.climb()))


def draw(model: Model, *, draws: int, seed: int) -> Floats:
    """Draws of everybody's expected score (draws × people), the SDs integrated.

    Nodes get their draws by largest remainders of their weights, in the lattice's order: the same
    ballots and seed give the same numbers.
    """
    nodes, lot = nodes_of(model), np.random.default_rng(seed)
    logs = np.array([node.log for node in nodes])
    weights = np.exp(logs - logs.max())
    want = draws * weights / weights.sum()
    counts = np.floor(want).astype(int)
    late = np.argsort(counts - want, kind="stable")[: draws - int(counts.sum())]
    counts[late] += 1
    drawn = [
        model.scores(node, int(count), lot)
        for node, count in zip(nodes, counts, strict=True)
        if count
    ]
    return np.concatenate(drawn)


def log_prior(kind: str, scale: float, log_sd: float) -> float:
    """Log density of a log SD: `half` normal on the SD, or `rayleigh`, which is exponential on
    the variance."""
    power = {"half": 1, "rayleigh": 2}[kind]
    return power * log_sd - math.exp(2 * log_sd) / (2 * scale**2)
