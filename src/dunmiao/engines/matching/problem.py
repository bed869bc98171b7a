"""A matching problem as frozen arrays, ids sorted, so that row order never matters."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Pair = tuple[int, int]
NO_CAP = -1


@dataclass(frozen=True, eq=False)
class Pairs(Sequence[Pair]):
    """The pairs in the order of their rows, over the two arrays."""

    person: Ints
    post: Ints

    def __len__(self) -> int:
        """How many."""
        return len(self.person)

    @overload
    def __getitem__(self, row: int) -> Pair: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Pair]: ...
    def __getitem__(self, row: int | slice) -> Pair | Sequence[Pair]:
        """The pair of a row."""
        if isinstance(row, slice):
            return Pairs(self.person[row], self.post[row])
        return int(self.person[row]), int(self.post[row])

    def __iter__(self) -> Iterator[Pair]:
        """Every pair."""
        return iter(zip(self.person.tolist(), self.post.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class PairIndex(Mapping[Pair, int]):
    """Pair → row, by bisection of the ascending keys."""

    keys_of: Ints
    pairs: Pairs
    posts: int

    def __getitem__(self, pair: Pair) -> int:
        """The row; KeyError for what is no pair."""
        person, post = pair
        if 0 <= post < self.posts and person >= 0:
            key = person * self.posts + post
            row = int(np.searchsorted(self.keys_of, key))
            if row < len(self.keys_of) and self.keys_of[row] == key:
                return row
        raise KeyError(pair)

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.keys_of)

    def __iter__(self) -> Iterator[Pair]:
        """Every pair."""
        return iter(self.pairs)


@dataclass(frozen=True)
class TeamRequirement:
    """At least `need` of the people on the team's posts are `members` (bool per person)."""

    id: str
    need: int
    members: NDArray[np.bool_]


@dataclass(frozen=True)
class Team:
    """Posts filled together; each missing member costs `penalty` points."""

    id: str
    penalty: int
    requirements: tuple[TeamRequirement, ...]


@dataclass(frozen=True)
class Problem:
    """Everything the engine knows. Indices refer to the sorted id tuples.

    `person`, `post` and `components` have one entry a pair, sorted by (person, post);
    `-1` (NO_CAP) means no cap; `team_of` is -1 for a post outside teams. The ranks of the two
    sides (1 is best, 0 not acceptable) are empty where the pairs have none.
    """

    people: tuple[str, ...]
    units: tuple[str, ...]
    unit_of: Ints
    posts: tuple[str, ...]
    hosts: tuple[str, ...]
    host_of: Ints
    seats: Ints
    tier_bonus: Ints
    team_of: Ints
    teams: tuple[Team, ...]
    person: Ints
    post: Ints
    components: Mapping[str, Ints]
    release_cap: Ints
    host_cap: Ints
    unit_post_cap: int
    pins: tuple[Pair, ...]
    forbidden: frozenset[Pair]
    previous: frozenset[Pair]
    stickiness: int
    sha256: str = ""
    tier_one: frozenset[int] = frozenset()
    person_rank: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    post_rank: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @cached_property
    def score(self) -> Ints:
        """Sum of the components of each pair."""
        total = np.zeros(len(self.person), dtype=np.int64)
        for column in self.components.values():
            total += column
        return total

    @cached_property
    def sticky(self) -> Ints:
        """Stickiness of each pair: the bonus of pairs that are in the previous plan."""
        return self.rows_among(self.previous) * np.int64(self.stickiness)

    @cached_property
    def value(self) -> Ints:
        """What placing each pair adds: score, tier bonus of the post, stickiness."""
        return self.score + self.tier_bonus[self.post] + self.sticky

    @cached_property
    def keys(self) -> Ints:
        """One number a pair, person · posts + post: ascending, as the pairs are sorted."""
        return self.person * len(self.posts) + self.post

    def rows_among(self, pairs: Collection[Pair]) -> NDArray[np.bool_]:
        """For each row whether its pair is one of these."""
        out = np.zeros(len(self.person), dtype=bool)
        out[[row for pair in pairs if (row := self.pair_index.get(pair)) is not None]] = True
        return out

    @cached_property
    def pairs(self) -> "Pairs":
        """(person, post) of each row; made when looked at, as millions of tuples weigh much."""
        return Pairs(self.person, self.post)

    @cached_property
    def pair_index(self) -> "PairIndex":
        """Pair → its row."""
        return PairIndex(self.keys, self.pairs, len(self.posts))

    def with_pins(self, *pairs: Pair) -> "Problem":
        """The same problem with these pairs pinned as well."""
        return replace(self, pins=tuple(dict.fromkeys((*self.pins, *pairs))))

    def name(self, pair: Pair) -> str:
        """`person→post` by id."""
        return f"{self.people[pair[0]]}→{self.posts[pair[1]]}"


@dataclass(frozen=True)
class Free:
    """What is left to decide once the pins are placed: rows, seats and caps."""

    rows: Ints
    seats: Ints
    release_cap: Ints
    host_cap: Ints
    unit_post_used: Mapping[Pair, int]
    pinned_rows: tuple[int, ...]
    team_counts: tuple[tuple[int, ...], ...]


def place_pins(problem: Problem) -> Free:
    """Take the pinned people out and lower seats and caps; pins keep counting in teams.

    The pins must be free of conflicts (`conflicts.pin_conflicts`).
    """
    seats = problem.seats.copy()
    release, host = problem.release_cap.copy(), problem.host_cap.copy()
    used: dict[Pair, int] = {}
    pinned_people = np.zeros(len(problem.people), dtype=bool)
    counts = [[0] * len(team.requirements) for team in problem.teams]
    rows = []
    for pair in problem.pins:
        person, post = pair
        rows.append(problem.pair_index[pair])
        pinned_people[person] = True
        seats[post] -= 1
        unit, at = int(problem.unit_of[person]), int(problem.host_of[post])
        if release[unit] >= 0:
            release[unit] -= 1
        if host[at] >= 0:
            host[at] -= 1
        used[unit, post] = used.get((unit, post), 0) + 1
        team = int(problem.team_of[post])
        if team >= 0:
            for index, requirement in enumerate(problem.teams[team].requirements):
                counts[team][index] += int(requirement.members[person])
    is_open = ~pinned_people[problem.person] & (seats[problem.post] > 0)
    if problem.forbidden:
        is_open &= ~problem.rows_among(problem.forbidden)
    return Free(
        np.flatnonzero(is_open),
        seats,
        release,
        host,
        used,
        tuple(rows),
        tuple(tuple(row) for row in counts),
    )


def plan_value(problem: Problem, rows: Sequence[int]) -> tuple[int, list[dict[str, object]]]:
    """Value of placing these pair rows, penalties included, and the shortfalls."""
    total = int(problem.value[list(rows)].sum()) if rows else 0
    shortfalls: list[dict[str, object]] = []
    for index, team in enumerate(problem.teams):
        placed = [row for row in rows if problem.team_of[problem.post[row]] == index]
        for requirement in team.requirements:
            have = sum(bool(requirement.members[problem.person[row]]) for row in placed)
            missing = max(0, requirement.need - have)
            if missing:
                shortfalls.append(
                    {"team": team.id, "requirement": requirement.id, "missing": missing}
                )
                total -= team.penalty * missing
    return total, shortfalls
