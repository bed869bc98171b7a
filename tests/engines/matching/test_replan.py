"""Plans beside a plan: the frontier of keeping people, other plans nearly as good, differences."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.matching.others import alternatives
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.replan import difference, frontier, placed
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.value import plan_value
from tests.engines.matching.constraints.tried import best_by_trying, small
from tests.engines.matching.instances import files


def city(seed: int, teams: int = 0) -> Problem:
    return problem_from(
        files(seed=seed, people=60, posts=12, units=25, density=0.5, cap=2, teams=teams)
    )


def without(problem: Problem, people: set[int]) -> Problem:
    """The same problem after some have dropped out."""
    gone = {pair for pair in problem.pairs if pair[0] in people}
    return replace(problem, forbidden=problem.forbidden | gone)


def rejudged(problem: Problem, seed: int) -> Problem:
    """The same people, looked at anew: every fit is up to 150 points other than it was."""
    noise = np.random.default_rng(seed).integers(-150, 151, len(problem.person))
    components = {**problem.components, "fit": problem.components["fit"] + noise}
    return replace(problem, components=components)


@pytest.mark.parametrize("seed", range(4))
def test_more_bonus_keeps_more_and_costs_more(seed: int) -> None:
    problem = city(seed, teams=seed % 2)
    former = placed(solve(problem))
    changed = rejudged(without(problem, {pair[0] for pair in former[:3]}), seed)
    steps = frontier(changed, former, bonuses=(2000, 0, 50, 200))
    assert [step.stickiness for step in steps] == [0, 50, 200, 2000]
    kept, values = [step.kept for step in steps], [step.value for step in steps]
    assert kept == sorted(kept)
    assert values == sorted(values, reverse=True)
    assert values[0] == solve(changed).value
    assert kept[-1] > kept[0]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_each_step_is_the_best_for_its_bonus(seed: int) -> None:
    problem = small(seed, {}, teams=seed % 2)
    former = placed(solve(problem))[:2]
    for step in frontier(problem, former, bonuses=(0, 300)):
        with_bonus = replace(problem, previous=frozenset(former), stickiness=step.stickiness)
        assert step.plan.value == best_by_trying(with_bonus)
        assert step.value + step.kept * step.stickiness == step.plan.value


@pytest.mark.parametrize("seed", range(3))
def test_other_plans_lie_within_and_differ(seed: int) -> None:
    problem = city(seed, teams=seed % 2)
    plan = solve(problem)
    others = alternatives(plan, count=3, within=0.01)
    assert len(others) == 3
    assert len({plan.rows, *(other.rows for other in others)}) == 4
    for other in others:
        assert plan_value(problem, other.rows)[0] == other.value
        assert plan.value is not None
        assert plan.value * 0.99 <= other.value <= plan.value
    assert len(set(others[0].rows) & set(plan.rows)) < len(plan.rows)


def test_where_only_one_plan_lies_within_none_is_offered() -> None:
    plan = solve(small(3, {}, people=2, posts=2, density=1.0))
    assert alternatives(plan, count=3, within=0.0) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_terms_of_a_difference_sum_to_it(seed: int) -> None:
    problem = small(seed, {"balance": [0, 50]}, teams=1, density=0.9)
    plan = solve(problem)
    for other in alternatives(plan, count=2, within=0.2):
        told = difference(plan, other)
        assert (
            sum(told["terms"].values()) == told["value"] == (other.value or 0) - (plan.value or 0)
        )
        assert told["moves"]
        back = difference(other, plan)
        assert back["value"] == -told["value"]
        assert {name: -n for name, n in told["missing"].items()} == back["missing"]
