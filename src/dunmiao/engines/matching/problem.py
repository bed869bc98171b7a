"""A matching problem as frozen arrays, ids sorted, so that row order never matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Pair = tuple[int, int]
NO_CAP = -1


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
        kept = [pair in self.previous for pair in self.pairs]
        return np.array(kept, dtype=np.int64) * self.stickiness

    @cached_property
    def value(self) -> Ints:
        """What placing each pair adds: score, tier bonus of the post, stickiness."""
        return self.score + self.tier_bonus[self.post] + self.sticky

    @cached_property
    def pairs(self) -> list[Pair]:
        """(person, post) of each pair."""
        return list(zip(self.person.tolist(), self.post.tolist(), strict=True))

    @cached_property
    def pair_index(self) -> dict[Pair, int]:
        """Pair → its row."""
        return {pair: row for row, pair in enumerate(self.pairs)}

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
    open_rows = [
        row
        for row, pair in enumerate(problem.pairs)
        if not pinned_people[pair[0]] and seats[pair[1]] > 0 and pair not in problem.forbidden
    ]
    return Free(
        np.array(open_rows, dtype=np.int64),
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
