"""Splits where whole choices of teams still leave a gap: branch and price.

Each node proves its bound by prices of whole choices, which are kept from node to node; a split is on
the pair that the relaxation is most undecided about. A relaxation without half persons is a plan;
where it is better than the plan at hand, it takes its place.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dunmiao.engines.matching.bound import Branch, Certificate, bound_of
from dunmiao.engines.matching.constraints.pins import Free, pin_conflicts, place_pins
from dunmiao.engines.matching.patterns import Choices, Proven, prove_by_patterns
from dunmiao.engines.matching.problem import Ints, Problem
from dunmiao.engines.matching.value import lacks_anything, plan_value

# Work, not time, so that the answer does not depend on the machine.
MOST_NODES = 120


class Tree:
    """`rows` is the best plan so far, pins among them; `columns` the pairs that matter."""

    def __init__(
        self,
        problem: Problem,
        rows: list[int],
        columns: Ints,
        *,
        choices: Choices,
        gap: float,
        left: Callable[[], float],
    ) -> None:
        """Nothing is split yet."""
        self.problem, self.rows, self.columns = problem, rows, columns
        self.choices, self.gap, self.left, self.nodes = choices, gap, left, 0
        self.value = plan_value(problem, rows)[0]

    @property
    def enough(self) -> int:
        """Up to this bound nothing need be proven."""
        return self.value + int(self.gap * max(1, abs(self.value)))

    def split(self, problem: Problem, node: Proven) -> Certificate:
        """The certificate of a node, split further where that is needed and allowed."""
        leaf = node.certificate
        row = self._undecided(problem, node)
        if leaf.bound <= self.enough or row is None or self.nodes >= MOST_NODES or self.left() <= 1:
            return leaf
        pair = problem.pairs[row]
        with_pair = problem.with_pins(pair)
        placed = None if pin_conflicts(with_pair) else self._node(with_pair, leaf)
        kept_out = self._node(replace(problem, forbidden=problem.forbidden | {pair}), leaf)
        halves = [kept_out.bound] + ([] if placed is None else [placed.bound])
        bound = min(leaf.bound, max(halves))
        return Certificate(leaf.prices, leaf.teams, bound, Branch(row, placed, kept_out))

    def _node(self, problem: Problem, above: Certificate) -> Certificate:
        self.nodes += 1
        free = place_pins(problem)
        own = self.columns[np.isin(self.columns, free.rows, assume_unique=True)]
        start = Certificate(above.prices, above.teams, bound_of(problem, above.prices, above.teams))
        found = prove_by_patterns(
            problem, free, columns=own, rows=_fitting(free, self.rows), best=start,
            enough=self.enough, choices=self.choices, left=self.left,
        )  # fmt: skip
        return self.split(problem, found)

    def _undecided(self, problem: Problem, node: Proven) -> int | None:
        """The row nearest to a half; None where there is none, and then the plan is looked at."""
        if not node.placed:
            return None
        rows = np.array(sorted(node.placed), dtype=np.int64)
        distance = np.abs(np.array([node.placed[row] for row in rows.tolist()]) - 0.5)
        if distance.min() < 0.5 - 1e-6:
            return int(rows[int(np.argmin(distance))])
        chosen = rows[distance < 0.5 + 1e-6]
        whole = [row for row in chosen.tolist() if node.placed[row] > 0.5]
        self._look_at(problem, whole)
        return None

    def _look_at(self, problem: Problem, rows: list[int]) -> None:
        """Take a plan without half persons where it is better and keeps every rule."""
        pins = [problem.pair_index[pair] for pair in problem.pins]
        found = sorted({*rows, *pins})
        try_out = self.problem.with_pins(*(self.problem.pairs[row] for row in found))
        if pin_conflicts(try_out) or (self.problem.is_hard and lacks_anything(self.problem, found)):
            return
        value = plan_value(self.problem, found)[0]
        if value > self.value and not (place_pins(try_out).side_left < 0).any():
            self.rows, self.value = found, value


def _fitting(free: Free, rows: list[int]) -> list[int]:
    """The rows of a plan that are still free."""
    is_free = np.isin(rows, free.rows).tolist()
    return [row for row, kept in zip(rows, is_free, strict=True) if kept]
