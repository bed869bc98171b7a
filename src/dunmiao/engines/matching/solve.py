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


@dataclass(frozen=True)
class _Asked:
    """What a run was asked for, and its clock."""

    seed: int
    gap: float
    seconds: float
    hard: bool
    progress: Progress
    clock: Callable[[], float]
    mapper: Mapper
    began: float

    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - (self.clock() - self.began)

    def enough(self, value: int) -> int:
        """Up to this bound nothing more need be proven."""
        return value + int(self.gap * max(1, abs(value)))


class _NoPlan(Exception):
    """Hard requirements or sides that cannot all hold; `finding` names a smallest set."""

    def __init__(self, found: dict[str, Any]) -> None:
        """Keep the reason."""
        super().__init__(found["message"])
        self.finding = found


Answer = tuple[list[int], Certificate]


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
    asked = _Asked(seed, gap, seconds, hard, progress, clock, mapper or SerialMapper(), clock())
    progress("checking", None, None)
    if conflicts := pin_conflicts(problem):
        return _no_plan(problem, conflicts, seed)
    free = place_pins(problem)
    progress("flow", None, None)
    rows, prices = flow.solve_flow(problem, free, seed=seed, start=prices)
    tier = tier_of(problem, free, hard=hard)
    ways = {"flow": _by_flow, "teams": _by_teams, "exact": _exactly}
    try:
        rows, certificate = ways[tier](problem, free, rows, prices, asked)
    except _NoPlan as none:
        return _no_plan(problem, [none.finding], seed)
    return _plan(problem, free, rows, certificate, asked, tier)


def _no_plan(problem: Problem, found: list[dict[str, Any]], seed: int) -> Plan:
    return Plan(problem, "infeasible", (), None, None, (), tuple(found), None, 0.0, seed)


def _by_flow(
    problem: Problem, free: Free, rows: list[int], prices: Prices, asked: _Asked
) -> Answer:
    """The flow's own prices prove it."""
    proofs = tuple(TeamProof() for _ in problem.teams)
    return rows, Certificate(prices, proofs, bound_of(problem, prices, proofs))


def _by_teams(
    problem: Problem, free: Free, rows: list[int], prices: Prices, asked: _Asked
) -> Answer:
    """Team by team at the flow's prices."""
    asked.progress("teams", *_so_far(problem, free, rows))
    found = solve_teams(
        problem, free, rows, prices, seed=asked.seed, gap=asked.gap, left=asked.left,
        mapper=asked.mapper,
    )  # fmt: skip
    return found.rows, found.certificate


def _exactly(
    problem: Problem, free: Free, rows: list[int], prices: Prices, asked: _Asked
) -> Answer:
    """By the full model: the relaxation alone where it places no half person, else by branching."""
    asked.progress("teams", *_so_far(problem, free, rows))
    if not asked.hard:
        whole = without_halves(problem, free, seconds=asked.seconds)
        if whole is not None:
            return whole
    model = exact.build(problem, free, hard=asked.hard)
    start = None if asked.hard or sides_of(problem) else rows
    found = exact.solve_rows(free.rows, model, seconds=asked.left(), start=start)
    if found is None:
        raise _NoPlan(_requirements_conflict(problem, free, hard=asked.hard))
    value, _ = _so_far(problem, free, found)
    asked.progress("proof", value, None)
    until = asked.began + asked.seconds
    return found, prove(problem, target=asked.enough(value), until=until, clock=asked.clock)


def _plan(
    problem: Problem,
    free: Free,
    rows: list[int],
    certificate: Certificate,
    asked: _Asked,
    tier: str,
) -> Plan:
    """The answer with all there is to say about it."""
    notes = _notes(problem) + shortages(problem, free, rows)
    placed = tuple(sorted((*rows, *free.pinned_rows)))
    value, shortfalls = plan_value(problem, placed)
    bound = certificate.bound
    if asked.left() < 0 and bound > value:
        notes.append(finding("stopped-by-time", gap=bound - value))
    asked.progress("done", value, bound)
    return Plan(
        problem=problem,
        status="optimal" if bound == value else "feasible",
        rows=placed,
        value=value,
        bound=bound,
        shortfalls=tuple(shortfalls),
        findings=tuple(notes),
        certificate=certificate,
        seconds=asked.clock() - asked.began,
        seed=asked.seed,
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


def _so_far(problem: Problem, free: Free, rows: list[int]) -> tuple[int, None]:
    return plan_value(problem, [*rows, *free.pinned_rows])[0], None


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
