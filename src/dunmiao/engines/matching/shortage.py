"""Why seats stay open: a group of posts with more seats than people who could be sent there.

Hall's condition in words: begin with an open post; everybody eligible there who sits elsewhere could
have come from there, so those posts belong to the group as well; where his unit's cap keeps somebody
at home, its placed people could have stayed instead, so their posts belong to it too. If the seats of
the group outnumber the people whom their units can release to it, no plan fills them.
"""

from typing import Any

import numpy as np

from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem

# Above so many pairs nobody looks for groups: the page would not list them.
MOST_PAIRS = 200_000


def shortages(problem: Problem, free: Free, rows: list[int]) -> list[dict[str, Any]]:
    """One finding `too-few-eligible` for each group of posts that cannot be filled; `rows` are the
    plan's pairs beside the pins."""
    if len(free.rows) > MOST_PAIRS:
        return []
    filled = np.bincount(problem.post[rows], minlength=len(problem.posts))
    found, told = [], np.zeros(len(problem.posts), dtype=bool)
    for post in np.flatnonzero(filled < free.seats).tolist():
        if told[post]:
            continue
        group = _group(problem, free, rows, post)
        seats, people = int(free.seats[group].sum()), _releasable(problem, free, group)
        if people < seats:
            told[group] = True
            names = "、".join(problem.posts[one] for one in np.flatnonzero(group).tolist())
            found.append(finding("too-few-eligible", posts=names, seats=seats, people=people))
    return found


def _group(problem: Problem, free: Free, rows: list[int], post: int) -> Ints:
    """The posts that compete with an open one for the same people (a mark each)."""
    at = np.full(len(problem.people), -1)
    at[problem.person[rows]] = problem.post[rows]
    unit_full = _full_units(problem, free, rows)
    group = np.zeros(len(problem.posts), dtype=bool)
    group[post] = True
    while True:
        people = np.unique(problem.person[free.rows[group[problem.post[free.rows]]]])
        wider = group.copy()
        wider[at[people][at[people] >= 0]] = True
        kept_home = problem.unit_of[people[at[people] < 0]]
        rivals = np.isin(problem.unit_of, kept_home[unit_full[kept_home]]) & (at >= 0)
        wider[at[rivals]] = True
        if (wider == group).all():
            return group
        group = wider


def _full_units(problem: Problem, free: Free, rows: list[int]) -> Ints:
    used = np.bincount(problem.unit_of[problem.person[rows]], minlength=len(problem.units))
    left = free.left["unit"]
    full: Ints = (left != NO_CAP) & (used >= left)
    return full


def _releasable(problem: Problem, free: Free, group: Ints) -> int:
    """How many of the people eligible somewhere in the group their units can release."""
    people = np.unique(problem.person[free.rows[group[problem.post[free.rows]]]])
    by_unit = np.bincount(problem.unit_of[people], minlength=len(problem.units))
    left = free.left["unit"]
    return int(np.where(left == NO_CAP, by_unit, np.minimum(by_unit, left)).sum())
