"""Matching beside named peers on the same instance in the same run: networkx, PuLP with CBC, HiGHS,
CP-SAT and SCIP on the whole model, `matching` for two-sided rounds. Each peer in a process of its
own with its limit; the checker is on for every plan of ours."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import networkx
import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from benchmarks.matching import cbc, median
from dunmiao.engines.matching import check, exact
from dunmiao.engines.matching.constraints.pins import place_pins
from dunmiao.engines.matching.explain import Standing, loss_at_once, why_not
from dunmiao.engines.matching.generate import SHAPES, generate
from dunmiao.engines.matching.problem import NO_CAP, Problem
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.stable import solve_stable
from dunmiao.engines.matching.write import certificate_json, plan_json, stable_json

LIMIT, CBC_LIMIT = 90.0, 130.0


def proven(plan: Plan) -> Plan:
    """The plan once the checker has proven it."""
    assert plan.certificate is not None
    proof = certificate_json(plan.problem, plan.certificate)
    assert check.verify(plan.problem, plan_json(plan), proof)[0] == []
    return plan


def instance(name: str) -> Problem:
    """A, B with or without its teams, C without."""
    shape = SHAPES[name[0]]
    return generate(replace(shape, teams=0) if name.endswith("plain") else shape, seed=1)


def by_networkx(problem: Problem) -> tuple[str, int]:
    """Min-cost flow by its network simplex, the same network."""
    graph = networkx.DiGraph()
    total = int(problem.seats.sum())
    graph.add_node("S", demand=-total)
    graph.add_node("T", demand=total)
    graph.add_edge("S", "T", capacity=total, weight=0)
    for unit, cap in enumerate(problem.release_cap.tolist()):
        graph.add_edge("S", ("u", unit), capacity=total if cap == NO_CAP else cap, weight=0)
    for person, unit in enumerate(problem.unit_of.tolist()):
        graph.add_edge(("u", unit), ("c", person), capacity=1, weight=0)
    for (person, post), value in zip(problem.pairs, problem.value.tolist(), strict=True):
        graph.add_edge(("c", person), ("p", post), capacity=1, weight=-value)
    for post, seats in enumerate(problem.seats.tolist()):
        graph.add_edge(("p", post), "T", capacity=seats, weight=0)
    return "optimal", -networkx.network_simplex(graph)[0]


def _model(problem: Problem) -> exact.Model:
    return exact.build(problem, place_pins(problem))


def by_highs(problem: Problem) -> tuple[str, int]:
    """The whole model, HiGHS with its presolve and no start."""
    solver = exact._highs(_model(problem), relaxed=False, seconds=LIMIT)
    solver.setOptionValue("presolve", "choose")
    solver.run()
    found = solver.getSolution().value_valid
    status = solver.modelStatusToString(solver.getModelStatus())
    good = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return "optimal" if good else status, round(-solver.getInfo().objective_function_value) if found else 0  # fmt: skip


def by_cp_sat(problem: Problem) -> tuple[str, int]:
    """The whole model, CP-SAT, one worker."""
    made, model = _model(problem), cp_model.CpModel()
    columns = [
        model.new_bool_var("") if at < made.integer else model.new_int_var(0, int(made.upper[at]), "")
        for at in range(len(made.cost))
    ]  # fmt: skip
    for at, factors, low, high, _key in made.rows:
        total = sum(int(f) * columns[c] for c, f in zip(at, factors, strict=True))
        if high < 1e30:
            model.add(total <= int(high))
        if low > -1e30:
            model.add(total >= int(low))
    model.maximize(sum(int(c) * x for c, x in zip(made.cost, columns, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = LIMIT, 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.status_name(status).lower(), round(solver.objective_value) if found else 0


def by_scip(problem: Problem) -> tuple[str, int]:
    """The whole model, the SCIP of OR-Tools."""
    made, solver = _model(problem), pywraplp.Solver.CreateSolver("SCIP")
    solver.SetTimeLimit(int(LIMIT * 1000))
    columns = [
        solver.IntVar(0, 1, "")
        if at < made.integer
        else solver.NumVar(0, float(made.upper[at]), "")
        for at in range(len(made.cost))
    ]
    for at, factors, low, high, _key in made.rows:
        row = solver.RowConstraint(max(low, -solver.infinity()), min(high, solver.infinity()), "")
        for column, factor in zip(at, factors, strict=True):
            row.SetCoefficient(columns[column], factor)
    for column, cost in zip(columns, made.cost, strict=True):
        solver.Objective().SetCoefficient(column, float(cost))
    solver.Objective().SetMaximization()
    status = solver.Solve()
    found = status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)
    names = {pywraplp.Solver.OPTIMAL: "optimal", pywraplp.Solver.FEASIBLE: "feasible"}
    return names.get(status, "no plan"), round(solver.Objective().Value()) if found else 0


def by_cbc(problem: Problem) -> tuple[str, int]:
    """The whole model, PuLP and CBC."""
    value, status = cbc(problem, seconds=CBC_LIMIT)
    return status, value


PEERS: dict[str, Callable[[Problem], tuple[str, int]]] = {
    "networkx": by_networkx,
    "CBC": by_cbc,
    "HiGHS": by_highs,
    "CP-SAT": by_cp_sat,
    "SCIP": by_scip,
}


def beside(name: str, peer: str) -> dict[str, Any]:
    """A peer on an instance, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.peers", name, peer]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ranked(problem: Problem, seed: int) -> Problem:
    """Both sides rank all their pairs, each in an order of its own."""
    rng = np.random.default_rng(seed)

    def ranks(group: Any) -> Any:
        order = np.lexsort((rng.random(len(group)), group))
        begins = np.searchsorted(group[order], group[order])
        out = np.empty(len(group), dtype=np.int64)
        out[order] = np.arange(len(group)) - begins + 1
        return out

    open_caps = np.full(len(problem.units), NO_CAP)
    return replace(
        problem, person_rank=ranks(problem.person), post_rank=ranks(problem.post),
        release_cap=open_caps,
    )  # fmt: skip


