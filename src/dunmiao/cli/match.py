"""`dunmiao match`: solve, verify or question a folder of plain files; no database."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from dunmiao.cli.files import (
    BAD,
    OK,
    Unreadable,
    answer,
    read_bytes,
    read_json,
    refusing,
    write_whole,
)
from dunmiao.engines.matching import check, explain
from dunmiao.engines.matching.figures import report_json
from dunmiao.engines.matching.flow import EngineError
from dunmiao.engines.matching.generate import SHAPES, folder_of, generate
from dunmiao.engines.matching.lists import read_list
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import FILES, problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.stable import StablePlan, solve_stable
from dunmiao.engines.matching.value import plan_value
from dunmiao.engines.matching.write import (
    certificate_from,
    certificate_json,
    plan_json,
    stable_json,
)
from dunmiao.engines.output import dumps

REFUTED = 1


def _load(folder: str) -> Problem:
    path = Path(folder)
    if not path.is_dir():
        raise Unreadable(f"{folder}:1: is not a folder")
    files = {name: (path / name).read_bytes() for name in FILES if (path / name).is_file()}
    return problem_from(files)


def _progress(phase: str, value: int | None, bound: int | None) -> None:
    known = "" if value is None else f" value={value}"
    sys.stderr.write(f"{phase}{known}\n")


def _match(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match", description="Find the best plan.")
    parser.add_argument("folder")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--certificate")
    parser.add_argument("--progress", action="store_true", help="say the phases on stderr")
    asked = parser.parse_args(words)
    problem = _load(asked.folder)
    options: dict[str, Any] = {"progress": _progress} if asked.progress else {}
    plan = solve(
        problem,
        seed=asked.seed,
        gap=asked.gap,
        seconds=asked.seconds,
        hard=asked.hard,
        **options,
    )
    plain = plan_json(plan)
    if plan.certificate is not None:
        proof = certificate_json(problem, plan.certificate)
        faults, _ = check.verify(problem, plain, proof)
        if faults:  # a plan that fails its check is never shown
            raise RuntimeError("the plan failed its own check: " + "; ".join(faults))
        if asked.certificate:
            write_whole(asked.certificate, dumps(proof))
    write_whole(asked.out, dumps(plain))
    return OK


def _verify(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match verify", description="Prove a plan again.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("certificate")
    asked = parser.parse_args(words)
    problem = _load(asked.folder)
    plan = read_json(asked.plan, "dunmiao-plan/1")
    proof = None
    if plan.get("status") != "infeasible":
        proof = read_json(asked.certificate, "dunmiao-certificate/1")
    try:
        faults, notes = check.verify(problem, plan, proof)
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise Unreadable(f"{asked.plan}:1: is not a plan or certificate ({wrong!r})") from wrong
    out = sys.stdout.write
    for line in [*faults, *notes]:
        out(line + "\n")
    if faults:
        return REFUTED
    if plan["status"] == "infeasible":
        out("ok infeasible\n")
    else:
        out(f"ok value={plan['value']} bound={plan['bound']}\n")
    return OK


def _why_not(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match why-not", description="Why not this pair.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("person")
    parser.add_argument("post")
    asked = parser.parse_args(words)
    problem = _load(asked.folder)
    plan = read_json(asked.plan, "dunmiao-plan/1")
    for name, ids, what in (
        (asked.person, problem.people, "person"),
        (asked.post, problem.posts, "post"),
    ):
        if name not in ids:
            raise Unreadable(f'{asked.folder}:1: unknown {what} "{name}"')
    if plan.get("value") is None:
        raise Unreadable(f"{asked.plan}:1: the plan is infeasible; there is nothing to compare")
    # The plan file carries no prices: they are found again from the same problem.
    solved = solve(problem, seed=int(plan.get("seed", 0)))
    if solved.certificate is None:
        raise Unreadable(f"{asked.plan}:1: the problem is infeasible")
    proof = certificate_from(problem, certificate_json(problem, solved.certificate))
    standing = explain.Standing.from_json(problem, plan, proof)
    pair = (problem.people.index(asked.person), problem.posts.index(asked.post))
    sys.stdout.write(dumps(explain.why_not(standing, pair)))
    return OK


def _stable(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match stable", description="Two-sided matching.")
    parser.add_argument("folder")
    parser.add_argument("--out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compare", action="store_true", help="say on stderr what it costs")
    asked = parser.parse_args(words)
    problem = _load(asked.folder)
    if len(problem.person_rank) != len(problem.person) or len(problem.post_rank) != len(
        problem.person
    ):
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
    placed = "" if best.value is None else f" optimum={best.value} cost={best.value - value}"
    sys.stderr.write(f"stable value={value}{placed}\n")


def _report(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match report", description="A round by the numbers.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("--manual", help="a CSV of person and post made by other means")
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    problem = _load(asked.folder)
    plan = read_json(asked.plan, "dunmiao-plan/1")
    placed = [(one["person"], one["post"]) for one in plan.get("assignments", [])]
    text = "person,post\n" + "".join(f'"{person}","{post}"\n' for person, post in placed)
    lists = {"plan": read_list(problem, asked.plan, text.encode())}
    if asked.manual:
        lists["manual"] = read_list(problem, asked.manual, read_bytes(asked.manual))
    return answer(asked.out, dumps(report_json(problem, lists)))


def _generate(words: list[str]) -> int:
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


def run(words: list[str]) -> int:
    """`match FOLDER --out PLAN`, `match verify …`, `match why-not …`, `match stable …`,
    `match report …`, `match generate …`."""
    verbs = {"verify": _verify, "why-not": _why_not, "stable": _stable, "generate": _generate}
    verbs |= {"report": _report}
    verb = verbs.get(words[0], None) if words else None
    try:
        return refusing(verb, words[1:]) if verb else refusing(_match, words)
    except EngineError as failed:  # a solver's failure is told with its cause, never as zeros
        sys.stderr.write(f"solver: {failed}\n")
    return BAD
