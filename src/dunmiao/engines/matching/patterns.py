"""Prices for tight teams: every choice of a team is a column, and the teams name new ones.

The relaxation over whole choices of teams (Dantzig and Wolfe 1960) knows no half person in a team,
so its prices prove more than those of the relaxation over pairs. A few rounds: prices from the
choices known, the best choice of each team at these prices, and again, until none is new.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.bound import (
    MOST_STATES,
    Certificate,
    TeamProof,
    bound_of,
    rows_by_team,
    states_of,
)
from dunmiao.engines.matching.constraints import CAPS, balance, sides_of
from dunmiao.engines.matching.constraints.family import groups
from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.flow import EngineError, price_out
from dunmiao.engines.matching.prices import Prices, reduced
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem

MOST_ROUNDS = 80
Choose = Callable[[Problem, Free, int, Ints, Ints], list[int]]
Key = tuple[str, Any]


@dataclass(frozen=True)
class Pattern:
    """One choice of a team: its free rows and what it is worth, penalties included."""

    team: int
    rows: tuple[int, ...]
    worth: int


class Choices:
    """The choices of teams known so far, by team, pinned members among their rows: those that fit
    are used again where some more pairs are pinned or kept out."""

    def __init__(self, choose: Choose) -> None:
        """`choose(problem, free, team, rows, worth)` gives a team's best choice of these rows."""
        self.choose = choose
        self.known: dict[int, set[frozenset[int]]] = {}

    def add(self, problem: Problem, free: Free, team: int, rows: Iterable[int]) -> bool:
        """Whether this choice of free rows was new."""
        whole = frozenset([*rows, *_of_team(problem, free.pinned_rows, team)])
        own = self.known.setdefault(team, set())
        if whole in own:
            return False
        own.add(whole)
        return True

    def fitting(self, problem: Problem, free: Free) -> list[Pattern]:
        """Those that hold beside the pins, in one order."""
        is_free = np.zeros(len(problem.person), dtype=bool)
        is_free[free.rows] = True
        out = []
        for team, choices in sorted(self.known.items()):
            pinned = frozenset(_of_team(problem, free.pinned_rows, team))
            rest = [tuple(sorted(one - pinned)) for one in choices if pinned <= one]
            out += [_pattern(problem, free, team, rows) for rows in sorted(rest) if is_free[list(rows)].all()]  # fmt: skip
        return out


@dataclass(frozen=True)
class Proven:
    """The best certificate, and how much of each row the last relaxation placed."""

    certificate: Certificate
    placed: dict[int, float]


def prove_by_patterns(
    problem: Problem,
    free: Free,
    *,
    columns: Ints,
    rows: list[int],
    best: Certificate,
    enough: int,
    choices: Choices,
    left: Callable[[], float],
) -> Proven:
    """A certificate at least as good as `best`; stops once it proves `enough`.

    `columns` are the pairs outside teams that matter and `rows` a plan whose choices begin.
    """
    if any(states_of(problem, team) > MOST_STATES for team in range(len(problem.teams))):
        return Proven(best, {})
    own = rows_by_team(problem, free)
    plain = columns[problem.team_of[problem.post[columns]] < 0]
    for team in range(len(problem.teams)):
        choices.add(problem, free, team, ())
        choices.add(problem, free, team, _of_team(problem, rows, team))
    worth = _worth(problem, best.prices)
    placed: dict[int, float] = {}
    more = True
    for _round in range(MOST_ROUNDS):
        fresh = [
            choices.add(problem, free, team, choices.choose(problem, free, team, own[team], worth))
            for team in range(len(own))
        ]
        if not (any(fresh) or more) or best.bound <= enough or left() <= 1:
            break
        try:
            prices, placed = _relaxed(problem, free, plain, choices.fitting(problem, free), left())
        except EngineError:  # out of time: what was proven stays
            break
        proofs = tuple(TeamProof() for _ in problem.teams)
        bound = bound_of(problem, prices, proofs)
        if bound < best.bound:
            best = Certificate(prices, proofs, bound)
        worth = _worth(problem, prices)
        gaining = free.rows[price_out(problem, free, prices) > 0]
        gaining = gaining[problem.team_of[problem.post[gaining]] < 0]
        whole = np.union1d(plain, gaining)
        plain, more = whole, len(whole) > len(plain)
    return Proven(best, placed)


