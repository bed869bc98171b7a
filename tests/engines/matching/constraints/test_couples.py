"""Couples kept apart, or near each other, at a host or in a county."""

import random
from typing import Any

import pytest

from dunmiao.engines.matching import solve as solving
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.constraints.tried import (
    best_by_trying,
    groups,
    optimal,
    proven,
    small,
)
from tests.long import first


def couples(seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    people = [f"c{n:04d}" for n in range(6)]
    rng.shuffle(people)
    return {
        **groups(seed),
        "couples": [
            {"people": people[:2], "keep": rng.choice(("near", "apart")), "level": rng.choice(("host", "county"))},
            {"people": people[2:4], "keep": rng.choice(("near", "apart")), "level": "host"},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("seed", first(10, range(40)))
def test_the_best_that_keeps_them_so_is_found(seed: int) -> None:
    optimal(small(seed, couples(seed), teams=seed % 2, density=0.9, cap=2))


@pytest.mark.parametrize("seed", first(5, range(20)))
def test_large_rounds_obey_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "EXACT_PAIRS", 0)
    problem = small(seed, couples(seed), teams=seed % 2, density=0.9)
    plan = proven(solve(problem))
    assert plan.value is not None
    assert plan.bound is not None
    assert plan.value <= best_by_trying(problem) <= plan.bound


def at_host(plan: Any) -> dict[str, str]:
    problem = plan.problem
    return {
        problem.people[problem.person[row]]: problem.hosts[problem.host_of[problem.post[row]]]
        for row in plan.rows
    }


def test_near_means_both_or_neither() -> None:
    couple = {"people": ["c0000", "c0001"], "keep": "near", "level": "host"}
    for seed in range(20):
        at = at_host(solve(small(seed, {"couples": [couple]}, density=0.9)))
        assert at.get("c0000") == at.get("c0001")


def test_pins_against_it_are_told_in_words() -> None:
    couple = {"people": ["c0000", "c0001"], "keep": "near", "level": "host"}
    pins = [["c0000", "p000"], ["c0001", "p001"]]
    plan = solve(small(3, {"couples": [couple], "pins": pins}, density=1.0))
    assert plan.status == "infeasible"
    assert "须同在一处" in plan.findings[0]["message"]
    one = solve(small(3, {"couples": [couple], "pins": pins[:1]}, density=1.0))
    assert at_host(one)["c0001"] == "H0"
    proven(one)


def test_a_near_couple_that_cannot_meet_is_named() -> None:
    """One is pinned where the other may not go: no plan, with the rule that forbids it."""
    couple = {"people": ["c0000", "c0001"], "keep": "near", "level": "host"}
    base = small(3, {}, density=1.0)
    gone = [
        ["c0001", post] for n, post in enumerate(base.posts) if base.host_of[n] == base.host_of[0]
    ]
    plan = solve(
        small(3, {"couples": [couple], "pins": [["c0000", "p000"]], "forbidden": gone}, density=1.0)
    )
    assert plan.status == "infeasible"
    assert any("须同在一处" in finding["message"] for finding in plan.findings)
