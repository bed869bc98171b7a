"""Why-not's loss is the difference of two full solves; its bound never exceeds it."""

import pytest

from dunmiao.engines.matching.explain import Standing, closest, why_not
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.instances import files


@pytest.mark.parametrize("seed", range(6))
def test_the_loss_is_the_difference_of_two_solves(seed: int) -> None:
    problem = problem_from(
        files(seed=seed, people=12, posts=5, units=6, density=0.7, teams=seed % 2, cap=1)
    )
    plan = solve(problem)
    standing = Standing.of(plan)
    for pair in problem.pairs:
        answer = why_not(standing, pair)
        if answer["verdict"] in {"loses", "tie"}:
            assert answer["loss"] == (plan.value or 0) - (solve(problem.with_pins(pair)).value or 0)
            assert 0 <= answer["loss_lower_bound"] <= answer["loss"]
        else:
            assert answer["verdict"] in {"placed", "blocked"}


def test_the_closest_rivals_have_the_smallest_losses() -> None:
    problem = problem_from(files(seed=4, people=20, posts=5, units=20, density=0.8))
    standing = Standing.of(solve(problem))
    for post in range(len(problem.posts)):
        rivals = closest(standing, post, count=3)
        everyone = sorted(
            answer["loss"]
            for pair in problem.pairs
            if pair[1] == post and standing.post_of.get(pair[0]) != post
            for answer in [why_not(standing, pair)]
        )
        assert [rival["loss"] for rival in rivals] == everyone[:3]


def test_a_pin_elsewhere_blocks() -> None:
    problem = problem_from(files(seed=4, people=5, posts=3, units=5, density=1.0))
    pinned = problem.with_pins((0, 0))
    answer = why_not(Standing.of(solve(pinned)), (0, 1))
    assert (answer["verdict"], answer["rule"]) == ("blocked", "pin")
