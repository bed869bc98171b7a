"""The engine for other programs: a draft says what a folder says, from columns or a data frame."""

import runpy
from pathlib import Path

import numpy as np
import pandas
import pytest

from dunmiao.engines.matching.library import AtLeast, Draft, Share, Status, problem_from, solve
from dunmiao.engines.tables import BadInput

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT / "examples" / "matching-small"
FILES = ("people.csv", "posts.csv", "pairs.csv", "problem.json")


def draft() -> Draft:
    """The example folder, written down from data frames."""
    people, posts, pairs = (pandas.read_csv(SMALL / name) for name in FILES[:3])
    kept = posts.drop(columns="team")
    need = [
        AtLeast("leader", 1, [("rank", ">=", 4)]),
        Share("backbone", "2/5", [("reserve", "==", 1)]),
    ]
    return (
        Draft(people, kept, pairs)
        .having(tier_bonus={"1": 20000, "2": 8000, "3": 3000})
        .cap(unit=2)
        .team("k1", posts=["p1", "p2"], need=need)
    )


def test_a_draft_is_the_folder() -> None:
    folder = problem_from({name: (SMALL / name).read_bytes() for name in FILES})
    written = draft().problem()
    for name in ("people", "posts", "units", "hosts", "unit_post_cap", "stickiness", "pins"):
        assert getattr(written, name) == getattr(folder, name)
    for name in ("seats", "person", "post", "value", "release_cap", "host_cap", "team_of"):
        assert np.array_equal(getattr(written, name), getattr(folder, name))
    assert solve(written).value == solve(folder).value == 44900


def test_caps_pins_and_forbidden_pairs_of_a_draft_hold() -> None:
    base = draft()
    assert base.pin("c", "p2").problem().pins == ((2, 1),)
    assert base.forbid("c", "p2").forbid("a", "p1").problem().forbidden == {(2, 1), (0, 0)}
    capped = base.cap(host=1, unit_post=1).problem()
    assert (capped.host_cap.tolist(), capped.unit_post_cap) == ([1, 1], 1)
    assert capped.release_cap.tolist() == [2, 2]
    plan = solve(base.pin("c", "p2").problem())
    assert plan.status is Status.OPTIMAL
    assert plan.post_of[2] == 1


def test_a_draft_tells_every_fault_at_once() -> None:
    wrong = Draft(
        people={"id": ["a", None], "unit": ["U", "U"]},
        posts={"id": ["p"], "host": ["H"], "seats": [-1]},
        pairs={"person": ["a", "x"], "post": ["p", "p"], "fit": [1, float("nan")]},
    )
    with pytest.raises(BadInput) as refused:
        wrong.problem()
    places = [(file, line) for file, line, _why in refused.value.faults]
    assert places == [("pairs.csv", 3)] * 2 + [("people.csv", 3), ("posts.csv", 2)]


def test_phases_are_told_and_may_cancel() -> None:
    told: list[str] = []
    solve(draft().problem(), on_progress=lambda phase, _value, _bound: told.append(phase))
    assert (told[0], told[-1]) == ("checking", "done")

    def cancel(phase: str, _value: int | None, _bound: int | None) -> None:
        raise KeyboardInterrupt(phase)

    with pytest.raises(KeyboardInterrupt, match="checking"):
        solve(draft().problem(), on_progress=cancel)


def test_the_example_runs() -> None:
    runpy.run_path(str(ROOT / "examples" / "matching_library.py"))
