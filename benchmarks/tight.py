"""Tight teams (the engine's own `tight`, 12,000 pairs) beside SCIP and HiGHS on the whole model: one
after the other in one process, processor seconds, reading aside."""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.peers import by_highs, by_scip, proven
from dunmiao.engines.matching.generate import SHAPES, generate
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import solve

SEEDS = (1, 2, 3, 5, 7)


def ours(problem: Problem) -> tuple[str, int]:
    """Solved, and certified besides."""
    plan = solve(problem)
    return str(plan.status), plan.value or 0


def run() -> None:
    """One line a seed, and the sums."""
    named: dict[str, Callable[[Problem], Any]] = {"ours": ours, "SCIP": by_scip, "HiGHS": by_highs}
    sums = dict.fromkeys(named, 0.0)
    for seed in SEEDS:
        problem, said = generate(SHAPES["tight"], seed=seed), []
        for name, work in named.items():
            began = time.process_time()
            status, value = work(problem)
            spent = time.process_time() - began
            sums[name] += spent
            said.append(f"{name} {status} {value} {spent:.2f} s")
        proven(solve(problem))
        print(f"tight, seed {seed}: " + ", ".join(said))
    print("together: " + ", ".join(f"{name} {spent:.2f} s" for name, spent in sums.items()))
