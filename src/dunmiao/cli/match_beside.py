"""`dunmiao match report | replan | others`: a plan beside a list, a former plan, other plans."""

import argparse
from typing import Any

from dunmiao.cli.files import Unreadable, answer, read_bytes, read_json
from dunmiao.cli.match_files import add_hard, load, share
from dunmiao.engines.matching.figures import report_json
from dunmiao.engines.matching.lists import match_list, read_list
from dunmiao.engines.matching.others import alternatives
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.replan import FRONTIER, difference, frontier
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.write import plan_json
from dunmiao.engines.output import dumps


def _rows(problem: Problem, file: str) -> tuple[list[int], list[tuple[int, int]]]:
    """The pair rows of a plan file, and its pairs that are not eligible (any more)."""
    plan = read_json(file, "dunmiao-plan/1")
    return match_list(problem, file, [(1, a["person"], a["post"]) for a in plan["assignments"]])


def report(words: list[str]) -> int:
    """`match report FOLDER PLAN [--manual LIST.csv] [--out FILE]`."""
    parser = argparse.ArgumentParser("dunmiao match report", description="A round by the numbers.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("--manual", help="a CSV of person and post made by other means")
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    problem = load(asked.folder)
    lists = {"plan": _rows(problem, asked.plan)}
    if asked.manual:
        lists["manual"] = read_list(problem, asked.manual, read_bytes(asked.manual))
    return answer(asked.out, dumps(report_json(problem, lists)))


def replan(words: list[str]) -> int:
    """`match replan FOLDER FORMER_PLAN [--bonuses 0,50,200,2000] [--out FILE]`."""
    parser = argparse.ArgumentParser(
        "dunmiao match replan", description="What keeping people of a former plan costs."
    )
    parser.add_argument("folder")
    parser.add_argument("former")
    add_hard(parser)
    parser.add_argument("--bonuses", default=",".join(map(str, FRONTIER)))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    texts = [text.strip() for text in asked.bonuses.split(",")]
    if not all(text.isascii() and text.isdigit() and len(text) <= 9 for text in texts):
        raise Unreadable(f'--bonuses:1: "{asked.bonuses}" is not a list of integers >= 0')
    is_hard = read_json(asked.former, "dunmiao-plan/1").get("hard") is True
    problem = load(asked.folder, hard=asked.hard or is_hard)
    rows, _strangers = _rows(problem, asked.former)
    former = [problem.pairs[row] for row in rows]
    steps = frontier(problem, former, bonuses=[int(text) for text in texts], seed=asked.seed)
    if any(step.plan.value is None for step in steps):
        raise Unreadable(f"{asked.folder}:1: the pins cannot all hold; there is no plan")
    best = steps[0].value
    plain = {
        "format": "dunmiao-frontier/1",
        "former": len(former),
        "steps": [
            {
                "bonus": step.stickiness,
                "status": step.plan.status,
                "kept": step.kept,
                "value": step.value,
                "loss": best - step.value,
                "assignments": plan_json(step.plan)["assignments"],
            }
            for step in steps
        ],
    }
    return answer(asked.out, dumps(plain))


def others(words: list[str]) -> int:
    """`match others FOLDER [--count 3] [--within 0.002] [--seed N] [--out FILE]`."""
    parser = argparse.ArgumentParser(
        "dunmiao match others", description="Other plans nearly as good, and what differs."
    )
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--within", type=share, default=0.002)
    add_hard(parser)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    if not 1 <= asked.count <= 20:
        raise Unreadable("others:1: --count is from 1 to 20")
    problem = load(asked.folder, hard=asked.hard)
    plan = solve(problem, seed=asked.seed)
    if plan.value is None:
        raise Unreadable(f"{asked.folder}:1: the pins cannot all hold; there is no plan")
    found = alternatives(plan, count=asked.count, within=asked.within, seed=asked.seed)
    plain = {
        "format": "dunmiao-others/1",
        "value": plan.value,
        "plans": [_other(plan, other) for other in found],
    }
    return answer(asked.out, dumps(plain))


def _other(plan: Plan, other: Plan) -> dict[str, Any]:
    told = difference(plan, other)
    return {
        "value": other.value,
        "terms": told["terms"],
        "missing": told["missing"],
        "moves": told["moves"],
        "assignments": plan_json(other)["assignments"],
    }
