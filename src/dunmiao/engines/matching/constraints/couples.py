"""Two people kept apart, or near each other, at a host or in a county (夫妻等)."""

import numpy as np

from dunmiao.engines.matching.constraints.side import Side, at_most_one, rows_at
from dunmiao.engines.matching.problem import Bond, Ints, Problem

RULES = {"apart": "couple-apart", "near": "couple-near"}


def sides(problem: Problem) -> list[Side]:
    """Apart: at most one of the two in each place. Near: the second is in a place as often as the
    first, so that both go to one place or neither goes."""
    found: list[Side] = []
    for bond in problem.bonds:
        at_post, names = places(problem, bond.level)
        first, second = problem.people[bond.first], problem.people[bond.second]
        begin = f"{bond.keep}|{bond.level}|{first}|{second}"
        for place in _shared(problem, bond, at_post):
            there = (at_post == place).astype(np.int64)
            if bond.keep == "apart":
                told = f"{first} 与 {second} 不得同在 {names[place]}"
                side = at_most_one(
                    problem,
                    id=f"{begin}|{names[place]}",
                    rule=RULES["apart"],
                    people=(bond.first, bond.second),
                    there=there,
                    words=told,
                )
                found += [side] if side else []
            else:
                found += _together(problem, bond, there, f"{begin}|{names[place]}", names[place])
    return found


def words(problem: Problem, bond: Bond) -> str:
    """The rule as people read it."""
    first, second = problem.people[bond.first], problem.people[bond.second]
    return (
        f"{first} 与 {second} 须同在一处"
        if bond.keep == "near"
        else f"{first} 与 {second} 不得同在一处"
    )


def places(problem: Problem, level: str) -> tuple[Ints, tuple[str, ...]]:
    """The place of each post at this level, and the places' names."""
    if level == "host":
        return problem.host_of, problem.hosts
    return problem.county_of[problem.host_of], problem.counties


def _shared(problem: Problem, bond: Bond, at_post: Ints) -> list[int]:
    """The places that matter: for `near` where either could be, for `apart` the same."""
    everywhere = np.ones(len(problem.posts), dtype=np.int64)
    rows = [rows_at(problem, person, everywhere) for person in (bond.first, bond.second)]
    return sorted(set(at_post[problem.post[np.concatenate(rows)]].tolist()))


def _together(problem: Problem, bond: Bond, there: Ints, id: str, name: str) -> list[Side]:
    mine, theirs = (rows_at(problem, person, there) for person in (bond.first, bond.second))
    rows = np.concatenate([mine, theirs])
    signs = np.concatenate([np.ones_like(mine), -np.ones_like(theirs)])
    return [
        Side(
            f"{id}|{way}", RULES["near"], rows, sign * signs, 0, f"{words(problem, bond)}（{name}）"
        )
        for way, sign in (("first", 1), ("second", -1))
    ]
