"""Stable mode (双向互选): people propose, posts hold; nobody and no host would both rather change.

Person-proposing deferred acceptance (Gale & Shapley 1962). A host chooses greedily by its own
ranks within laminar limits (unit on post, post, host, county); such a choice is substitutable, so the
outcome is stable and the best stable one for every person, and no person gains by ranking
otherwise than he thinks. Release caps of home units and systems, and couples, cut across the
proposing side and cannot be promised: what is exceeded or broken is told.
"""

import bisect
import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.constraints.county_cap import COUNTY_CAP
from dunmiao.engines.matching.constraints.host_cap import HOST_CAP
from dunmiao.engines.matching.constraints.pins import pin_conflicts, place_pins
from dunmiao.engines.matching.constraints.seats import SEATS
from dunmiao.engines.matching.constraints.unit_post_cap import UNIT_POST_CAP
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import NO_CAP, Ints, Pair, Problem

Lots = NDArray[np.uint64]
# The limits of the choosing side, each within the next.
NESTED = (UNIT_POST_CAP, SEATS, HOST_CAP, COUNTY_CAP)


@dataclass(frozen=True)
class StablePlan:
    """Pairs by index: who is placed, those that pins placed, and what there is to say."""

    problem: Problem
    seed: int
    pairs: tuple[Pair, ...]
    findings: tuple[dict[str, Any], ...]


def solve_stable(problem: Problem, *, seed: int = 0) -> StablePlan:
    """Pins first, then deferred acceptance over the pairs that both sides rank.

    The problem must carry ranks; ties fall by `seed`. Components, bonuses and teams are
    ignored. Pins that cannot hold leave the plan empty, with the conflict.
    """
    promised = replace(
        problem,
        release_cap=np.full(len(problem.units), NO_CAP),
        system_cap=np.full(len(problem.systems), NO_CAP),
        recusals=(),
        bonds=(),
    )
    if conflicts := pin_conflicts(promised):
        return StablePlan(problem, seed, (), tuple(conflicts))
    held = _Round(promised, seed).run()
    pairs = tuple(sorted({*problem.pins, *held}))
    return StablePlan(problem, seed, pairs, tuple(_not_promised(problem, pairs)))


