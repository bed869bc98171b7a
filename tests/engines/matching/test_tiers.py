"""Larger problems are solved over columns and team by team; what they find is held against the
full models on small ones, and every plan goes through the checker."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.matching import check, choose, flow, solve, teams
from dunmiao.engines.matching.constraints.pins import place_pins
from dunmiao.engines.matching.generate import SHAPES, Shape, folder_of, generate
from dunmiao.engines.matching.outcome import Ended
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.write import certificate_json, plan_json
from tests.engines.matching.instances import files

CAPS = st.one_of(st.none(), st.integers(1, 3))
SEEDS = st.integers(0, 10**6)


def proven(plan: Any) -> Any:
    """The plan, once the independent checker agrees with every claim."""
    proof = certificate_json(plan.problem, plan.certificate)
    faults, _notes = check.verify(plan.problem, plan_json(plan), proof)
    assert faults == []
    return plan


def small(seed: int, **changes: Any) -> Problem:
    shape = {"people": 14, "posts": 6, "units": 5, "density": 0.7, "cap": 2} | changes
    return problem_from(files(seed=seed, **shape))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(SEEDS, CAPS, CAPS, CAPS)
def test_columns_find_the_optimum_over_all_pairs(
    seed: int, cap: int | None, host_cap: int | None, unit_post_cap: int | None
) -> None:
    problem = small(seed, cap=cap, host_cap=host_cap, unit_post_cap=unit_post_cap)
    whole = proven(solve.solve(problem, seed=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "ALL_PAIRS", 0)
        patch.setattr(flow, "SPARE", -1)
        patch.setattr(flow, "NEAR", 0)
        over_columns = proven(solve.solve(problem, seed=3))
    assert over_columns.status == whole.status == "optimal"
    assert over_columns.value == whole.value


def test_a_pair_left_out_is_priced_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two best people of both posts are of one unit, which may release one: the columns
    of one pair a post cannot fill both, and the prices find who is missing."""
    plain = {
        "people.csv": b"id,unit\na,U1\nb,U1\nc,U2\n",
        "posts.csv": b"id,host,seats,tier,team\np,H1,1,1,\nq,H2,1,1,\n",
        "pairs.csv": b"person,post,fit\na,p,900\na,q,100\nb,q,900\nb,p,100\nc,q,50\nc,p,50\n",
        "problem.json": b'{"format":"dunmiao-matching/1","tier_bonus":{"1":1000},'
        b'"release_cap":{"default":1,"units":{}},"host_cap":{"default":null,"hosts":{}},'
        b'"unit_post_cap":null,"teams":[],"pins":[],"forbidden":[],"previous":[],"stickiness":0}',
    }
    problem = problem_from(plain)
    monkeypatch.setattr(flow, "ALL_PAIRS", 0)
    monkeypatch.setattr(flow, "SPARE", -1)
    asked: list[int] = []
    over = flow._solve_over

    def counted(problem: Problem, free: Any, rows: Any, seed: int) -> Any:
        asked.append(len(rows))
        return over(problem, free, rows, seed)

    monkeypatch.setattr(flow, "_solve_over", counted)
    plan = proven(solve.solve(problem))
    assert (plan.status, plan.value) == ("optimal", 2950)
    assert asked[0] == 2
    assert asked[-1] > 2


@settings(max_examples=30, deadline=None)
@given(SEEDS, CAPS, CAPS, st.integers(0, 4000))
def test_team_by_team_is_never_above_the_optimum_nor_its_bound_below(
    seed: int, cap: int | None, unit_post_cap: int | None, penalty: int
) -> None:
    problem = small(seed, teams=2, cap=cap, unit_post_cap=unit_post_cap, penalty=penalty)
    exact = proven(solve.solve(problem))
    ignoring = flow.solve_flow(problem, place_pins(problem), seed=0)[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "EXACT_PAIRS", 0)
        plan = proven(solve.solve(problem))
        turned = proven(solve.solve(problem_from(reversed_rows(seed, cap, unit_post_cap, penalty))))
    assert plan.tier == "teams"
    assert plan.value <= exact.value <= plan.bound
    assert plan.value >= teams._worth(problem, place_pins(problem), ignoring)
    assert plan_json(plan)["assignments"] == plan_json(turned)["assignments"]


def reversed_rows(
    seed: int, cap: int | None, unit_post_cap: int | None, penalty: int
) -> dict[str, bytes]:
    """The same files with their rows in the other order."""
    plain = files(
        seed=seed, people=14, posts=6, units=5, density=0.7, cap=cap, teams=2,
        unit_post_cap=unit_post_cap, penalty=penalty,
    )  # fmt: skip
    for name in ("people.csv", "posts.csv", "pairs.csv"):
        head, *rows = plain[name].decode().splitlines()
        plain[name] = ("\n".join([head, *reversed(rows)]) + "\n").encode()
    return plain


