"""The full model with team composition, by HiGHS: optimum, and prices from its relaxation."""

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.bound import MOST_STATES, TeamProof, states_of
from dunmiao.engines.matching.constraints import CAPS, balance, must_fill, sides_of, teams
from dunmiao.engines.matching.constraints.family import groups
from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.constraints.side import Side
from dunmiao.engines.matching.flow import EngineError
from dunmiao.engines.matching.prices import Prices
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem
from dunmiao.engines.matching.value import farthest

MOST_SCALE = 1 << 20
# Columns, factors, low, high, and what the line stands for.
Line = tuple[list[int], list[float], float, float, tuple[Any, ...]]


@dataclass(frozen=True)
class Model:
    """max c'x, rows as (columns, factors, low, high, key); x rows first, then shortfalls."""

    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: int
    rows: list[Line]


def build(problem: Problem, free: Free, *, for_prices: bool = False) -> Model:
    """All constraints over the free pairs; in a hard problem nothing may be missing.

    `for_prices`: a broken side costs more than any plan is worth and what is missing its penalty
    instead of being forbidden, so that there are prices also where no plan is left; they prove
    that there is none worth having.
    """
    rows = free.rows
    hard = problem.is_hard and not for_prices
    # Where seats must be filled, what they cost open is the same in every plan.
    open_cost = problem.open_cost[problem.post[rows]] if hard else 0
    model = Lines(problem.value[rows] - open_cost)
    for family in CAPS:
        left = free.left[family.table]
        if len(left):
            keys = family.keys(problem, rows)
            if family.table == "unit" and problem.balance:
                _balance(problem, free, keys, model)
                continue
            model.at_most(keys, left, family.table)
    for place, side in enumerate(sides_of(problem)):
        columns, signs = columns_of(side, rows)
        if not len(columns) and free.side_left[place] >= 0:
            continue
        if for_prices:
            broken = model.column(-4.0 * farthest(problem) - 1, math.inf)
            columns, signs = np.append(columns, broken), np.append(signs, -1)
        model.add(columns, signs, -math.inf, int(free.side_left[place]), ("side", place))
    _teams(problem, free, model, hard=hard)
    if hard:
        for post in np.flatnonzero(problem.open_cost).tolist():
            if free.seats[post] > 0:
                columns = np.flatnonzero(problem.post[rows] == post)
                low = int(free.seats[post])
                model.add(columns, 1, low, math.inf, (must_fill.KIND, post))
    return model.made()


class Lines:
    """A model as it is written down: columns of pairs first, others behind."""

    def __init__(self, value: Ints) -> None:
        """The columns of pairs, worth so much."""
        self.integer = len(value)
        self.cost: list[float] = value.astype(float).tolist()
        self.upper = [1.0] * len(value)
        self.rows: list[Line] = []

    def column(self, cost: float, upper: float) -> int:
        """One more column that need not be whole; its place is answered."""
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def add(
        self, columns: Ints, factors: Ints | int, low: float, high: float, key: tuple[Any, ...]
    ) -> None:
        """low ≤ Σ factor · column ≤ high."""
        at: list[int] = columns.tolist()
        spread = [float(factors)] * len(at) if isinstance(factors, int) else factors.tolist()
        self.rows.append((at, spread, float(low), float(high), key))

    def at_most(self, keys: Ints, caps: Ints, table: str, *, needed_only: bool = False) -> None:
        """Of the columns with one key at most its cap; with `needed_only` no line where there are
        no more columns than that."""
        for key, columns in groups(keys):
            cap = int(caps[key])
            if cap != NO_CAP and not (needed_only and len(columns) <= cap):
                self.add(columns, 1, -math.inf, cap, (table, key))

    def made(self) -> Model:
        """The finished model."""
        return Model(np.array(self.cost), np.array(self.upper), self.integer, self.rows)


