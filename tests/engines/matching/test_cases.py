"""Inputs that once were answered wrongly, through the commands, each with what is right."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dunmiao.cli.main import main
from dunmiao.engines.matching import neighbours
from dunmiao.engines.matching.check_stable import claims_of
from dunmiao.engines.matching.constraints.pins import place_pins
from dunmiao.engines.matching.read import FILES, problem_from
from dunmiao.engines.matching.stable import lot_of, solve_stable
from tests.engines.matching.instances import files
from tests.engines.matching.oracle import best_of

CASES = Path(__file__).parent / "cases"


def folder(tmp_path: Path, name: str) -> Path:
    """The four files of a case in a folder of its own."""
    out = tmp_path / name
    out.mkdir()
    for file in FILES:
        if (CASES / name / file).is_file():
            shutil.copy(CASES / name / file, out)
    return out


def problem(name: str) -> Any:
    return problem_from({f: (CASES / name / f).read_bytes() for f in FILES if (CASES / name / f).is_file()})  # fmt: skip


def solved(tmp_path: Path, name: str, *words: str) -> dict[str, Any]:
    """The plan of a case, verified by the command."""
    plan, proof, where = tmp_path / "plan.json", tmp_path / "cert.json", folder(tmp_path, name)
    assert main(["match", str(where), "--out", str(plan), "--certificate", str(proof), *words]) == 0
    assert main(["match", "verify", str(where), str(plan), str(proof)]) == 0
    told: dict[str, Any] = json.loads(plan.read_text())
    return told


@pytest.mark.parametrize(
    ("name", "plan", "certificate", "fault"),
    [
        ("forge-near-branch", "forged-plan", "forged-cert", "certificate: a branch leaves out a on p1, which may hold"),
        ("forge-near-branch", "forged-plan", "forged-cert-overflow", "stands twice"),
        ("forge-near-branch", "forged-infeasible", "cert", "infeasible: certificate proves 950"),
        ("forge-near-pin", "forged-plan", "cert", "infeasible: what is named is no set of pins"),
        ("forge-goals", "forged-plan", "cert", "goals: is "),
        ("forge-goals", "forged-plan2", "cert", "gap: is 0.0, plan claims 0.5"),
    ],
)  # fmt: skip
def test_what_is_forged_is_refuted_and_the_truth_is_not(
    name: str, plan: str, certificate: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = CASES / name
    words = ["match", "verify", str(where)]
    assert main([*words, str(where / f"{plan}.json"), str(where / f"{certificate}.json")]) == 1
    assert fault in capsys.readouterr().out
    assert main([*words, str(where / "plan.json"), str(where / "cert.json")]) == 0


def test_a_key_that_stands_twice_is_no_json(tmp_path: Path) -> None:
    where = CASES / "forge-near-pin"
    text = (where / "cert.json").read_text().replace('"unit": {}', '"unit": {}, "unit": {}')
    (tmp_path / "cert.json").write_text(text)
    words = ["match", "verify", str(where), str(where / "plan.json"), str(tmp_path / "cert.json")]
    assert main(words) == 2


@pytest.mark.parametrize(
    ("name", "words", "status", "value"),
    [
        ("hard-empty", ["--hard"], "optimal", 0),
        ("hard-unproven", ["--hard"], "optimal", 8894),
        ("hard-unproven", [], "optimal", 17969),
        ("hard-whynot", ["--hard"], "optimal", 30),
        ("hard-whynot", [], "optimal", 1370),
        ("near-pin-empty", [], "infeasible", None),
        ("goals-reached-equal-weights", [], "optimal", 971),
        ("whynot-impossible-says-loses", [], "optimal", 20967),
        ("whynot-lower-bound-too-high", [], "optimal", 9250),
        ("report-manual-over-cap", [], "optimal", 5),
        ("quoted-id", [], "optimal", 5),
    ],
)
def test_the_answer_is_found_and_proven(
    tmp_path: Path, name: str, words: list[str], status: str, value: int | None
) -> None:
    told = solved(tmp_path, name, *words)
    assert (told["status"], told["value"], told["bound"]) == (status, value, value)
    assert told.get("hard", False) == bool(words)


def test_the_small_ones_are_the_best_of_all_choices() -> None:
    assert best_of(problem("hard-whynot"), hard=True) == 30
    assert best_of(problem("near-pin-empty")) is None
    assert best_of(problem("whynot-lower-bound-too-high")) == 9250


def test_pins_that_leave_a_couple_no_place_are_named(tmp_path: Path) -> None:
    facts = solved(tmp_path, "near-pin-empty")["findings"][0]["facts"]
    assert sorted(facts["pins"]) == [["a", "p1"], ["b", "p2"]]
    assert (facts["kind"], facts["rule"]) == ("couple-near", "a 与 c 须同在一处")


def test_goals_of_one_weight_do_not_count_each_other(tmp_path: Path) -> None:
    goals = solved(tmp_path, "goals-reached-equal-weights")["goals"]
    assert [(g["goal"], g["reached"]) for g in goals] == [("score", 485), ("balance", 0), ("fill:3000", 1), ("fill:0", 0)]  # fmt: skip
    one = solved(tmp_path, "goals-proven-wrong")["goals"]
    assert [(g["reached"], g["proven"]) for g in one] == [(11, True), (0, True)]


def answers(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str], *words: str) -> list[Any]:  # fmt: skip
    """Why not, for every pair of a case, by the command."""
    solved(tmp_path, name, *words)
    read, out = problem(name), []
    for pair in read.pairs:
        capsys.readouterr()
        ids = [read.people[pair[0]], read.posts[pair[1]]]
        plan = str(tmp_path / "plan.json")
        assert main(["match", "why-not", str(tmp_path / name), plan, *ids]) == 0
        out.append(json.loads(capsys.readouterr().out))
    return out


def test_what_cannot_hold_is_blocked_and_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of one unit of which one may go, kept near each other: neither can."""
    told = answers(tmp_path, "whynot-impossible-says-loses", capsys)
    assert {a["verdict"] for a in told if a["person"] != "人2"} == {"blocked"}
    assert {a["loss"] for a in told if a["verdict"] == "blocked"} == {None}
    assert {a["rule"] for a in told if a["verdict"] == "blocked"} == {"couple-near"}


