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
        goals=tuple(Goal(name, weight) for name, weight in weights.items())[::-1],
    )


def goals_of(plan: "Plan") -> list[dict[str, Any]]:
    """What each goal reached, in its own points, the most important first. `proven` where the
    bound leaves no room for one point more of it, those before it kept."""
    problem, rows = plan.problem, list(plan.rows)
    gap = plan.gap_in_points or 0
    by_name = {goal.name: goal.weight for goal in problem.goals}
    return [
        {
            "goal": name,
            "weight": weight,
            "reached": _reached(problem, rows, name, weight, set(by_name)),
            "proven": gap < weight,
        }
        for name, weight in by_name.items()
    ]


def _reached(problem: Problem, rows: list[int], name: str, weight: int, names: set[str]) -> int:
    if name.startswith(f"{FILL}:"):
        return int((problem.tier_bonus[problem.post[rows]] == weight).sum())
    if name == COMPOSITION:
        return -int(sum(one["missing"] for one in teams.shortfalls(problem, rows)[1]))
    if name == BALANCE:
        units = problem.unit_of[problem.person[rows]].tolist()
        cost: int = balance.cost_of(problem, units)
        return -cost // weight
    if name == CHANGES:
        return sum(problem.pairs[row] in problem.previous for row in rows)
    if name in problem.components:
        return int(problem.components[name][rows].sum()) // weight
    rest = [column for key, column in problem.components.items() if key not in names]
    total: int = sum(int(column[rows].sum()) for column in rest)
    return total // weight
