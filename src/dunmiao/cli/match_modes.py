"""`dunmiao match stable | rings | generate`: two-sided matching, exchanges, seeded instances."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from dunmiao.cli.files import OK, Unreadable, answer
from dunmiao.cli.match_files import load
from dunmiao.engines.matching import rings as exchange
from dunmiao.engines.matching.generate import SHAPES, folder_of, generate
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.stable import StablePlan, solve_stable
from dunmiao.engines.matching.value import plan_value
from dunmiao.engines.matching.write import stable_json
from dunmiao.engines.output import dumps


def stable(words: list[str]) -> int:
    """`match stable FOLDER [--out FILE] [--seed N] [--compare]`."""
    parser = argparse.ArgumentParser("dunmiao match stable", description="Two-sided matching.")
    parser.add_argument("folder")
    parser.add_argument("--out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compare", action="store_true", help="say on stderr what it costs")
    asked = parser.parse_args(words)
    problem = load(asked.folder)
    count = len(problem.person)
    if len(problem.person_rank) != count or len(problem.post_rank) != count:
        raise Unreadable("pairs.csv:1: needs the columns person_rank and post_rank")
    plan = solve_stable(problem, seed=asked.seed)
    plain = stable_json(plan)
    if plain["blocking_pairs"]:  # an unstable plan is never shown as a stable one
        raise RuntimeError(f"the plan is not stable: {plain['blocking_pairs']}")
    if asked.compare:
        _tell_cost(problem, plan)
    return answer(asked.out, dumps(plain))


def _tell_cost(problem: Problem, plan: StablePlan) -> None:
    """What stability costs in points against the optimum of the same problem."""
    rows = [problem.pair_index[pair] for pair in plan.pairs]
    value, best = plan_value(problem, rows)[0], solve(problem, seed=plan.seed)
    against = "" if best.value is None else f" optimum={best.value} cost={best.value - value}"
    sys.stderr.write(f"stable value={value}{against}\n")


def rings(words: list[str]) -> int:
    """`match rings FOLDER [--by wishes|score] [--out FILE]`."""
    parser = argparse.ArgumentParser(
        "dunmiao match rings",
        description="Exchange rings: `previous` says who holds what, person_rank who wants what.",
    )
    parser.add_argument("folder")
    parser.add_argument("--by", choices=("wishes", "score"), default="wishes")
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    problem = load(asked.folder)
    if asked.by == "wishes" and not len(problem.person_rank):
        raise Unreadable("pairs.csv:1: needs the column person_rank")
    if not problem.previous:
        raise Unreadable("problem.json:1: previous: says nobody who holds a post")
    try:
        place_of, wishes = exchange.held_and_wished(problem)
    except ValueError as wrong:
        raise Unreadable(f"problem.json:1: previous: {wrong}") from wrong
    if asked.by == "wishes":
        found = exchange.top_trading_cycles(place_of, wishes)
    else:
        found = exchange.best_rings(place_of, exchange.scores_of(problem))
    return answer(asked.out, dumps(exchange.rings_json(found, asked.by)))


def make(words: list[str]) -> int:
    """`match generate FOLDER --size A|B|C|D|tight [--seed N] [--no-teams]`."""
    parser = argparse.ArgumentParser("dunmiao match generate", description="A seeded instance.")
    parser.add_argument("folder")
    parser.add_argument("--size", choices=sorted(SHAPES), default="A")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-teams", action="store_true")
    asked = parser.parse_args(words)
    folder = Path(asked.folder)
    if folder.exists():
        raise Unreadable(f"{asked.folder}:1: is there already")
    shape = SHAPES[asked.size]
    problem = generate(replace(shape, teams=0) if asked.no_teams else shape, seed=asked.seed)
    folder.mkdir(parents=True)
    for name, content in folder_of(problem).items():
        (folder / name).write_bytes(content)
    sys.stderr.write(f"people={len(problem.people)} pairs={len(problem.person)}\n")
    return OK
