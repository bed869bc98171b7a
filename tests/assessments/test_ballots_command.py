"""`dunmiao ballots verify`: what holds, what is refuted, what cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest

from dunmiao.assessments.rules.secrecy import Entry, board_order, commitment, root_of
from dunmiao.cli.main import main


def board(folder: Path, **changes: Any) -> Path:
    rows = [
        Entry(f"AAAA-{n:04d}", commitment(f"{n:064x}", "A", [["优秀"], ["弃权"]])) for n in range(9)
    ]
    entries = board_order(rows)
    plain = {
        "format": "dunmiao-board/1",
        "root": root_of(entries),
        "entries": [{"receipt": e.receipt, "commitment": e.commitment} for e in entries],
    }
    path = folder / "board.json"
    path.write_text(json.dumps(plain | changes), encoding="utf-8")
    return path


def test_a_board_that_holds(tmp_path: Path, capsys: Any) -> None:
    path = board(tmp_path)
    root = json.loads(path.read_text())["root"]
    assert main(["ballots", "verify", str(path), "--root", root.upper()]) == 0
    assert capsys.readouterr().out == f"ok ballots=9 root={root}\n"
    assert main(["ballots", "verify", str(path), "--receipt", "aaaa 0003"]) == 0
    assert "receipt AAAA-0003 line " in capsys.readouterr().out


@pytest.mark.parametrize("field", ["receipt", "commitment"])
def test_any_changed_line_is_refuted(tmp_path: Path, capsys: Any, field: str) -> None:
    plain = json.loads(board(tmp_path).read_text())
    for at in range(9):
        rows = [dict(row) for row in plain["entries"]]
        rows[at][field] = "0" * len(rows[at][field])
        assert main(["ballots", "verify", str(board(tmp_path, entries=rows))]) == 1
        assert capsys.readouterr().out.startswith("root: ")


def test_a_dropped_a_swapped_and_an_unknown_line(tmp_path: Path, capsys: Any) -> None:
    rows = json.loads(board(tmp_path).read_text())["entries"]
    assert main(["ballots", "verify", str(board(tmp_path, entries=rows[1:]))]) == 1
    assert main(["ballots", "verify", str(board(tmp_path, entries=rows[::-1]))]) == 1
    assert main(["ballots", "verify", str(board(tmp_path)), "--receipt", "ZZZZ-0000"]) == 1
    assert "is not on the board" in capsys.readouterr().out


def test_what_cannot_be_read_is_told_whole(tmp_path: Path, capsys: Any) -> None:
    path = board(tmp_path, entries=[{"receipt": "A"}, {"receipt": "A", "commitment": "xyz"}])
    assert main(["ballots", "verify", str(path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2
    assert main(["ballots", "verify", str(board(tmp_path, format="other/1"))]) == 2
    assert main(["ballots", "verify", str(tmp_path / "none.json")]) == 2
    assert main(["ballots"]) == 2
