"""What a plan is worth: its pairs, less the penalties of teams, less what balance costs."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dunmiao.engines.matching.constraints import balance, teams
from dunmiao.engines.matching.problem import Problem


def farthest(problem: Problem) -> int:
    """No plan's value is farther from 0 than this."""
    largest = int(np.abs(problem.value).max(initial=0)) + max(problem.balance, default=0)
    needs = sum(r.need * team.penalty for team in problem.teams for r in team.requirements)
    needs -= problem.empty_value
    return largest * min(int(problem.seats.sum()), len(problem.people)) + needs


def lacks_anything(problem: Problem, rows: Sequence[int]) -> bool:
    """Whether these pair rows leave a member missing or a seat open that costs anything."""
    filled = np.bincount(problem.post[list(rows)], minlength=len(problem.posts))
    is_open = (filled < problem.seats) & (problem.open_cost > 0)
    return bool(is_open.any() or teams.shortfalls(problem, rows)[1])


def plan_value(problem: Problem, rows: Sequence[int]) -> tuple[int, list[dict[str, Any]]]:
    """(value of placing these pair rows, what the teams lack)."""
    chosen = list(rows)
    total = int(problem.value[chosen].sum()) if chosen else 0
    points, shortfalls = teams.shortfalls(problem, chosen)
    units = problem.unit_of[problem.person[chosen]].tolist()
    return problem.empty_value + total - points - balance.cost_of(problem, units), shortfalls