def columns_of(side: Side, rows: Ints) -> tuple[Ints, Ints]:
    """The columns of these ascending rows that a side counts, and their signs."""
    at = np.searchsorted(rows, side.rows)
    known = at < len(rows)
    known[known] = rows[at[known]] == side.rows[known]
    return at[known], side.signs[known]


def _balance(problem: Problem, free: Free, units: Ints, model: Lines) -> None:
    """Σ pairs of a unit ≤ Σ its arcs, each of which costs what balance says."""
    arcs = balance.arcs_of(problem, free.left["unit"], free.released)
    for unit, columns in groups(units):
        steps = [model.column(-float(c[unit]), float(room[unit])) for c, room in arcs]
        factors = np.array([1] * len(columns) + [-1] * len(steps))
        model.add(np.array([*columns.tolist(), *steps]), factors, -math.inf, 0, ("unit", unit))


def _teams(problem: Problem, free: Free, model: Lines, *, hard: bool) -> None:
    people, at = problem.person[free.rows], problem.team_of[problem.post[free.rows]]
    inside = dict(groups(at))
    for index, team in enumerate(problem.teams):
        mine = inside.get(index, np.zeros(0, dtype=np.int64))
        for q, requirement in enumerate(team.requirements):
            missing = max(0, requirement.need - free.team_counts[index][q])
            if missing:
                lacking = model.column(-float(team.penalty), 0.0 if hard else float(missing))
                columns = np.append(mine[requirement.members[people[mine]]], lacking)
                model.add(columns, 1, missing, math.inf, (teams.KIND, (index, q)))


def _highs(model: Model, *, relaxed: bool, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("time_limit", max(0.1, seconds))
    # HiGHS 1.14's presolve turned a wrong optimum out of a four-post team (the certificate
    # refuted it; tests/engines/matching/test_solve.py keeps the instance). Wrong prices cannot harm.
    solver.setOptionValue("presolve", "choose" if relaxed else "off")
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.99)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(model.rows)
    lp.col_cost_ = -model.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(len(model.cost)), model.upper
    lp.row_lower_ = np.array([max(row[2], -highspy.kHighsInf) for row in model.rows])
    lp.row_upper_ = np.array([min(row[3], highspy.kHighsInf) for row in model.rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lengths = [len(row[0]) for row in model.rows]
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for row in model.rows for c in row[0]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in model.rows for v in row[1]], dtype=float)
    if not relaxed:
        kinds = [highspy.HighsVarType.kInteger] * model.integer
        kinds += [highspy.HighsVarType.kContinuous] * (len(model.cost) - model.integer)
        lp.integrality_ = kinds
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise EngineError("HiGHS refused the model")
    return solver


def solve_rows(
    rows: Ints,
    model: Model,
    *,
    seconds: float,
    start: list[int] | None = None,
    nodes: int | None = None,
) -> list[int] | None:
    """The best of these pair rows that was found, ascending; None where the model is infeasible.

    `rows` are the model's first columns, `start` is an incumbent. `nodes` limits the work, the
    same on every machine; `seconds` is only the safety stop. EngineError where the solver fails,
    and where it found nothing within them.
    """
    if not len(model.cost):  # nothing to decide: either that keeps every line or nothing does
        return [] if all(low <= 0 <= high for _c, _f, low, high, _key in model.rows) else None
    solver = _highs(model, relaxed=False, seconds=seconds)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if start is not None:
        position = {row: column for column, row in enumerate(rows.tolist())}
        solution = highspy.HighsSolution()
        values = np.zeros(len(model.cost))
        values[[position[row] for row in start]] = 1.0
        _fill_up(model, values)
        solution.col_value = values.tolist()
        solver.setSolution(solution)
    solver.run()
    status = solver.getModelStatus()
    good = highspy.HighsModelStatus
    if status == good.kInfeasible:
        return None
    stopped = {good.kTimeLimit, good.kSolutionLimit, good.kIterationLimit, good.kObjectiveTarget}
    if status not in {good.kOptimal, *stopped}:
        raise EngineError(f"HiGHS ended with status {solver.modelStatusToString(status)}")
    solution = solver.getSolution()
    values = np.asarray(solution.col_value)
    if not len(values) or not solution.value_valid:
        if start is None:
            raise EngineError("HiGHS found no plan in its time")
        return start
    chosen: list[int] = rows[np.flatnonzero(values[: model.integer] > 0.5)].tolist()
    return sorted(chosen)


