"""The full model with team composition, by HiGHS: optimum, and prices from its relaxation."""

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.bound import MOST_STATES, TeamProof, states_of
from dunmiao.engines.matching.flow import EngineError, Prices
from dunmiao.engines.matching.problem import NO_CAP, Free, Problem

MOST_SCALE = 1 << 20


@dataclass(frozen=True)
class Model:
    """max c'x, rows as (columns, factors, low, high, key); x rows first, then shortfalls."""

    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: int
    rows: list[tuple[list[int], list[float], float, float, tuple[Any, ...]]]


def build(problem: Problem, free: Free, *, hard: bool = False) -> Model:
    """All constraints over the free pairs; `hard` forbids shortfalls and open tier-1 seats."""
    rows = free.rows
    people, posts = problem.person[rows], problem.post[rows]
    units, hosts = problem.unit_of[people], problem.host_of[posts]
    lines: list[tuple[list[int], list[float], float, float, tuple[Any, ...]]] = []

    def at_most(keys: list[object], cap: dict[object, int], kind: str) -> None:
        groups: dict[object, list[int]] = {}
        for column, key in enumerate(keys):
            groups.setdefault(key, []).append(column)
        for key, columns in groups.items():
            if cap.get(key, NO_CAP) >= 0:
                ones = [1.0] * len(columns)
                lines.append((columns, ones, -math.inf, float(cap[key]), (kind, key)))

    at_most(people.tolist(), dict.fromkeys(people.tolist(), 1), "person")
    at_most(posts.tolist(), dict(enumerate(free.seats.tolist())), "post")
    at_most(units.tolist(), dict(enumerate(free.release_cap.tolist())), "unit")
    at_most(hosts.tolist(), dict(enumerate(free.host_cap.tolist())), "host")
    if problem.unit_post_cap != NO_CAP:
        pairs = list(zip(units.tolist(), posts.tolist(), strict=True))
        left = {k: problem.unit_post_cap - free.unit_post_used.get(k, 0) for k in pairs}
        at_most(list(pairs), dict(left), "unit_post")
    cost, upper = problem.value[rows].astype(float).tolist(), [1.0] * len(rows)
    for index, team in enumerate(problem.teams):
        mine = np.flatnonzero(problem.team_of[posts] == index)
        for q, requirement in enumerate(team.requirements):
            missing = max(0, requirement.need - free.team_counts[index][q])
            if not missing:
                continue
            columns = [int(column) for column in mine if requirement.members[people[column]]]
            cost.append(-float(team.penalty))
            upper.append(0.0 if hard else float(missing))
            columns.append(len(cost) - 1)
            ones = [1.0] * len(columns)
            lines.append((columns, ones, float(missing), math.inf, ("requirement", (index, q))))
    if hard:
        for post in sorted(problem.tier_one):
            if free.seats[post] > 0:
                columns = np.flatnonzero(posts == post).tolist()
                low = float(free.seats[post])
                lines.append((columns, [1.0] * len(columns), low, math.inf, ("fill", post)))
    return Model(np.array(cost), np.array(upper), len(rows), lines)


def _highs(model: Model, *, relaxed: bool, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("time_limit", max(0.1, seconds))
    # HiGHS 1.14's presolve turned a wrong optimum out of a four-post team (the certificate
    # refuted it; tests/engines/matching/test_solver_traps.py keeps the instance).
    solver.setOptionValue("presolve", "off")
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


def solve_mip(
    problem: Problem, free: Free, model: Model, *, seconds: float, start: list[int] | None = None
) -> list[int] | None:
    """Best pair rows found, None where the model is infeasible; `start` is an incumbent."""
    solver = _highs(model, relaxed=False, seconds=seconds)
    if start is not None:
        position = {int(row): column for column, row in enumerate(free.rows)}
        solution = highspy.HighsSolution()
        values = np.zeros(len(model.cost))
        values[[position[row] for row in start]] = 1.0
        for columns, _, low, _, key in model.rows:
            if key[0] == "requirement":
                have = sum(values[column] for column in columns[:-1])
                values[columns[-1]] = max(0.0, low - have)
        solution.col_value = values.tolist()
        solver.setSolution(solution)
    solver.run()
    status = solver.getModelStatus()
    good = highspy.HighsModelStatus
    if status == good.kInfeasible:
        return None
    if status not in {good.kOptimal, good.kTimeLimit, good.kObjectiveTarget, good.kModelEmpty}:
        raise EngineError(f"HiGHS ended with status {solver.modelStatusToString(status)}")
    values = np.asarray(solver.getSolution().col_value)
    if not len(values):
        return start
    return sorted(int(free.rows[c]) for c in np.flatnonzero(values[: model.integer] > 0.5))


def scale_for(problem: Problem) -> int:
    """The finest scale (a power of two) at which no sum of prices leaves 62 bits."""
    largest = int(np.abs(problem.value).max(initial=1)) + 1
    largest = max([largest, *(team.penalty for team in problem.teams)])
    count = len(problem.people) + len(problem.posts) + len(problem.units) + len(problem.hosts)
    scale = MOST_SCALE
    while scale > 1 and largest * scale * (count + int(problem.seats.sum()) + 1) >= 2**61:
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


def relaxation_prices(
    problem: Problem, free: Free, model: Model, *, seconds: float
) -> tuple[Prices, tuple[TeamProof, ...], int | None]:
    """Prices from the duals of the relaxation, and its most fractional pair row (None: none)."""
    duals, every_value = relaxed(model, seconds=seconds)
    scale = scale_for(problem)
    prices = Prices.zero(problem, scale)
    lambdas: list[dict[int, int]] = [{} for _ in problem.teams]
    arrays = {"person": prices.person, "post": prices.post, "unit": prices.unit}
    arrays["host"] = prices.host
    for row, dual in zip(model.rows, duals, strict=True):
        kind, key = row[4]
        amount = round(abs(dual) * scale)
        if kind == "unit_post" and amount:
            prices.unit_post[key] = amount
        elif kind == "requirement":
            lambdas[key[0]][key[1]] = amount
        elif kind in arrays:
            arrays[str(kind)][key] = amount
    kinds = [
        "dp" if states_of(problem, t) <= MOST_STATES else "linear" for t in range(len(lambdas))
    ]
    proofs = tuple(
        TeamProof("dp") if kind == "dp" else TeamProof("linear", requirement=prices_of)
        for kind, prices_of in zip(kinds, lambdas, strict=True)
    )
    values = every_value[: model.integer]
    distance = np.abs(values - np.round(values))
    if not len(distance) or distance.max() < 1e-6:
        return prices, proofs, None
    return prices, proofs, int(free.rows[int(np.argmax(distance))])
