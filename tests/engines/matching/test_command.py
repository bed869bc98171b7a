"""The command's contract: files, exit codes, words."""

import json
import shutil
from pathlib import Path

import pytest

from dunmiao.cli.match import run

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/matching-small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "problem"))


def solved(folder: Path) -> tuple[Path, Path]:
    plan, proof = folder.parent / "plan.json", folder.parent / "cert.json"
    assert run([str(folder), "--out", str(plan), "--certificate", str(proof)]) == 0
    return plan, proof


def test_the_example_of_the_contract(folder: Path) -> None:
    plan, _ = solved(folder)
    plain = json.loads(plan.read_text())
    assert plain.pop("seconds") >= 0
    assert list(plain) == [
        "format",
        "status",
        "value",
        "bound",
        "gap",
        "gap_in_score_points",
        "seed",
        "assignments",
        "unfilled",
        "shortfalls",
        "findings",
    ]
    assert (plain["status"], plain["value"], plain["bound"]) == ("optimal", 44900, 44900)
    assert [(a["person"], a["post"], a["score"]) for a in plain["assignments"]] == [
        ("a", "p1", 720),
        ("b", "p2", 650),
        ("c", "p3", 530),
    ]


def test_verify_says_ok(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, proof = solved(folder)
    assert run(["verify", str(folder), str(plan), str(proof)]) == 0
    assert capsys.readouterr().out == "ok value=44900 bound=44900\n"


def test_verify_refutes_with_reasons(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, proof = solved(folder)
    plain = json.loads(plan.read_text())
    plain["value"] += 7
    plan.write_text(json.dumps(plain))
    assert run(["verify", str(folder), str(plan), str(proof)]) == 1
    assert "value: the assignments are worth 44900, plan claims 44907" in capsys.readouterr().out


def test_why_not_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, _ = solved(folder)
    assert run(["why-not", str(folder), str(plan), "c", "p2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["loss"]) == ("loses", 480)
    assert answer["moves"] == [
        {"person": "b", "from": "p2", "to": "p3"},
        {"person": "c", "from": "p3", "to": "p2"},
    ]
    assert run(["why-not", str(folder), str(plan), "zz", "p2"]) == 2


def test_bad_input_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pairs.csv").write_text("person,post,fit\nx9,p1,1\n")
    out = folder.parent / "plan.json"
    assert run([str(folder), "--out", str(out)]) == 2
    assert not out.exists()
    assert capsys.readouterr().err == 'pairs.csv:2: unknown person "x9"\n'


def test_equal_runs_differ_only_in_seconds(folder: Path) -> None:
    texts = []
    for _ in range(2):
        plan, proof = solved(folder)
        plain = json.loads(plan.read_text())
        plain.pop("seconds")
        texts.append((json.dumps(plain), proof.read_text()))
    assert texts[0] == texts[1]


def test_workers_make_the_same_plan_and_wrong_numbers_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, _ = solved(folder)
    other = folder.parent / "other.json"
    assert run([str(folder), "--out", str(other), "--workers", "2", "--progress"]) == 0
    assert "done value=44900 bound=44900" in capsys.readouterr().err
    one, two = (json.loads(path.read_text()) | {"seconds": 0} for path in (plan, other))
    assert one == two
    assert run([str(folder), "--out", str(other), "--workers", "0"]) == 2
    assert run([str(folder), "--out", str(other), "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "no scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_a_file_far_too_large_is_refused_unread(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "pairs.csv").open("r+b") as file:
        file.truncate(2 * 1024**3)  # a hole: it takes no disk
    assert run([str(folder), "--out", str(folder / "p.json")]) == 2
    assert capsys.readouterr().err == "pairs.csv:1: larger than 536870912 bytes\n"


def exchange(folder: Path, **changes: object) -> None:
    """Three who hold a post each and would rather have another's."""
    (folder / "people.csv").write_text("id,unit\n甲,U1\n乙,U2\n丙,U3\n")
    (folder / "posts.csv").write_text("id,host,seats,tier,team\nx,H,1,,\ny,H,1,,\nz,H,1,,\n")
    (folder / "pairs.csv").write_text(
        "person,post,fit,person_rank\n甲,y,5,1\n甲,z,9,2\n乙,z,5,1\n丙,x,5,1\n乙,x,1,\n"
    )
    plain = {"format": "dunmiao-matching/1", "previous": [["甲", "x"], ["乙", "y"], ["丙", "z"]]}
    (folder / "problem.json").write_text(json.dumps(plain | changes))


def test_rings_by_wishes_and_by_score(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exchange(folder)
    assert run(["rings", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == "dunmiao-rings/1"
    assert [[(m["person"], m["from"], m["to"]) for m in ring] for ring in told["rings"]] == [
        [("丙", "z", "x"), ("甲", "x", "y"), ("乙", "y", "z")]
    ]
    assert run(["rings", str(folder), "--by", "score"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rings"]) == 1
    exchange(folder, previous=[["甲", "x"], ["乙", "x"]])
    assert run(["rings", str(folder)]) == 2
    assert 'place "x" is held by two people' in capsys.readouterr().err
    exchange(folder, previous=[])
    assert run(["rings", str(folder)]) == 2


def test_replan_and_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, _ = solved(folder)
    assert run(["replan", str(folder), str(plan), "--bonuses", "0,100"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(step["bonus"], step["kept"], step["loss"]) for step in told["steps"]] == [
        (0, 3, 0),
        (100, 3, 0),
    ]
    assert run(["replan", str(folder), str(plan), "--bonuses", "0,x"]) == 2
    assert run(["others", str(folder), "--count", "2", "--within", "0.02"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["value"] == 44900
    for other in told["plans"]:
        assert sum(other["terms"].values()) == other["value"] - 44900
        assert other["moves"]
    assert run(["others", str(folder), "--count", "0"]) == 2


def test_a_generated_tight_folder_is_solved(tmp_path: Path) -> None:
    made = tmp_path / "tight"
    assert run(["generate", str(made), "--size", "tight", "--seed", "2"]) == 0
    assert run(["generate", str(made), "--size", "tight"]) == 2
    assert run([str(made), "--out", str(tmp_path / "p.json"), "--gap", "0.05"]) == 0
