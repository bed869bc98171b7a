"""Is a two-sided plan stable? Found pair by pair, by other means than it was made with."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_case import case_of
from dunmiao.engines.matching.check_rules import broken_rules
from dunmiao.engines.matching.problem import NO_CAP, Ints, Pair, Problem

Lot = Callable[[int, int], int]


@dataclass(frozen=True)
class Claim:
    """A person would rather be on a post, and the post would take him: on a free seat, or instead
    of somebody it ranks after him. `is_inside`: he sits under the same capped host or county, so
    that no cap stands against it. `rank` and `lot` are his place in the post's order."""

    person: int
    post: int
    is_inside: bool
    instead_of: int | None
    rank: int
    lot: int


def blocking_pairs(problem: Problem, placed: dict[int, int], lot: Lot) -> list[Pair]:
    """The pairs of all claims."""
    return sorted((one.person, one.post) for one in claims_of(problem, placed, lot))


def claims_of(problem: Problem, placed: dict[int, int], lot: Lot) -> list[Claim]:
    """Every claim against a plan, `placed` being person → post; `lot(person, post)` settles ties.

    Ranks of different posts are not compared: a post weighs the person against those it has, and a
    cap that posts share only counts, himself not counted where he sits under it already.
    """
    pinned = {person for person, _ in problem.pins}
    at_post: dict[int, list[int]] = defaultdict(list)
    for person, post in sorted(placed.items()):
        at_post[post].append(person)
    look = _Look(problem, placed, at_post, pinned, lot)
    found = []
    for row in _worth_a_look(problem, placed):
        person, post = problem.pairs[row]
        if person not in pinned and (person, post) not in problem.forbidden:
            found += look.claim(row, person, post)
    return found


class _Look:
    """One plan, looked at."""

    def __init__(
        self,
        problem: Problem,
        placed: dict[int, int],
        at_post: dict[int, list[int]],
        pinned: set[int],
        lot: Lot,
    ) -> None:
        self.problem, self.placed, self.at_post = problem, placed, at_post
        self.pinned, self.lot = pinned, lot
        posts = np.array(list(placed.values()), dtype=np.int64)
        host = problem.host_of[posts]
        self.at_host = np.bincount(host, minlength=len(problem.hosts))
        self.in_county = np.bincount(problem.county_of[host], minlength=len(problem.counties))

    def claim(self, row: int, person: int, post: int) -> list[Claim]:
        """The claim on this pair, if there is one."""
        problem, own = self.problem, self.placed.get(person)
        mine = (int(problem.person_rank[row]), self.lot(person, post), post)
        if own == post or (own is not None and self._his_order(person, own) < mine):
            return []
        theirs = (int(problem.post_rank[row]), self.lot(person, post), person)
        here = self.at_post[post]
        of_unit = [one for one in here if problem.unit_of[one] == problem.unit_of[person]]
        cap = problem.unit_post_cap
        is_full = cap != NO_CAP and len(of_unit) >= cap
        after = [one for one in here if one not in self.pinned and self._order(one, post) > theirs]
        worse = [one for one in after if not is_full or one in of_unit]
        inside, room = self._caps(post, own)
        if len(here) < problem.seats[post] and not is_full and room:
            return [Claim(person, post, inside, None, *theirs[:2])]
        if worse:
            last = max(worse, key=lambda one: self._order(one, post))
            return [Claim(person, post, inside, last, *theirs[:2])]
        return []

    def _his_order(self, person: int, post: int) -> tuple[int, int, int]:
        rank = int(self.problem.person_rank[self.problem.pair_index[person, post]])
        return rank, self.lot(person, post), post

    def _order(self, person: int, post: int) -> tuple[int, int, int]:
        rank = int(self.problem.post_rank[self.problem.pair_index[person, post]])
        return rank, self.lot(person, post), person

    def _caps(self, post: int, own: int | None) -> tuple[bool, bool]:
        """(whether he sits under a cap of this post already, whether its caps leave a place)."""
        problem = self.problem
        host = int(problem.host_of[post])
        county = int(problem.county_of[host])
        from_host = -1 if own is None else int(problem.host_of[own])
        from_county = -1 if own is None else int(problem.county_of[from_host])
        inside, room = False, True
        for cap, used, here, there in (
            (int(problem.host_cap[host]), self.at_host[host], host, from_host),
            (int(problem.county_cap[county]), self.in_county[county], county, from_county),
        ):
            inside = inside or (cap != NO_CAP and here == there)
            room = room and (cap == NO_CAP or used - (here == there) < cap)
        return inside, room


