"""Ballots as arrays: one ballot is one rater on one ratee, averaged over its items.

Five items on one ballot are not five facts (halo), so the ballot is the unit of analysis.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

MANY = 1 << 40  # more than any number of raters: a ratee is never lost
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vote:
    """One item of one ballot; `unit` is the voter's unit and `group` his category of voters, empty
    where unknown."""

    ratee: str
    rater: str
    unit: str
    item: str
    score: float
    group: str = ""


@dataclass(frozen=True)
class Component:
    """Ratees and raters that hang together; only within it are people comparable.

    `min_link`: the smallest number of raters whose loss would cut it, None for one ratee.
    """

    id: int
    ratees: tuple[int, ...]
    raters: tuple[int, ...]
    min_link: int | None


@dataclass(frozen=True)
class Design:
    """Ballots by index; ids sorted. `unit_of` is a rater's unit, all -1 without a unit effect.

    `group_of` is a rater's group, `weights` the groups' in the score; `items`: most marks that
    a ballot averages; `is_graded`: marks are points of grades.
    """

    ratees: tuple[str, ...]
    raters: tuple[str, ...]
    units: tuple[str, ...]
    ratee: Ints
    rater: Ints
    unit_of: Ints
    group_of: Ints
    y: Floats
    groups: tuple[str, ...] = ("",)
    weights: tuple[float, ...] = (1.0,)
    items: int = 1
    is_graded: bool = False

    @property
    def size(self) -> int:
        """Number of ballots."""
        return len(self.y)

    def counts(self) -> Ints:
        """Ballots of each ratee."""
        return np.bincount(self.ratee, minlength=len(self.ratees))

    def raw_means(self) -> Floats:
        """Mean ballot of each ratee."""
        sums = np.bincount(self.ratee, weights=self.y, minlength=len(self.ratees))
        return np.asarray(sums / self.counts())


def design(
    votes: Iterable[Vote],
    *,
    weights: Mapping[str, float] | None = None,
    items: Mapping[str, float] | None = None,
) -> Design:
    """Average each ballot over its items and number the ids in their order: the same design
    whatever the order of the votes.

    `weights`: of the groups in the score, 0 for a group that is not named; they make the scores
    points of grades. Without them all voters are one group. `items`: of the items, equal if not given.
    """
    marks: dict[tuple[str, str], list[tuple[str, float]]] = {}
    unit_of: dict[str, str] = {}
    group_of: dict[str, str] = {}
    for vote in votes:
        marks.setdefault((vote.ratee, vote.rater), []).append((vote.item, vote.score))
        unit_of[vote.rater] = vote.unit
        group_of[vote.rater] = vote.group if weights else ""
    order = sorted(marks)
    ratees = sorted({ratee for ratee, _ in order})
    raters = sorted({rater for _, rater in order})
    units, groups = sorted(set(unit_of.values()) - {""}), sorted(set(group_of.values()))
    return Design(
        tuple(ratees),
        tuple(raters),
        tuple(units),
        _numbers(ratees, (ratee for ratee, _ in order)),
        _numbers(raters, (rater for _, rater in order)),
        _numbers(units, (unit_of[rater] for rater in raters)),
        _numbers(groups, (group_of[rater] for rater in raters)),
        np.array([_mean(marks[key], items) for key in order]),
        tuple(groups),
        tuple((weights or {"": 1.0}).get(group, 0.0) for group in groups),
        max(map(len, marks.values()), default=1),
        weights is not None,
    )


def _numbers(names: Sequence[str], used: Iterable[str]) -> Ints:
    """The place of each name that is used, -1 for one that is not among them."""
    place = {name: at for at, name in enumerate(names)}
    return np.array([place.get(name, -1) for name in used], dtype=np.int64)


def _mean(marks: list[tuple[str, float]], items: Mapping[str, float] | None) -> float:
    """The mean of a ballot's items, correctly rounded: no order of the items changes it."""
    weights = [items.get(item, 0.0) if items else 1.0 for item, _ in marks]
    whole = math.fsum(weights) or float(len(marks))
    weights = weights if any(weights) else [1.0] * len(marks)
    return math.fsum(w * score for w, (_, score) in zip(weights, marks, strict=True)) / whole


