"""Exchange rings (互派、岗位互换): who moves where so that nobody's unit grows.

Top trading cycles (Shapley & Scarf 1974): everybody points to the best acceptable place still
in play, every place to who holds it; each cycle trades and leaves. Nobody ends worse than he
began, no group could do better among themselves, and nobody gains by misreporting. By total
score instead, disjoint rings of any length are one assignment problem with self-loops.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from dunmiao.engines.matching.problem import Problem


@dataclass(frozen=True, slots=True)
class Move:
    """A person leaves his place for another one."""

    person: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed chain of moves, from its smallest person on; two are a swap (对调)."""

    moves: tuple[Move, ...]


def held_and_wished(problem: Problem) -> tuple[dict[str, str], dict[str, list[str]]]:
    """(person → the post he holds, person → the posts he would rather have, best first).

    Who holds what are the problem's `previous` pairs; wishes are its ranked pairs that both sides
    accept and nobody has forbidden. ValueError where two hold one post or one holds two.
    """
    place_of: dict[str, str] = {}
    for person, post in sorted(problem.previous):
        if problem.people[person] in place_of:
            raise ValueError(f'"{problem.people[person]}" holds two posts')
        place_of[problem.people[person]] = problem.posts[post]
    _holders(place_of)
    wishes: dict[str, list[tuple[int, str]]] = {}
    for pair, mine, theirs in zip(problem.pairs, *_ranks(problem), strict=True):
        if mine and theirs and pair not in problem.forbidden:
            wish = (mine, problem.posts[pair[1]])
            wishes.setdefault(problem.people[pair[0]], []).append(wish)
    return place_of, {who: [post for _rank, post in sorted(row)] for who, row in wishes.items()}


def _ranks(problem: Problem) -> tuple[list[int], list[int]]:
    """Both sides' ranks; a side without any accepts every pair."""
    everything = np.ones(len(problem.person), dtype=np.int64)
    sides = (problem.person_rank, problem.post_rank)
    mine, theirs = ((rank if len(rank) else everything).tolist() for rank in sides)
    return mine, theirs


def scores_of(problem: Problem) -> dict[tuple[str, str], int]:
    """The score of each acceptable pair by its ids."""
    return {
        (problem.people[pair[0]], problem.posts[pair[1]]): score
        for pair, score, mine, theirs in zip(
            problem.pairs, problem.score.tolist(), *_ranks(problem), strict=True
        )
        if mine and theirs and pair not in problem.forbidden
    }


def rings_json(rings: Sequence[Ring], by: str) -> dict[str, Any]:
    """`dunmiao-rings/1`: each ring a closed chain of moves, all of it or none."""
    return {
        "format": "dunmiao-rings/1",
        "by": by,
        "rings": [
            [{"person": m.person, "from": m.origin, "to": m.target} for m in ring.moves]
            for ring in rings
        ],
    }


def top_trading_cycles(
    place_of: Mapping[str, str], wishes: Mapping[str, Sequence[str]]
) -> list[Ring]:
    """Rings by the people's own wishes, best first; places he does not name are no option.

    `place_of`: person → the one place he holds. ValueError where two hold one place.
    """
    holder = _holders(place_of)
    here = dict(place_of)
    rings = []
    while here:
        best = {person: _best(person, wishes, place_of, holder) for person in here}
        for cycle in _cycles({person: holder[place] for person, place in best.items()}):
            if len(cycle) > 1:
                rings.append(_ring(cycle, best, place_of))
            for person in cycle:
                del here[person], holder[place_of[person]]
    return sorted(rings, key=lambda ring: ring.moves[0].person)


def _holders(place_of: Mapping[str, str]) -> dict[str, str]:
    holder = {place: person for person, place in place_of.items()}
    if len(holder) < len(place_of):
        twice = sorted(place for place in holder if list(place_of.values()).count(place) > 1)
        raise ValueError(f'place "{twice[0]}" is held by two people')
    return holder


def _best(
    person: str,
    wishes: Mapping[str, Sequence[str]],
    place_of: Mapping[str, str],
    holder: Mapping[str, str],
) -> str:
    """The first wish still in play before his own place, else his own place."""
    for place in wishes.get(person, ()):
        if place == place_of[person] or place in holder:
            return place
    return place_of[person]


def _cycles(following: Mapping[str, str]) -> list[list[str]]:
    """The cycles of a map that gives everybody one successor."""
    state: dict[str, int] = {}
    out = []
    for number, start in enumerate(sorted(following)):
        path, at = [], start
        while at not in state:
            state[at] = number
            path.append(at)
            at = following[at]
        if state[at] == number and at in path:
            out.append(path[path.index(at) :])
    return out


def _ring(cycle: Sequence[str], best: Mapping[str, str], place_of: Mapping[str, str]) -> Ring:
    first = cycle.index(min(cycle))
    turned = [*cycle[first:], *cycle[:first]]
    return Ring(tuple(Move(person, place_of[person], best[person]) for person in turned))


def best_rings(place_of: Mapping[str, str], score: Mapping[tuple[str, str], int]) -> list[Ring]:
    """Disjoint rings of the greatest total score; `score` holds the acceptable (person, place).

    Who does not move scores nothing, so only rings that gain in all are formed.
    """
    holder = _holders(place_of)
    people = sorted(place_of)
    at = {person: index for index, person in enumerate(people)}
    moves = [
        (at[person], at[holder[place]], -value)
        for (person, place), value in sorted(score.items())
        if person in at and place in holder and holder[place] != person
    ]
    stays = [(index, index, 0) for index in range(len(people))]
    solver = SimpleLinearSumAssignment()
    left, right, cost = (np.array(column) for column in zip(*moves, *stays, strict=True))
    solver.add_arcs_with_cost(left, right, cost)
    if solver.solve() != SimpleLinearSumAssignment.OPTIMAL:
        raise ArithmeticError("the assignment was not solved")
    following = {people[i]: people[solver.right_mate(i)] for i in range(len(people))}
    best = {person: place_of[other] for person, other in following.items()}
    rings = [_ring(cycle, best, place_of) for cycle in _cycles(following) if len(cycle) > 1]
    return sorted(rings, key=lambda ring: ring.moves[0].person)
