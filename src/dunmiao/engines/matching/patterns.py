"""Prices for tight teams: every choice of a team is a column, and the teams name new ones.

The relaxation over whole choices of teams (Dantzig and Wolfe 1960) knows no half person in a team,
so its prices prove more than those of the relaxation over pairs. A few rounds: prices from the
choices known, the best choice of each team at these prices, and again, until none is new.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.bound import (
    MOST_STATES,
    Certificate,
    TeamProof,
    bound_of,
    reduced,
    rows_by_team,
    states_of,
)
from dunmiao.engines.matching.flow import EngineError, Prices
from dunmiao.engines.matching.problem import NO_CAP, Free, Ints, Problem

MOST_ROUNDS = 80
Choose = Callable[[int, Ints, Ints], list[int]]
Key = tuple[str, Any]


@dataclass(frozen=True)
class Pattern:
    """One choice of a team: its rows and what it is worth, penalties included."""

    team: int
    rows: tuple[int, ...]
    worth: int


def prove_by_patterns(
    problem: Problem,
    free: Free,
    *,
    columns: Ints,
    rows: list[int],
    best: Certificate,
    enough: int,
    choose: Choose,
    left: Callable[[], float],
) -> Certificate:
    """A certificate at least as good as `best`; stops once it proves `enough`.

    `columns` are the pairs outside teams that matter, `rows` a plan whose choices begin, and
    `choose(team, rows, worth)` gives a team's best choice where pairs are worth so much.
    """
    if any(states_of(problem, team) > MOST_STATES for team in range(len(problem.teams))):
        return best
    own = rows_by_team(problem, free)
    plain = columns[problem.team_of[problem.post[columns]] < 0]
    known = {_pattern(problem, free, team, ()) for team in range(len(problem.teams))}
    known |= {_pattern(problem, free, team, _of_team(problem, rows, team)) for team in range(len(own))}  # fmt: skip
    worth = reduced(problem, best.prices) - best.prices.person[problem.person]
    worth //= best.prices.scale
    for _round in range(MOST_ROUNDS):
        new = {
            _pattern(problem, free, team, tuple(choose(team, own[team], worth)))
            for team in range(len(own))
        } - known
        if not new or best.bound <= enough or left() <= 1:
            break
        known |= new
        try:
            prices = _prices(problem, free, plain, sorted(known, key=_order), left())
        except EngineError:  # out of time: what was proven stays
            break
        proofs = tuple(TeamProof() for _ in problem.teams)
        bound = bound_of(problem, prices, proofs)
        if bound < best.bound:
            best = Certificate(prices, proofs, bound)
        worth = reduced(problem, prices) - prices.person[problem.person]
        worth //= prices.scale
    return best


def _order(pattern: Pattern) -> tuple[int, tuple[int, ...]]:
    return pattern.team, pattern.rows


def _of_team(problem: Problem, rows: list[int], team: int) -> tuple[int, ...]:
    return tuple(row for row in rows if problem.team_of[problem.post[row]] == team)


def _pattern(problem: Problem, free: Free, team: int, rows: tuple[int, ...]) -> Pattern:
    group, worth = problem.teams[team], int(problem.value[list(rows)].sum()) if rows else 0
    for q, requirement in enumerate(group.requirements):
        have = free.team_counts[team][q] + sum(
            bool(requirement.members[problem.person[row]]) for row in rows
        )
        worth -= group.penalty * max(0, requirement.need - have)
    return Pattern(team, tuple(sorted(rows)), worth)


def _prices(
    problem: Problem, free: Free, plain: Ints, patterns: list[Pattern], seconds: float
) -> Prices:
    """The duals of the relaxation over these pairs and choices, as whole numbers."""
    used: dict[Key, Counter[int]] = {}

    def uses(column: int, row: int) -> None:
        person, post = problem.pairs[row]
        unit, host = int(problem.unit_of[person]), int(problem.host_of[post])
        keys: list[Key] = [("person", person)]
        keys += [("unit", unit)] if free.release_cap[unit] != NO_CAP else []
        keys += [("host", host)] if free.host_cap[host] != NO_CAP else []
        keys += [("unit_post", (unit, post))] if problem.unit_post_cap != NO_CAP else []
        keys += [("post", post)] if problem.team_of[post] < 0 else []
        for key in keys:
            used.setdefault(key, Counter())[column] += 1

    cost = problem.value[plain].astype(float).tolist()
    for column, row in enumerate(plain.tolist()):
        uses(column, row)
    for column, pattern in enumerate(patterns, start=len(cost)):
        cost.append(float(pattern.worth))
        used.setdefault(("team", pattern.team), Counter())[column] = 1
        for row in pattern.rows:
            uses(column, row)
    lines = [
        (list(mine), [float(n) for n in mine.values()], _low(key), _room(problem, free, key), key)
        for key, mine in used.items()
    ]
    model = exact.Model(np.array(cost), np.full(len(cost), math.inf), len(cost), lines)
    duals, _values = exact.relaxed(model, seconds=seconds)
    scale = exact.scale_for(problem)
    prices = Prices.zero(problem, scale)
    arrays = {"person": prices.person, "post": prices.post, "unit": prices.unit}
    arrays["host"] = prices.host
    for (kind, key), dual in zip(used, duals, strict=True):
        amount = round(abs(dual) * scale)
        if kind == "unit_post" and amount:
            prices.unit_post[key] = amount
        elif kind in arrays:
            arrays[kind][key] = amount
    return prices


def _low(key: Key) -> float:
    """Every team takes one of its choices, the empty one at least."""
    return 1.0 if key[0] == "team" else -math.inf


def _room(problem: Problem, free: Free, key: Key) -> float:
    kind, at = key
    if kind == "unit_post":
        return float(problem.unit_post_cap - free.unit_post_used.get(at, 0))
    caps = {"unit": free.release_cap, "host": free.host_cap, "post": free.seats}
    return float(caps[kind][at]) if kind in caps else 1.0
