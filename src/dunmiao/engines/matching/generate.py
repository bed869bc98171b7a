"""Seeded instances of any size as arrays: for benchmarks, for tests, for `match generate`."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem, Team, TeamRequirement


@dataclass(frozen=True)
class Shape:
    """How large an instance is: `pairs` a person has; `tight` caps leave seats open."""

    people: int
    posts: int
    pairs_each: int
    units: int
    hosts: int
    teams: int = 0
    release_cap: int = 2
    unit_post_cap: int = NO_CAP
    most_seats: int = 2


# The sizes of the benchmarks: a round, a city, a province, a nation.
SHAPES = {
    "A": Shape(people=300, posts=11, pairs_each=8, units=60, hosts=11, teams=2),
    "B": Shape(people=2_000, posts=200, pairs_each=59, units=57, hosts=100, teams=20),
    "C": Shape(people=50_000, posts=2_000, pairs_each=50, units=3_000, hosts=600, teams=100),
    "tight": Shape(people=600, posts=60, pairs_each=20, units=17, hosts=30, teams=6),
    "D": Shape(
        people=1_000_000, posts=25_000, pairs_each=8, units=60_000, hosts=9_000, teams=1_000
    ),
}
TEAM_POSTS, PENALTY = 3, 30_000
# How many of the people are each.
TRAITS = {"leader": 0.1, "skill": 0.05, "backbone": 0.2, "young": 0.3}
TIER_BONUS = np.array([3_000, 8_000, 20_000])


def generate(shape: Shape, *, seed: int) -> Problem:
    """The instance of this shape and seed: values 0–1,500, tiers 1–3, teams of three posts."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(shape.people), shape.pairs_each)
    post = _drawn(rng, shape)
    seats = rng.integers(1, shape.most_seats + 1, shape.posts)
    traits = {name: rng.random(shape.people) < share for name, share in TRAITS.items()}
    team_of, teams = drawn_teams(rng, shape.teams, seats, traits)
    return Problem(
        people=ids_of("c", shape.people),
        units=ids_of("U", shape.units),
        unit_of=rng.integers(0, shape.units, shape.people),
        posts=ids_of("p", shape.posts),
        hosts=ids_of("H", shape.hosts),
        host_of=rng.integers(0, shape.hosts, shape.posts),
        seats=seats,
        tier_bonus=TIER_BONUS[rng.integers(0, 3, shape.posts)],
        team_of=team_of,
        teams=teams,
        person=person,
        post=post,
        components={
            "fit": rng.integers(0, 1_401, len(person)),
            "wish": rng.choice([0, 0, 0, 20, 50, 100], len(person)),
        },
        release_cap=np.full(shape.units, shape.release_cap),
        host_cap=np.full(shape.hosts, NO_CAP),
        unit_post_cap=shape.unit_post_cap,
        pins=(),
        forbidden=frozenset(),
        previous=frozenset(),
        stickiness=0,
    )


def ids_of(letter: str, count: int) -> tuple[str, ...]:
    """Ids of one length, so that their order is that of their numbers."""
    width = len(str(count))
    return tuple(f"{letter}{number:0{width}d}" for number in range(count))


def _drawn(rng: np.random.Generator, shape: Shape) -> Ints:
    """For each person different posts, ascending: a stretch of each `posts / pairs_each`."""
    edges = np.linspace(0, shape.posts, shape.pairs_each + 1).astype(np.int64)
    low, high = edges[:-1], edges[1:]
    drawn = rng.integers(low, high, size=(shape.people, shape.pairs_each))
    return drawn.ravel()


def drawn_teams(
    rng: np.random.Generator, count: int, seats: Ints, traits: dict[str, NDArray[np.bool_]]
) -> tuple[Ints, tuple[Team, ...]]:
    """(the team of each post or -1, the teams): three posts each, drawn by lot."""
    team_of = np.full(len(seats), -1)
    inside = rng.permutation(len(seats))[: count * TEAM_POSTS]
    team_of[inside] = np.arange(len(inside)) % max(1, count)
    teams = (_team(number, int(seats[team_of == number].sum()), traits) for number in range(count))
    return team_of, tuple(teams)


def _team(number: int, seats: int, traits: dict[str, NDArray[np.bool_]]) -> Team:
    """One leader, one with the skill, two fifths each of backbone and young people."""
    some = -(-2 * seats // 5)
    needs = {"leader": 1, "skill": 1, "backbone": some, "young": some}
    return Team(
        f"k{number:04d}",
        PENALTY,
        tuple(TeamRequirement(name, need, traits[name]) for name, need in needs.items()),
    )


def folder_of(problem: Problem) -> dict[str, bytes]:
    """The four files of a generated instance, as `match` reads them."""
    traits = {r.id: r.members for team in problem.teams[:1] for r in team.requirements}
    people = [",".join(["id", "unit", *traits])]
    marks = [members.astype(int).tolist() for members in traits.values()]
    for number, (name, unit) in enumerate(
        zip(problem.people, problem.unit_of.tolist(), strict=True)
    ):
        own = [str(mark[number]) for mark in marks]
        people.append(",".join([name, problem.units[unit], *own]))
    tiers = {int(bonus): str(3 - place) for place, bonus in enumerate(TIER_BONUS)}
    posts = ["id,host,seats,tier,team"]
    for number, name in enumerate(problem.posts):
        team = int(problem.team_of[number])
        posts.append(
            f"{name},{problem.hosts[problem.host_of[number]]},{problem.seats[number]},"
            f"{tiers[int(problem.tier_bonus[number])]},{problem.teams[team].id if team >= 0 else ''}"
        )
    columns = [column.tolist() for column in problem.components.values()]
    pairs = [",".join(["person", "post", *problem.components])]
    pairs += [
        ",".join([problem.people[person], problem.posts[post], *map(str, values)])
        for (person, post), *values in zip(problem.pairs, *columns, strict=True)
    ]
    return {
        "people.csv": _lines(people),
        "posts.csv": _lines(posts),
        "pairs.csv": _lines(pairs),
        "problem.json": json.dumps(_settings(problem, tiers), indent=1).encode(),
    }


def _lines(rows: list[str]) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def _settings(problem: Problem, tiers: dict[int, str]) -> dict[str, Any]:
    cap = int(problem.release_cap[0])
    return {
        "format": "dunmiao-matching/1",
        "tier_bonus": {tier: bonus for bonus, tier in tiers.items()},
        "release_cap": {"default": None if cap == NO_CAP else cap, "units": {}},
        "host_cap": {"default": None, "hosts": {}},
        "unit_post_cap": None if problem.unit_post_cap == NO_CAP else problem.unit_post_cap,
        "teams": [
            {
                "id": team.id,
                "shortfall_penalty": team.penalty,
                "requirements": [
                    {"id": r.id, "at_least": r.need, "where": [[r.id, "==", 1]]}
                    for r in team.requirements
                ],
            }
            for team in problem.teams
        ],
        "pins": [],
        "forbidden": [],
        "previous": [],
        "stickiness": 0,
    }
