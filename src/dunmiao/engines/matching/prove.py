"""Prove the bound of a problem with teams: prices first, then splits where prices leave a gap."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.bound import Branch, Certificate, bound_of
from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.constraints.pins import Free, pin_conflicts, place_pins
from dunmiao.engines.matching.problem import Ints, Problem
from dunmiao.engines.matching.value import plan_value

MOST_NODES = 400  # a work limit, so that the answer does not depend on the machine


def prove(
    problem: Problem,
    *,
    target: int,
    until: float,
    clock: Callable[[], float],
    columns: Ints | None = None,
) -> Certificate:
    """A certificate whose bound is at most `target` where MOST_NODES splits suffice.

    Depth first; each node's prices are the duals of its relaxation, each split is on the
    most fractional pair. `until` is only the safety stop. With `columns` the prices come from
    these rows alone; what they prove, they prove for all pairs.
    """
    return _Tree(target, until, clock, columns).node(problem)


def without_halves(
    problem: Problem, free: Free, *, seconds: float
) -> tuple[list[int], Certificate] | None:
    """(rows, certificate) where the relaxation alone places no half person and its prices prove
    that choice: then nothing else need be solved. None where it does not."""
    model = exact.build(problem, free, for_prices=True)
    found = exact.relaxation(problem, free, model, seconds=seconds)
    if found.rows is None or _breaks(problem, free, found.rows):
        return None
    bound = bound_of(problem, found.prices, found.proofs)
    if plan_value(problem, [*found.rows, *free.pinned_rows])[0] != bound:
        return None
    return found.rows, Certificate(found.prices, found.proofs, bound)


def _breaks(problem: Problem, free: Free, rows: list[int]) -> bool:
    """Whether a side is broken, which the relaxation may at a price."""
    return any(
        int(side.signs[np.isin(side.rows, rows)].sum()) > left
        for side, left in zip(sides_of(problem), free.side_left.tolist(), strict=True)
    )


class _Tree:
    """The work done so far, against its limits."""

    def __init__(
        self, target: int, until: float, clock: Callable[[], float], columns: Ints | None
    ) -> None:
        self.target, self.until, self.clock = target, until, clock
        self.columns, self.nodes = columns, 0

    def node(self, problem: Problem) -> Certificate:
        self.nodes += 1
        free = place_pins(problem)
        if self.columns is not None:
            free = replace(free, rows=np.intersect1d(free.rows, self.columns, assume_unique=True))
        model = exact.build(problem, free, for_prices=True)
        seconds = max(1.0, self.until - self.clock())
        found = exact.relaxation(problem, free, model, seconds=seconds)
        leaf = Certificate(
            found.prices, found.proofs, bound_of(problem, found.prices, found.proofs)
        )
        spent = self.nodes >= MOST_NODES or self.clock() > self.until
        if leaf.bound <= self.target or found.undecided is None or spent:
            return leaf
        return self.split(problem, leaf, found.undecided)

    def split(self, problem: Problem, leaf: Certificate, row: int) -> Certificate:
        pair = problem.pairs[row]
        with_pair = problem.with_pins(pair)
        placed = None if pin_conflicts(with_pair) else self.node(with_pair)
        kept_out = self.node(replace(problem, forbidden=problem.forbidden | {pair}))
        halves = [kept_out.bound] + ([] if placed is None else [placed.bound])
        bound = min(leaf.bound, max(halves))
        return Certificate(leaf.prices, leaf.teams, bound, Branch(row, placed, kept_out))
