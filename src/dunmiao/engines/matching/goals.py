"""Goals that come one before the other: weights so large that no later goal outweighs a point.

The goal before the last is worth more than all that the last can give, and so on: one weighted
problem of whole numbers, whose optimum is the lexicographic one and whose certificate is an
ordinary one (Isermann 1982). What no goal names does not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dunmiao.engines.matching.constraints import balance, teams
from dunmiao.engines.matching.problem import Goal, Problem, Team

if TYPE_CHECKING:
    from dunmiao.engines.matching.solve import Plan

FILL, COMPOSITION, SCORE, BALANCE, CHANGES = "fill", "composition", "score", "balance", "changes"
OWN_NAMES = (FILL, COMPOSITION, SCORE, BALANCE, CHANGES)
# Σ |value| of a plan, with room for prices at some scale.
MOST = 2**58


def weighted(problem: Problem, names: Sequence[str]) -> Problem | None:
    """The problem in which these goals come one before the other, first the most important: the
    seats filled tier by tier (the tier of the largest bonus first), missing members of teams, a
    component by its name or `score` for all components not named, balance, kept pairs.

    None where the weights would leave 64 bits.
    """
    ranges = _ranges(problem, names)
    weights: dict[str, int] = {}
    later = 0
    for name, most in reversed(ranges.items()):
        weights[name] = later + 1
        later += weights[name] * most
    if later >= MOST:
        return None
    return _with(problem, names, weights)


def _ranges(problem: Problem, names: Sequence[str]) -> dict[str, int]:
    """Each goal and between how many points apart its best and worst can lie."""
    placed = min(int(problem.seats.sum()), len(problem.people))
    ranges: dict[str, int] = {}
    for name in names:
        if name == FILL:
            for bonus in sorted(set(problem.tier_bonus.tolist()), reverse=True):
                seats = int(problem.seats[problem.tier_bonus == bonus].sum())
                ranges[f"{FILL}:{bonus}"] = seats
        elif name == COMPOSITION:
            ranges[name] = sum(r.need for team in problem.teams for r in team.requirements)
        elif name == BALANCE:
            ranges[name] = placed * max(problem.balance, default=0)
        elif name == CHANGES:
            ranges[name] = min(placed, len(problem.previous))
        else:
            points = _points(problem, name, names)
            most, least = int(points.max(initial=0)), int(points.min(initial=0))
            ranges[name] = placed * (max(0, most) - min(0, least))
    return ranges


def _points(problem: Problem, name: str, names: Sequence[str]) -> Any:
    if name != SCORE:
        return problem.components[name]
    others = [column for key, column in problem.components.items() if key not in names]
    return sum(others, np.zeros(len(problem.person), dtype=np.int64))


def _with(problem: Problem, names: Sequence[str], weights: Mapping[str, int]) -> Problem:
    score = weights.get(SCORE, 0)
    components = {
        key: column * np.int64(weights.get(key, 0 if key in names else score))
        for key, column in problem.components.items()
    }
    bonus = [weights.get(f"{FILL}:{bonus}", 0) for bonus in problem.tier_bonus.tolist()]
    penalty = weights.get(COMPOSITION, 0)
    steps = weights.get(BALANCE, 0)
    return replace(
        problem,
        components=components,
        tier_bonus=np.array(bonus, dtype=np.int64),
        teams=tuple(Team(team.id, penalty, team.requirements) for team in problem.teams),
        balance=tuple(step * steps for step in problem.balance) if steps else (),
        stickiness=weights.get(CHANGES, 0),
        goals=tuple(_goal(problem, name, weight) for name, weight in weights.items())[::-1],
    )


def _goal(problem: Problem, name: str, weight: int) -> Goal:
    """With `fill:BONUS` go the posts that have this bonus."""
    at = problem.tier_bonus.tolist()
    is_fill = name.startswith(f"{FILL}:")
    posts = [post for post, bonus in enumerate(at) if is_fill and name == f"{FILL}:{bonus}"]
    return Goal(name, weight, frozenset(posts))


def goals_of(plan: "Plan") -> list[dict[str, Any]]:
    """What each goal reached, in its own points, the most important first.

    A goal is `proven` where one point more of it, those before it kept and those after it at their
    worst, would be worth more than the bound, and those before it are proven.
    """
    problem, rows = plan.problem, list(plan.rows)
    reached = [_reached(problem, rows, goal) for goal in problem.goals]
    after = sum(g.weight * _worst(problem, g) for g in problem.goals)
    before, proven, out = 0, True, []
    for goal, points in zip(problem.goals, reached, strict=True):
        after -= goal.weight * _worst(problem, goal)
        proven = proven and before + goal.weight * (points + 1) + after > (plan.bound or 0)
        before += goal.weight * points
        told = {"goal": goal.name, "weight": goal.weight, "reached": points, "proven": proven}
        out.append(told)
    return out


def _reached(problem: Problem, rows: list[int], goal: Goal) -> int:
    if goal.posts or goal.name.startswith(f"{FILL}:"):
        return int(np.isin(problem.post[rows], sorted(goal.posts)).sum())
    if goal.name == COMPOSITION:
        return -int(sum(one["missing"] for one in teams.shortfalls(problem, rows)[1]))
    if goal.name == BALANCE:
        units = problem.unit_of[problem.person[rows]].tolist()
        cost: int = balance.cost_of(problem, units)
        return -cost // goal.weight
    if goal.name == CHANGES:
        return sum(problem.pairs[row] in problem.previous for row in rows)
    return int(_own_points(problem, goal)[rows].sum()) // goal.weight


def _own_points(problem: Problem, goal: Goal) -> Any:
    return _points(problem, goal.name, [one.name for one in problem.goals])


def _worst(problem: Problem, goal: Goal) -> int:
    """No plan reaches less of this goal."""
    placed = min(int(problem.seats.sum()), len(problem.people))
    if goal.name == COMPOSITION:
        return -sum(r.need for team in problem.teams for r in team.requirements)
    if goal.name == BALANCE:
        return -placed * (max(problem.balance, default=0) // goal.weight)
    if goal.name == CHANGES or goal.name.startswith(f"{FILL}:"):
        return 0
    return placed * int(_own_points(problem, goal).min(initial=0) // goal.weight)
