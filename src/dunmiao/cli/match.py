"""`dunmiao match`: solve, verify or question a folder of plain files; no database."""

import argparse
import sys
from pathlib import Path
from typing import Any

from dunmiao.cli import match_beside, match_modes
from dunmiao.cli.files import BAD, OK, Unreadable, read_json, refusing, write_whole
from dunmiao.cli.match_files import add_hard, add_work, load, mapper_of, positive, share, told
from dunmiao.engines.matching import check, explain
from dunmiao.engines.matching.check_rings import verify_rings
from dunmiao.engines.matching.check_stable import verify_stable
from dunmiao.engines.matching.flow import EngineError
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json, proof_json
from dunmiao.engines.output import dumps

REFUTED = 1


def _match(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match", description="Find the best plan.")
    parser.add_argument("folder")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gap", type=share, default=0.0)
    parser.add_argument("--seconds", type=positive, default=60.0)
    add_hard(parser)
    parser.add_argument("--certificate")
    add_work(parser)
    asked = parser.parse_args(words)
    problem = load(asked.folder, hard=asked.hard)
    with mapper_of(asked) as mapper:
        plan = solve(
            problem,
            seed=asked.seed,
            gap=asked.gap,
            seconds=asked.seconds,
            mapper=mapper,
            **told(asked),
        )
    plain, proof = plan_json(plan), proof_json(plan)
    faults, _ = check.verify(problem, plain, proof)
    if faults:  # a plan that fails its check is never shown
        raise RuntimeError("the plan failed its own check: " + "; ".join(faults))
    if asked.certificate and proof is not None:
        write_whole(asked.certificate, dumps(proof))
    write_whole(asked.out, dumps(plain))
    return OK


def _verify(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match verify", description="Prove a plan again.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("certificate", nargs="?", help="of a plan; other answers need none")
    asked = parser.parse_args(words)
    problem = load(asked.folder)
    plan = read_json(asked.plan, "dunmiao-plan/1", "dunmiao-stable/1", "dunmiao-rings/1")
    faults, notes = list[str](), list[str]()
    try:
        if plan["format"] == "dunmiao-stable/1":
            faults = verify_stable(problem, plan)
        elif plan["format"] == "dunmiao-rings/1":
            faults = verify_rings(problem, plan)
        else:
            faults, notes = check.verify(problem, plan, _proof(plan, asked.certificate))
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise Unreadable(f"{asked.plan}:1: is not a plan or certificate ({wrong!r})") from wrong
    out = sys.stdout.write
    for line in [*faults, *notes]:
        out(line + "\n")
    if faults:
        return REFUTED
    if plan["format"] != "dunmiao-plan/1":
        out("ok\n")
    elif plan["status"] == "infeasible":
        out("ok infeasible\n")
    else:
        out(f"ok value={plan['value']} bound={plan['bound']}\n")
    return OK


def _proof(plan: dict[str, Any], file: str | None) -> dict[str, Any] | None:
    """The certificate; where there is no plan, pins may show that alone."""
    if file is None or (plan.get("status") == "infeasible" and not Path(file).is_file()):
        return None
    return read_json(file, "dunmiao-certificate/1")


def _why_not(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao match why-not", description="Why not this pair.")
    parser.add_argument("folder")
    parser.add_argument("plan")
    parser.add_argument("person")
    parser.add_argument("post")
    add_hard(parser)
    asked = parser.parse_args(words)
    plan = read_json(asked.plan, "dunmiao-plan/1")
    problem = load(asked.folder, hard=asked.hard or plan.get("hard") is True)
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
    standing = explain.Standing.from_json(problem, plan, solved.certificate)
    pair = (problem.people.index(asked.person), problem.posts.index(asked.post))
    sys.stdout.write(dumps(explain.why_not(standing, pair)))
    return OK


def run(words: list[str]) -> int:
    """`match FOLDER --out PLAN`, or one of the verbs below."""
    verbs = {
        "verify": _verify,
        "why-not": _why_not,
        "stable": match_modes.stable,
        "rings": match_modes.rings,
        "report": match_beside.report,
        "replan": match_beside.replan,
        "others": match_beside.others,
        "generate": match_modes.make,
    }
    verb = verbs.get(words[0], None) if words else None
    try:
        return refusing(verb, words[1:]) if verb else refusing(_match, words)
    except EngineError as failed:  # a solver's failure is told with its cause, never as zeros
        sys.stderr.write(f"solver: {failed}\n")
    return BAD
