"""Prove a plan again, without a solver and without the code that made it.

Imports nothing of the engine but its two other halves (`check_rules`, `check_bound`): NumPy and
the standard library, exact integers. It is given the problem, the plan file and the certificate
file, and believes neither of the last two.
"""

from collections import Counter
from typing import Any

from dunmiao.engines.matching.check_bound import proven_bound
from dunmiao.engines.matching.check_rules import balance_cost, broken_rules, value_of


def verify(
    problem: Any, plan: dict[str, Any], certificate: dict[str, Any] | None
) -> tuple[list[str], list[str]]:
    """Reasons why the plan or its claims are wrong (empty: proven), and notes."""
    faults: list[str] = []
    notes: list[str] = []
    if plan.get("status") == "infeasible":
        return _infeasible(problem, plan), notes
    rows = _rows(problem, plan, faults)
    broken_rules(problem, rows, faults)
    value, shortfalls = value_of(problem, rows)
    _claims(problem, plan, rows, value, shortfalls, faults)
    if certificate is None:
        faults.append("certificate: missing")
    else:
        _bound(problem, plan, certificate, value, faults, notes)
    return faults, notes


def _infeasible(problem: Any, plan: dict[str, Any]) -> list[str]:
    """An infeasible plan is checked for its pins only: some rule must forbid them together.

    Hard requirements in conflict (`--hard`) are the solver's word.
    """
    faults: list[str] = []
    if any(note.get("code") == "requirements-conflict" for note in plan.get("findings", [])):
        return faults
    rows = [problem.pair_index[pair] for pair in problem.pins]
    broken_rules(problem, rows, faults)
    return [] if faults else ["infeasible: the pins do not contradict each other"]


def _rows(problem: Any, plan: dict[str, Any], faults: list[str]) -> list[int]:
    people = {name: index for index, name in enumerate(problem.people)}
    posts = {name: index for index, name in enumerate(problem.posts)}
    rows = []
    for entry in plan.get("assignments", []):
        pair = (people.get(entry["person"], -1), posts.get(entry["post"], -1))
        row = problem.pair_index.get(pair)
        if row is None:
            faults.append(f"rule eligible: {entry['person']} on {entry['post']} is not a pair")
        else:
            rows.append(row)
            _terms(problem, row, entry, faults)
    return rows


def _terms(problem: Any, row: int, entry: dict[str, Any], faults: list[str]) -> None:
    terms = {name: int(column[row]) for name, column in problem.components.items()}
    score = sum(terms.values())
    terms["tier_bonus"] = int(problem.tier_bonus[problem.post[row]])
    pair = (int(problem.person[row]), int(problem.post[row]))
    terms["stickiness"] = problem.stickiness if pair in problem.previous else 0
    name = f"{entry['person']} on {entry['post']}"
    if entry.get("score") != score:
        faults.append(f"score: {name} is {score}, plan claims {entry.get('score')}")
    if entry.get("terms") != terms:
        faults.append(f"terms: {name} are {terms}, plan claims {entry.get('terms')}")


def _claims(
    problem: Any,
    plan: dict[str, Any],
    rows: list[int],
    value: int,
    shortfalls: list[dict[str, Any]],
    faults: list[str],
) -> None:
    if plan.get("value") != value:
        faults.append(f"value: the assignments are worth {value}, plan claims {plan.get('value')}")
    key = lambda item: (item["team"], item["requirement"])  # noqa: E731
    if sorted(plan.get("shortfalls", []), key=key) != sorted(shortfalls, key=key):
        faults.append(f"shortfalls: {shortfalls}, plan claims {plan.get('shortfalls')}")
    if problem.balance:
        units = [int(problem.unit_of[problem.person[row]]) for row in rows]
        if plan.get("balance") != -balance_cost(problem, units):
            faults.append(
                f"balance: costs {balance_cost(problem, units)}, plan claims {plan.get('balance')}"
            )
    filled = Counter(int(problem.post[row]) for row in rows)
    unfilled = [
        {"post": name, "seats": int(problem.seats[post]) - filled[post]}
        for post, name in enumerate(problem.posts)
        if int(problem.seats[post]) > filled[post]
    ]
    if plan.get("unfilled") != unfilled:
        faults.append(f"unfilled: {unfilled}, plan claims {plan.get('unfilled')}")
    bound = plan.get("bound")
    if type(bound) is not int:
        faults.append("bound: the plan claims none")
        return
    if plan.get("gap_in_score_points") != bound - value:
        faults.append(f"gap: {bound - value} points, plan claims {plan.get('gap_in_score_points')}")
    wanted = "optimal" if bound == value else "feasible"
    if plan.get("status") != wanted:
        faults.append(f"status: {wanted}, plan claims {plan.get('status')}")


def _bound(
    problem: Any,
    plan: dict[str, Any],
    certificate: dict[str, Any],
    value: int,
    faults: list[str],
    notes: list[str],
) -> None:
    if problem.sha256 and certificate.get("problem_sha256") != problem.sha256:
        faults.append("certificate: made for another problem (problem_sha256 differs)")
    proven = proven_bound(problem, certificate, faults)
    claimed = plan.get("bound")
    if type(claimed) is int and claimed < proven:
        faults.append(f"bound: certificate proves {proven}, plan claims {claimed}")
    elif type(claimed) is int and claimed > proven:
        notes.append(f"note: certificate proves {proven}, plan claims only {claimed}")
    if proven < value:
        faults.append(f"bound: certificate proves {proven}, below the plan's value {value}")
