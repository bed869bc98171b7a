"""Two people who recuse each other never serve in one team."""

import random

import pytest

from dunmiao.engines.matching import check_case, check_rules
from dunmiao.engines.matching import solve as solving
from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.constraints.tried import best_by_trying, optimal, proven, small
from tests.long import first


def pairs(seed: int) -> list[list[str]]:
    rng = random.Random(seed)
    return [sorted(rng.sample([f"c{n:04d}" for n in range(6)], 2)) for _ in range(3)]


@pytest.mark.parametrize("seed", first(8, range(25)))
def test_the_best_without_them_together_is_found(seed: int) -> None:
    optimal(small(seed, {"recusals": pairs(seed)}, teams=1, density=0.9))


@pytest.mark.parametrize("seed", first(4, range(12)))
def test_large_rounds_obey_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "EXACT_PAIRS", 0)
    problem = small(seed, {"recusals": pairs(seed)}, teams=1, density=0.9)
    plan = proven(solve(problem))
    assert plan.tier == "teams"
    best = best_by_trying(problem)
    assert plan.value is not None
    assert plan.bound is not None
    assert plan.value <= best <= plan.bound


def test_the_words_name_both_and_pins_against_it_are_told() -> None:
    loose = small(3, {}, teams=1, density=1.0)
    inside = [p for p in range(4) if loose.team_of[p] == 0]
    pins = [["c0000", loose.posts[inside[0]]], ["c0001", loose.posts[inside[1]]]]
    problem = small(3, {"recusals": [["c0001", "c0000"]], "pins": pins}, teams=1, density=1.0)
    assert sides_of(problem)[0].words == "c0000 与 c0001 不得同在团队 k0"
    plan = solve(problem)
    assert plan.status == "infeasible"
    assert plan.findings[0]["facts"]["kind"] == "recusal"
    assert sorted(plan.findings[0]["facts"]["pins"]) == sorted(pins)
    assert list(
        map(
            str,
            check_rules.broken_rules(
                check_case.case_of(problem), [problem.pair_index[pin] for pin in problem.pins]
            ),
        )
    ) == ["rule recusal: recusal|k0|c0000|c0001 counts 2, cap 1"]
