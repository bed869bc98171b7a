"""Prove a plan again, without a solver and without the code that made it.

Imports nothing of the engine but the other files of the checker: NumPy and the standard library,
whole numbers. It is given the problem, the plan file and the certificate file, and believes
neither of the last two. What is proven and what is not stands in `docs/reference/certificate.md`.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from dunmiao.engines.matching.check_bound import proven_bound
from dunmiao.engines.matching.check_case import Case, case_of
from dunmiao.engines.matching.check_findings import false_findings
from dunmiao.engines.matching.check_goals import goals_of
from dunmiao.engines.matching.check_infeasible import not_infeasible
from dunmiao.engines.matching.check_problem import Checked
from dunmiao.engines.matching.check_rules import (
    balance_cost,
    broken_rules,
    shortfalls_of,
    value_of,
)

PROVEN = {
    "format", "status", "value", "bound", "gap", "gap_in_score_points", "assignments", "unfilled",
    "shortfalls", "findings", "hard", "balance", "goals",
}  # fmt: skip
# Said by the engine and no part of the proof.
TOLD = {"seconds", "seed", "stable"}
Json = Mapping[str, Any]


def verify(problem: Checked, plan: Json, certificate: Json | None) -> tuple[list[str], list[str]]:
    """Reasons why the plan or its claims are wrong (empty: proven), and notes.

    ValueError, KeyError or TypeError where plan or certificate are not of their form.
    """
    faults = [f"plan: {key} is no part of a plan" for key in sorted(plan.keys() - PROVEN - TOLD)]
    if plan.get("hard", True) is not True:
        faults.append("hard: is true or absent")
    if certificate is not None and certificate.get("problem_sha256") != problem.sha256:
        faults.append("certificate: made for another problem (problem_sha256 differs)")
    if plan.get("status") == "infeasible":
        return faults + not_infeasible(problem, plan, certificate), []
    case = case_of(problem, is_hard="hard" in plan)
    rows = _rows(case, plan, faults)
    faults += map(str, broken_rules(case, rows))
    value = value_of(case, rows)
    for name, is_so in _recomputed(case, plan, rows, value).items():
        if not _same(plan.get(name), is_so):
            words = "the assignments are worth" if name == "value" else "is"
            faults.append(f"{name}: {words} {is_so}, plan claims {plan.get(name)}")
    faults += false_findings(case, plan)
    if certificate is None:
        return [*faults, "certificate: missing"], []
    return faults, _bound(case, plan, certificate, value, faults)


def _rows(case: Case, plan: Json, faults: list[str]) -> list[int]:
    problem = case.problem
    people = {name: index for index, name in enumerate(problem.people)}
    posts = {name: index for index, name in enumerate(problem.posts)}
    rows = []
    for entry in plan["assignments"]:
        name = f"{entry['person']} on {entry['post']}"
        row = case.row((people.get(entry["person"], -1), posts.get(entry["post"], -1)))
        if row is None:
            faults.append(f"rule eligible: {name} is not a pair")
            continue
        rows.append(row)
        terms = {key: int(column[row]) for key, column in problem.components.items()}
        score = sum(terms.values())
        terms["tier_bonus"] = int(problem.tier_bonus[problem.post[row]])
        pair = (int(problem.person[row]), int(problem.post[row]))
        terms["stickiness"] = problem.stickiness if pair in problem.previous else 0
        if not _same([entry.get("score"), entry.get("terms")], [score, terms]):
            faults.append(f"score: {name} has {score} of {terms}, plan claims {entry}")
    return rows


def _same(claimed: Any, is_so: Any) -> bool:
    """Equal also in kind: true is no 1, and 1.0 is no whole number."""
    return json.dumps(claimed, sort_keys=True) == json.dumps(is_so, sort_keys=True)


def _recomputed(case: Case, plan: Json, rows: list[int], value: int) -> dict[str, Any]:
    """Every claim beside the assignments that follows from them and the bound."""
    problem, bound = case.problem, plan.get("bound")
    if type(bound) is not int:
        raise ValueError("bound is not a whole number")
    filled = Counter(int(problem.post[row]) for row in rows)
    open_seats = {
        name: int(problem.seats[at]) - filled[at] for at, name in enumerate(problem.posts)
    }
    lacking = sorted(shortfalls_of(case, rows), key=lambda one: (one["team"], one["requirement"]))
    claims = {
        "value": value,
        "gap_in_score_points": bound - value,
        "gap": (bound - value) / max(1, abs(value)),
        "status": "optimal" if bound == value else "feasible",
        "unfilled": [{"post": name, "seats": n} for name, n in open_seats.items() if n > 0],
        "shortfalls": lacking,
        "balance": -balance_cost(problem, rows) if problem.balance else None,
        "goals": goals_of(case, rows, bound) if problem.goals else None,
    }
    if case.is_hard and lacking:
        claims["shortfalls"] = "none, as they are hard"
    return claims


def _bound(case: Case, plan: Json, certificate: Json, value: int, faults: list[str]) -> list[str]:
    """Notes; faults are added."""
    head = ("format", "problem_sha256")
    node = {key: part for key, part in certificate.items() if key not in head}
    proven, claimed = proven_bound(case, node, faults), plan["bound"]
    if claimed < proven:
        faults.append(f"bound: certificate proves {proven}, plan claims {claimed}")
    if proven < value:
        faults.append(f"bound: certificate proves {proven}, below the plan's value {value}")
    return (
        [f"note: certificate proves {proven}, plan claims only {claimed}"]
        if claimed > proven
        else []
    )
