"""Balance over units: each further person of a unit costs more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.matching.constraints import balance
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json
from tests.engines.matching.constraints.tried import optimal, small

STEPS = st.lists(st.integers(0, 900), min_size=1, max_size=4).map(sorted)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), STEPS)
def test_the_best_less_its_cost_is_found(seed: int, steps: list[int]) -> None:
    cap = (None, 1, 2)[seed % 3]
    optimal(small(seed, {"balance": steps}, teams=seed % 2, cap=cap))


def test_the_cost_is_told_and_pins_count() -> None:
    base = small(5, {}, density=1.0)
    pins = [[base.people[0], base.posts[0]]]
    plan = optimal(small(5, {"balance": [0, 300, 700], "pins": pins}, density=1.0))
    problem = plan.problem
    units = problem.unit_of[problem.person[list(plan.rows)]].tolist()
    by_hand = sum((0, 300, 700, 700, 700)[units[:at].count(unit)] for at, unit in enumerate(units))
    assert plan_json(plan)["balance"] == -by_hand == -balance.cost_of(problem, units)


def test_a_high_price_spreads_people() -> None:
    loose, even = (small(11, {"balance": steps}, density=1.0) for steps in ([0], [0, 10**6]))
    counts = []
    for problem in (loose, even):
        rows = list(solve(problem).rows)
        units = problem.unit_of[problem.person[rows]].tolist()
        counts.append(max(units.count(unit) for unit in units))
    assert counts[1] == 1
    assert counts[0] > 1


@pytest.mark.parametrize("steps", [[3, 2], [-1], [1.5], "x", [10**10]])
def test_what_is_no_balance_is_refused(steps: object) -> None:
    with pytest.raises(ValueError, match="balance must be a list of integers >= 0 that never fall"):
        small(1, {"balance": steps})
