"""Goals, hard plans, that there is no plan, and findings with numbers: each lie is refuted."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dunmiao.engines.matching import check, check_case
from dunmiao.engines.matching.check_rules import broken_rules
from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json
from tests.engines.matching.test_check import (
    GOALS,
    HARD,
    NEAR,
    PLAN,
    WHOLE,
    Json,
    lies,
    proof_of,
    town,
)  # fmt: skip

# ── goals ──
GOAL_PLAN, GOAL_PROOF = proof_of(GOALS)


@pytest.mark.parametrize("at", range(len(GOAL_PLAN["goals"])))
@pytest.mark.parametrize(("key", "other"), [("reached", 7777), ("weight", 2), ("proven", False), ("goal", "fame")])  # fmt: skip
def test_a_lie_about_a_goal_is_refuted(at: int, key: str, other: Any) -> None:
    plan = copy.deepcopy(GOAL_PLAN)
    plan["goals"][at][key] = other
    assert check.verify(GOALS, plan, GOAL_PROOF)[0][0].startswith("goals: is ")
    assert check.verify(GOALS, GOAL_PLAN, GOAL_PROOF) == ([], [])


def test_a_goal_is_proven_only_where_later_ones_cannot_make_up_for_it() -> None:
    """11 against 10 of the first goal, 0 against 100 of the second: a gap of one point proves
    nothing of the first, though a point of it weighs 101."""
    plain = {
        "people.csv": b"id,unit\na,U1\nb,U1\n", "posts.csv": b"id,host,seats,tier,team\np1,H1,1,,\n",
        "pairs.csv": b"person,post,fit,wish\na,p1,11,0\nb,p1,10,100\n",
        "problem.json": b'{"format":"dunmiao-matching/1","tier_bonus":{},"goals":["fit","wish"]}',
    }  # fmt: skip
    problem = problem_from(plain)
    worse = replace(solve(problem), rows=(1,), value=1110)
    told = plan_json(worse)
    assert [goal["proven"] for goal in told["goals"]] == [False, False]
    case = check_case.case_of(problem)
    assert check.goals_of(case, [1], 1111) == told["goals"]
    assert [goal["proven"] for goal in check.goals_of(case, [0], 1111)] == [True, True]
    assert [goal["proven"] for goal in check.goals_of(case, [0], 1112)] == [True, False]


# ── hard, and no plan at all ──
def test_a_hard_plan_is_proven_as_a_hard_one() -> None:
    """Softly somebody better is placed; a certificate of the soft problem proves too much."""
    hard = harden(HARD)
    told, proof = proof_of(hard)
    assert (told["hard"], told["shortfalls"]) == (True, [])
    assert check.verify(HARD, told, proof) == ([], [])
    assert check.verify(hard, told, proof) == ([], [])
    soft = {key: told[key] for key in told.keys() - {"hard"}}
    assert any("proves" in one for one in check.verify(HARD, soft, proof)[0])


NO_PLAN = town(couples=[NEAR], pins=[["a", "p1"], ["b", "p2"], ["d", "p2"]], teams=[])
NONE, NONE_PROOF = proof_of(NO_PLAN)


def test_pins_against_a_couple_are_proven_by_prices() -> None:
    assert (NONE["status"], NONE["findings"][0]["code"]) == ("infeasible", "pins-conflict")
    assert sorted(NONE["findings"][0]["facts"]["pins"]) == [["a", "p1"], ["b", "p2"], ["d", "p2"]]
    assert check.verify(NO_PLAN, NONE, NONE_PROOF) == ([], [])


@lies(
    ("value", lambda p: p.update(value=0), "value: an infeasible plan has none"),
    ("bound", lambda p: p.update(bound=0), "bound: an infeasible plan has none"),
    ("assignments", lambda p: p.update(assignments=[{}]), "assignments: an infeasible plan has none"),
    ("nothing named", lambda p: p["findings"].clear(), "infeasible: no conflict is named"),
    ("no pins named", lambda p: p["findings"][0].update(facts={}), "infeasible: what is named is no set of pins"),
    ("other pins", lambda p: p["findings"][0]["facts"]["pins"].append(["c", "p3"]), "infeasible: what is named is no set of pins"),
    ("too few pins", lambda p: p["findings"][0]["facts"]["pins"].pop(), "infeasible: certificate proves "),
    ("no couple", lambda p: p["findings"][0]["facts"]["couples"].clear(), "certificate: unknown side "),
    ("another reason", lambda p: p["findings"].append({"code": "fair", "facts": {}}), "finding fair: is not so"),
    ("soft requirements", lambda p: p["findings"].append({"code": "requirements-conflict", "facts": {"requirements": [["k", "lead"]]}}), "infeasible: requirements are not hard"),
    ("soft posts", lambda p: p["findings"].append({"code": "requirements-conflict", "facts": {"fill": ["p1"]}}), "infeasible: fill are not hard"),
)  # fmt: skip
def test_a_lie_about_there_being_no_plan_is_refuted(change: Callable[[Json], Any], fault: str) -> None:  # fmt: skip
    plan = copy.deepcopy(NONE)
    change(plan)
    assert [one for one in check.verify(NO_PLAN, plan, NONE_PROOF)[0] if one.startswith(fault)]


def test_without_a_certificate_pins_that_may_hold_conflict_with_nothing() -> None:
    wanted = "infeasible: the pins do not contradict each other, and there is no certificate"
    assert check.verify(NO_PLAN, NONE, None)[0] == [wanted]


def test_pins_that_break_a_rule_need_no_certificate_and_no_more_of_them() -> None:
    problem = town(release_cap={"default": 1}, pins=[["a", "p1"], ["b", "p2"], ["d", "p4"]])
    told, proof = proof_of(problem)
    assert proof is None
    assert check.verify(problem, told, None) == ([], [])
    more, other = copy.deepcopy([told, told])
    more["findings"][0]["facts"]["pins"].append(["d", "p4"])
    assert check.verify(problem, more, None)[0] == ["infeasible: fewer of the pins named conflict already"]  # fmt: skip
    other["findings"][0]["facts"]["kind"] = "host-cap"
    assert check.verify(problem, other, None)[0] == ["infeasible: the pins do not break host-cap"]


@pytest.mark.parametrize("seats", [1, 9])
def test_hard_requirements_and_seats_that_cannot_hold_are_proven(seats: int) -> None:
    """Of four people two would have to lead: or two seats of the first tier are too many."""
    problem = replace(HARD, seats=HARD.seats * seats)
    if seats == 1:
        kept = [r if r.id != "lead" else replace(r, need=3) for r in HARD.teams[0].requirements]
        problem = replace(
            HARD, teams=(replace(HARD.teams[0], requirements=tuple(kept)), HARD.teams[1])
        )
    told, proof = proof_of(harden(problem))
    facts = told["findings"][0]["facts"]
    assert (facts["requirements"], facts["fill"]) == (([["k", "lead"]], []) if seats == 1 else ([], facts["fill"]))  # fmt: skip
    assert check.verify(problem, told, proof) == ([], [])
    told["findings"][0]["facts"] |= {"requirements": [["k", "young"]], "fill": ["p1"]}
    assert check.verify(problem, told, proof)[0]


def test_a_requirement_against_a_recusal_is_proven_and_both_are_named() -> None:
    """Two must be young, the only two who are must not serve together."""
    problem = replace(HARD, recusals=((0, 2),))
    told, proof = proof_of(harden(problem))
    facts = told["findings"][0]["facts"]
    assert (facts["requirements"], facts["recusals"]) == ([["k", "young"]], [["a", "c"]])
    assert check.verify(problem, told, proof) == ([], [])
    for key, other in (("recusals", []), ("recusals", [["a", "b"]]), ("requirements", [])):
        lie = copy.deepcopy(told)
        lie["findings"][0]["facts"][key] = other
        assert check.verify(problem, lie, proof)[0]


def test_softly_nothing_is_hard_and_a_broken_rule_has_its_words() -> None:
    case = check_case.case_of(HARD)
    assert (case.is_hard, case.seat_cost, case.must_fill) == (False, 0, frozenset())
    hard = check_case.case_of(HARD, is_hard=True)
    assert (hard.must_fill, hard.penalty) == (HARD.tier_one, (hard.seat_cost,) * 2)
    (one,) = broken_rules(check_case.case_of(town(forbidden=[["a", "p1"]])), [0])
    assert (one.rule, one.where, one.words) == ("forbidden", "a on p1", "a on p1")


def test_a_rule_across_that_cannot_be_broken_is_none() -> None:
    """b has no post where a could meet him in a team: nothing to count."""
    base = town(recusals=[["a", "b"]])
    kept = [row for row, pair in enumerate(base.pairs) if pair[0] != 1 or pair[1] == 3]
    parts = {key: column[kept] for key, column in base.components.items()}
    bare = replace(base, person=base.person[kept], post=base.post[kept], components=parts)
    assert len(check_case.case_of(base).sides) == 2
    assert check_case.case_of(bare).sides == []


def test_a_pair_after_all_others_is_not_eligible() -> None:
    base = town()
    parts = {key: column[:-1] for key, column in base.components.items()}
    bare = replace(base, person=base.person[:-1], post=base.post[:-1], components=parts)
    assert check_case.case_of(bare).row((3, 3)) is None
    assert check_case.case_of(base).row((3, 3)) == 15
    assert check_case.case_of(base).row((3, 4)) is check_case.case_of(base).row((-1, 5)) is None


@pytest.mark.parametrize(("points", "fits"), [(2**58 - 2, True), (2**58 - 1, True), (2**58, False)])
def test_values_up_to_58_bits_are_judged(points: int, fits: bool) -> None:
    """One pair: its worth and, held hard, what an open seat costs, together."""
    base = town(tier_bonus={"1": 0, "2": 0})
    one = replace(
        base, person=base.person[:1], post=base.post[:1],
        components={"fit": np.array([points // 2], dtype=np.int64)},
    )  # fmt: skip
    if fits:
        case = check_case.case_of(one, is_hard=True)
        assert case.seat_cost + int(np.abs(case.value - case.seat_cost).max()) == 2 * (points // 2) + 1  # fmt: skip
    else:
        with pytest.raises(ValueError, match="the values leave 64 bits"):
            check_case.case_of(one, is_hard=True)


# ── findings that claim numbers ──
def test_a_shortage_is_counted_again() -> None:
    problem = town(release_cap={"default": 1}, pins=[["a", "p1"]], forbidden=[["c", "p4"]])
    told, proof = proof_of(problem)
    assert [one["code"] for one in told["findings"]] == ["team-without-requirements", "too-few-eligible"]  # fmt: skip
    assert check.verify(problem, told, proof) == ([], [])
    facts = told["findings"][1]["facts"]
    for key, other in (("seats", facts["seats"] + 1), ("people", facts["people"] + 1), ("names", facts["names"][:1]), ("names", facts["names"] * 2), ("names", ["x"]), ("names", [])):  # fmt: skip
        lie = copy.deepcopy(told)
        lie["findings"][1]["facts"][key] = other
        assert check.verify(problem, lie, proof)[0] == ["finding too-few-eligible: is not so"]


def test_what_is_gone_and_what_asks_for_nothing_is_so() -> None:
    problem = replace(WHOLE, previous=WHOLE.previous | {(3, 9)})
    assert "team-without-requirements" in {one["code"] for one in PLAN["findings"]}
    bare = replace(town(), person=town().person[1:], post=town().post[1:], components={k: v[1:] for k, v in town().components.items()}, previous=frozenset({(0, 0)}))  # fmt: skip
    told, proof = proof_of(bare)
    assert "previous-pair-gone" in {one["code"] for one in told["findings"]}
    assert check.verify(bare, told, proof) == ([], [])
    assert problem.previous
