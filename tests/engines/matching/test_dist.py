"""Whoever does the work, the plan is the same; a killed worker's piece is done again."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dunmiao.engines.matching import solve as solving
from dunmiao.engines.matching.dist import DaskMapper, Mapper, ProcessMapper, SerialMapper
from dunmiao.engines.matching.generate import Shape, generate
from dunmiao.engines.matching.solve import solve

SHAPE = Shape(people=900, posts=60, pairs_each=12, units=150, hosts=30, teams=8)


def double(number: int) -> int:
    return 2 * number


def double_or_die(piece: tuple[int, str]) -> int:
    """Kills the process it runs in, the first time that it comes to the third piece."""
    number, mark = piece
    path = Path(mark)
    if number == 3 and not path.exists():
        path.write_text("died here")
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.fixture(scope="module")
def processes() -> Iterator[Mapper]:
    with ProcessMapper(2) as mapper:
        yield mapper


def test_answers_come_in_the_order_of_the_pieces(processes: Mapper) -> None:
    numbers = range(40)
    wanted = [2 * number for number in numbers]
    assert list(SerialMapper().map(double, numbers)) == wanted
    assert list(processes.map(double, numbers)) == wanted
    assert list(processes.map(double, [])) == []


def test_a_lost_piece_is_done_again(tmp_path: Path) -> None:
    pieces = [(number, str(tmp_path / "mark")) for number in range(30)]
    with ProcessMapper(2) as mapper:
        assert list(mapper.map(double_or_die, pieces)) == [2 * number for number in range(30)]
    assert (tmp_path / "mark").exists()


def test_an_error_of_a_piece_is_told(processes: Mapper) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(processes.map(int, ["1", "x"]))


def solved(mapper: Mapper | None) -> Any:
    plan = solve(generate(SHAPE, seed=5), mapper=mapper)
    assert plan.tier == "teams"
    assert plan.certificate is not None
    return plan.rows, plan.value, plan.bound


def test_processes_make_the_same_plan(processes: Mapper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "EXACT_PAIRS", 0)
    assert solved(processes) == solved(None)


def test_a_cluster_makes_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real Dask scheduler with two workers, in this process."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(solving, "EXACT_PAIRS", 0)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        DaskMapper(cluster.scheduler_address) as mapper,
    ):
        assert list(mapper.map(double, range(40))) == [2 * number for number in range(40)]
        assert solved(mapper) == solved(None)
