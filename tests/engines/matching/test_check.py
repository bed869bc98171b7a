"""The checker finds a broken rule, a wrong price, a wrong sum; nothing false is believed."""

import copy
import random
import re
from pathlib import Path
from typing import Any

import pytest

from dunmiao.engines.matching import check, check_bound, check_nation, check_rules
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_json, plan_json
from tests.engines.matching.instances import files

PROBLEM = problem_from(
    files(seed=11, people=40, posts=8, units=10, density=0.6, teams=2, cap=1, unit_post_cap=1)
)
SOLVED = solve(PROBLEM)
assert SOLVED.certificate is not None
PLAN, PROOF = plan_json(SOLVED), certificate_json(PROBLEM, SOLVED.certificate)


def test_the_true_plan_is_proven() -> None:
    assert check.verify(PROBLEM, PLAN, PROOF) == ([], [])


def drop_assignment(plan: dict[str, Any]) -> None:
    plan["assignments"].pop()


def double_person(plan: dict[str, Any]) -> None:
    person, post = plan["assignments"][0]["person"], plan["assignments"][0]["post"]
    for pair in PROBLEM.pairs:
        if PROBLEM.people[pair[0]] == person and PROBLEM.posts[pair[1]] != post:
            row = PROBLEM.pair_index[pair]
            plan["assignments"].append(
                {
                    "person": person,
                    "post": PROBLEM.posts[pair[1]],
                    "score": int(PROBLEM.score[row]),
                    "terms": {},
                }
            )
            return


def raise_value(plan: dict[str, Any]) -> None:
    plan["value"] += 1


def raise_score(plan: dict[str, Any]) -> None:
    plan["assignments"][0]["score"] += 1


def change_term(plan: dict[str, Any]) -> None:
    plan["assignments"][0]["terms"]["fit"] += 1


def hide_unfilled(plan: dict[str, Any]) -> None:
    plan["unfilled"] = [{"post": "p000", "seats": 9}]


def lower_bound(plan: dict[str, Any]) -> None:
    plan["bound"] -= 1


@pytest.mark.parametrize(
    "change",
    [
        drop_assignment,
        double_person,
        raise_value,
        raise_score,
        change_term,
        hide_unfilled,
        lower_bound,
    ],
)
def test_a_changed_plan_is_refuted(change: Any) -> None:
    plan = copy.deepcopy(PLAN)
    change(plan)
    assert check.verify(PROBLEM, plan, PROOF)[0]
    assert check.verify(PROBLEM, PLAN, PROOF)[0] == []


@pytest.mark.parametrize("seed", range(30))
def test_any_prices_prove_a_true_bound(seed: int) -> None:
    """Wrong prices may loosen the bound, never push it below the optimum."""
    rng = random.Random(seed)
    proof = copy.deepcopy(PROOF)
    for table in ("person", "unit", "post", "host"):
        for name in proof[table]:
            proof[table][name] = max(0, int(proof[table][name] * rng.uniform(0, 2)))
    faults: list[str] = []
    assert check_bound.proven_bound(PROBLEM, proof, faults) >= (SOLVED.value or 0)
    assert faults == []


def test_lower_prices_no_longer_prove_the_claim() -> None:
    proof = copy.deepcopy(PROOF)
    proof.pop("branch", None)
    proof["post"] = {}
    proof["unit"] = {}
    faults, _ = check.verify(PROBLEM, PLAN, proof)
    assert any(fault.startswith("bound: certificate proves") for fault in faults)


def test_a_certificate_of_another_problem_is_refuted() -> None:
    assert check.verify(PROBLEM, PLAN, {**PROOF, "problem_sha256": "0" * 64})[0]


def test_a_bound_claimed_above_the_proven_one_is_only_a_note() -> None:
    points = PLAN["bound"] + 5 - PLAN["value"]
    plan = {**PLAN, "bound": PLAN["bound"] + 5, "status": "feasible"}
    plan["gap_in_score_points"] = points
    faults, notes = check.verify(PROBLEM, plan, PROOF)
    assert faults == []
    assert len(notes) == 1


def test_the_checker_imports_nothing_of_the_engine() -> None:
    for module in (check, check_bound, check_nation, check_rules):
        source = Path(module.__file__).read_text(encoding="utf-8")
        named = re.findall(r"dunmiao[\w.]*", source)
        assert all(name.startswith("dunmiao.engines.matching.check_") for name in named)


def test_a_scale_that_leaves_64_bits_is_refused_and_large_prices_hide_nothing() -> None:
    proof = copy.deepcopy(PROOF) | {"scale": 2**60}
    faults, _notes = check.verify(PROBLEM, PLAN, proof)
    assert any("scale is too large" in fault for fault in faults)
    dear = copy.deepcopy(PROOF)
    dear["person"] = {PROBLEM.people[0]: 2**70}
    faults, _notes = check.verify(PROBLEM, PLAN, dear)
    assert any(fault.startswith("bound: certificate proves") for fault in faults)
