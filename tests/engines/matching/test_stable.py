"""Stable mode: no blocking pair by definition and by a second code, best for people, honest."""

import json
import random
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from dunmiao.cli.main import main
from dunmiao.engines.matching.check_stable import blocking_pairs, claims_of
from dunmiao.engines.matching.generate import Shape, generate
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.stable import lot_of, solve_stable, solve_stable_within
from dunmiao.engines.matching.write import stable_json
from dunmiao.engines.tables import BadInput

SETTINGS = {
    "format": "dunmiao-matching/1", "tier_bonus": {"1": 100}, "stickiness": 0,
    "release_cap": {"default": None, "units": {}}, "host_cap": {"default": None, "hosts": {}},
    "unit_post_cap": None, "teams": [], "pins": [], "forbidden": [], "previous": [],
}  # fmt: skip


def files(lot: random.Random, *, people: int, posts: int, **changed: object) -> dict[str, bytes]:
    """A random two-sided problem; ranks have ties and gaps, some pairs are wanted by one side."""
    out = {
        "people.csv": "id,unit\n" + "".join(f"c{c},U{lot.randrange(3)}\n" for c in range(people)),
        "posts.csv": "id,host,seats,tier,team\n"
        + "".join(f"p{p},H{p % 2},{lot.choice((1, 1, 2))},1,\n" for p in range(posts)),
    }
    rows = ["person,post,fit,person_rank,post_rank"]
    for c, p in product(range(people), range(posts)):
        if lot.random() < 0.8:
            ranks = [lot.choice(("", *range(1, 6))) for _ in range(2)]
            rows.append(f"c{c},p{p},{lot.randint(0, 99)},{ranks[0]},{ranks[1]}")
    out["pairs.csv"] = "\n".join(rows) + "\n"
    out["problem.json"] = json.dumps(SETTINGS | changed)
    return {name: text.encode() for name, text in out.items()}


CAPS = [
    {},
    {"unit_post_cap": 1},
    {"host_cap": {"default": 2, "hosts": {}}},
    {"host_cap": {"default": 2, "hosts": {"H1": 1}}, "unit_post_cap": 1},
    {"counties": {"H0": "嘉善", "H1": "嘉善"}, "county_cap": {"default": 3}, "unit_post_cap": 2},
]


@pytest.mark.parametrize("changed", CAPS)
def test_nobody_and_no_host_would_rather_change(changed: dict[str, object]) -> None:
    lot = random.Random(3)
    for seed in range(60):
        problem = problem_from(files(lot, people=7, posts=4, **changed))
        plan = solve_stable(problem, seed=seed)
        told = stable_json(plan)
        placed = dict(plan.pairs)
        claims = claims_of(problem, placed, lambda c, p: lot_of(problem, seed, c, p))  # noqa: B023
        assert not any(one.is_inside for one in claims)
        left = [one["facts"]["count"] for one in told["findings"] if one["code"] == "claims-left"]
        assert len(told["blocking_pairs"]) == len(claims) == sum(left)
        assert not claims or "host_cap" in changed or "county_cap" in changed
        placed = [person for person, _ in plan.pairs]
        assert len(placed) == len(set(placed))


def all_stable(problem: Problem, seed: int) -> list[dict[int, int]]:
    """Every stable plan of a small problem without caps, by trying all."""
    both = {
        pair: (int(mine), int(theirs))
        for pair, mine, theirs in zip(
            problem.pairs, problem.person_rank, problem.post_rank, strict=True
        )
        if mine and theirs
    }
    people = range(len(problem.people))
    options = [[None, *(post for person, post in both if person == c)] for c in people]
    out = []
    for choice in product(*options):
        placed = {person: post for person, post in enumerate(choice) if post is not None}
        full = [list(placed.values()).count(p) for p in range(len(problem.posts))]
        if any(count > seats for count, seats in zip(full, problem.seats, strict=True)):
            continue
        if not blocking_pairs(problem, placed, lambda c, p: lot_of(problem, seed, c, p)):
            out.append(placed)
    return out


