"""Prices ≥ 0 of everything that pairs share; any prices at all prove an upper bound."""

from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.constraints import CAPS, sides_of
from dunmiao.engines.matching.constraints.family import Family
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem


@dataclass(frozen=True, eq=False)
class Prices:
    """By table of a cap the price of each key, and of each side, in 1/scale points."""

    of: dict[str, Ints]
    sides: Ints
    scale: int = 1

    @classmethod
    def zero(cls, problem: Problem, scale: int = 1) -> "Prices":
        """All prices 0."""
        of = {f.table: np.zeros(len(f.caps(problem)), dtype=np.int64) for f in CAPS}
        return cls(of, np.zeros(len(sides_of(problem)), dtype=np.int64), scale)


def without_caps(problem: Problem, prices: Prices) -> Prices:
    """The same prices, 0 wherever there is no cap: such a price would prove nothing. With balance
    every unit has something to be priced."""
    of = {
        family.table: prices.of[family.table]
        if family.table == "unit" and problem.balance
        else np.where(family.caps(problem) == NO_CAP, 0, prices.of[family.table])
        for family in CAPS
    }
    return Prices(of, prices.sides, prices.scale)


def shared(problem: Problem) -> list[Family]:
    """The caps that are neither a person's own nor a post's."""
    return [f for f in CAPS if f.table not in ("person", "post")]


def reduced(problem: Problem, prices: Prices, rows: Ints | None = None) -> Ints:
    """For each of these pairs (all: None) its scaled value less the prices of all that it shares,
    before person and post prices."""
    every = slice(None) if rows is None else rows
    rest = problem.value[every] * prices.scale
    for family in shared(problem):
        price = prices.of[family.table]
        if price.any():
            rest -= price[family.keys(problem, every)]  # type: ignore[arg-type]
    if prices.sides.any():
        whole = np.zeros(len(problem.person), dtype=np.int64)
        for side, amount in zip(sides_of(problem), prices.sides.tolist(), strict=True):
            whole[side.rows] += amount * side.signs
        rest -= whole[every]
    return rest