def _worth_a_look(problem: Problem, placed: dict[int, int]) -> list[int]:
    """Rows that both sides rank, of people who do not rank their own place before, on posts that
    have a seat open or somebody whom they do not rank before: no other row can block."""
    own: Ints = np.full(len(problem.people), np.iinfo(np.int64).max)
    worst: Ints = np.full(len(problem.posts), np.iinfo(np.int64).max)
    taken = np.zeros(len(problem.posts), dtype=np.int64)
    last = np.zeros(len(problem.posts), dtype=np.int64)
    for person, post in placed.items():
        row = problem.pair_index[person, post]
        own[person] = problem.person_rank[row] or own[person]
        taken[post] += 1
        last[post] = max(last[post], int(problem.post_rank[row]))
    full = taken >= problem.seats
    worst[full] = last[full]
    may = (problem.person_rank > 0) & (problem.post_rank > 0)
    may &= problem.person_rank <= own[problem.person]
    may &= problem.post_rank <= worst[problem.post]
    found: list[int] = np.flatnonzero(may).tolist()
    return found


# What stable mode promises; release caps, recusals and couples it cannot.
PROMISED = {
    "one-post", "seats", "host-cap", "county-cap", "unit-post-cap", "forbidden", "pin",
}  # fmt: skip


def verify_stable(problem: Problem, plain: Mapping[str, Any]) -> list[str]:
    """Faults of a `dunmiao-stable/1`: rules, ranks, open seats, and every claim against it. Ties
    fall by 8 bytes of BLAKE2b over seed, person and post, a NUL between them, as a number."""
    people, posts = ({n: i for i, n in enumerate(ids)} for ids in (problem.people, problem.posts))
    case, faults, rows = case_of(problem), list[str](), list[int]()

    def lot(person: int, post: int) -> int:
        text = f"{plain['seed']}\x00{problem.people[person]}\x00{problem.posts[post]}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")

    for one in plain["assignments"]:
        row = case.row((people.get(one["person"], -1), posts.get(one["post"], -1)))
        if row is None:
            faults.append(f"rule eligible: {one['person']} on {one['post']} is not a pair")
            continue
        rows.append(row)
        ranks = [int(of[row]) or None for of in (problem.person_rank, problem.post_rank)]
        if ranks != [one["person_rank"], one["post_rank"]]:
            faults.append(f"ranks: {one['person']} on {one['post']} have {ranks}")
        if None in ranks and problem.pairs[row] not in problem.pins:
            faults.append(f"ranks: {one['person']} on {one['post']} is not wanted by both sides")
    faults += [str(one) for one in broken_rules(case, rows) if one.rule in PROMISED]
    taken = np.bincount(problem.post[rows], minlength=len(problem.posts))
    left = zip(problem.posts, (problem.seats - taken).tolist(), strict=True)
    if plain["unfilled"] != [{"post": name, "seats": n} for name, n in left if n > 0]:
        faults.append("unfilled: is not so")
    placed = dict(problem.pairs[row] for row in rows)
    claims = blocking_pairs(problem, placed, lot)
    named = [{"person": problem.people[a], "post": problem.posts[b]} for a, b in claims]
    if plain["blocking_pairs"] != named:
        faults.append(f"blocking_pairs: are {named}")
    told = [one["facts"]["count"] for one in plain["findings"] if one["code"] == "claims-left"]
    return faults + (
        [] if told == [len(claims)] or not (told or claims) else ["claims-left: is not so"]
    )
