"""Limits of one shape: of the pairs that share a key at most so many are placed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem


@dataclass(frozen=True)
class Family:
    """One kind of cap. `table` names its prices in a certificate; `keys(problem, rows)` gives the
    key of each of these pair rows, `caps(problem)` the cap of each key (NO_CAP: none), and
    `words(problem, key)` says the rule to people."""

    name: str
    table: str
    keys: Callable[[Problem, Ints], Ints]
    caps: Callable[[Problem], Ints]
    words: Callable[[Problem, int], str]

    def binds(self, problem: Problem) -> bool:
        """Whether any key has a cap at all."""
        return bool((self.caps(problem) != NO_CAP).any())


def groups(keys: Ints) -> list[tuple[int, Ints]]:
    """(key, positions) of equal keys, keys ascending, positions in their order."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    unique, begins = np.unique(keys[order], return_index=True)
    return list(zip(unique.tolist(), np.split(order, begins[1:]), strict=True))
