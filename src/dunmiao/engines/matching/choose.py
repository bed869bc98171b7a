"""The best choice of one team at given worths: exact, over few columns, on plain arrays.

A task knows nothing of the problem it comes from, so that thousands of them can be solved by
other processes (`dist`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.bound import kinds_of
from dunmiao.engines.matching.constraints import CAPS, sides_of, teams
from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.problem import Ints, Problem

# A team's choice is tiny; this is only the stop of a solver gone wrong.
TEAM_SECONDS = 20.0
# What the team cannot leave to prices: its own people, seats, and units on its posts.
OWN = ("person", "post", "unit_post")


@dataclass(frozen=True, eq=False)
class TeamTask:
    """`rows` and what each is `worth`; lines as (positions, signs, cap); for each requirement who
    meets it (positions) and how many are still missing, each at `penalty`."""

    rows: Ints
    worth: Ints
    lines: tuple[tuple[Ints, Ints, int], ...]
    needs: tuple[tuple[Ints, int], ...]
    penalty: int


class Room:
    """What is left of every cap and side after some were placed."""

    def __init__(self, problem: Problem, free: Free) -> None:
        """Everything that the pins left."""
        self.problem = problem
        self.left = {table: left.copy() for table, left in free.left.items()}
        self.side_left = free.side_left.copy()

    def fits(self, rows: Ints) -> bool:
        """Whether these can be placed beside what was taken."""
        for family in CAPS:
            left = self.left[family.table]
            if len(left) and len(rows):
                keys, counts = np.unique(family.keys(self.problem, rows), return_counts=True)
                room = left[keys]
                if ((room >= 0) & (counts > room)).any():
                    return False
        return bool((self._sides(rows) <= self.side_left).all())

    def take(self, rows: Ints) -> None:
        """Place them."""
        for family in CAPS:
            left = self.left[family.table]
            if len(left) and len(rows):
                keys = family.keys(self.problem, rows)
                np.subtract.at(left, keys, (left[keys] >= 0).astype(np.int64))
        self.side_left -= self._sides(rows)

    def _sides(self, rows: Ints) -> Ints:
        sides = sides_of(self.problem)
        counts = [int(side.signs[np.isin(side.rows, rows)].sum()) for side in sides]
        return np.array(counts, dtype=np.int64)


def task_of(
    problem: Problem,
    free: Free,
    team: int,
    rows: Ints,
    worth: Ints,
    room: Room | None = None,
) -> TeamTask:
    """The task over these rows of a team; with `room` within what is left of every cap.

    `worth` is by row of the problem.
    """
    rows = reduced_to_classes(problem, free, team, rows, worth)
    model = exact.Lines(worth[rows])
    for family in CAPS:
        left = (room.left if room else free.left)[family.table]
        if len(left) and (room or family.table in OWN):
            model.at_most(family.keys(problem, rows), left, family.table, needed_only=True)
    for place, side in enumerate(sides_of(problem)) if room else ():
        columns, signs = exact.columns_of(side, rows)
        if len(columns):
            cap = int(room.side_left[place]) if room else side.cap
            model.add(columns, signs, -math.inf, cap, ("side", place))
    needs = []
    for q, requirement in enumerate(problem.teams[team].requirements):
        missing = max(0, requirement.need - free.team_counts[team][q])
        if missing:
            members = np.flatnonzero(requirement.members[problem.person[rows]])
            needs.append((members, missing))
    lines = tuple(
        (np.array(columns, dtype=np.int64), np.array(signs, dtype=np.int64), int(high))
        for columns, signs, _low, high, _key in model.rows
    )
    return TeamTask(rows, worth[rows], lines, tuple(needs), problem.teams[team].penalty)


def choose(task: TeamTask) -> list[int]:
    """The rows of the best choice, ascending."""
    if not len(task.rows):
        return []
    model = exact.Lines(task.worth)
    for columns, signs, cap in task.lines:
        model.add(columns, signs, -math.inf, cap, ("cap", 0))
    for members, missing in task.needs:
        lacking = model.column(-float(task.penalty), float(missing))
        model.add(np.append(members, lacking), 1, missing, math.inf, (teams.KIND, (0, 0)))
    found = exact.solve_rows(task.rows, model.made(), seconds=TEAM_SECONDS)
    return found or []


def reduced_to_classes(problem: Problem, free: Free, team: int, rows: Ints, worth: Ints) -> Ints:
    """Per post and class of people the best as many as the team has seats: a worse one can always
    be exchanged for one of these that is not in the choice yet."""
    group = problem.teams[team]
    most = int(free.seats[problem.team_of == team].sum())
    posts, kind = problem.post[rows], kinds_of(problem, team, rows)
    order = np.lexsort((rows, -worth[rows], kind, posts))
    key = posts[order] * (1 << len(group.requirements)) + kind[order]
    begins = np.searchsorted(key, key)
    kept = order[np.arange(len(order)) - begins < most]
    chosen: NDArray[np.int64] = np.sort(rows[kept])
    return chosen
