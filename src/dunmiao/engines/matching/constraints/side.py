"""Limits that cut across the caps: a signed count of some pairs is at most so much.

They are no arcs of a flow. Their prices stand in the certificate under `id`; any price of at
least 0 proves a true bound.
"""

from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.problem import Ints, Problem


@dataclass(frozen=True, eq=False)
class Side:
    """Σ sign · placed over these pair rows ≤ cap. `words` says it to people."""

    id: str
    rule: str
    rows: Ints
    signs: Ints
    cap: int
    words: str


def rows_at(problem: Problem, person: int, is_there: Ints) -> Ints:
    """The pair rows of one person on the posts that are marked."""
    begin, end = np.searchsorted(problem.person, [person, person + 1])
    rows = np.arange(begin, end)
    there: Ints = rows[is_there[problem.post[rows]].astype(bool)]
    return there


def at_most_one(
    problem: Problem, *, id: str, rule: str, people: tuple[int, int], there: Ints, words: str
) -> Side | None:
    """At most one of the two on these posts; None where they cannot both be there anyway."""
    parts = [rows_at(problem, person, there) for person in people]
    if not all(len(part) for part in parts):
        return None
    rows = np.concatenate(parts)
    return Side(id, rule, rows, np.ones(len(rows), dtype=np.int64), 1, words)
