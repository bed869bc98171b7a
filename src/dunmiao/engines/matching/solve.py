"""Find the best plan, prove how good it is, and say what keeps it from being better."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching import exact, flow
from dunmiao.engines.matching.bound import Certificate, TeamProof, bound_of
from dunmiao.engines.matching.constraints import must_fill, sides_of, teams
from dunmiao.engines.matching.constraints.pins import Free, pin_conflicts, place_pins
from dunmiao.engines.matching.dist import Mapper, SerialMapper
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.prices import Prices
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.prove import prove, without_halves
from dunmiao.engines.matching.shortage import shortages
from dunmiao.engines.matching.teams import solve_teams
from dunmiao.engines.matching.value import plan_value

# Up to so many pairs the full model with teams is solved and proven by branching.
EXACT_PAIRS = 20_000
Progress = Callable[[str, int | None, int | None], None]


@dataclass(frozen=True)
class Plan:
    """The answer. `rows` are pair rows of the problem; `bound` is proven by `certificate`."""

    problem: Problem
    status: str
    rows: tuple[int, ...]
    value: int | None
    bound: int | None
    shortfalls: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    certificate: Certificate | None
    seconds: float
    seed: int
    # How it was solved: flow (no teams), teams, or exact; empty where nothing was solved.
    tier: str = ""

    @property
    def gap_in_points(self) -> int | None:
        """bound - value."""
        if self.value is None or self.bound is None:
            return None
        return self.bound - self.value

    @property
    def gap(self) -> float | None:
        """The gap relative to max(1, |value|)."""
        points = self.gap_in_points
        return None if points is None else points / max(1, abs(self.value or 0))

    @property
    def post_of(self) -> dict[int, int]:
        """Person → post."""
        return {int(self.problem.person[r]): int(self.problem.post[r]) for r in self.rows}


def _silent(phase: str, value: int | None, bound: int | None) -> None:
    """No progress is shown."""


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    gap: float = 0.0,
    seconds: float = 60.0,
    hard: bool = False,
    progress: Progress = _silent,
    clock: Callable[[], float] = time.monotonic,
    mapper: Mapper | None = None,
    prices: Prices | None = None,
) -> Plan:
    """Best plan with its proven bound.

    `gap` stops once proven within that share; `seconds` is a safety stop, and a finding when
    it cuts the work short; `hard` makes team requirements and tier-1 seats hard. `progress`
    is told (phase, value, bound) and may raise to cancel. `mapper` does the teams' choices, here
    where it is None; the plan is the same whoever does them. `prices` of a problem that differs
    little make a large flow begin with the pairs that lose little at them.
    """
    began = clock()
    progress("checking", None, None)
    if conflicts := pin_conflicts(problem):
        return Plan(problem, "infeasible", (), None, None, (), tuple(conflicts), None, 0.0, seed)
    free = place_pins(problem)
    notes = _notes(problem)
    progress("flow", None, None)
    rows, prices = flow.solve_flow(problem, free, seed=seed, start=prices)
    proofs = tuple(TeamProof() for _ in problem.teams)
    tier = tier_of(problem, free, hard=hard)
    certificate = None
    if tier == "teams":
        progress("teams", *_so_far(problem, free, rows, None))
        better = solve_teams(
            problem, free, rows, prices, seed=seed, gap=gap,
            left=lambda: seconds - (clock() - began), mapper=mapper or SerialMapper(),
        )  # fmt: skip
        rows, certificate = better.rows, better.certificate
    elif tier == "exact":
        progress("teams", *_so_far(problem, free, rows, None))
        whole = None if hard else without_halves(problem, free, seconds=seconds)
        if whole is not None:
            rows, certificate = whole
        else:
            model = exact.build(problem, free, hard=hard)
            left = seconds - (clock() - began)
            start = None if hard or sides_of(problem) else rows
            found = exact.solve_rows(free.rows, model, seconds=left, start=start)
            if found is None:
                conflict = _requirements_conflict(problem, free, hard=hard)
                return Plan(problem, "infeasible", (), None, None, (), (conflict,), None, 0.0, seed)
            rows = found
    notes += shortages(problem, free, rows)
    placed = tuple(sorted((*rows, *free.pinned_rows)))
    value, shortfalls = plan_value(problem, placed)
    if tier == "exact" and certificate is None:
        progress("proof", value, None)
        target = value + int(gap * max(1, abs(value)))
        certificate = prove(problem, target=target, until=began + seconds, clock=clock)
    elif certificate is None:
        certificate = Certificate(prices, proofs, bound_of(problem, prices, proofs))
    bound = certificate.bound
    if clock() - began > seconds and bound > value:
        notes.append(finding("stopped-by-time", gap=bound - value))
    progress("done", value, bound)
    return Plan(
        problem=problem,
        status="optimal" if bound == value else "feasible",
        rows=placed,
        value=value,
        bound=bound,
        shortfalls=tuple(shortfalls),
        findings=tuple(notes),
        certificate=certificate,
        seconds=clock() - began,
        seed=seed,
        tier=tier,
    )


def tier_of(problem: Problem, free: Free, *, hard: bool) -> str:
    """`flow` where the caps are all there is; `exact` for small problems with teams or sides, for
    hard requirements, and where pins leave a side broken that only others can mend; `teams` for
    large ones."""
    is_flow = not sides_of(problem) and not any(team.requirements for team in problem.teams)
    if hard or (free.side_left < 0).any() or (not is_flow and len(free.rows) <= EXACT_PAIRS):
        return "exact"
    return "flow" if is_flow else "teams"


def _so_far(
    problem: Problem, free: Free, rows: list[int], bound: int | None
) -> tuple[int, int | None]:
    return plan_value(problem, [*rows, *free.pinned_rows])[0], bound


def _notes(problem: Problem) -> list[dict[str, Any]]:
    notes = []
    for pair in sorted(pair for pair in problem.previous if pair not in problem.pair_index):
        person, post = problem.people[pair[0]], problem.posts[pair[1]]
        notes.append(finding("previous-pair-gone", person=person, post=post))
    for team in problem.teams:
        if not team.requirements:
            notes.append(finding("team-without-requirements", team=team.id))
    return notes


def _requirements_conflict(problem: Problem, free: Free, *, hard: bool) -> dict[str, Any]:
    """A smallest set of hard requirements and sides that cannot all hold, by deletion."""
    whole = exact.build(problem, free, hard=hard)
    kinds = ("side", *((teams.KIND, must_fill.KIND) if hard else ()))
    kept = [row for row in whole.rows if row[4][0] in kinds]
    rest = [row for row in whole.rows if row[4][0] not in kinds]
    for row in list(kept):
        fewer = [other for other in kept if other is not row]
        model = exact.Model(np.zeros_like(whole.cost), whole.upper, whole.integer, rest + fewer)
        if exact.solve_rows(free.rows, model, seconds=10.0) is None:
            kept = fewer
    names = [_named(problem, key) for *_, key in kept]
    return finding("requirements-conflict", items="、".join(names), names=names)


def _named(problem: Problem, key: tuple[str, Any]) -> str:
    if key[0] == "side":
        return str(sides_of(problem)[key[1]].words)
    if key[0] == must_fill.KIND:
        return must_fill.words(problem, key[1])
    return teams.words(problem, *key[1])
