"""The commands on plain files: what they print, where they write, how they refuse."""

import json
from pathlib import Path

import pytest

from dunmiao.cli.main import main
from tests.engines.appraisal.test_quota import UNITS
from tests.engines.appraisal.test_tally import SCHEME, SHEETS


def put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_tally_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = put(tmp_path, "s.csv", SHEETS)
    scheme = put(tmp_path, "c.json", json.dumps(SCHEME))
    assert main(["tally", sheets, "--scheme", scheme]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["ratees"][0]["score"] == {"exact": "841/9", "decimal": "93.44"}
    out = tmp_path / "t.json"
    assert main(["tally", sheets, "--scheme", scheme, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed
    bad = put(tmp_path, "b.csv", SHEETS + "甲,Z,,优秀,1\n")
    out.unlink()
    assert main(["tally", bad, "--scheme", scheme, "--out", str(out)]) == 2
    assert capsys.readouterr().err == f'{bad}:7: unknown group "Z"\n'
    assert not out.exists()
    assert main(["tally", str(tmp_path / "none.csv"), "--scheme", scheme]) == 2


def test_quota_prints_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = put(tmp_path, "u.csv", UNITS)
    line = ["quota", units, "--rate", "1/5", "--places", "10", "--floors", "least"]
    assert main(line) == 0
    assert json.loads(capsys.readouterr().out)["ties"] == [{"units": ["乙局", "丙局"], "places": 1}]
    assert main([*line, "--method", "webster"]) == 0
    assert json.loads(capsys.readouterr().out)["settled"] == 9
    for wrong in (["--rate", "6/5"], ["--rate", "1/0"], ["--places", "-1"], []):
        assert main(["quota", units, *wrong]) == 2
        assert capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "match stable examples/stable-small",
        "tally examples/appraisal-small/sheets.csv --scheme examples/appraisal-small/scheme.json",
        "quota examples/appraisal-small/units.csv --rate 1/5 --places 10 --floors least",
        "appraise examples/appraisal-small/ballots.csv --out {out}",
    ],
)
def test_what_the_readme_shows_works(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "standing.json"
    readme = Path("README.md").read_text(encoding="utf-8")
    assert f".venv/bin/dunmiao {words.format(out=out.name)}" in readme
    assert main(words.format(out=out).split()) == 0
    printed = capsys.readouterr().out or out.read_text(encoding="utf-8")
    assert json.loads(printed)["findings"] == []
