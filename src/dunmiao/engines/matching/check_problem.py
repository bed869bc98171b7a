"""What the checker is given: a problem as plain arrays, whoever made them.

Indices count the ids in their ascending order. A cap of -1 means none. Points are whole numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Pair = tuple[int, int]


class Requirement(Protocol):
    """At least `need` of a team's people are members."""

    @property
    def id(self) -> str:
        """Its id within the team."""

    @property
    def need(self) -> int:
        """People asked for, at least 0."""

    @property
    def members(self) -> NDArray[np.bool_]:
        """For each person whether he counts."""


class Team(Protocol):
    """Posts that are filled together."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def penalty(self) -> int:
        """Points that each missing member costs, at least 0."""

    @property
    def requirements(self) -> Sequence[Requirement]:
        """What its people must be."""


class Bond(Protocol):
    """Two people kept near each other or apart."""

    @property
    def first(self) -> int:
        """The one with the smaller index."""

    @property
    def second(self) -> int:
        """The other."""

    @property
    def keep(self) -> str:
        """`near` or `apart`."""

    @property
    def level(self) -> str:
        """`host` or `county`."""


class Goal(Protocol):
    """One of several goals that come one before the other."""

    @property
    def name(self) -> str:
        """`fill:…`, `composition`, `score`, `balance`, `changes` or a component."""

    @property
    def weight(self) -> int:
        """Points of the value that one point of the goal is worth, at least 1."""

    @property
    def posts(self) -> frozenset[int]:
        """Of `fill:…`: the posts whose seats count."""


class Checked(Protocol):
    """The problem. Arrays have one entry a person, a post, a unit, a host or a pair."""

    @property
    def sha256(self) -> str:
        """The digest of the problem's files; empty for a problem that was never a file."""

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the people."""

    @property
    def posts(self) -> tuple[str, ...]:
        """Ids of the posts."""

    @property
    def units(self) -> tuple[str, ...]:
        """Ids of the home units."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Ids of the host units."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Ids of the systems that units lie in, "" among them."""

    @property
    def counties(self) -> tuple[str, ...]:
        """Ids of the counties that hosts lie in, "" among them."""

    @property
    def unit_of(self) -> Ints:
        """By person."""

    @property
    def system_of(self) -> Ints:
        """By unit."""

    @property
    def host_of(self) -> Ints:
        """By post."""

    @property
    def county_of(self) -> Ints:
        """By host."""

    @property
    def seats(self) -> Ints:
        """By post, at least 0."""

    @property
    def tier_bonus(self) -> Ints:
        """By post, in points."""

    @property
    def tier_one(self) -> Collection[int]:
        """Posts of the first tier."""

    @property
    def team_of(self) -> Ints:
        """By post; -1 outside teams."""

    @property
    def teams(self) -> Sequence[Team]:
        """The teams."""

    @property
    def person(self) -> Ints:
        """By pair; pairs ascend by (person, post) and none stands twice."""

    @property
    def post(self) -> Ints:
        """By pair."""

    @property
    def components(self) -> Mapping[str, Ints]:
        """By name the points of each pair."""

    @property
    def release_cap(self) -> Ints:
        """By unit."""

    @property
    def system_cap(self) -> Ints:
        """By system."""

    @property
    def host_cap(self) -> Ints:
        """By host."""

    @property
    def county_cap(self) -> Ints:
        """By county."""

    @property
    def unit_post_cap(self) -> int:
        """Of people of one unit on one post."""

    @property
    def pins(self) -> Sequence[Pair]:
        """Pairs that must be placed."""

    @property
    def forbidden(self) -> frozenset[Pair]:
        """Pairs that must not."""

    @property
    def previous(self) -> frozenset[Pair]:
        """Pairs of the former plan, eligible or not."""

    @property
    def stickiness(self) -> int:
        """Points of a pair of the former plan."""

    @property
    def recusals(self) -> Sequence[Pair]:
        """People never in one team."""

    @property
    def bonds(self) -> Sequence[Bond]:
        """Couples."""

    @property
    def balance(self) -> Sequence[int]:
        """Points that the first, second, … person of a unit costs; never falling."""

    @property
    def goals(self) -> Sequence[Goal]:
        """The most important first; empty where the value is only a sum."""
