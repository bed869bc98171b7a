"""Is a two-sided plan stable? Found pair by pair, by other means than it was made with."""

from typing import Any

import numpy as np

from dunmiao.engines.matching.problem import NO_CAP, Pair, Problem


def blocking_pairs(problem: Problem, placed: dict[int, int], lot: Any) -> list[Pair]:
    """Pairs that both sides would rather have than what the plan gives them.

    `placed`: person → post; `lot(person, post)` settles ties. A person prefers a post he ranks
    before his own; its host takes him if no limit that he falls under (his unit on the post,
    the post, the host, its county) is full of pinned people and people it ranks before him.
    """
    rows = _worth_a_look(problem, placed)
    ranks = {
        problem.pairs[row]: (int(problem.person_rank[row]), int(problem.post_rank[row]))
        for row in [*rows, *(problem.pair_index[pair] for pair in placed.items())]
    }
    pinned = {person for person, _ in problem.pins}
    found = []
    for person, post in (problem.pairs[row] for row in rows):
        mine, theirs = ranks[person, post]
        if person in pinned or (person, post) in problem.forbidden or placed.get(person) == post:
            continue
        own = placed.get(person)
        if own is not None:
            his = (ranks[person, own][0], lot(person, own), own)
            if his < (mine, lot(person, post), post):
                continue
        before = [
            (other, at)
            for other, at in placed.items()
            if other in pinned
            or (ranks[other, at][1], lot(other, at), other) < (theirs, lot(person, post), person)
        ]
        if _has_room(problem, before, person, post):
            found.append((person, post))
    return sorted(found)


def _worth_a_look(problem: Problem, placed: dict[int, int]) -> list[int]:
    """Rows that both sides rank, of people who do not rank their own place before, on posts that
    have a seat open or somebody whom they do not rank before: no other row can block."""
    own = np.full(len(problem.people), np.iinfo(np.int64).max)
    worst = np.full(len(problem.posts), np.iinfo(np.int64).max)
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


def _has_room(problem: Problem, before: list[Pair], person: int, post: int) -> bool:
    """Whether those ranked before leave a place under each limit."""
    host, unit = problem.host_of[post], problem.unit_of[person]
    at_post = [other for other, at in before if at == post]
    at_host = sum(problem.host_of[at] == host for _, at in before)
    county = problem.county_of[host]
    in_county = sum(problem.county_of[problem.host_of[at]] == county for _, at in before)
    of_unit = sum(problem.unit_of[other] == unit for other in at_post)
    limits = (
        (len(at_post), int(problem.seats[post])),
        (at_host, int(problem.host_cap[host])),
        (in_county, int(problem.county_cap[county])),
        (of_unit, problem.unit_post_cap),
    )
    return all(limit == NO_CAP or used < limit for used, limit in limits)
