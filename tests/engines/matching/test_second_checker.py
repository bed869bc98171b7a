"""Two checkers written apart agree: on what any prices prove, and on what the engine claims."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.matching import check, check_bound
from dunmiao.engines.matching.check_case import case_of
from dunmiao.engines.matching.check_rules import impossible
from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json, proof_json
from tests.engines.matching.oracle import best_of, is_allowed, is_whole, missing, worth
from tests.engines.matching.second_checker import Second
from tests.engines.matching.variety import any_certificate, problem_of

SEEDS = st.integers(0, 10**6)


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.booleans())
def test_any_prices_prove_the_same_and_never_too_little(seed: int, hard: bool) -> None:
    problem = problem_of(seed)
    second, case = Second(problem, hard=hard), case_of(problem, is_hard=hard)
    node, faults = any_certificate(second, seed), list[str]()
    proven = check_bound.proven_bound(case, node, faults)
    assert (proven, faults) == (second.bound(node, second.pins), [])
    best = best_of(problem, hard=hard)
    assert best is None or best <= proven


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_both_call_the_same_pins_hopeless(seed: int) -> None:
    problem = problem_of(seed)
    second, case = Second(problem), case_of(problem)
    for pins in (second.pins, *([*second.pins, pair] for pair in second.pairs)):
        assert bool(impossible(case, pins)) == second.hopeless(pins)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_what_the_engine_says_is_so_and_both_agree(seed: int, hard: bool) -> None:
    problem = problem_of(seed)
    plan = solve(harden(problem) if hard else problem)
    assert plan.value == plan.bound == best_of(problem, hard=hard)
    told, proof = json.loads(json.dumps([plan_json(plan), proof_json(plan)]))
    assert check.verify(problem, told, proof) == ([], [])
    assert agrees(problem, told, proof)


def agrees(p: Problem, plan: Any, certificate: Any) -> bool:
    """Whether a plan is proven; an exception where a certificate is none."""
    second = Second(p, hard=plan.get("hard", False))
    if plan["status"] == "infeasible":
        return bool(plan["findings"]) and all(_conflicts(p, second, x, plan, certificate) for x in plan["findings"])  # fmt: skip
    placed = [(p.people.index(a["person"]), p.posts.index(a["post"])) for a in plan["assignments"]]
    value, lacks = worth(p, placed), {k: n for k, n in missing(p, placed).items() if n}
    told = {(x["team"], x["requirement"]): x["missing"] for x in plan["shortfalls"]}
    return bool(
        is_allowed(p, placed) and set(placed) <= set(second.v)
        and (is_whole(p, placed) or not second.h)
        and (plan["value"], plan["gap_in_score_points"]) == (value, plan["bound"] - value)
        and plan["status"] == ("optimal" if plan["bound"] == value else "feasible")
        and told == {(p.teams[t].id, p.teams[t].requirements[q].id): n for (t, q), n in lacks.items()}
        and value <= second.bound(certificate, second.pins) <= plan["bound"]
    )  # fmt: skip


def _conflicts(p: Problem, second: Second, found: Any, plan: Any, certificate: Any) -> bool:
    facts, part = found["facts"], Second(p, only=found["facts"])
    if found["code"] == "pins-conflict" and second.hopeless(part.pins):
        fewer = [[e for e in part.pins if e != one] for one in part.pins]
        return len(part.pins) == len(facts["pins"]) and not any(map(second.hopeless, fewer))
    is_named = plan.get("hard") or not (facts.get("requirements") or facts.get("fill"))
    return bool(is_named) and part.bound(certificate, part.pins) < part.lowest