def by_matching(problem: Problem) -> dict[int, int]:
    """PyPI's `matching`: hospital-resident, residents propose."""
    from matching.games import HospitalResident

    mine: dict[int, list[tuple[int, int]]] = {}
    theirs: dict[int, list[tuple[int, int]]] = {}
    for (person, post), one, other in zip(
        problem.pairs, problem.person_rank.tolist(), problem.post_rank.tolist(), strict=True
    ):
        mine.setdefault(person, []).append((one, post))
        theirs.setdefault(post, []).append((other, person))
    lists = [{who: [x for _rank, x in sorted(row)] for who, row in side.items()} for side in (mine, theirs)]  # fmt: skip
    seats = {post: int(problem.seats[post]) for post in theirs}
    game = HospitalResident.create_from_dictionaries(lists[0], lists[1], seats)
    return {r.name: h.name for h, group in game.solve(optimal="resident").items() for r in group}


def two_sided() -> None:
    """Stable rounds: C alone, and beside `matching` where that one does not break."""
    large = ranked(instance("C plain"), 1)
    began = time.perf_counter()
    plan = solve_stable(large)
    took = time.perf_counter() - began
    blocking = len(stable_json(plan)["blocking_pairs"])
    print(f"stable round, C ({len(large.person):,} pairs): {took:.2f} s, {len(plan.pairs):,} placed, {blocking} blocking pairs")  # fmt: skip
    shape = replace(SHAPES["B"], people=800, posts=80, pairs_each=20, teams=0)
    small = ranked(generate(shape, seed=1), 1)
    ours = median(lambda: solve_stable(small))
    began = time.perf_counter()
    theirs = by_matching(small)
    peer = time.perf_counter() - began
    same = dict(solve_stable(small).pairs) == theirs
    print(f"stable round, 800 people, 16,000 pairs: {ours * 1e3:.1f} ms; matching {peer:.2f} s, ratio {peer / ours:.0f}×; {'the same plan' if same else 'ANOTHER plan'}")  # fmt: skip


def why_nots() -> None:
    """Exact answers to why not, at C."""
    problem = instance("C plain")
    began = time.perf_counter()
    plan = solve(problem)
    whole = time.perf_counter() - began
    standing = Standing.of(plan)
    loss_at_once(standing, problem.pairs[0])  # the prices of people are counted once
    rng = np.random.default_rng(0)
    at_once, exactly, off = [], [], []
    for row in rng.choice(len(problem.person), 9, replace=False).tolist():
        began = time.perf_counter()
        lower = loss_at_once(standing, problem.pairs[row])
        at_once.append(time.perf_counter() - began)
        began = time.perf_counter()
        answer = why_not(standing, problem.pairs[row])
        exactly.append(time.perf_counter() - began)
        off.append((answer["loss"] or 0) - lower)
    print(
        f"why not, C: exact {np.median(exactly):.2f} s (the solve {whole:.2f} s), bound at once "
        f"{np.median(at_once) * 1e3:.2f} ms, at most {max(off)} points below the exact loss"
    )


def run() -> None:
    """One line a case."""
    for name, peers in (
        ("A", ("CBC",)),
        ("B plain", ("networkx",)),
        ("B", ("CBC", "HiGHS", "CP-SAT", "SCIP")),
    ):
        problem = instance(name)
        plan = proven(solve(problem, seconds=180))
        ours = median(lambda p=problem: solve(p, seconds=180)) if name != "B" else plan.seconds  # type: ignore[misc]
        teams = f"{len(problem.teams)} teams" if problem.teams else "no teams"
        print(f"{name[0]}, {len(problem.person):,} pairs, {teams}: {plan.status}, value {plan.value:,}, {ours:.3f} s", flush=True)  # fmt: skip
        for peer in peers:
            found = beside(name, peer)
            value = found["value"]
            off = "no plan" if not value else f"{((plan.value or 0) - value) / (plan.value or 1):.3%} below"  # fmt: skip
            said = "the same value" if value == plan.value else off
            print(f"   {peer}: {found['status']}, {said}, {found['seconds']:.2f} s, ratio {found['seconds'] / ours:.1f}×", flush=True)  # fmt: skip
    two_sided()
    why_nots()


if __name__ == "__main__":
    _name, _peer = sys.argv[1:]
    _problem = instance(_name)
    _began = time.perf_counter()
    _status, _value = PEERS[_peer](_problem)
    print(json.dumps({"status": _status, "value": _value, "seconds": time.perf_counter() - _began}))