def test_a_lower_bound_is_never_above_the_loss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answers(tmp_path, "whynot-lower-bound-too-high", capsys)
    known = [a for a in told if a["loss"] is not None]
    assert known
    assert all(0 <= a["loss_lower_bound"] <= a["loss"] for a in known)


def test_why_not_follows_a_hard_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {(a["person"], a["post"]): a for a in answers(tmp_path, "hard-whynot", capsys, "--hard")}
    assert told["a", "p2"]["verdict"] == told["b", "p1"]["verdict"] == "blocked"
    assert told["a", "p1"]["verdict"] == told["b", "p2"]["verdict"] == "placed"
    where, plan = str(tmp_path / "hard-whynot"), str(tmp_path / "plan.json")
    assert main(["match", "replan", where, plan, "--bonuses", "0,9"]) == 0
    assert [step["kept"] for step in json.loads(capsys.readouterr().out)["steps"]] == [2, 2]
    assert main(["match", "others", where, "--within", "1", "--hard"]) == 0
    for other in json.loads(capsys.readouterr().out)["plans"]:
        assert ("a", "p1") in [(one["person"], one["post"]) for one in other["assignments"]]


def test_seats_that_cost_nothing_are_filled_and_equal_plans_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = solved(tmp_path, "others-none")
    assert (told["value"], told["unfilled"], len(told["assignments"])) == (-90, [], 2)
    capsys.readouterr()
    assert main(["match", "others", str(tmp_path / "others-none"), "--within", "0"]) == 0
    plans = json.loads(capsys.readouterr().out)["plans"]
    assert [plan["value"] for plan in plans] == [-90] * 3


def test_ids_with_quotes_are_read_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    solved(tmp_path, "quoted-id")
    words = [str(tmp_path / "quoted-id"), str(tmp_path / "plan.json")]
    capsys.readouterr()
    assert main(["match", "report", *words]) == 0
    assert json.loads(capsys.readouterr().out)["lists"]["plan"]["placed"] == 1
    assert main(["match", "replan", *words]) == 0
    assert [step["kept"] for step in json.loads(capsys.readouterr().out)["steps"]] == [1] * 4


def test_a_list_beyond_a_cap_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solved(tmp_path, "report-manual-over-cap")
    words = [str(tmp_path / "report-manual-over-cap"), str(tmp_path / "plan.json")]
    capsys.readouterr()
    assert main(["match", "report", *words, "--manual", str(CASES / "report-manual-over-cap/man.csv")]) == 0  # fmt: skip
    lists = json.loads(capsys.readouterr().out)["lists"]
    assert lists["manual"]["broken"] == [{"rule": "release-cap", "where": "U1", "placed": 2, "cap": 1}]  # fmt: skip
    assert (lists["manual"]["value"], lists["manual"]["distance"]) == (10, -5)
    assert (lists["plan"]["broken"], lists["plan"]["distance"]) == ([], 0)


def test_no_move_inside_a_host_that_both_want_is_left() -> None:
    read = problem("stable-within-host")
    for seed in range(20):
        plan = solve_stable(read, seed=seed)
        claims = claims_of(read, dict(plan.pairs), lambda c, p: lot_of(read, seed, c, p))  # noqa: B023
        assert not any(one.is_inside for one in claims)


@pytest.mark.parametrize("words", [["--gap", "-1"], ["--gap", "nan"], ["--seconds", "0"], ["--seconds", "nan"], ["--seconds", "-3"]])  # fmt: skip
def test_numbers_out_of_range_are_bad_usage(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["match", str(folder(tmp_path, "quoted-id")), "--out", str(tmp_path / "p"), *words])
    assert ended.value.code == 2
    assert not (tmp_path / "p").exists()


def test_teams_that_hold_nobody_are_chosen_together_all_the_same() -> None:
    """Two teams want the one person there is: whoever is freed may come away with nobody."""
    read = problem_from(files(seed=3, people=1, posts=2, units=1, density=1.0, teams=2))
    free, worth = place_pins(read), -np.ones(2, dtype=np.int64) * 10**6
    own = [np.array([0]), np.array([1])]
    chosen: dict[int, list[int]] = {0: [], 1: []}
    found = neighbours.choose_together(
        read, free, own, worth, chosen, alone={0: [0], 1: [1]}, left=lambda: 99.0
    )
    assert found == chosen
