"""Is a two-sided plan stable? Found pair by pair, by other means than it was made with."""

from typing import Any

from dunmiao.engines.matching.problem import NO_CAP, Pair, Problem


def blocking_pairs(problem: Problem, placed: dict[int, int], lot: Any) -> list[Pair]:
    """Pairs that both sides would rather have than what the plan gives them.

    `placed`: person → post; `lot(person, post)` settles ties. A person prefers a post he ranks
    before his own; its host takes him if no limit that he falls under (his unit on the post,
    the post, the host, its county) is full of pinned people and people it ranks before him.
    """
    ranks = {
        pair: (int(mine), int(theirs))
        for pair, mine, theirs in zip(
            problem.pairs, problem.person_rank, problem.post_rank, strict=True
        )
        if mine and theirs
    }
    pinned = {person for person, _ in problem.pins}
    found = []
    for (person, post), (mine, theirs) in ranks.items():
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