def test_it_is_the_best_stable_plan_for_every_person() -> None:
    lot = random.Random(5)
    for seed in range(25):
        problem = problem_from(files(lot, people=4, posts=3))
        mine = dict(solve_stable(problem, seed=seed).pairs)
        every = all_stable(problem, seed)
        assert mine in every
        rank = {
            pair: (int(rank), lot_of(problem, seed, *pair), pair[1])
            for pair, rank in zip(problem.pairs, problem.person_rank, strict=True)
        }
        for person in range(len(problem.people)):
            found = [plan[person] for plan in every if person in plan]
            if found:  # the same people are placed in every stable plan
                best = min(found, key=lambda post: rank[person, post])
                assert mine[person] == best


def test_nobody_gains_by_ranking_otherwise_than_he_thinks() -> None:
    lot = random.Random(9)
    for _ in range(12):
        plain = files(lot, people=4, posts=3)
        problem = problem_from(plain)
        header, *rows = plain["pairs.csv"].decode().splitlines()
        true = {tuple(r.split(",")[:2]): r.split(",")[3] for r in rows}
        own = [at for at, row in enumerate(rows) if row.startswith("c0,")]

        def got(lines: list[str], given: dict[str, bytes] = plain, top: str = header) -> str:
            text = "\n".join([top, *lines]) + "\n"
            plan = solve_stable(problem_from({**given, "pairs.csv": text.encode()}))
            placed = {plan.problem.people[c]: plan.problem.posts[p] for c, p in plan.pairs}
            return placed.get("c0", "")

        honest = got(rows)
        value = int(true["c0", honest]) if honest else 99
        assert problem.people[0] == "c0"
        for told in product(("", "1", "2", "3"), repeat=len(own)):
            lines = list(rows)
            for at, rank in zip(own, told, strict=True):
                cells = lines[at].split(",")
                lines[at] = ",".join([*cells[:3], rank, cells[4]])
            outcome = got(lines)
            reached = true["c0", outcome] if outcome else ""
            assert not reached or int(reached) >= value


def test_pins_come_first_and_what_cannot_hold_leaves_no_plan() -> None:
    lot = random.Random(2)
    plain = files(lot, people=5, posts=3)
    first = problem_from(plain).pairs[0]
    problem = problem_from(plain)
    pin = [problem.people[first[0]], problem.posts[first[1]]]
    plain["problem.json"] = json.dumps(SETTINGS | {"pins": [pin]}).encode()
    plan = solve_stable(problem_from(plain))
    assert first in plan.pairs
    assert stable_json(plan)["blocking_pairs"] == []
    other = next(p for p in problem.pairs if p[0] == first[0] and p != first)
    both = [pin, [problem.people[other[0]], problem.posts[other[1]]]]
    plain["problem.json"] = json.dumps(SETTINGS | {"pins": both}).encode()
    told = stable_json(solve_stable(problem_from(plain)))
    assert told["assignments"] == []
    assert [row["code"] for row in told["findings"]] == ["pins-conflict"]


def test_the_check_sees_an_unstable_plan() -> None:
    plain = files(random.Random(1), people=3, posts=2)
    plain["pairs.csv"] = b"person,post,person_rank,post_rank\nc0,p0,1,1\nc1,p0,1,2\n"
    plain["posts.csv"] = b"id,host,seats,tier,team\np0,H0,1,1,\np1,H1,1,1,\n"
    problem = problem_from(plain)
    assert blocking_pairs(problem, {1: 0}, lambda c, p: 0) == [(0, 0)]
    assert blocking_pairs(problem, {}, lambda c, p: 0) == [(0, 0), (1, 0)]
    assert blocking_pairs(problem, {0: 0}, lambda c, p: 0) == []


