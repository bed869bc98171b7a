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
class Goal:
    """One of several goals that come one before the other: a point of it is worth `weight`,
    more than all that the goals after it can be worth together. `posts` are those whose seats a
    goal `fill:…` counts."""

    name: str
    weight: int
    posts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TeamRequirement:
    """At least `need` of the people on the team's posts are `members` (bool per person)."""

    id: str
    need: int
    members: NDArray[np.bool_]


@dataclass(frozen=True)
class Bond:
    """Two people kept `near` each other or `apart`, at one `host` or in one `county` (level)."""

    first: int
    second: int
    keep: str
    level: str


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
    sides (1 is best, 0 not acceptable) are empty where the pairs have none. Units lie in systems
    (系统), hosts in counties; "" stands for none and has no cap. `recusals` are pairs of people
    who never serve in one team. `balance` is what the first, second, … person released by one
    unit costs (the last holds for all further ones; never falling, so that it stays a flow).
    `goals` says what the value is made of where goals come one before the other. `open_cost`:
    what each open seat of a post costs; `is_hard`: composition and the seats of the first tier
    are as `--hard` means them (`must_fill.harden`).
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
    """By pair, 1 is best, 0 not wanted; empty where there are none."""
    post_rank: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Likewise, of the post."""
    systems: tuple[str, ...] = ("",)
    system_of: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    system_cap: Ints = field(default_factory=lambda: np.full(1, NO_CAP))
    counties: tuple[str, ...] = ("",)
    county_of: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    county_cap: Ints = field(default_factory=lambda: np.full(1, NO_CAP))
    recusals: tuple[Pair, ...] = ()
    bonds: tuple[Bond, ...] = ()
    balance: tuple[int, ...] = ()
    goals: tuple[Goal, ...] = ()
    open_cost: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """By post, what each open seat costs, in points."""
    is_hard: bool = False
    """Whether composition and the seats of the first tier are hard."""

    def __post_init__(self) -> None:
        """Where nothing is said of systems and counties, all lie in the one without a name; open
        seats cost nothing."""
        for name, members in (
            ("system_of", self.units), ("county_of", self.hosts), ("open_cost", self.posts),
        ):  # fmt: skip
            if len(getattr(self, name)) != len(members):
                object.__setattr__(self, name, np.zeros(len(members), dtype=np.int64))

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
        """What placing each pair adds: score, tier bonus of the post, stickiness, and what the
        seat would cost if it stayed open."""
        seat = self.tier_bonus + self.open_cost
        return self.score + seat[self.post] + self.sticky

    @cached_property
    def empty_value(self) -> int:
        """What the plan that places nobody is worth, penalties of teams aside."""
        return -int(self.seats @ self.open_cost)

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

    @cached_property
    def unit_posts(self) -> Ints:
        """The different unit · posts + post among the pairs, ascending."""
        return np.unique(self.unit_of[self.person] * len(self.posts) + self.post)

    @cached_property
    def unit_post_of(self) -> Ints:
        """For each pair the place of its unit and post in `unit_posts`."""
        keys = self.unit_of[self.person] * len(self.posts) + self.post
        return np.searchsorted(self.unit_posts, keys)

    def with_pins(self, *pairs: Pair) -> "Problem":
        """The same problem with these pairs pinned as well."""
        return replace(self, pins=tuple(dict.fromkeys((*self.pins, *pairs))))

    def name(self, pair: Pair) -> str:
        """`person→post` by id."""
        return f"{self.people[pair[0]]}→{self.posts[pair[1]]}"