def components(made: Design) -> list[Component]:
    """Connected parts of the graph of ratees and raters, numbered by their smallest ratee."""
    parent = list(range(len(made.ratees) + len(made.raters)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    shift = len(made.ratees)
    for ratee, rater in zip(made.ratee.tolist(), made.rater.tolist(), strict=True):
        one, other = root(ratee), root(shift + rater)
        parent[max(one, other)] = min(one, other)
    parts: dict[int, tuple[list[int], list[int]]] = {}
    for node in range(len(parent)):
        inside = parts.setdefault(root(node), ([], []))
        inside[node >= shift].append(node - shift if node >= shift else node)
    return [
        Component(at, tuple(ratees), tuple(raters), min_link(made, ratees))
        for at, (ratees, raters) in enumerate(parts.values(), start=1)
    ]


def within(made: Design, part: Component) -> Design:
    """The ballots of one component alone, its ids numbered anew."""
    if len(part.ratees) == len(made.ratees):
        return made
    place = np.full(len(made.ratees), -1)
    place[list(part.ratees)] = np.arange(len(part.ratees))
    rows = place[made.ratee] >= 0
    raters, rater = np.unique(made.rater[rows], return_inverse=True)
    units, unit_of = _kept(made.units, made.unit_of[raters])
    groups, group_of = _kept(made.groups, made.group_of[raters])
    return replace(
        made,
        ratees=tuple(made.ratees[at] for at in part.ratees),
        raters=tuple(made.raters[at] for at in raters),
        units=units,
        ratee=place[made.ratee[rows]],
        rater=rater,
        unit_of=unit_of,
        group_of=group_of,
        y=made.y[rows],
        groups=groups,
        weights=tuple(made.weights[made.groups.index(group)] for group in groups),
    )


def _kept(names: tuple[str, ...], of: Ints) -> tuple[tuple[str, ...], Ints]:
    """The names still in use, and the numbers among them; -1 stays."""
    used = np.unique(of[of >= 0])
    return tuple(names[at] for at in used), np.where(of >= 0, np.searchsorted(used, of), -1)


def min_link(made: Design, ratees: Sequence[int]) -> int | None:
    """Fewest raters whose loss separates two of these ratees (Menger): a maximum flow with
    capacity one a rater, from one ratee to each other; raters of equal ballots go as one."""
    if len(ratees) < 2:
        return None
    seen: dict[int, set[int]] = {}
    inside = set(ratees)
    for ratee, rater in zip(made.ratee.tolist(), made.rater.tolist(), strict=True):
        if ratee in inside:
            seen.setdefault(rater, set()).add(ratee)
    alike: dict[frozenset[int], int] = {}
    for judged in map(frozenset, seen.values()):
        if len(judged) > 1:
            alike[judged] = alike.get(judged, 0) + 1
    at = {ratee: index for index, ratee in enumerate(ratees)}
    flow = SimpleMaxFlow()
    for index, (judged, count) in enumerate(alike.items()):
        enter, leave = len(ratees) + 2 * index, len(ratees) + 2 * index + 1
        flow.add_arc_with_capacity(enter, leave, count)
        for ratee in judged:
            flow.add_arc_with_capacity(at[ratee], enter, MANY)
            flow.add_arc_with_capacity(leave, at[ratee], MANY)
    least = MANY
    for other in range(1, len(ratees)):
        if flow.solve(0, other) != SimpleMaxFlow.OPTIMAL:
            raise ArithmeticError("the maximum flow between two ratees was not found")
        least = min(least, flow.optimal_flow())
    return least