def test_the_command_and_its_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = files(random.Random(4), people=6, posts=4, release_cap={"default": 1, "units": {}})
    for name, content in plain.items():
        (tmp_path / name).write_bytes(content)
    assert main(["match", "stable", str(tmp_path), "--seed", "3", "--compare"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert list(found) == [
        "format", "proposer", "seed", "assignments", "unfilled", "blocking_pairs", "findings",
    ]  # fmt: skip
    assert (found["format"], found["seed"]) == ("dunmiao-stable/1", 3)
    assert "stable value=" in printed.err
    assert " envy=0\n" in printed.err
    assert "cost of stability=" in printed.err
    assert {row["code"] for row in found["findings"]} <= {"release-cap-exceeded"}
    (tmp_path / "pairs.csv").write_text("person,post,fit\nc0,p0,1\n", encoding="utf-8")
    assert main(["match", "stable", str(tmp_path)]) == 2
    assert "person_rank" in capsys.readouterr().err
    with pytest.raises(BadInput, match="post_rank"):
        problem_from(
            {**plain, "pairs.csv": b"person,post,fit,person_rank,post_rank\nc0,p0,1,1,0\n"}
        )


def test_the_order_of_rows_does_not_matter_and_the_seed_settles_ties() -> None:
    plain = files(random.Random(8), people=8, posts=4)
    header, *rows = plain["pairs.csv"].decode().splitlines()
    turned = {**plain, "pairs.csv": ("\n".join([header, *rows[::-1]]) + "\n").encode()}
    plans = [solve_stable(problem_from(one), seed=4).pairs for one in (plain, turned)]
    assert plans[0] == plans[1]
    assert len({solve_stable(problem_from(plain), seed=seed).pairs for seed in range(20)}) > 1


@pytest.mark.parametrize("seed", range(5))
def test_the_plan_is_that_of_another_library(seed: int) -> None:
    """PyPI's `matching`, residents proposing: the best stable plan for people is one and the same."""
    from matching.games import HospitalResident

    lot = np.random.default_rng(seed)
    problem = generate(Shape(people=60, posts=12, pairs_each=6, units=20, hosts=6), seed=seed)

    def ranks(group: np.ndarray) -> np.ndarray:
        out = np.zeros(len(group), dtype=np.int64)
        for key in np.unique(group):
            own = np.flatnonzero(group == key)
            out[own] = lot.permutation(len(own)) + 1
        return out

    problem = replace(
        problem, person_rank=ranks(problem.person), post_rank=ranks(problem.post),
        release_cap=np.full(len(problem.units), -1),
    )  # fmt: skip
    mine: dict[int, list[tuple[int, int]]] = {}
    theirs: dict[int, list[tuple[int, int]]] = {}
    for (person, post), one, other in zip(
        problem.pairs, problem.person_rank.tolist(), problem.post_rank.tolist(), strict=True
    ):
        mine.setdefault(person, []).append((one, post))
        theirs.setdefault(post, []).append((other, person))
    game = HospitalResident.create_from_dictionaries(
        {who: [at for _, at in sorted(row)] for who, row in mine.items()},
        {at: [who for _, who in sorted(row)] for at, row in theirs.items()},
        {at: int(problem.seats[at]) for at in theirs},
    )
    found = game.solve(optimal="resident")
    plan = solve_stable(problem)
    assert set(plan.pairs) == {(r.name, h.name) for h, group in found.items() for r in group}


def test_caps_of_units_come_before_the_choice_where_asked() -> None:
    for seed in range(20):
        lot = random.Random(seed)
        problem = problem_from(
            files(lot, people=8, posts=4, release_cap={"default": 1, "units": {}})
        )
        plan, out = solve_stable_within(problem, seed=seed)
        units = [int(problem.unit_of[person]) for person, _post in plan.pairs]
        assert len(units) == len(set(units))
        assert not {pair[0] for pair in out} & {pair[0] for pair in plan.pairs}
        left = replace(problem, forbidden=problem.forbidden | set(out))
        placed = dict(plan.pairs)
        assert blocking_pairs(left, placed, lambda c, p: lot_of(problem, seed, c, p)) == []  # noqa: B023
