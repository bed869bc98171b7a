"""Call the matching engine on frozen files: solve, explain, verify; no database in here."""

from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from dunmiao.engines.matching import check
from dunmiao.engines.matching.explain import Standing, closest, places_for, why_not
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import digest, problem_from
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_from, certificate_json, plan_json

RIVALS = 3
MOST_EXPLAINED_PAIRS = 1_000  # of a problem with team requirements
Progress = Callable[[str, int | None, int | None], None]


def encode(files: Mapping[str, str]) -> dict[str, bytes]:
    """Files as bytes, as the engine reads them."""
    return {name: text.encode() for name, text in files.items()}


def inputs_sha256(files: Mapping[str, str]) -> str:
    """The digest that stands in the certificate."""
    return digest(encode(files))


def solve_files(
    files: Mapping[str, str], *, seed: int, seconds: float, progress: Progress
) -> dict[str, Any]:
    """Solve and explain: plan, certificate, rivals of each filled post. Checked before return."""
    problem = problem_from(encode(files))
    plan = solve(problem, seed=seed, seconds=seconds, progress=progress)
    plain = plan_json(plan)
    if plan.certificate is None:
        return {"plan": plain, "certificate": {}, "rivals": {}}
    proof = certificate_json(problem, plan.certificate)
    faults, _ = check.verify(problem, plain, proof)
    if faults:
        raise RuntimeError("the plan failed its own check: " + "; ".join(faults))
    progress("explain", plan.value, plan.bound)
    return {"plan": plain, "certificate": proof, "rivals": _rivals(problem, Standing.of(plan))}


def _rivals(problem: Problem, standing: Standing) -> dict[str, Any]:
    """The closest rivals of each filled post; with teams each is a solve of its own, so in a
    large problem they are left to be asked for one by one (why-not)."""
    has_teams = any(team.requirements for team in problem.teams)
    if has_teams and len(problem.pairs) > MOST_EXPLAINED_PAIRS:
        return {}
    return {
        problem.posts[post]: closest(standing, post, count=RIVALS)
        for post in sorted(set(standing.post_of.values()))
    }


def solve_in_child(pipe: Connection, files: Mapping[str, str], seed: int, seconds: float) -> None:
    """In a spawned process: solve, telling each phase through the pipe, then the answer."""

    def tell(phase: str, value: int | None, bound: int | None) -> None:
        pipe.send(("progress", (phase, value, bound)))

    try:
        pipe.send(("done", solve_files(files, seed=seed, seconds=seconds, progress=tell)))
    except Exception as wrong:  # the parent makes it a message; nothing may end in silence
        pipe.send(("failed", f"{type(wrong).__name__}: {wrong}"))
    finally:
        pipe.close()


def standing_of(
    files: Mapping[str, str], plan: dict[str, Any], certificate: dict[str, Any]
) -> tuple[Problem, Standing]:
    """The stored plan as the explanations see it."""
    problem = problem_from(encode(files))
    return problem, Standing.from_json(problem, plan, certificate_from(problem, certificate))


def explain_pair(
    files: Mapping[str, str],
    plan: dict[str, Any],
    certificate: dict[str, Any],
    *,
    person: str,
    post: str,
) -> dict[str, Any]:
    """Why not this person on this post, on the same frozen inputs."""
    problem, standing = standing_of(files, plan, certificate)
    if person not in problem.people or post not in problem.posts:
        return {"verdict": "not-eligible", "loss": None, "moves": None, "message": ""}
    return why_not(standing, (problem.people.index(person), problem.posts.index(post)))


def places_of(
    files: Mapping[str, str],
    plan: dict[str, Any],
    certificate: dict[str, Any],
    *,
    person: str,
    count: int = 10,
) -> list[dict[str, Any]]:
    """Where else a person could go, each with its exact loss and who would move."""
    problem, standing = standing_of(files, plan, certificate)
    if person not in problem.people:
        return []
    return places_for(standing, problem.people.index(person), count=count)