def _fill_up(model: Model, values: NDArray[np.float64]) -> None:
    """Give the columns behind the pairs the values that a choice of pairs asks for."""
    for columns, factors, low, _, key in model.rows:
        own = [column for column in columns if column >= model.integer]
        have = sum(values[column] for column in columns if column < model.integer)
        if key[0] == teams.KIND:
            values[own[0]] = max(0.0, low - have)
        elif own and min(factors) < 0:
            for column in own:
                values[column] = min(have, model.upper[column])
                have -= values[column]


def scale_for(problem: Problem) -> int:
    """The finest scale (a power of two) at which no sum of prices leaves 62 bits."""
    largest = int(np.abs(problem.value).max(initial=1)) + 1
    largest = max([largest, *(team.penalty for team in problem.teams)])
    if sides_of(problem):
        largest = max(largest, 4 * farthest(problem) + 1)
    count = len(problem.people) + len(problem.posts) + len(problem.units) + len(problem.hosts)
    count += sum(r.need for team in problem.teams for r in team.requirements)
    scale = MOST_SCALE
    while scale > 1 and largest * scale * (count + int(problem.seats.sum()) + 1) >= 2**60:
        scale //= 2
    return scale


def relaxed(model: Model, *, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(duals of the rows, values of the columns) of the model without its whole numbers."""
    solver = _highs(model, relaxed=True, seconds=seconds)
    solver.run()
    # Where every pair is pinned the model has nothing left to decide, and is optimal as it is.
    good = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}
    if solver.getModelStatus() not in good:
        raise EngineError("the relaxation was not solved")
    solution = solver.getSolution()
    return np.asarray(solution.row_dual), np.asarray(solution.col_value)


def put(prices: Prices, kind: str, key: int, amount: int) -> None:
    """Write the price of one line down; lines that no certificate prices are passed over."""
    if kind == "side":
        prices.sides[key] = amount
    elif kind in prices.of:
        prices.of[kind][key] = amount


@dataclass(frozen=True)
class Relaxation:
    """What the relaxation says: prices and team proofs from its duals; `rows` where it placed no
    half person (then they are a best plan), else the row it is most undecided about."""

    prices: Prices
    proofs: tuple[TeamProof, ...]
    rows: list[int] | None
    undecided: int | None


def relaxation(problem: Problem, free: Free, model: Model, *, seconds: float) -> Relaxation:
    """Solve the model without its whole numbers."""
    duals, every_value = relaxed(model, seconds=seconds)
    prices = Prices.zero(problem, scale_for(problem))
    lambdas: list[dict[int, int]] = [{} for _ in problem.teams]
    for row, dual in zip(model.rows, duals, strict=True):
        kind, key = row[4]
        amount = round(abs(dual) * prices.scale)
        if kind == teams.KIND:
            lambdas[key[0]][key[1]] = amount
        else:
            put(prices, kind, key, amount)
    proofs = tuple(
        TeamProof("dp")
        if states_of(problem, team) <= MOST_STATES
        else TeamProof("linear", requirement=own)
        for team, own in enumerate(lambdas)
    )
    values = every_value[: model.integer]
    distance = np.abs(values - np.round(values))
    if not len(distance) or distance.max() < 1e-6:
        return Relaxation(prices, proofs, free.rows[np.flatnonzero(values > 0.5)].tolist(), None)
    return Relaxation(prices, proofs, None, int(free.rows[int(np.argmax(distance))]))
