"""Matching at every size, each case in a process of its own: time, memory, gap, the checker on;
beside the same flow over all pairs at once (OR-Tools' network simplex by cost scaling)."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

from dunmiao.engines.matching import check, flow
from dunmiao.engines.matching.generate import SHAPES, generate
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_json, plan_json

# (size, with teams, over all pairs, safety stop in seconds)
CASES = (
    ("A", True, False, 60),
    ("B", False, False, 60),
    ("B", True, False, 60),
    ("C", False, False, 60),
    ("C", False, True, 60),
    ("C", True, False, 60),
    ("D", False, False, 120),
    ("D", True, False, 180),
)


def run() -> None:
    """One line a case."""
    for size, teams, whole, seconds in CASES:
        words = [size, str(int(teams)), str(int(whole)), str(seconds)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.sizes", *words],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        print(_told(size, teams, whole, json.loads(done.stdout)), flush=True)


def _told(size: str, teams: bool, whole: bool, found: dict[str, float]) -> str:
    shape = SHAPES[size]
    what = f"{size}: {shape.people:,} people, {found['pairs']:,} pairs, {found['seats']:,} seats"
    what += f", {shape.teams:,} teams" if teams else ", no teams"
    what += ", all pairs at once" if whole else ""
    return (
        f"{what}: {found['status']}, gap {found['points']:,} points "
        f"({found['gap']:.4%} of the value, {found['share']:.4%} of the scores), "
        f"{found['seconds']:.2f} s, {found['mb']:,} MB; checked in {found['check']:.1f} s"
    )


def _one(size: str, teams: bool, whole: bool, seconds: float) -> dict[str, object]:
    shape = SHAPES[size] if teams else replace(SHAPES[size], teams=0)
    problem = generate(shape, seed=1)
    if whole:
        flow.ALL_PAIRS = 10**12
    began = time.perf_counter()
    plan = solve(problem, seconds=seconds)
    took = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert plan.certificate is not None
    proof, told = certificate_json(problem, plan.certificate), plan_json(plan)
    began = time.perf_counter()
    faults, _notes = check.verify(problem, told, proof)
    assert faults == [], faults[:3]
    scores = int(problem.score[list(plan.rows)].sum())
    return {
        "pairs": len(problem.person), "seats": int(problem.seats.sum()), "status": plan.status,
        "points": plan.gap_in_points, "gap": plan.gap, "share": (plan.gap_in_points or 0) / scores,
        "seconds": took, "mb": most, "check": time.perf_counter() - began,
    }  # fmt: skip


if __name__ == "__main__":
    _size, _teams, _whole, _seconds = sys.argv[1:]
    print(json.dumps(_one(_size, _teams == "1", _whole == "1", float(_seconds))))
