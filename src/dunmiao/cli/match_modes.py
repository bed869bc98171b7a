"""`dunmiao match stable | rings | generate`: two-sided matching, exchanges, seeded instances."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from dunmiao.cli.files import OK, Unreadable, answer
from dunmiao.cli.match_files import load
from dunmiao.engines.matching import rings as exchange
from dunmiao.engines.matching.check_stable import blocking_pairs
from dunmiao.engines.matching.generate import SHAPES, folder_of, generate
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.stable import StablePlan, lot_of, solve_stable
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
    told = any(one["code"] == "claims-left" for one in plain["findings"])
    if plain["blocking_pairs"] and not told:  # an unstable plan is never shown as a stable one
        raise RuntimeError(f"the plan is not stable: {plain['blocking_pairs']}")
    if asked.compare:
        _tell_cost(problem, plan)
    return answer(asked.out, dumps(plain))


def _tell_cost(problem: Problem, plan: StablePlan) -> None:
    """What stability costs in points against the optimum of the same problem, and how many pairs
    could complain of either with reason."""
    rows = [problem.pair_index[pair] for pair in plan.pairs]
    value, best = plan_value(problem, rows)[0], solve(problem, seed=plan.seed)
    sys.stderr.write(f"stable value={value} envy={_envy(problem, rows, plan.seed)}\n")
    if best.value is not None:
        envy, cost = _envy(problem, list(best.rows), plan.seed), best.value - value
        sys.stderr.write(f"optimum value={best.value} envy={envy} cost of stability={cost}\n")


def _envy(problem: Problem, rows: list[int], seed: int) -> int:
    """Pairs that block a list of placements if both sides go by their ranks."""
    placed = {int(problem.person[row]): int(problem.post[row]) for row in rows}

    def lot(person: int, post: int) -> int:
        return lot_of(problem, seed, person, post)

    return len(blocking_pairs(problem, placed, lot))


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