def test_pins_forbidden_and_former_pairs_hold_team_by_team(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small(5, teams=2)
    best = solve.solve(problem)
    pin, gone = problem.pairs[best.rows[0]], problem.pairs[best.rows[1]]
    bound = replace(
        problem, pins=(pin,), forbidden=frozenset({gone}), previous=frozenset({gone, pin}),
        stickiness=500,
    )  # fmt: skip
    monkeypatch.setattr(solve, "EXACT_PAIRS", 0)
    monkeypatch.setattr(flow, "ALL_PAIRS", 0)
    plan = proven(solve.solve(bound))
    placed = {problem.pairs[row] for row in plan.rows}
    assert pin in placed
    assert gone not in placed


def test_a_thousand_people_with_teams_are_nearly_proven() -> None:
    shape = Shape(people=3_000, posts=150, pairs_each=15, units=400, hosts=60, teams=12)
    plan = proven(solve.solve(generate(shape, seed=4), seconds=120))
    assert plan.tier == "teams"
    assert plan.gap is not None
    assert plan.gap <= 0.002
    assert plan.shortfalls == ()


def test_the_best_of_a_class_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team's choice over the reduced columns is worth what it is over all of them."""
    problem = generate(replace(SHAPES["A"], people=120), seed=2)
    free = place_pins(problem)
    _rows, prices = flow.solve_flow(problem, free, seed=0)
    worth = problem.value - prices.of["person"][problem.person]
    own = np.flatnonzero(problem.team_of[problem.post] == 0)
    reduced = choose.choose(choose.task_of(problem, free, 0, own, worth))
    monkeypatch.setattr(choose, "reduced_to_classes", lambda *args: args[3])
    whole = choose.choose(choose.task_of(problem, free, 0, own, worth))
    assert worth[reduced].sum() == worth[whole].sum()


@pytest.mark.parametrize("name", ["A", "B"])
def test_a_generated_folder_is_the_generated_problem(name: str) -> None:
    problem = generate(SHAPES[name], seed=7)
    again = generate(SHAPES[name], seed=7)
    read = problem_from(folder_of(problem))
    for one in (again, read):
        assert (one.people, one.posts, one.units) == (problem.people, problem.posts, problem.units)
        for field in ("person", "post", "unit_of", "seats", "team_of", "tier_bonus"):
            assert (getattr(one, field) == getattr(problem, field)).all(), field
        assert (one.value == problem.value).all()
    assert [team.id for team in read.teams] == [team.id for team in problem.teams]
    assert (read.teams[0].requirements[1].members == problem.teams[0].requirements[1].members).all()


def test_pairs_are_found_by_bisection() -> None:
    problem = small(1)
    index = problem.pair_index
    assert [index[pair] for pair in problem.pairs] == list(range(len(problem.person)))
    assert len(index) == len(list(index)) == len(problem.pairs)
    for stranger in ((0, 10**6), (-1, 0), (10**6, 0), (0, -1)):
        assert stranger not in index
        assert index.get(stranger) is None
    assert list(problem.pairs[1:3]) == [problem.pairs[1], problem.pairs[2]]


@pytest.mark.parametrize("seed", range(3))
def test_tight_teams_are_proven_by_whole_choices(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty-four of ninety seats can be filled: pairs alone leave a gap of a whole seat."""
    shape = Shape(people=600, posts=60, pairs_each=20, units=17, hosts=30, teams=6)
    problem = generate(shape, seed=seed)
    monkeypatch.setattr(solve, "EXACT_PAIRS", 0)
    plan = proven(solve.solve(problem, seconds=120))
    assert (plan.tier, plan.status) == ("teams", "optimal")
    monkeypatch.setattr(teams, "PATTERN_PAIRS", 0)
    monkeypatch.setattr(solve, "FULL_PAIRS", 0)
    assert proven(solve.solve(problem, seconds=120)).bound > plan.bound


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_the_engines_own_tight_instances_are_proven(seed: int) -> None:
    """Twelve thousand pairs: by structure, not by the full model, whose relaxation is 1 to 4 % off."""
    plan = proven(solve.solve(generate(SHAPES["tight"], seed=seed), seconds=300))
    assert (plan.tier, plan.status, plan.ended) == ("teams", "optimal", Ended.PROVEN)


def test_teams_chosen_together_never_lose_and_gain_where_order_hurt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many teams after few people: one after the other they take what others needed more. With no
    room for one model over all of them the steps from the plan at hand never lose."""
    shape = Shape(people=300, posts=45, pairs_each=15, units=60, hosts=20, teams=12, release_cap=1)
    monkeypatch.setattr(solve, "EXACT_PAIRS", 0)
    monkeypatch.setattr(teams, "MOST_COLUMNS", 0)
    monkeypatch.setattr(teams, "PATTERN_PAIRS", 0)
    monkeypatch.setattr(solve, "FULL_PAIRS", 0)
    gains = []
    for seed in range(6):
        problem = generate(shape, seed=seed)
        with_steps = proven(solve.solve(problem, seconds=120))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(teams, "_by_neighbours", lambda _p, _f, _pr, rows, *rest: rows)
            without = proven(solve.solve(problem, seconds=120))
        assert with_steps.bound == without.bound
        gains.append(with_steps.value - without.value)
    assert min(gains) >= 0
    assert max(gains) > 0
