"""One lie for every rule and every claim: each is refuted for its own reason, the truth is not."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dunmiao.engines.matching import check, check_case
from dunmiao.engines.matching.check_rules import balance_cost, broken_rules
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json, proof_json
from tests.engines.matching.instances import files

Json = dict[str, Any]
CHECKERS = sorted(Path(check.__file__).parent.glob("check*.py"))


def town(**changes: Any) -> Problem:
    """Two in one county, each rule there to be broken; nobody is capped but by `changes`."""
    plain: Json = {
        "format": "dunmiao-matching/1",
        "tier_bonus": {"1": 1000, "2": 100},
        "systems": {"U1": "经济", "U2": "经济"},
        "counties": {"H1": "嘉善", "H2": "嘉善"},
        "teams": [
            {"id": "k", "shortfall_penalty": 70, "requirements": [
                {"id": "lead", "at_least": 1, "where": [["rank", ">=", 4]]},
                {"id": "young", "at_least": 2, "where": [["age", "<", 35]]},
            ]},
            {"id": "m", "requirements": []},
        ],
    }  # fmt: skip
    people = "id,unit,rank,age\na,U1,4,30\nb,U1,3,40\nc,U2,2,33\nd,U3,1,50\n"
    posts = "id,host,seats,tier,team\np1,H1,1,1,k\np2,H1,2,1,k\np3,H2,1,2,m\np4,H3,1,,\n"
    pairs = "person,post,fit,wish\n" + "".join(
        f"{c},{p},{100 * n + 10 * m},{n + m}\n"
        for n, c in enumerate("abcd", start=1)
        for m, p in enumerate(("p1", "p2", "p3", "p4"), start=1)
    )
    return problem_from(
        {
            "people.csv": people.encode(), "posts.csv": posts.encode(), "pairs.csv": pairs.encode(),
            "problem.json": json.dumps(plain | changes).encode(),
        }
    )  # fmt: skip


def rows(problem: Problem, *names: str) -> list[int]:
    """Pair rows by names like `a-p1`."""
    found = []
    for name in names:
        person, post = name.split("-")
        pair = (problem.people.index(person), problem.posts.index(post))
        found.append(problem.pair_index[pair])
    return found


NEAR = {"people": ["a", "c"], "keep": "near", "level": "host"}
APART = {"people": ["a", "c"], "keep": "apart", "level": "county"}
RULES: list[tuple[Json, list[str], list[str], str]] = [
    ({}, ["a-p1", "a-p4"], ["a-p1", "b-p4"], "rule one-post: person a has 2 placed, cap 1"),
    ({}, ["a-p1", "b-p1"], ["a-p2", "b-p2"], "rule seats: post p1 has 2 placed, cap 1"),
    ({"release_cap": {"default": 1}}, ["a-p1", "b-p4"], ["a-p1", "c-p4"], "rule release-cap: unit U1 has 2 placed, cap 1"),
    ({"host_cap": {"default": 1}}, ["a-p1", "c-p2"], ["a-p1", "c-p3"], "rule host-cap: host H1 has 2 placed, cap 1"),
    ({"system_cap": {"default": 1}}, ["a-p1", "c-p4"], ["a-p1", "d-p4"], "rule system-cap: system 经济 has 2 placed, cap 1"),
    ({"county_cap": {"default": 1}}, ["a-p1", "c-p3"], ["a-p1", "c-p4"], "rule county-cap: county 嘉善 has 2 placed, cap 1"),
    ({"unit_post_cap": 1}, ["a-p2", "b-p2"], ["a-p2", "c-p2"], "rule unit-post-cap: unit_post U1 on p2 has 2 placed, cap 1"),
    ({"unit_post_cap": 0}, ["a-p2"], [], "rule unit-post-cap: unit_post U1 on p2 has 1 placed, cap 0"),
    ({"release_cap": {"default": 0}}, ["a-p1"], [], "rule release-cap: unit U1 has 1 placed, cap 0"),
    ({"forbidden": [["a", "p1"]]}, ["a-p1"], ["a-p2"], "rule forbidden: a on p1"),
    ({"pins": [["b", "p2"]]}, ["a-p1"], ["a-p1", "b-p2"], "rule pin: b on p2 is not placed"),
    ({"recusals": [["c", "a"]]}, ["a-p1", "c-p2"], ["a-p1", "c-p3"], "rule recusal: recusal|k|a|c counts 2, cap 1"),
    ({"couples": [NEAR]}, ["a-p1"], ["a-p1", "c-p2"], "rule couple-near: near|host|a|c|H1|first counts 1, cap 0"),
    ({"couples": [NEAR]}, ["c-p1"], ["c-p1", "a-p2"], "rule couple-near: near|host|a|c|H1|second counts 1, cap 0"),
    ({"couples": [APART]}, ["a-p1", "c-p3"], ["a-p1", "c-p4"], "rule couple-apart: apart|county|a|c|嘉善 counts 2, cap 1"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "bad", "good", "fault"), RULES)
def test_each_rule_is_broken_alone_and_kept(
    changes: Json, bad: list[str], good: list[str], fault: str
) -> None:
    problem = town(**changes)
    case = check_case.case_of(problem)
    assert [str(one) for one in broken_rules(case, rows(problem, *bad))] == [fault]
    assert broken_rules(case, rows(problem, *good)) == []


def proof_of(problem: Problem) -> tuple[Json, Json]:
    plan = solve(problem)
    told, proof = json.loads(json.dumps([plan_json(plan), proof_json(plan)]))
    return told, proof


WHOLE = town(
    release_cap={"default": 1}, unit_post_cap=1, balance=[5, 9], couples=[APART],
    previous=[["a", "p1"], ["d", "p2"]], stickiness=3, recusals=[["b", "c"]],
)  # fmt: skip
PLAN, PROOF = proof_of(WHOLE)
GOALS = town(goals=["fill", "composition", "fit", "wish", "balance", "changes"], balance=[5, 9])
HARD = town(tier_bonus={"1": 0, "2": 0})


def lies(*changes: tuple[str, Callable[[Json], Any], str]) -> Any:
    return pytest.mark.parametrize(("change", "fault"), [pytest.param(c, f, id=i) for i, c, f in changes])  # fmt: skip


@lies(
    ("stranger", lambda p: p["assignments"].append({"person": "x", "post": "p1"}), "rule eligible: x on p1 is not a pair"),
    ("no assignments", lambda p: p["assignments"].pop(), "value: the assignments are worth "),
    ("twice", lambda p: p["assignments"].append(p["assignments"][0]), "rule one-post: person "),
    ("score", lambda p: p["assignments"][0].update(score=1), "score: "),
    ("terms", lambda p: p["assignments"][0]["terms"].update(fit=1), "score: "),
    ("bonus", lambda p: p["assignments"][0]["terms"].update(tier_bonus=1), "score: "),
    ("stickiness", lambda p: p["assignments"][0]["terms"].update(stickiness=1), "score: "),
    ("value", lambda p: p.update(value=p["value"] + 1), "value: the assignments are worth "),
    ("value as a fraction", lambda p: p.update(value=float(p["value"])), "value: the assignments are worth "),
    ("bound too low", lambda p: p.update(bound=p["bound"] - 1), "bound: certificate proves "),
    ("points", lambda p: p.update(gap_in_score_points=1), "gap_in_score_points: is 0, plan claims 1"),
    ("gap", lambda p: p.update(gap=0.5), "gap: is 0.0, plan claims 0.5"),
    ("status", lambda p: p.update(status="feasible"), "status: is optimal, plan claims feasible"),
    ("unfilled", lambda p: p["unfilled"].append({"post": "p9", "seats": 1}), "unfilled: is "),
    ("shortfalls", lambda p: p["shortfalls"].clear(), "shortfalls: is "),
    ("balance", lambda p: p.update(balance=0), "balance: is "),
    ("goals", lambda p: p.update(goals=[]), "goals: is None, plan claims []"),
    ("hard", lambda p: p.update(hard=False), "hard: is true or absent"),
    ("hard where members are missing", lambda p: p.update(hard=True), "shortfalls: is none, as they are hard"),
    ("a claim nobody knows", lambda p: p.update(fair=True), "plan: fair is no part of a plan"),
    ("a finding nobody knows", lambda p: p["findings"].append({"code": "fair", "facts": {}}), "finding fair: is not so"),
    ("a stop", lambda p: p["findings"].append({"code": "stopped-by-time", "facts": {"gap": 0}}), "finding stopped-by-time: is not so"),
    ("work", lambda p: p["findings"].append({"code": "stopped-by-work", "facts": {"gap": 1}}), "finding stopped-by-work: is not so"),
    ("gone", lambda p: p["findings"].append({"code": "previous-pair-gone", "facts": {"person": "a", "post": "p1"}}), "finding previous-pair-gone: is not so"),
    ("never there", lambda p: p["findings"].append({"code": "previous-pair-gone", "facts": {"person": "x", "post": "p1"}}), "finding previous-pair-gone: is not so"),
    ("nowhere", lambda p: p["findings"].append({"code": "previous-pair-gone", "facts": {"person": "a", "post": "x"}}), "finding previous-pair-gone: is not so"),
    ("asks", lambda p: p["findings"].append({"code": "team-without-requirements", "facts": {"team": "k"}}), "finding team-without-requirements: is not so"),
)  # fmt: skip
def test_a_lie_in_the_plan_is_refuted(change: Callable[[Json], Any], fault: str) -> None:
    plan = copy.deepcopy(PLAN)
    change(plan)
    assert [one for one in check.verify(WHOLE, plan, PROOF)[0] if one.startswith(fault)]
    assert check.verify(WHOLE, PLAN, PROOF) == ([], [])


@lies(
    ("another problem", lambda c: c.update(problem_sha256="0" * 64), "certificate: made for another problem"),
    ("scale 0", lambda c: c.update(scale=0), "certificate: scale must be"),
    ("scale 1.0", lambda c: c.update(scale=1.0), "certificate: scale must be"),
    ("scale beyond 64 bits", lambda c: c.update(scale=2**48), "certificate: scale must be"),
    ("unknown key", lambda c: c.update(prices={}), 'certificate: unknown key "prices"'),
    ("unknown person", lambda c: c.update(person={"x": 1}), 'certificate: unknown person "x"'),
    ("negative", lambda c: c.update(unit={"U1": -1}), 'certificate: price of unit "U1" is not'),
    ("fraction", lambda c: c.update(unit={"U1": 1.5}), 'certificate: price of unit "U1" is not'),
    ("true", lambda c: c.update(unit={"U1": True}), 'certificate: price of unit "U1" is not'),
    ("beyond 64 bits", lambda c: c.update(unit={"U1": 2**58}), 'certificate: price of unit "U1" is not'),
    ("unknown unit_post", lambda c: c.update(unit_post=[["U9", "p1", 1]]), 'certificate: unknown unit_post "U9", "p1"'),
    ("unit_post twice", lambda c: c.update(unit_post=[["U1", "p1", 1]] * 2), "certificate: unit_post ['U1', 'p1'] stands twice"),
    ("unit_post of one name", lambda c: c.update(unit_post=[["U1", 1]]), "certificate: unit_post ['U1'] stands twice or is no entry"),
    ("unknown side", lambda c: c.update(sides=[["x", 1]]), 'certificate: unknown side "x"'),
    ("side twice", lambda c: c.update(sides=[["recusal|k|b|c", 1]] * 2), "certificate: sides ['recusal|k|b|c'] stands twice"),
    ("sides beyond 64 bits", lambda c: c.update(sides=[["recusal|k|b|c", 2**57], ["apart|county|a|c|嘉善", 2**57]]), "certificate: the prices of sides leave 64 bits"),
    ("team twice", lambda c: c["teams"].append(c["teams"][0]), 'certificate: team "k" is unknown, twice'),
    ("unknown team", lambda c: c["teams"].append({"id": "x", "kind": "dp"}), 'certificate: team "x" is unknown'),
    ("unknown kind", lambda c: c["teams"][0].update(kind="word"), 'certificate: team "k" is unknown, twice or of no kind'),
    ("unknown requirement", lambda c: c["teams"][0].update(requirement={"x": 1}), 'certificate: unknown requirement "x"'),
    ("claims less", lambda c: c.update(bound=1), "certificate: proves "),
    ("claims nothing", lambda c: c.pop("bound"), "certificate: proves "),
    ("branch on nobody", lambda c: c.update(branch={"pair": ["x", "p1"], "placed": None, "kept_out": {"bound": 0}}), 'certificate: unknown pair "x", "p1"'),
    ("branch on no post", lambda c: c.update(branch={"pair": ["a", "x"], "placed": None, "kept_out": {"bound": 0}}), 'certificate: unknown pair "a", "x"'),
    ("a half left out", lambda c: c.update(branch={"pair": ["a", "p1"], "placed": None, "kept_out": copy.deepcopy(c)}), "certificate: a branch leaves out a on p1, which may hold"),
    ("dear prices", lambda c: c.update(person={"d": 10**9 * c["scale"]}, bound=10**10, branch=None), "bound: certificate proves "),
)  # fmt: skip
def test_a_lie_in_the_certificate_is_refuted(change: Callable[[Json], Any], fault: str) -> None:
    proof = copy.deepcopy(PROOF)
    change(proof)
    assert [one for one in check.verify(WHOLE, PLAN, proof)[0] if one.startswith(fault)]
    assert check.verify(WHOLE, PLAN, PROOF) == ([], [])


def test_without_a_certificate_nothing_is_proven() -> None:
    assert check.verify(WHOLE, PLAN, None) == (["certificate: missing"], [])


def test_a_bound_claimed_above_the_proven_one_is_only_a_note() -> None:
    points, value = 5, PLAN["value"]
    plan = PLAN | {"bound": value + points, "status": "feasible", "gap_in_score_points": points}
    plan |= {"gap": points / abs(value)}
    note = f"note: certificate proves {value}, plan claims only {value + points}"
    assert check.verify(WHOLE, plan, PROOF) == ([], [note])
    stop = {"code": "stopped-by-time", "facts": {"gap": points}}
    assert check.verify(WHOLE, plan | {"findings": [*plan["findings"], stop]}, PROOF)[0] == []


def test_a_bound_that_is_no_whole_number_is_no_plan() -> None:
    with pytest.raises(ValueError, match="bound is not a whole number"):
        check.verify(WHOLE, PLAN | {"bound": None}, PROOF)


def test_a_bound_below_the_value_shows_a_false_certificate() -> None:
    """Were a proof to lie below a plan that holds, the checker itself would be wrong; it says so."""
    cheaper = replace(WHOLE, components={k: v - 50 for k, v in WHOLE.components.items()})
    plan, proof = proof_of(cheaper)
    told = {**PLAN, "bound": plan["bound"]}
    assert any("plan claims" in one for one in check.verify(WHOLE, told, proof | {"problem_sha256": WHOLE.sha256})[0])  # fmt: skip


# ── the checker itself ──
def test_balance_rises_by_unit_and_the_last_step_holds_on() -> None:
    problem = town(balance=[1, 10, 100], systems={})
    one_unit = replace(problem, unit_of=problem.unit_of * 0)
    assert balance_cost(one_unit, rows(one_unit, "a-p1", "b-p2", "c-p3", "d-p4")) == 211
    assert balance_cost(problem, rows(problem, "a-p1", "b-p2", "c-p3")) == 12


@pytest.mark.parametrize("order", [[1, 0], [0, 0]])
def test_pairs_out_of_order_or_twice_are_not_judged(order: list[int]) -> None:
    problem = replace(town(), person=town().person[order], post=town().post[order])
    with pytest.raises(ValueError, match="pairs must ascend, each of them once"):
        check_case.case_of(replace(problem, components={k: v[order] for k, v in problem.components.items()}))  # fmt: skip


def test_a_pin_that_is_no_pair_is_not_judged() -> None:
    with pytest.raises(ValueError, match="a pin is not an eligible pair"):
        check_case.case_of(town()).rows([(0, 9)])


def test_values_beyond_64_bits_are_not_judged() -> None:
    large = replace(town(), components={"fit": town().components["fit"] * 2**50})
    with pytest.raises(ValueError, match="the values leave 64 bits"):
        check_case.case_of(large, is_hard=True)


def test_the_checker_imports_nothing_of_the_engine() -> None:
    assert len(CHECKERS) == 13
    for path in CHECKERS:
        named = re.findall(r"dunmiao\.[\w.]+", path.read_text(encoding="utf-8"))
        stable = (
            {"dunmiao.engines.matching.problem"}
            if path.stem in {"check_stable", "check_rings"}
            else set()
        )
        others = {name for name in named if not name.startswith("dunmiao.engines.matching.check_")}
        assert others <= stable, path.name


def test_any_certificate_of_a_larger_problem_is_believed() -> None:
    problem = problem_from(files(seed=11, people=40, posts=8, units=10, density=0.6, teams=2, cap=1, unit_post_cap=1))  # fmt: skip
    told, proof = proof_of(problem)
    assert check.verify(problem, told, proof) == ([], [])
