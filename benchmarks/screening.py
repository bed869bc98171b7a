"""A nation screened: counts, lists and the join with solving, beside a plain loop and beside NumPy
columns over the same people and rules; the pair rate beside the machine's memory stream."""

import resource
import time
from dataclasses import replace
from typing import Any

import numpy as np

from dunmiao.engines.matching import check, check_nation
from dunmiao.engines.matching.dist import ProcessMapper
from dunmiao.engines.matching.generate_nation import Nation, NationShape, generate_nation
from dunmiao.engines.matching.nation import list_all, solve_nation
from dunmiao.engines.matching.write import certificate_json, plan_json

PEOPLE, POSTS = 1_000_000, 50_000
NATION = NationShape(people=PEOPLE, posts=25_000, units=60_000, hosts=9_000)
WORKERS = 2


def stream() -> float:
    """Bytes a second of adding one array into another (three passes over memory)."""
    one, other = np.ones(8_000_000), np.ones(8_000_000)
    best = min(_timed(lambda: np.add(one, other, out=one)) for _ in range(5))
    return 3 * one.nbytes / best


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def by_loop(made: Nation, posts: int, people: int) -> tuple[int, float]:
    """Counts by a plain Python loop with early exit; (how many fit, seconds)."""
    columns = {name: column[:people].tolist() for name, column in made.columns.items()}
    began, fits = time.perf_counter(), 0
    for wanted in made.wanted[:posts]:
        rules = [(columns[c.attribute], c.holds) for c in wanted.rules]
        for person in range(people):
            fits += all(holds(column[person]) for column, holds in rules)
    return fits, time.perf_counter() - began


def by_numpy(made: Nation, posts: int) -> tuple[int, float]:
    """Counts by masks over whole columns."""
    began = time.perf_counter()
    fits = sum(
        int(np.count_nonzero(check_nation.all_hold(made.columns, wanted.rules)))
        for wanted in made.wanted[:posts]
    )
    return fits, time.perf_counter() - began


def _counts(made: Nation) -> None:
    screen = made.screen()
    began = time.perf_counter()
    counts = screen.counts(made.wanted)
    took = time.perf_counter() - began
    pairs = PEOPLE * POSTS
    print(f"counts of {PEOPLE:,} people × {POSTS:,} posts: {took:.2f} s with the bitmaps made, {pairs / took:.2e} pairs a second")  # fmt: skip
    fits, slow = by_loop(made, 20, 20_000)
    rate = 20 * 20_000 / slow
    print(f"   plain Python: {rate:.2e} pairs a second, ratio {pairs / took / rate:,.0f}×")
    fits, masks = by_numpy(made, 50)
    assert fits == int(counts[:50].sum())
    rate = PEOPLE * 50 / masks
    print(f"   NumPy masks: {rate:.2e} pairs a second, ratio {pairs / took / rate:.0f}×; the same counts")  # fmt: skip
    print(f"   a bit a pair and rule: {pairs / took * 6 / 8 / 1e9:.1f} GB a second of bitmaps that were ANDed or shared; memory stream here {stream() / 1e9:.1f} GB a second")  # fmt: skip


def _lists(made: Nation) -> None:
    wanted = [(post, replace(row, most=200)) for post, row in enumerate(made.wanted)]
    with ProcessMapper(WORKERS) as mapper:
        began = time.perf_counter()
        count = sum(len(row.people) for _post, row in list_all(made.screen(), wanted, mapper))
        took = time.perf_counter() - began
    print(f"exact top-200 of {POSTS:,} posts among {PEOPLE:,}: {took:.1f} s on {WORKERS} processes, {count:,} pairs, {PEOPLE * POSTS / took:.2e} pairs a second")  # fmt: skip


def _joined(teams: int) -> None:
    made = generate_nation(replace(NATION, teams=teams), seed=1)
    phases: list[tuple[str, float]] = []
    with ProcessMapper(WORKERS) as mapper:
        began = time.perf_counter()
        plan = solve_nation(
            made.screen(), made.wanted, made.frame, gap=0.001 if teams else 0.0, mapper=mapper,
            told=lambda phase, _n: phases.append((phase, time.perf_counter() - began)),
        )  # fmt: skip
        took = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert plan.certificate is not None
    proof = certificate_json(plan.problem, plan.certificate)
    assert check.verify(plan.problem, plan_json(plan), proof)[0] == []
    posts = range(0, NATION.posts, 100)
    faults = check_nation.check_posts(made.columns, made.base, made.wanted, plan.problem, proof, posts)  # fmt: skip
    assert faults == [], faults[:3]
    solving = next(at for phase, at in phases if phase == "solving")
    rounds = sum(phase == "solving" for phase, _at in phases)
    what = f"{teams:,} teams" if teams else "no teams"
    print(
        f"one run, {PEOPLE:,} people × {NATION.posts:,} posts, {what}: {plan.status}, gap "
        f"{plan.gap:.4%} over all eligible pairs, {len(plan.problem.person):,} of them listed, "
        f"screened in {solving:.1f} s, {took:.1f} s in all, {rounds} round(s), {most:,} MB; both "
        f"checkers agree (lists of {len(posts)} posts looked at over everybody)"
    )


def run() -> None:
    """One line a figure."""
    made = generate_nation(replace(NATION, posts=POSTS), seed=1)
    _counts(made)
    _lists(made)
    del made
    for teams in (0, 1_000):
        _joined(teams)
