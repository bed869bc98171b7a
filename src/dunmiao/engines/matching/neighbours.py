"""Large neighbourhoods: a few teams that want the same people are chosen again together.

Teams are chosen alone and repaired one after the other, so who came first keeps what another needed
more. Where one model over all teams is too large, this goes from the plan at hand: the team that lost
most against its own best choice and those who hold what it wanted are freed, everybody else stays, and
one small model chooses for all of them at once (Shaw 1998). A step is kept only where it gains.
"""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.choose import Room, reduced_to_classes
from dunmiao.engines.matching.constraints import CAPS, sides_of, teams
from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.problem import Ints, Problem

# Teams freed at once, steps at most, and splits of one step: work, not time.
MOST_FREED, MOST_STEPS, MOST_NODES, STEP_SECONDS = 6, 80, 200, 10.0


def choose_together(
    problem: Problem,
    free: Free,
    own: list[Ints],
    worth: Ints,
    chosen: dict[int, list[int]],
    *,
    alone: dict[int, list[int]],
    left: Callable[[], float],
) -> dict[int, list[int]]:
    """The teams' rows after the steps; `own` are each team's free rows, `worth` what each row is
    worth at the prices, `chosen` the rows of each team that asks for something, `alone` what it
    would choose if nobody else were there."""
    asked = sorted(chosen)
    points = {team: _points(problem, free, team, worth, chosen[team]) for team in asked}
    loss = {t: _points(problem, free, t, worth, alone[t]) - points[t] for t in asked}
    holder = {int(problem.person[row]): t for t in asked for row in chosen[t]}
    by_unit: dict[int, list[int]] = {}
    for person, team in sorted(holder.items()):
        by_unit.setdefault(int(problem.unit_of[person]), []).append(team)
    losers = sorted((t for t in asked if loss[t] > 0), key=lambda t: (-loss[t], t))
    current = {team: list(rows) for team, rows in chosen.items()}
    for team in losers[:MOST_STEPS]:
        if left() <= 1:
            break
        group = _group(problem, team, alone[team], holder, by_unit)
        before = sum(_points(problem, free, t, worth, current[t]) for t in group)
        found = _again(problem, free, own, worth, current, group)
        if sum(_points(problem, free, t, worth, found[t]) for t in group) > before:
            current |= found
    return current


def _points(problem: Problem, free: Free, team: int, worth: Ints, rows: list[int]) -> int:
    """What a team's rows are worth at the prices, less its penalties."""
    group, people = problem.teams[team], problem.person[rows]
    lacking = 0
    for q, requirement in enumerate(group.requirements):
        have = free.team_counts[team][q] + int(requirement.members[people].sum())
        lacking += max(0, requirement.need - have)
    return int(worth[rows].sum()) - group.penalty * lacking


def _group(
    problem: Problem,
    team: int,
    wanted: list[int],
    holder: dict[int, int],
    by_unit: dict[int, list[int]],
) -> list[int]:
    """The team and those who hold the people it wanted, or others of their units."""
    near = Counter[int]()
    for row in wanted:
        person = int(problem.person[row])
        if person in holder:
            near[holder[person]] += 2
        near.update(by_unit.get(int(problem.unit_of[person]), []))
    del near[team]
    closest = sorted(near, key=lambda other: (-near[other], other))[: MOST_FREED - 1]
    return sorted([team, *closest])


def _again(
    problem: Problem,
    free: Free,
    own: list[Ints],
    worth: Ints,
    current: dict[int, list[int]],
    group: list[int],
) -> dict[int, list[int]]:
    """The best choice of these teams together, with everybody else's rows kept."""
    room = Room(problem, free)
    kept = [row for team, rows in current.items() if team not in group for row in rows]
    room.take(np.array(kept, dtype=np.int64))
    parts = []
    for team in group:
        is_open = room.left["person"][problem.person[own[team]]] > 0
        part = reduced_to_classes(problem, free, team, own[team][is_open], worth)
        parts.append(np.union1d(part, current[team]))
    rows = np.concatenate(parts)
    order = np.argsort(rows)
    model = _joint(problem, free, room, rows[order], worth, group)
    start = sorted(row for team in group for row in current[team])
    picked = exact.solve_rows(
        rows[order], model, seconds=STEP_SECONDS, start=start, nodes=MOST_NODES
    )
    found = np.array(picked or start, dtype=np.int64)
    at = problem.team_of[problem.post[found]]
    return {team: found[at == team].tolist() for team in group}


def _joint(
    problem: Problem, free: Free, room: Room, rows: Ints, worth: Ints, group: list[int]
) -> exact.Model:
    model = exact.Lines(worth[rows])
    for family in CAPS:
        left = room.left[family.table]
        if len(left):
            model.at_most(family.keys(problem, rows), left, family.table, needed_only=True)
    for place, side in enumerate(sides_of(problem)):
        columns, signs = exact.columns_of(side, rows)
        if len(columns):
            model.add(columns, signs, -math.inf, int(room.side_left[place]), ("side", place))
    at = problem.team_of[problem.post[rows]]
    for team in group:
        mine = np.flatnonzero(at == team)
        for q, requirement in enumerate(problem.teams[team].requirements):
            missing = max(0, requirement.need - free.team_counts[team][q])
            if missing:
                lacking = model.column(-float(problem.teams[team].penalty), float(missing))
                members = mine[requirement.members[problem.person[rows[mine]]]]
                model.add(
                    np.append(members, lacking), 1, missing, math.inf, (teams.KIND, (team, q))
                )
    return model.made()
