"""Stable mode (双向互选): people propose, posts hold; nobody and no host would both rather change.

Person-proposing deferred acceptance (Gale & Shapley 1962). A host chooses greedily by its own
ranks within laminar limits (unit on post, post, host); such a choice is substitutable, so the
outcome is stable and the best stable one for every person, and no person gains by ranking
otherwise than he thinks. Release caps of home units cut across the proposing side and cannot
be promised: exceeded ones are told.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dunmiao.engines.matching.conflicts import pin_conflicts
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import NO_CAP, Pair, Problem, place_pins

Key = tuple[int, int, int]


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
    open_release = np.full(len(problem.units), NO_CAP, dtype=np.int64)
    if conflicts := pin_conflicts(replace(problem, release_cap=open_release)):
        return StablePlan(problem, seed, (), tuple(conflicts))
    held = _Round(problem, seed).run()
    pairs = tuple(sorted({*problem.pins, *held}))
    return StablePlan(problem, seed, pairs, tuple(_exceeded(problem, pairs)))


def _exceeded(problem: Problem, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    placed = Counter(int(problem.unit_of[person]) for person, _ in pairs)
    return [
        finding("release-cap-exceeded", unit=problem.units[unit], placed=count, cap=cap)
        for unit, count in sorted(placed.items())
        if 0 <= (cap := int(problem.release_cap[unit])) < count
    ]


def lot_of(problem: Problem, seed: int, person: int, post: int) -> int:
    """A pair's place in a tie: the same in every run and whatever the order of rows."""
    text = f"{seed}\x00{problem.people[person]}\x00{problem.posts[post]}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


class _Round:
    """One run of deferred acceptance over what the pins leave."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.free = place_pins(problem)
        self.key: dict[Pair, Key] = {}
        wishes: dict[int, list[tuple[Key, int]]] = {}
        for row in self.free.rows.tolist():
            person, post = problem.pairs[row]
            mine, theirs = int(problem.person_rank[row]), int(problem.post_rank[row])
            if not mine or not theirs:
                continue
            lot = lot_of(problem, seed, person, post)
            self.key[person, post] = (theirs, lot, person)
            wishes.setdefault(person, []).append(((mine, lot, post), post))
        self.wishes = {person: [post for _, post in sorted(row)] for person, row in wishes.items()}
        self.held: dict[int, list[Pair]] = {}

    def run(self) -> list[Pair]:
        """Everybody proposes down his list until he is held or the list ends."""
        following = dict.fromkeys(self.wishes, 0)
        waiting = sorted(self.wishes, reverse=True)
        while waiting:
            person = waiting.pop()
            at = following[person]
            if at == len(self.wishes[person]):
                continue
            following[person] = at + 1
            pair = (person, self.wishes[person][at])
            waiting += [rejected for rejected, _ in self._offer(pair)]
        return [pair for pairs in self.held.values() for pair in pairs]

    def _offer(self, pair: Pair) -> list[Pair]:
        """The host chooses again with this offer; answers who is rejected now."""
        host = int(self.problem.host_of[pair[1]])
        offers = sorted([*self.held.get(host, []), pair], key=self.key.__getitem__)
        kept: list[Pair] = []
        rejected: list[Pair] = []
        posts, units = Counter[int](), Counter[Pair]()
        cap = int(self.free.host_cap[host])
        for person, post in offers:
            unit = int(self.problem.unit_of[person])
            used = self.free.unit_post_used.get((unit, post), 0) + units[unit, post]
            limit = self.problem.unit_post_cap
            if (
                posts[post] < self.free.seats[post]
                and (cap == NO_CAP or len(kept) < cap)
                and (limit == NO_CAP or used < limit)
            ):
                kept.append((person, post))
                posts[post] += 1
                units[unit, post] += 1
            else:
                rejected.append((person, post))
        self.held[host] = kept
        return rejected
