"""A round by the numbers, each number counted again the slow way."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.cli.match import run
from dunmiao.engines.matching.figures import figures_of, person_order, post_order
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.instances import files

SEEDS = st.integers(0, 10**6)


def problem_of(seed: int, **changes: Any) -> Problem:
    shape = {"people": 12, "posts": 6, "units": 4, "density": 0.6, "cap": 2, "teams": 1, "top": 9}
    return problem_from(files(seed=seed, **(shape | changes)))  # type: ignore[arg-type]


def slow_place(problem: Problem, row: int, side: str) -> int:
    """1 + how many pairs of the same person or post score more."""
    group = getattr(problem, side)
    same = np.flatnonzero(group == group[row]).tolist()
    return 1 + sum(int(problem.score[other]) > int(problem.score[row]) for other in same)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_every_figure_counted_again(seed: int, data: Any) -> None:
    problem = problem_of(seed)
    rows, posts = [], {p: int(s) for p, s in enumerate(problem.seats)}
    free = set(problem.person.tolist())
    order = data.draw(st.permutations(range(len(problem.person))))
    for row in order:  # any list that keeps people and seats once
        person, post = problem.pairs[row]
        if person in free and posts[post]:
            free.discard(person)
            posts[post] -= 1
            rows.append(row)
    rows = rows[: data.draw(st.integers(0, len(rows)))]
    found = figures_of(problem, rows)
    mine = [slow_place(problem, row, "person") for row in rows]
    theirs = [slow_place(problem, row, "post") for row in rows]
    assert (found.people.first, found.people.top) == (mine.count(1), sum(p <= 3 for p in mine))
    assert (found.posts.first, found.posts.top) == (theirs.count(1), sum(p <= 3 for p in theirs))
    at = {problem.pairs[row][0]: row for row in rows}
    envy = 0
    for row, (person, post) in enumerate(problem.pairs):
        own = at.get(person)
        wants = own is None or problem.score[row] > problem.score[own]
        there = [other for other in rows if problem.post[other] == post]
        envy += wants and any(problem.score[row] > problem.score[other] for other in there)
    assert found.envy == envy
    assert sum(filled for filled, _ in found.filled.values()) == len(rows) == found.placed
    assert sum(seats for _, seats in found.filled.values()) == found.seats
    assert sum(count * units for count, units in found.drain.items()) == len(rows)
    hosts = {int(problem.host_of[problem.post[row]]) for row in rows}
    means = sorted(
        Fraction(sum(s), len(s))
        for host in hosts
        if (s := [int(problem.score[r]) for r in rows if problem.host_of[problem.post[r]] == host])
    )
    assert (found.hosts is None) == (not rows)
    if found.hosts:
        assert (found.hosts[0], found.hosts[2]) == (means[0], means[-1])
        assert means[0] <= found.hosts[1] <= means[-1]
    assert found.missing >= 0
    assert found.requirements[1] == 3


def test_orders_share_a_place_and_ranks_come_first() -> None:
    problem = problem_of(3)
    assert person_order(problem).tolist() == [
        slow_place(problem, row, "person") for row in range(len(problem.person))
    ]
    assert post_order(problem).tolist() == [
        slow_place(problem, row, "post") for row in range(len(problem.person))
    ]


def test_the_best_plan_stands_beside_a_list_made_by_hand(tmp_path: Path, capsys: Any) -> None:
    plain = files(seed=9, people=12, posts=6, units=4, density=0.6, teams=1)
    folder = tmp_path / "p"
    folder.mkdir()
    for name, content in plain.items():
        (folder / name).write_bytes(content)
    problem = problem_from(plain)
    assert run([str(folder), "--out", str(tmp_path / "plan.json")]) == 0
    best = solve(problem)
    names = [problem.name(problem.pairs[row]).split("→") for row in best.rows[:3]]
    hand = tmp_path / "hand.csv"
    hand.write_text("person,post\n" + "".join(f"{a},{b}\n" for a, b in names))
    words = ["report", str(folder), str(tmp_path / "plan.json"), "--manual", str(hand)]
    assert run(words) == 0
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert said["format"] == "dunmiao-report/1"
    assert list(said["lists"]) == ["plan", "manual"]
    assert said["lists"]["plan"]["placed"] == len(best.rows)
    assert said["lists"]["manual"]["placed"] == 3
    assert said["lists"]["plan"]["justified_envy"] == figures_of(problem, best.rows).envy
    hand.write_text("person,post\nnobody,p000\nc0000,p999\n" + f"{names[0][0]},{names[0][1]}\n" * 2)
    assert run(words) == 2
    told = capsys.readouterr().err
    assert f'{hand}:2: unknown person "nobody"' in told
    assert f'{hand}:3: unknown post "p999"' in told
    assert f"{hand}:5:" in told
