"""Team composition (团队结构): at least so many of a team's people meet each requirement.

Soft with a penalty for each missing member, hard by `--hard`. One person may count for several.
"""

from collections.abc import Sequence
from typing import Any

from dunmiao.engines.matching.problem import Problem

KIND = "requirement"


def words(problem: Problem, team: int, requirement: int) -> str:
    """The rule as people read it."""
    group = problem.teams[team]
    return f"{group.id}：{group.requirements[requirement].id}"


def shortfalls(problem: Problem, rows: Sequence[int]) -> tuple[int, list[dict[str, Any]]]:
    """(penalty points, what is missing) where these pair rows are placed."""
    points = 0
    missing: list[dict[str, Any]] = []
    placed: dict[int, list[int]] = {}
    for row in rows:
        index = int(problem.team_of[problem.post[row]])
        if index >= 0:
            placed.setdefault(index, []).append(int(problem.person[row]))
    for index, team in enumerate(problem.teams):
        people = placed.get(index, [])
        for requirement in team.requirements:
            lacks = requirement.need - sum(bool(requirement.members[one]) for one in people)
            if lacks > 0:
                missing.append({"team": team.id, "requirement": requirement.id, "missing": lacks})
                points += team.penalty * lacks
    return points, missing
