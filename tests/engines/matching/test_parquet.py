"""`pairs.parquet` is the same table as `pairs.csv`, with the same plan and the same words."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from dunmiao.cli.match import run
from dunmiao.engines.matching.parquet import ParquetBlocks
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.tables import read_table
from tests.engines.matching.test_command import folder, solved
from tests.engines.matching.test_read import GOOD

__all__ = ["folder"]


def packed(**columns: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def as_parquet(csv: bytes) -> bytes:
    rows = [row for _, row in read_table("x", csv, needed=()).rows]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    for name in columns.keys() - {"person", "post"}:
        columns[name] = [int(cell) for cell in columns[name]]
    return packed(**columns)


def test_the_plan_is_the_same(folder: Path) -> None:
    plan, _ = solved(folder)
    by_csv = json.loads(plan.read_text())
    csv = folder / "pairs.csv"
    (folder / "pairs.parquet").write_bytes(as_parquet(csv.read_bytes()))
    csv.unlink()
    plan, proof = solved(folder)
    by_parquet = json.loads(plan.read_text())
    assert by_csv | {"seconds": 0} == by_parquet | {"seconds": 0}
    assert run(["verify", str(folder), str(plan), str(proof)]) == 0


def test_both_or_no_pairs_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pairs.parquet").write_bytes(as_parquet((folder / "pairs.csv").read_bytes()))
    assert run([str(folder), "--out", str(folder / "p.json")]) == 2
    assert capsys.readouterr().err == "pairs.parquet:1: both pairs.csv and pairs.parquet\n"
    (folder / "pairs.parquet").unlink()
    (folder / "pairs.csv").unlink()
    assert run([str(folder), "--out", str(folder / "p.json")]) == 2
    assert capsys.readouterr().err == "pairs.csv:1: file is missing\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "1: is not a parquet file"),
        (b"PAR1broken", "1: is not a parquet file"),
        (packed(person=["a"], fit=[1]), '1: missing column "post"'),
        (packed(person=["a"], post=["p1"]), "1: needs at least one component column"),
        (packed(person=["a", None], post=["p1", "p2"], fit=[1, 2]), '2: column "person" is empty'),
        (packed(person=["a", "x9"], post=["p1", "p1"], fit=[1, 2]), '2: unknown person "x9"'),
        (packed(person=["a"], post=["p1"], fit=[1.5]), '1: fit "1.5" is not an integer'),
        (packed(person=["a"], post=["p1"], fit=[10**10]), "1: fit"),
        (packed(person=["a", "a"], post=["p1", "p1"], fit=[1, 2]), "2: duplicate pair"),
        (packed(person=[], post=[], fit=[]), "1: is empty"),
    ],
)
def test_each_fault_names_its_row(content: bytes, reason: str) -> None:
    files = {name: text for name, text in GOOD.items() if name != "pairs.csv"}
    with pytest.raises(ValueError, match=r"pairs\.parquet:") as refused:
        problem_from({**files, "pairs.parquet": content})
    assert f"pairs.parquet:{reason}" in str(refused.value)


def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    table = ParquetBlocks("pairs.parquet", b"", needed=())
    assert [str(fault) for fault in table.faults] == [
        "pairs.parquet:1: parquet needs the extra: pip install 'dunmiao[parquet]'"
    ]


def test_a_file_that_unpacks_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dunmiao.engines.matching.parquet.MOST_BYTES", 1000)
    content = packed(person=["a"] * 100_000, post=["p"] * 100_000, fit=list(range(100_000)))
    table = ParquetBlocks("pairs.parquet", content, needed=("person", "post"))
    assert list(table) == []
    assert "unpacked" in str(table.faults[0])
