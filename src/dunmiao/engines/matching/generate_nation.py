"""A seeded nation before any pair is listed: people with attributes, posts with rules and points."""

from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.generate import TIER_BONUS, TRAITS, drawn_teams, ids_of
from dunmiao.engines.matching.listing import Points, Screen, Wanted
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem
from dunmiao.engines.matching.screen import Condition

FIELDS, COUNTIES = 16, 100
RANK_SHARES = (0.30, 0.25, 0.18, 0.12, 0.07, 0.05, 0.02, 0.01)


@dataclass(frozen=True)
class NationShape:
    """How large a nation is; a post lists its 2 · seats + `spare` best."""

    people: int
    posts: int
    units: int
    hosts: int
    teams: int = 0
    release_cap: int = 2
    most_seats: int = 2
    spare: int = 100


@dataclass(frozen=True, eq=False)
class Nation:
    """What `solve_nation` is given, and the plain columns for whoever checks by other means."""

    columns: dict[str, Ints]
    base: Ints
    wanted: tuple[Wanted, ...]
    frame: Problem

    def screen(self) -> Screen:
        """The people, indexed."""
        return Screen(self.columns, self.base)


def generate_nation(shape: NationShape, *, seed: int) -> Nation:
    """Rank, age, years at the rank, two fields and a native county for everybody; posts that ask
    for a rank interval, an age, years, a field, and nobody from their own county."""
    rng = np.random.default_rng(seed)
    count = shape.people
    columns = {
        "rank": rng.choice(8, count, p=RANK_SHARES) + 1,
        "age": rng.integers(22, 61, count),
        "years": rng.integers(0, 16, count),
        "fields": (1 << rng.integers(0, FIELDS, count)) | (1 << rng.integers(0, FIELDS, count)),
        "native": rng.integers(0, COUNTIES, count),
    }
    traits = {name: rng.random(count) < share for name, share in TRAITS.items()}
    columns |= {name: marks.astype(np.int64) for name, marks in traits.items()}
    base = rng.integers(0, 401, count)
    seats = rng.integers(1, shape.most_seats + 1, shape.posts)
    team_of, teams = drawn_teams(rng, shape.teams, seats, traits)
    frame = Problem(
        people=ids_of("c", count),
        units=ids_of("U", shape.units),
        unit_of=rng.integers(0, shape.units, count),
        posts=ids_of("p", shape.posts),
        hosts=ids_of("H", shape.hosts),
        host_of=rng.integers(0, shape.hosts, shape.posts),
        seats=seats,
        tier_bonus=TIER_BONUS[rng.integers(0, 3, shape.posts)],
        team_of=team_of,
        teams=teams,
        person=np.zeros(0, dtype=np.int64),
        post=np.zeros(0, dtype=np.int64),
        components={"fit": np.zeros(0, dtype=np.int64)},
        release_cap=np.full(shape.units, shape.release_cap),
        host_cap=np.full(shape.hosts, NO_CAP),
        unit_post_cap=NO_CAP,
        pins=(),
        forbidden=frozenset(),
        previous=frozenset(),
        stickiness=0,
    )
    wanted = tuple(
        _wanted(rng, int(seats[post]), shape.spare, in_team=bool(team_of[post] >= 0))
        for post in range(shape.posts)
    )
    return Nation(columns, base, wanted, frame)


def _wanted(rng: np.random.Generator, seats: int, spare: int, *, in_team: bool) -> Wanted:
    rank = int(rng.integers(1, 6))
    field = int((1 << rng.integers(0, FIELDS)) | (1 << rng.integers(0, FIELDS)))
    rules = (
        Condition("rank.low", "rank", ">=", rank),
        Condition("rank.high", "rank", "<=", rank + 1),
        Condition("age.high", "age", "<=", int(rng.integers(35, 51))),
        Condition("years.low", "years", ">=", int(rng.integers(0, 5))),
        Condition("field", "fields", "any of", field),
        Condition("native.same", "native", "!=", int(rng.integers(0, COUNTIES))),
    )
    points = (
        *(
            Points(Condition("", "fields", "any of", 1 << int(rng.integers(0, FIELDS))), int(p))
            for p in rng.integers(80, 301, 3)
        ),
        Points(Condition("", "years", ">=", int(rng.integers(3, 9))), 100),
        Points(Condition("", "age", "<=", int(rng.integers(30, 41))), 50),
        Points(Condition("", "native", "==", int(rng.integers(0, COUNTIES))), 200),
    )
    classes = tuple(Condition("", name, "==", 1) for name in TRAITS) if in_team else ()
    return Wanted(rules, points, 2 * seats + spare, classes, spare // 5 if in_team else 0)
