"""Findings of a plan that claim something: their facts are counted again, their words are not."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_case import Case


def false_findings(case: Case, plan: Mapping[str, Any]) -> list[str]:
    """What is claimed and not so. A code that no check knows is not believed."""
    gap = plan["gap_in_score_points"]
    checks: dict[str, Callable[[Case, Mapping[str, Any]], bool]] = {
        "too-few-eligible": _too_few,
        "previous-pair-gone": _gone,
        "team-without-requirements": _nothing_asked,
        "stopped-by-time": lambda _case, facts: bool(facts.get("gap") == gap > 0),
        "stopped-by-work": lambda _case, facts: bool(facts.get("gap") == gap > 0),
    }
    return [
        f"finding {one['code']}: is not so"
        for one in plan["findings"]
        if one["code"] not in checks or not checks[one["code"]](case, one["facts"])
    ]


def _too_few(case: Case, facts: Mapping[str, Any]) -> bool:
    """Hall's condition: the posts named have so many seats left beside the pins, and of the people
    who could sit there their units can release only so many, fewer than that."""
    problem = case.problem
    names = list(facts.get("names", []))
    if len(set(names)) < len(names) or not set(names) <= set(problem.posts):
        return False
    posts = sorted(problem.posts.index(name) for name in names)
    seats, held = problem.seats.copy(), np.zeros(len(problem.people), dtype=bool)
    caps = problem.release_cap.copy()
    for who, where in case.pins:
        seats[where] -= 1
        held[who] = True
        caps[problem.unit_of[who]] -= caps[problem.unit_of[who]] > 0
    rows = np.flatnonzero(np.isin(problem.post, posts) & ~held[problem.person])
    pairs = {(int(problem.person[r]), int(problem.post[r])) for r in rows} - problem.forbidden
    by_unit = np.bincount(
        problem.unit_of[sorted({who for who, where in pairs if seats[where] > 0})],
        minlength=len(caps),
    )
    people = int(np.where(caps < 0, by_unit, np.minimum(by_unit, caps)).sum())
    return people == facts.get("people") and people < int(seats[posts].sum()) == facts.get("seats")


def _gone(case: Case, facts: Mapping[str, Any]) -> bool:
    problem = case.problem
    who, where = facts.get("person"), facts.get("post")
    if who not in problem.people or where not in problem.posts:
        return False
    pair = (problem.people.index(who), problem.posts.index(where))
    return pair in problem.previous and case.row(pair) is None


def _nothing_asked(case: Case, facts: Mapping[str, Any]) -> bool:
    return any(
        team.id == facts.get("team") and not team.requirements for team in case.problem.teams
    )
