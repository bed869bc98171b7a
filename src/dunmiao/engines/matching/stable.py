"""Stable mode (双向互选): people propose, posts hold; nobody and no host would both rather change.

Person-proposing deferred acceptance (Gale & Shapley 1962). A host chooses greedily by its own
ranks within laminar limits (unit on post, post, host, county); such a choice is substitutable, so the
outcome is stable and the best stable one for every person, and no person gains by ranking
otherwise than he thinks. Where hosts or counties are capped, moves inside the cap that both sides want
are made afterwards (`within`); then that is no longer so, and a plan without any claim need not
exist: what is left is told. Release caps of home units and systems, and couples, cut across the
proposing side and cannot be promised: what is exceeded or broken is told.
"""

import bisect
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_stable import claims_of
from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.constraints.county_cap import COUNTY_CAP
from dunmiao.engines.matching.constraints.family import groups
from dunmiao.engines.matching.constraints.host_cap import HOST_CAP
from dunmiao.engines.matching.constraints.pins import pin_conflicts, place_pins
from dunmiao.engines.matching.constraints.release_cap import RELEASE_CAP
from dunmiao.engines.matching.constraints.seats import SEATS
from dunmiao.engines.matching.constraints.system_cap import SYSTEM_CAP
from dunmiao.engines.matching.constraints.unit_post_cap import UNIT_POST_CAP
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import NO_CAP, Ints, Pair, Problem
from dunmiao.engines.matching.within import settled

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
    pairs, claims = tuple(sorted({*problem.pins, *held})), 0
    if HOST_CAP.binds(problem) or COUNTY_CAP.binds(problem):

        def lot(person: int, post: int) -> int:
            return lot_of(problem, seed, person, post)

        placed = settled(promised, dict(pairs), lot)
        pairs, claims = tuple(sorted(placed.items())), len(claims_of(promised, placed, lot))
    notes = _not_promised(problem, pairs)
    if claims:
        notes.append(finding("claims-left", count=claims))
    return StablePlan(problem, seed, pairs, tuple(notes))


def solve_stable_within(problem: Problem, *, seed: int = 0) -> tuple[StablePlan, list[Pair]]:
    """(a stable plan that keeps release caps and couples as well, pairs taken out for it).

    Stability and these rules cannot both be promised, so the rules come first, as if each unit had
    put forward fewer: where they are exceeded, those placed with the lowest scores are taken out
    and both sides choose again. The plan is stable among the pairs that are left.
    """
    out: set[Pair] = set()
    while True:
        left = replace(problem, forbidden=problem.forbidden | out)
        plan = solve_stable(left, seed=seed)
        over = _over(left, plan) - set(problem.pins)
        if not over - out:
            return replace(plan, problem=problem), sorted(out)
        people = {pair[0] for pair in over}
        rows = np.flatnonzero(np.isin(problem.person, sorted(people)))
        out |= {problem.pairs[row] for row in rows.tolist()}


def _over(problem: Problem, plan: StablePlan) -> set[Pair]:
    """The placed pairs beyond release caps and sides, those of the lowest scores."""
    pairs = [pair for pair in plan.pairs if pair not in problem.pins]
    rows = np.array([problem.pair_index[pair] for pair in plan.pairs], dtype=np.int64)
    score = {pair: int(problem.score[problem.pair_index[pair]]) for pair in pairs}
    found: set[Pair] = set()
    for family in (RELEASE_CAP, SYSTEM_CAP):
        caps = family.caps(problem)
        for key, at in groups(family.keys(problem, rows)):
            beyond = len(at) - int(caps[key])
            if caps[key] != NO_CAP and beyond > 0:
                own = [plan.pairs[place] for place in at.tolist() if plan.pairs[place] in score]
                found |= set(sorted(own, key=lambda pair: (score[pair], pair))[:beyond])
    for side in sides_of(problem):
        placed = np.isin(side.rows, rows)
        if int(side.signs[placed].sum()) > side.cap:
            own = [problem.pairs[row] for row in side.rows[placed & (side.signs > 0)].tolist()]
            found |= set(sorted((p for p in own if p in score), key=score.__getitem__)[:1])
    return found


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
        self.begins = np.searchsorted(person, np.arange(len(problem.people) + 1))
        self.order = self._sorted(seed, person, mine, post)
        by_side = self._sorted(seed, self.side, theirs, person)
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

    def _sorted(self, seed: int, group: Ints, rank: Ints, last: Ints) -> Ints:
        """Places by (group, rank, lot, last); lots are drawn only where ranks tie."""
        key = group * (int(rank.max(initial=0)) + 1) + rank
        if int(key.max(initial=0)) < 2**31:  # half the bytes, half the time
            key = key.astype(np.int32)
        order = np.argsort(key)
        equal = key[order][1:] == key[order][:-1]
        if not equal.any():
            return order
        lots = np.zeros(len(order), dtype=np.uint64)
        tied = np.union1d(order[1:][equal], order[:-1][equal])
        for place in tied.tolist():
            lots[place] = lot_of(self.problem, seed, *self.problem.pairs[int(self.rows[place])])
        return np.lexsort((last, lots, key))

    def run(self) -> list[Pair]:
        """The pairs held when nobody has anything left to propose. In which order people propose
        changes nothing (Gale & Shapley 1962), so all do at once where only seats limit a post."""
        kept = self._by_rounds() if len(self.limits) == 1 else self._one_by_one()
        return [self.problem.pairs[int(self.rows[place])] for place in kept]

    def _by_rounds(self) -> list[int]:
        """Everybody who is not held proposes to the next on his list; each post keeps its best."""
        keys, left = self.limits[0]
        following, ends = self.begins[:-1].copy(), self.begins[1:]
        worst = np.full(len(left), len(self.rows))  # whom a full post would let go
        held = np.zeros(0, dtype=np.int64)
        waiting = np.flatnonzero(following < ends)
        while len(waiting):
            offers = self.order[following[waiting]]
            following[waiting] += 1
            is_good = self.theirs[offers] < worst[keys[offers]]
            lost = [waiting[~is_good]]
            if is_good.any():
                both = np.concatenate([held, offers[is_good]])
                both = both[np.argsort(self.theirs[both])]  # by post, best first
                post = keys[both]
                rank = np.arange(len(both)) - np.searchsorted(post, post)
                fits = rank < left[post]
                lost.append(self.person[both[~fits]])
                held = both[fits]
                full = fits & (rank == left[post] - 1)
                worst[post[full]] = self.theirs[both[full]]
            waiting = np.concatenate(lost)
            waiting = waiting[following[waiting] < ends[waiting]]
        return [int(place) for place in held]

    def _one_by_one(self) -> list[int]:
        """Nested limits: the side that several posts share chooses again at every offer."""
        sides, order, person = self.side.tolist(), self.order.tolist(), self.person.tolist()
        following, ends = self.begins[:-1].tolist(), self.begins[1:].tolist()
        held: dict[int, list[tuple[int, int]]] = {}
        waiting = [one for one in range(len(ends) - 1, -1, -1) if following[one] < ends[one]]
        while waiting:
            one = waiting.pop()
            if following[one] == ends[one]:
                continue
            place = order[following[one]]
            following[one] += 1
            rejected = self._offer(held.setdefault(sides[place], []), place)
            waiting += [person[gone] for gone in rejected]
        return [place for ones in held.values() for _worth, place in ones]

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
