"""Every choice tried and judged by the words of the contract: neither the engine nor its checker."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

from dunmiao.engines.matching.problem import Problem

Pair = tuple[int, int]


def choices(problem: Problem) -> Iterator[list[Pair]]:
    """Every way to give each person one of his posts or none."""
    options: list[list[Pair | None]] = [[None] for _ in problem.people]
    for person, post in zip(problem.person.tolist(), problem.post.tolist(), strict=True):
        options[person].append((person, post))
    for choice in product(*options):
        yield [pair for pair in choice if pair is not None]


def is_allowed(problem: Problem, placed: list[Pair]) -> bool:
    """Caps, pins, forbidden pairs, recusals and couples."""
    if not set(problem.pins) <= set(placed) or set(placed) & problem.forbidden:
        return False
    unit = {a: int(problem.unit_of[a]) for a, _b in placed}
    host = {b: int(problem.host_of[b]) for _a, b in placed}
    counted = [
        (Counter(b for _a, b in placed), problem.seats),
        (Counter(unit[a] for a, _b in placed), problem.release_cap),
        (Counter(int(problem.system_of[unit[a]]) for a, _b in placed), problem.system_cap),
        (Counter(host[b] for _a, b in placed), problem.host_cap),
        (Counter(int(problem.county_of[host[b]]) for _a, b in placed), problem.county_cap),
    ]
    if any(0 <= int(caps[key]) < n for counts, caps in counted for key, n in counts.items()):
        return False
    both = Counter((unit[a], b) for a, b in placed)
    if problem.unit_post_cap >= 0 and any(n > problem.unit_post_cap for n in both.values()):
        return False
    at = dict(placed)
    for one, other in problem.recusals:
        if one in at and other in at:
            if problem.team_of[at[one]] == problem.team_of[at[other]] >= 0:
                return False
    for bond in problem.bonds:
        places = []
        for who in (bond.first, bond.second):
            there = host.get(at.get(who, -1))
            is_host = bond.level == "host" or there is None
            places.append(there if is_host else int(problem.county_of[there]))
        if bond.keep == "near" and places[0] != places[1]:
            return False
        if bond.keep == "apart" and places[0] == places[1] is not None:
            return False
    return True


def missing(problem: Problem, placed: list[Pair]) -> dict[tuple[int, int], int]:
    """By team and requirement how many members are lacking."""
    out = {}
    for number, team in enumerate(problem.teams):
        inside = [a for a, b in placed if problem.team_of[b] == number]
        for q, requirement in enumerate(team.requirements):
            out[number, q] = max(0, requirement.need - sum(requirement.members[inside].tolist()))
    return out


def pair_worth(problem: Problem, pair: Pair) -> int:
    """Components, tier bonus and stickiness of one pair."""
    at = problem.person.tolist().index(pair[0])
    while problem.post[at] != pair[1]:
        at += 1
    total = sum(int(column[at]) for column in problem.components.values())
    return (
        total + int(problem.tier_bonus[pair[1]]) + problem.stickiness * (pair in problem.previous)
    )


def balance(problem: Problem, placed: list[Pair]) -> int:
    """What the second, third, … person of a unit costs."""
    steps, total = problem.balance or (0,), 0
    for n in Counter(int(problem.unit_of[a]) for a, _b in placed).values():
        total += sum(steps[min(place, len(steps) - 1)] for place in range(n))
    return total


def worth(problem: Problem, placed: list[Pair]) -> int:
    """Pairs, less penalties, less what balance costs."""
    lacks = missing(problem, placed)
    total = sum(pair_worth(problem, pair) for pair in placed) - balance(problem, placed)
    return total - sum(problem.teams[t].penalty * n for (t, _q), n in lacks.items())


def is_whole(problem: Problem, placed: list[Pair]) -> bool:
    """Nothing that `--hard` asks for is missing."""
    filled = Counter(b for _a, b in placed)
    is_full = all(filled[post] == problem.seats[post] for post in problem.tier_one)
    return is_full and not any(missing(problem, placed).values())


def best_of(problem: Problem, *, hard: bool = False) -> int | None:
    """The best value of every choice; None where there is none. Give the problem as it was read,
    not hardened."""
    values = [
        worth(problem, placed)
        for placed in choices(problem)
        if is_allowed(problem, placed) and (not hard or is_whole(problem, placed))
    ]
    return max(values, default=None)
