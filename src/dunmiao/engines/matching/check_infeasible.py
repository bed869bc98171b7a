"""Is it proven that there is no plan? By the pins alone, or by prices that leave nothing."""

from collections.abc import Mapping
from typing import Any

from dunmiao.engines.matching.check_bound import proven_bound
from dunmiao.engines.matching.check_case import Case, case_of
from dunmiao.engines.matching.check_problem import Checked
from dunmiao.engines.matching.check_rules import impossible

EMPTY: dict[str, Any] = {
    "value": None, "bound": None, "gap": None, "gap_in_score_points": None,
    "assignments": [], "unfilled": [], "shortfalls": [], "balance": None, "goals": None,
}  # fmt: skip
Json = Mapping[str, Any]


def not_infeasible(problem: Checked, plan: Json, certificate: Json | None) -> list[str]:
    """Faults; empty where every finding is proven and there is one."""
    faults = [f"{key}: an infeasible plan has none" for key, none in EMPTY.items() if plan.get(key) != none]  # fmt: skip
    for one in plan["findings"]:
        code, facts = one["code"], one["facts"]
        if code == "pins-conflict":
            faults += _pins(problem, facts, certificate)
        elif code == "requirements-conflict":
            soft = [
                key for key in ("requirements", "fill") if facts.get(key) and "hard" not in plan
            ]
            faults += [f"infeasible: {key} are not hard" for key in soft]
            faults += _by_prices(problem, facts, certificate)
        else:
            faults.append(f"finding {code}: is not so")
    return faults if plan["findings"] else [*faults, "infeasible: no conflict is named"]


def _pins(problem: Checked, facts: Json, certificate: Json | None) -> list[str]:
    """The pins named break the rule named by themselves, and no fewer of them do; or prices prove
    that they cannot hold beside the couples and recusals named."""
    case = case_of(problem)
    named = [tuple(item) for item in facts.get("pins", [])]
    pins = [pin for pin in case.pins if (problem.people[pin[0]], problem.posts[pin[1]]) in named]
    if not pins or len(pins) != len(named):
        return ["infeasible: what is named is no set of pins"]
    if not impossible(case, pins):
        return _by_prices(problem, facts, certificate)
    kind = facts.get("kind")
    if kind not in impossible(case, pins):
        return [f"infeasible: the pins do not break {kind}"]
    fewer = [[other for other in pins if other != pin] for pin in pins]
    if any(kind in impossible(case, some) for some in fewer):
        return ["infeasible: fewer of the pins named conflict already"]
    return []


def _by_prices(problem: Checked, facts: Json, certificate: Json | None) -> list[str]:
    """Where every missing member and every open seat of what is named costs more than plans can
    differ by, a bound below the least a plan can be worth leaves none that keeps it all."""
    if certificate is None:
        return ["infeasible: the pins do not contradict each other, and there is no certificate"]
    faults: list[str] = []
    case: Case = case_of(problem, conflict=facts)
    node = {key: certificate[key] for key in certificate.keys() - {"format", "problem_sha256"}}
    proven = proven_bound(case, node, faults)
    if proven >= case.lowest:
        faults.append(
            f"infeasible: certificate proves {proven}, a plan could be worth {case.lowest}"
        )
    return faults