def _worth(problem: Problem, prices: Prices) -> Ints:
    """What each row is worth at these prices, in whole points."""
    return (reduced(problem, prices) - prices.of["person"][problem.person]) // prices.scale


def _of_team(problem: Problem, rows: Iterable[int], team: int) -> list[int]:
    return [row for row in rows if problem.team_of[problem.post[row]] == team]


def _pattern(problem: Problem, free: Free, team: int, rows: tuple[int, ...]) -> Pattern:
    group, worth = problem.teams[team], int(problem.value[list(rows)].sum()) if rows else 0
    for q, requirement in enumerate(group.requirements):
        have = free.team_counts[team][q] + int(
            requirement.members[problem.person[list(rows)]].sum()
        )
        worth -= group.penalty * max(0, requirement.need - have)
    return Pattern(team, rows, worth)


def _relaxed(
    problem: Problem, free: Free, plain: Ints, patterns: list[Pattern], seconds: float
) -> tuple[Prices, dict[int, float]]:
    """(the duals of the relaxation over these pairs and choices as whole numbers, how much of each
    row it places)."""
    value = np.array([*problem.value[plain].tolist(), *(p.worth for p in patterns)])
    model = exact.Lines(value)
    model.upper = [math.inf] * len(value)
    # Every pair of every column: a plain pair is a column of one, a pattern one of several.
    columns = np.concatenate(
        [np.arange(len(plain))]
        + [np.full(len(p.rows), at) for at, p in enumerate(patterns, start=len(plain))]
    )
    rows = np.concatenate([plain, *(np.array(p.rows, dtype=np.int64) for p in patterns)])
    _cap_lines(problem, free, model, columns, rows)
    for place, side in enumerate(sides_of(problem)):
        sign = dict(zip(side.rows.tolist(), side.signs.tolist(), strict=True))
        uses = Counter[int]()
        for column, row in zip(columns.tolist(), rows.tolist(), strict=True):
            uses[column] += sign.get(row, 0)
        _line(model, uses, -math.inf, int(free.side_left[place]), ("side", place))
    for team in range(len(problem.teams)):
        own = [at for at, p in enumerate(patterns, start=len(plain)) if p.team == team]
        _line(model, Counter(own), 1, 1, ("team", team))
    duals, values = exact.relaxed(model.made(), seconds=seconds)
    scale = exact.scale_for(problem)
    prices = Prices.zero(problem, scale)
    for line, dual in zip(model.rows, duals, strict=True):
        exact.put(prices, line[4][0], line[4][1], round(abs(dual) * scale))
    placed: dict[int, float] = {}
    for column, row in zip(columns.tolist(), rows.tolist(), strict=True):
        if values[column] > 1e-9:
            placed[row] = placed.get(row, 0.0) + float(values[column])
    return prices, placed


def _cap_lines(problem: Problem, free: Free, model: exact.Lines, columns: Ints, rows: Ints) -> None:
    """A line for each cap that some column uses; the seats of teams are the teams' own."""
    for family in CAPS:
        left = free.left[family.table]
        if not len(left):
            continue
        for key, places in groups(family.keys(problem, rows)):
            if family.table == "post" and problem.team_of[key] >= 0:
                continue
            uses = Counter(columns[places].tolist())
            if family.table == "unit" and problem.balance:
                arcs = balance.arcs_of(problem, left, free.released)
                uses.update({model.column(-float(c[key]), float(n[key])): -1 for c, n in arcs})
                _line(model, uses, -math.inf, 0, ("unit", key))
            elif left[key] != NO_CAP:
                _line(model, uses, -math.inf, int(left[key]), (family.table, key))


def _line(model: exact.Lines, uses: Counter[int], low: float, high: float, key: Key) -> None:
    if uses:
        factors = np.array(list(uses.values()))
        model.add(np.array(list(uses), dtype=np.int64), factors, low, high, key)