def _not_promised(problem: Problem, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    units = Counter(int(problem.unit_of[person]) for person, _ in pairs)
    systems = Counter(int(problem.system_of[problem.unit_of[person]]) for person, _ in pairs)
    found = [
        finding("release-cap-exceeded", unit=ids[key], placed=count, cap=cap)
        for counted, ids, caps in (
            (units, problem.units, problem.release_cap),
            (systems, problem.systems, problem.system_cap),
        )
        for key, count in sorted(counted.items())
        if 0 <= (cap := int(caps[key])) < count
    ]
    rows = [problem.pair_index[pair] for pair in pairs]
    for side in sides_of(problem):
        if int(side.signs[np.isin(side.rows, rows)].sum()) > side.cap:
            found.append(finding("rule-not-promised", rule=side.words))
    return found


def lot_of(problem: Problem, seed: int, person: int, post: int) -> int:
    """A pair's place in a tie: the same in every run and whatever the order of rows."""
    text = f"{seed}\x00{problem.people[person]}\x00{problem.posts[post]}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


class _Round:
    """One run of deferred acceptance over what the pins leave.

    `wishes` are the rows of each person, best first; `theirs` the place of each row in the order
    of the side that chooses (smaller is better). A side is a post, or the host or county whose
    cap several posts share.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        free = place_pins(problem)
        ranked = (problem.person_rank[free.rows] > 0) & (problem.post_rank[free.rows] > 0)
        self.rows = free.rows[ranked]
        mine, theirs = problem.person_rank[self.rows], problem.post_rank[self.rows]
        person, post = problem.person[self.rows], problem.post[self.rows]
        self.person, self.side = person, self._sides(post)
        lots = self._lots(seed, (person, mine), (self.side, theirs))
        self.order = _sorted(person, mine, lots, post)
        self.begins = np.searchsorted(person, np.arange(len(problem.people) + 1)).tolist()
        by_side = _sorted(self.side, theirs, lots, person)
        self.theirs = np.empty(len(by_side), dtype=np.int64)
        self.theirs[by_side] = np.arange(len(by_side))
        self.limits = [
            (family.keys(problem, self.rows), free.left[family.table])
            for family in NESTED
            if (free.left[family.table] != NO_CAP).any()
        ]

    def _sides(self, post: Ints) -> Ints:
        """Who chooses: the widest limit that binds the post."""
        if COUNTY_CAP.binds(self.problem):
            return self.problem.county_of[self.problem.host_of[post]]
        if HOST_CAP.binds(self.problem):
            return self.problem.host_of[post]
        return post

    def _lots(self, seed: int, *ranks: tuple[Ints, Ints]) -> Lots:
        """Lots where ranks tie, 0 elsewhere: they are looked at in ties only."""
        tied = np.zeros(len(self.rows), dtype=bool)
        for who, rank in ranks:
            order = np.lexsort((rank, who))
            same = (who[order][1:] == who[order][:-1]) & (rank[order][1:] == rank[order][:-1])
            tied[order[1:][same]] = tied[order[:-1][same]] = True
        lots = np.zeros(len(self.rows), dtype=np.uint64)
        for place in np.flatnonzero(tied).tolist():
            lots[place] = lot_of(self.problem, seed, *self.problem.pairs[int(self.rows[place])])
        return lots

    def run(self) -> list[Pair]:
        """Everybody proposes down his list until he is held or the list ends."""
        sides = self.side.tolist()
        is_plain = len(self.limits) == 1  # the seats of one post: its worst is whom it lets go
        held: dict[int, list[tuple[int, int]]] = {}
        offer = self._offer_to_post if is_plain else self._offer
        following, ends = self.begins[:-1].copy(), self.begins[1:]
        order, person = self.order.tolist(), self.person.tolist()
        waiting = [one for one in range(len(ends) - 1, -1, -1) if following[one] < ends[one]]
        while waiting:
            one = waiting.pop()
            if following[one] == ends[one]:
                continue
            place = order[following[one]]
            following[one] += 1
            for gone in offer(held.setdefault(sides[place], []), place):
                waiting.append(person[gone])
        kept = [place for ones in held.values() for _worth, place in ones]
        return [self.problem.pairs[int(self.rows[place])] for place in kept]

    def _offer_to_post(self, held: list[tuple[int, int]], place: int) -> list[int]:
        """A heap, the worst on top."""
        keys, left = self.limits[0]
        heapq.heappush(held, (-int(self.theirs[place]), place))
        if len(held) > left[keys[place]]:
            return [heapq.heappop(held)[1]]
        return []

    def _offer(self, held: list[tuple[int, int]], place: int) -> list[int]:
        """The side chooses again, greedily by its order within all its limits."""
        bisect.insort(held, (int(self.theirs[place]), place))
        used = Counter[tuple[int, int]]()
        rejected = []
        for entry in list(held):
            keys = [(number, int(key[entry[1]])) for number, (key, _left) in enumerate(self.limits)]
            room = [int(self.limits[number][1][key]) for number, key in keys]
            fits = all(
                cap == NO_CAP or used[key] < cap for key, cap in zip(keys, room, strict=True)
            )
            if fits:
                used.update(keys)
            else:
                held.remove(entry)
                rejected.append(entry[1])
        return rejected


def _sorted(group: Ints, rank: Ints, lots: Lots, last: Ints) -> Ints:
    """Places by (group, rank, lot, last)."""
    if lots.any():
        return np.lexsort((last, lots, rank, group))
    return np.argsort(group * (int(rank.max(initial=0)) + 1) + rank)
