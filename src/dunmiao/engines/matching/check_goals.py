"""What goals that come one before the other reached, and which of them are proven."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_case import Case
from dunmiao.engines.matching.check_problem import Goal, Ints
from dunmiao.engines.matching.check_rules import balance_cost, shortfalls_of


def goals_of(case: Case, rows: Sequence[int], bound: int) -> list[dict[str, Any]]:
    """Each goal with what it reached in its own points. It is proven where a plan that reaches one
    point more of it, all goals before it kept and all after it at their worst, would be worth more
    than the bound, and the goals before it are proven."""
    goals = case.problem.goals
    reached = [_reached(case, rows, goal) for goal in goals]
    worst = [_worst(case, goal) for goal in goals]
    out, proven = [], True
    for at, goal in enumerate(goals):
        better = sum(g.weight * r for g, r in zip(goals[:at], reached, strict=False))
        better += goal.weight * (reached[at] + 1)
        after = zip(goals[at + 1 :], worst[at + 1 :], strict=True)
        proven = proven and better + sum(g.weight * w for g, w in after) > bound
        entry = {"goal": goal.name, "weight": goal.weight, "reached": reached[at], "proven": proven}
        out.append(entry)
    return out


def _reached(case: Case, rows: Sequence[int], goal: Goal) -> int:
    problem = case.problem
    if goal.name.startswith("fill:"):
        return sum(int(problem.post[row]) in goal.posts for row in rows)
    if goal.name == "composition":
        return -sum(int(one["missing"]) for one in shortfalls_of(case, rows))
    if goal.name == "balance":
        return -balance_cost(problem, rows) // goal.weight
    if goal.name == "changes":
        pairs = [(int(problem.person[row]), int(problem.post[row])) for row in rows]
        return sum(pair in problem.previous for pair in pairs)
    points: list[int] = _points(case, goal)[list(rows)].tolist()
    return sum(points) // goal.weight


def _points(case: Case, goal: Goal) -> Ints:
    """Of each pair: its component of that name, else all components that no goal names."""
    components = case.problem.components
    named = {one.name for one in case.problem.goals}
    own = [goal.name] if goal.name in components else sorted(components.keys() - named)
    none = np.zeros(len(case.problem.person), dtype=np.int64)
    return sum((components[name] for name in own), none)


def _worst(case: Case, goal: Goal) -> int:
    """No plan reaches less of this goal, in its own points."""
    problem = case.problem
    places = min(int(problem.seats.sum()), len(problem.people))
    if goal.name.startswith("fill:") or goal.name == "changes":
        return 0
    if goal.name == "composition":
        return -sum(one.need for asked in case.asked for one in asked)
    if goal.name == "balance":
        return -places * (max(problem.balance, default=0) // goal.weight)
    return places * int(_points(case, goal).min(initial=0) // goal.weight)
