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

# Above so many pairs nobody looks for groups: no page would list them.
MOST_PAIRS = 20_000


def shortages(problem: Problem, free: Free, rows: list[int]) -> list[dict[str, Any]]:
    """One finding `too-few-eligible` for each group of posts that cannot be filled; `rows` are the
    plan's pairs beside the pins. Groups that share a post are one: together they lack even more."""
    filled = np.bincount(problem.post[rows], minlength=len(problem.posts))
    open_posts = np.flatnonzero(filled < free.seats).tolist()
    if not open_posts or len(free.rows) > MOST_PAIRS:
        return []
    found = []
    for posts in _groups(_rivals(problem, free, rows), open_posts):
        group = np.array(posts, dtype=np.int64)
        seats, people = int(free.seats[group].sum()), _releasable(problem, free, group)
        if people < seats:
            names = "、".join(problem.posts[one] for one in posts)
            ids = [problem.posts[one] for one in posts]
            facts = {"posts": names, "names": ids, "seats": seats, "people": people}
            found.append(finding("too-few-eligible", **facts))
    return found


def _rivals(problem: Problem, free: Free, rows: list[int]) -> dict[int, list[int]]:
    """For each post those that hold people who could have come to it; a unit that is at its cap
    stands between (as -1 - unit): whom it keeps at home could come if one of its placed stayed."""
    at = np.full(len(problem.people), -1)
    at[problem.person[rows]] = problem.post[rows]
    left = free.left["unit"]
    used = np.bincount(problem.unit_of[problem.person[rows]], minlength=len(problem.units))
    is_full = (left != NO_CAP) & (used >= left)
    person, post = problem.person[free.rows], problem.post[free.rows]
    unit = problem.unit_of[person]
    away = np.where(at[person] >= 0, at[person], np.where(is_full[unit], -1 - unit, post))
    placed = problem.person[rows]
    begins = np.concatenate([post, -1 - problem.unit_of[placed]])
    ends = np.concatenate([away, at[placed]])
    # One number a pair: posts are counted from 0 up, units from -1 down.
    low, width = len(problem.units), len(problem.units) + len(problem.posts)
    keys = np.unique((begins + low) * width + (ends + low))
    out: dict[int, list[int]] = {}
    for begin, end in zip(
        (keys // width - low).tolist(), (keys % width - low).tolist(), strict=True
    ):
        out.setdefault(begin, []).append(end)
    return out


def _groups(rivals: dict[int, list[int]], open_posts: list[int]) -> list[list[int]]:
    """Each open post with all that compete with it over any number of steps, joined where they
    meet; every post and unit is walked through once."""
    owner: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    for number, post in enumerate(open_posts):
        mine, waiting, met = {post}, [post], set[int]()
        while waiting:
            at = waiting.pop()
            if at in owner:
                met.add(owner[at])
                continue
            owner[at] = number
            fresh = [other for other in rivals.get(at, ()) if other not in mine]
            mine.update(fresh)
            waiting += fresh
        for other in met - {number}:
            mine |= members.pop(other)
        members[number] = mine
        for one in mine:
            owner[one] = number
    return [sorted(one for one in group if one >= 0) for group in members.values()]


def _releasable(problem: Problem, free: Free, group: Ints) -> int:
    """How many of the people eligible somewhere in the group their units can release."""
    inside = np.isin(problem.post[free.rows], group)
    people = np.unique(problem.person[free.rows[inside]])
    by_unit = np.bincount(problem.unit_of[people], minlength=len(problem.units))
    left = free.left["unit"]
    return int(np.where(left == NO_CAP, by_unit, np.minimum(by_unit, left)).sum())
