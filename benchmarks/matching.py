"""The town solve and city-tier instances beside PuLP+CBC on the same full model, same run."""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pulp

from dunmiao.engines.matching import check
from dunmiao.engines.matching.problem import NO_CAP, Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_json, plan_json
from tests.engines.matching.instances import files

INSTANCES = {
    "towns: 46 people, 11 posts, no teams": dict(
        seed=2014, people=46, posts=11, units=28, density=0.8, cap=2
    ),
    "A: 300 people, 11 posts, 2 teams": dict(
        seed=0, people=300, posts=11, units=60, density=0.7, teams=2, cap=1
    ),
    "A': the same with a duality gap": dict(
        seed=1, people=300, posts=11, units=60, density=0.7, teams=2, cap=1
    ),
    "M: 600 people, 60 posts, 10 teams": dict(
        seed=0, people=600, posts=60, units=90, density=0.4, teams=10, cap=1
    ),
}
REPEATS = 5


def median(work: Callable[[], object]) -> float:
    """Median seconds of some repeats, the first (warming) one dropped."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def cbc(problem: Problem, *, seconds: float | None = None) -> tuple[int, str]:
    """The same full model through PuLP and CBC: (its best value, whether it says optimal)."""
    model = pulp.LpProblem("m", pulp.LpMaximize)
    rows = range(len(problem.person))
    x = [model.add_variable(f"x{row}", cat="Binary") for row in rows]
    goal = [int(problem.value[row]) * x[row] for row in rows]
    groups: dict[tuple[str, int], list[int]] = {}
    for row, (person, post) in enumerate(problem.pairs):
        for key in (
            ("person", person),
            ("post", post),
            ("unit", int(problem.unit_of[person])),
            ("host", int(problem.host_of[post])),
        ):
            groups.setdefault(key, []).append(row)
    caps = {"post": problem.seats, "unit": problem.release_cap, "host": problem.host_cap}
    for (kind, key), members in groups.items():
        cap = 1 if kind == "person" else int(caps[kind][key])
        if cap != NO_CAP:
            model += pulp.lpSum(x[row] for row in members) <= cap
    for index, team in enumerate(problem.teams):
        inside = np.flatnonzero(problem.team_of[problem.post] == index).tolist()
        for number, requirement in enumerate(team.requirements):
            short = model.add_variable(f"s{index}_{number}", lowBound=0)
            met = [x[row] for row in inside if requirement.members[problem.person[row]]]
            model += pulp.lpSum(met) + short >= requirement.need
            goal.append(-team.penalty * short)
    model += pulp.lpSum(goal)
    model.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, timeLimit=seconds))
    is_proven = model.sol_status == pulp.LpSolutionOptimal
    value = pulp.value(model.objective)
    return round(value) if value is not None else 0, "optimal" if is_proven else "unproven"


def run() -> None:
    """One line an instance; the checker is on."""
    for name, shape in INSTANCES.items():
        problem = problem_from(files(**shape))  # type: ignore[arg-type]
        plan = solve(problem)
        assert plan.certificate is not None
        proof = certificate_json(problem, plan.certificate)
        assert check.verify(problem, plan_json(plan), proof)[0] == []
        best, _status = cbc(problem)
        mine, peer = median(lambda p=problem: solve(p)), median(lambda p=problem: cbc(p))  # type: ignore[misc]
        agrees = "same optimum" if best == plan.value else f"CBC {best}, ours {plan.value}"
        print(
            f"{name}: {len(problem.person)} pairs, {plan.status}, {mine:.3f} s; "
            f"PuLP+CBC {peer:.3f} s, ratio {peer / mine:.1f}×; {agrees}"
        )
