"""Call the matching engine on frozen files: solve, explain, verify; no database in here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from dunmiao.engines.matching import check
from dunmiao.engines.matching.check_stable import blocking_pairs
from dunmiao.engines.matching.explain import Standing, closest, places_for, why_not
from dunmiao.engines.matching.figures import envious, report_json
from dunmiao.engines.matching.outcome import Status
from dunmiao.engines.matching.problem import Pair, Problem
from dunmiao.engines.matching.read import digest, problem_from
from dunmiao.engines.matching.replan import frontier
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.stable import lot_of, solve_stable_within
from dunmiao.engines.matching.value import plan_value
from dunmiao.engines.matching.write import certificate_from, certificate_json, plan_json

RIVALS = 3
MOST_EXPLAINED_PAIRS = 1_000  # of a problem with team requirements
MOST_ENVY = 200
Progress = Callable[[str, int | None, int | None], None]


def encode(files: Mapping[str, str]) -> dict[str, bytes]:
    """Files as bytes, as the engine reads them."""
    return {name: text.encode() for name, text in files.items()}


def inputs_sha256(files: Mapping[str, str]) -> str:
    """The digest that stands in the certificate."""
    return digest(encode(files))


def solve_files(
    files: Mapping[str, str],
    *,
    seed: int,
    seconds: float,
    progress: Progress,
    mode: str = "OPTIMAL",
) -> dict[str, Any]:
    """Solve and explain: plan, certificate, rivals of each filled post. Checked before return.

    In mode STABLE the plan is what both sides chose, beside the proven optimum as its bound, and
    `stable` says what that costs.
    """
    problem = problem_from(encode(files))
    plan = solve(problem, seed=seed, seconds=seconds, on_progress=progress)
    if plan.value is None:
        return {"plan": plan_json(plan), "certificate": {}, "rivals": {}}
    told: dict[str, Any] = {}
    if mode == "STABLE":
        progress("stable", plan.value, plan.bound)
        plan, told = _both_choose(plan, seed=seed)
    plain = plan_json(plan) | told
    assert plan.certificate is not None
    proof = certificate_json(problem, plan.certificate)
    faults, _ = check.verify(problem, plain, proof)
    if faults:
        raise RuntimeError("the plan failed its own check: " + "; ".join(faults))
    progress("explain", plan.value, plan.bound)
    return {"plan": plain, "certificate": proof, "rivals": _rivals(problem, Standing.of(plan))}


def _both_choose(best: Plan, *, seed: int) -> tuple[Plan, dict[str, Any]]:
    """The stable plan of the same problem under the optimum's bound, and `stable`: its blocking
    pairs (none), those of the optimum, the points it costs, who was taken out for a cap."""
    problem = best.problem
    stable, out = solve_stable_within(problem, seed=seed)
    rows = tuple(sorted(problem.pair_index[pair] for pair in stable.pairs))
    value, shortfalls = plan_value(problem, rows)
    left = replace(problem, forbidden=problem.forbidden | set(out))
    plan = replace(
        best, rows=rows, value=value, shortfalls=tuple(shortfalls), findings=stable.findings,
        status=Status.OPTIMAL if value == best.bound else Status.FEASIBLE,
    )  # fmt: skip

    def lot(person: int, post: int) -> int:
        return lot_of(problem, seed, person, post)

    counts = [
        len(
            blocking_pairs(
                left, {p: at for p, at in one.post_of.items() if (p, at) not in out}, lot
            )
        )
        for one in (plan, best)
    ]
    if counts[0]:  # an unstable plan is never shown as a stable one
        raise RuntimeError("the plan of both sides is not stable")
    people = sorted({problem.people[person] for person, _post in out})
    told = {"cost": (best.value or 0) - value, "blocking_in_optimum": counts[1], "left_out": people}
    return plan, {"stable": told}


def frontier_of(
    files: Mapping[str, str], former: Sequence[tuple[str, str]], *, bonuses: Sequence[int]
) -> dict[str, Any]:
    """What keeping people of a former plan costs, bonus by bonus, on the frozen inputs."""
    problem = problem_from(encode(files))
    pairs = _pairs(problem, former)
    steps = frontier(problem, pairs, bonuses=bonuses)
    best = steps[0].value
    return {
        "former": len(former),
        "steps": [
            {"bonus": s.stickiness, "kept": s.kept, "loss": best - s.value, "status": s.plan.status}
            for s in steps
        ],
    }


def _pairs(problem: Problem, listed: Sequence[tuple[str, str]]) -> list[Pair]:
    """The listed ids as pairs of the problem, those that are eligible."""
    people = {name: place for place, name in enumerate(problem.people)}
    posts = {name: place for place, name in enumerate(problem.posts)}
    pairs = ((people.get(one, -1), posts.get(other, -1)) for one, other in listed)
    return [pair for pair in pairs if pair in problem.pair_index]


def figures_of_lists(
    files: Mapping[str, str], lists: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, Any]:
    """A round by the numbers (`dunmiao-report/1`): each list on the same frozen inputs. `rules`
    says what a list breaks, pair by pair the listed ids that are not eligible."""
    problem = problem_from(encode(files))
    rows: dict[str, tuple[list[int], list[Pair]]] = {
        name: ([problem.pair_index[pair] for pair in _pairs(problem, listed)], [])
        for name, listed in lists.items()
    }
    told = report_json(problem, rows)
    for name, listed in lists.items():
        kept = {problem.name(problem.pairs[row]) for row in rows[name][0]}
        told["lists"][name]["broken"] = len(told["lists"][name]["broken"])
        told["lists"][name]["not_eligible"] = [
            list(pair) for pair in listed if f"{pair[0]}→{pair[1]}" not in kept
        ]
        told["lists"][name]["envy_pairs"] = [
            [problem.people[person], problem.posts[post]]
            for person, post in envious(problem, rows[name][0])[:MOST_ENVY]
        ]
    return told


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


def solve_in_child(
    pipe: Connection, files: Mapping[str, str], seed: int, seconds: float, mode: str
) -> None:
    """In a spawned process: solve, telling each phase through the pipe, then the answer."""

    def tell(phase: str, value: int | None, bound: int | None) -> None:
        pipe.send(("progress", (phase, {"value": value, "bound": bound})))

    try:
        pipe.send(
            ("done", solve_files(files, seed=seed, seconds=seconds, progress=tell, mode=mode))
        )
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
