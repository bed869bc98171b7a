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
