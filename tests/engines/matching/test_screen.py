"""Bitmaps count as looking at everybody does; lists hold the best; nations are proven over pairs
that were never listed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.matching import check, check_nation, listing, nation
from dunmiao.engines.matching.dist import ProcessMapper
from dunmiao.engines.matching.generate_nation import Nation, NationShape, generate_nation
from dunmiao.engines.matching.listing import NOTHING
from dunmiao.engines.matching.nation import solve_nation, with_pairs
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.screen import Condition, Index, people_in
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_json, plan_json

SMALL = NationShape(people=500, posts=12, units=90, hosts=6, spare=4)


def people_of(bits: Any) -> list[int]:
    """The people whose bits are set."""
    found: list[int] = people_in(bits, np.flatnonzero(bits)).tolist()
    return found


def meets(columns: Any, conditions: Any, person: int) -> bool:
    return all(c.holds(int(columns[c.attribute][person])) for c in conditions)


def score(made: Nation, post: int, person: int) -> int:
    """What a pair scores, looked up the slow way."""
    points = made.wanted[post].points
    more = sum(
        p.points
        for p in points
        if p.condition.holds(int(made.columns[p.condition.attribute][person]))
    )
    return int(made.base[person]) + more


@pytest.mark.parametrize("seed", range(4))
def test_counts_and_funnels_are_those_of_a_loop(seed: int) -> None:
    made = generate_nation(SMALL, seed=seed)
    index = Index(made.columns)
    counts = index.counts([post.rules for post in made.wanted])
    people = range(SMALL.people)
    for post, wanted in enumerate(made.wanted):
        fits = [c for c in people if meets(made.columns, wanted.rules, c)]
        assert counts[post] == len(fits)
        assert people_of(index.eligible(wanted.rules)) == fits
        left = list(people)
        for step, rule in zip(index.funnel(wanted.rules), wanted.rules, strict=True):
            kept = [c for c in left if meets(made.columns, [rule], c)]
            alone = sum(not meets(made.columns, [rule], c) for c in people)
            assert (step.code, step.in_order, step.alone) == (
                rule.code,
                len(left) - len(kept),
                alone,
            )
            left = kept
    for person in range(0, SMALL.people, 37):
        failed = index.why_not(made.wanted[0].rules, person)
        assert failed == [r for r in made.wanted[0].rules if not meets(made.columns, [r], person)]


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=200), st.integers(-3, 3))
def test_every_operator_agrees_with_its_plain_meaning(cells: list[int], value: int) -> None:
    column = np.array(cells)
    index = Index({"a": column})
    for operator in ("==", "!=", "<", "<=", ">", ">="):
        condition = Condition("x", "a", operator, value)
        found = people_of(index.bits(condition))
        assert found == [c for c, cell in enumerate(cells) if condition.holds(cell)]
    for operator in ("in", "not in"):
        condition = Condition("x", "a", operator, (value, value + 1))
        found = people_of(index.bits(condition))
        assert found == [c for c, cell in enumerate(cells) if condition.holds(cell)]
    masked = Index({"a": column + 3})
    condition = Condition("x", "a", "any of", 5)
    found = people_of(masked.bits(condition))
    assert found == [c for c, cell in enumerate(cells) if condition.holds(cell + 3)]


def test_what_no_index_can_answer_is_refused() -> None:
    index = Index({"a": np.arange(5)})
    with pytest.raises(ValueError, match='no column "b"'):
        index.bits(Condition("x", "b", "==", 1))
    with pytest.raises(ValueError, match='unknown operator "~"'):
        index.bits(Condition("x", "a", "~", 1))
    with pytest.raises(ValueError, match="different lengths"):
        Index({"a": np.arange(5), "b": np.arange(4)})


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.one_of(st.none(), st.integers(0, 1300)))
def test_lists_hold_the_best_and_nobody_left_out_scores_more(
    seed: int, most: int, floor: int | None
) -> None:
    made = generate_nation(replace(SMALL, teams=1), seed=seed % 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "SAMPLE", 2)
        wanted = [replace(post, most=most, floor=floor, most_each=3) for post in made.wanted]
        found = dict(made.screen().lists(wanted))
    for post, row in enumerate(wanted):
        everybody = [c for c in range(SMALL.people) if meets(made.columns, row.rules, c)]
        ranked = sorted(everybody, key=lambda c: (-score(made, post, c), c))
        expected = set(ranked[:most])
        if floor is not None:
            expected |= {c for c in everybody if score(made, post, c) >= floor}
        listed = found[post].people.tolist()
        if not row.classes:
            assert listed == sorted(expected)
        assert set(listed) >= expected
        assert found[post].scores.tolist() == [score(made, post, c) for c in listed]
        left = [c for c in everybody if c not in expected]
        assert (found[post].threshold == NOTHING) == (not left)
        assert all(score(made, post, c) <= found[post].threshold for c in left)
        for number in range(1 << len(row.classes)) if row.classes else ():
            kind = [bool(number >> q & 1) for q in range(len(row.classes))]
            own = [
                c for c in ranked
                if kind == [k.holds(int(made.columns[k.attribute][c])) for k in row.classes]
            ]  # fmt: skip
            assert set(own[:3]) <= set(listed)


def whole(made: Nation) -> Problem:
    """The same nation with every eligible pair listed."""
    everything = [replace(post, most=10**6, most_each=0, classes=()) for post in made.wanted]
    return with_pairs(made.frame, dict(made.screen().lists(everything)))


def proven(plan: Any, made: Nation) -> Any:
    """The plan, once both checkers agree: over the listed pairs, and that these are enough."""
    proof = certificate_json(plan.problem, plan.certificate)
    faults, _notes = check.verify(plan.problem, plan_json(plan), proof)
    assert faults == []
    assert screened(plan, made) == []
    return plan


def screened(plan: Any, made: Nation) -> list[str]:
    proof = certificate_json(plan.problem, plan.certificate)
    posts = range(len(plan.problem.posts))
    return check_nation.check_posts(
        made.columns, made.base, made.wanted, plan.problem, proof, posts
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_nation_is_solved_as_if_all_pairs_were_listed(seed: int) -> None:
    made = generate_nation(replace(SMALL, release_cap=1 + seed % 2), seed=seed)
    plan = proven(solve_nation(made.screen(), made.wanted, made.frame), made)
    assert plan.status == "optimal"
    best = solve(whole(made))
    assert plan.value == best.value
    assert len(plan.problem.person) < len(best.problem.person)


@pytest.mark.parametrize("seed", range(6))
def test_with_teams_the_bound_holds_for_pairs_never_listed(seed: int) -> None:
    made = generate_nation(replace(SMALL, teams=2), seed=seed)
    plan = proven(solve_nation(made.screen(), made.wanted, made.frame), made)
    best = solve(whole(made))
    assert best.status == "optimal"
    assert plan.value <= best.value <= plan.bound


def test_a_bound_over_shallow_lists_is_too_low_and_the_checker_says_so() -> None:
    """The mutation: a plan proven over listed pairs only, that did not go back to the screen."""
    made = generate_nation(SMALL, seed=3)
    shallow = [replace(post, most=1) for post in made.wanted]
    plan = solve(with_pairs(made.frame, dict(made.screen().lists(shallow))))
    assert plan.bound is not None
    assert plan.bound < (solve(whole(made)).value or 0)
    assert any("would gain" in fault for fault in screened(plan, made))


def test_a_wrong_score_and_a_stranger_are_refuted() -> None:
    made = generate_nation(replace(SMALL, teams=1), seed=4)
    plan = proven(solve_nation(made.screen(), made.wanted, made.frame), made)
    fit = plan.problem.components["fit"].copy()
    fit[0] += 1
    wrong = replace(plan, problem=replace(plan.problem, components={"fit": fit}))
    assert any("is not the score" in fault for fault in screened(wrong, made))
    stricter = tuple(
        replace(post, rules=(*post.rules, Condition("x", "age", "<", 30))) for post in made.wanted
    )
    assert any(
        "does not meet its rules" in fault
        for fault in screened(plan, replace(made, wanted=stricter))
    )
    kept = plan.problem.team_of[plan.problem.post] < 0
    few = replace(
        plan.problem, person=plan.problem.person[kept], post=plan.problem.post[kept],
        components={"fit": plan.problem.components["fit"][kept]},
    )  # fmt: skip
    assert any(
        "better one of a class" in fault for fault in screened(replace(plan, problem=few), made)
    )


def test_twenty_thousand_in_one_run_and_by_two_processes() -> None:
    shape = NationShape(people=20_000, posts=500, units=1_200, hosts=150, teams=10, spare=20)
    made = generate_nation(shape, seed=1)
    phases: list[str] = []
    plan = proven(
        solve_nation(
            made.screen(), made.wanted, made.frame, gap=0.001, seconds=120,
            told=lambda phase, _count: phases.append(phase),
        ),
        made,
    )  # fmt: skip
    assert plan.gap <= 0.001
    assert phases[:3] == ["screening", "solving", "pricing"]
    with pytest.MonkeyPatch.context() as patch, ProcessMapper(2) as mapper:
        patch.setattr(nation, "SHARD", 100)
        again = solve_nation(
            made.screen(), made.wanted, made.frame, gap=0.001, seconds=120, mapper=mapper
        )
    assert (again.rows, again.value, again.bound) == (plan.rows, plan.value, plan.bound)
