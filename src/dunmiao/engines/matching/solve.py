"""Find the best plan, prove how good it is, and say what keeps it from being better."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dunmiao.engines.matching import exact, flow
from dunmiao.engines.matching.bound import Certificate, TeamProof, bound_of
from dunmiao.engines.matching.conflict import Conflict, conflict_of
from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.constraints.pins import Free, pin_conflicts, place_pins
from dunmiao.engines.matching.dist import Mapper, SerialMapper
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.outcome import Ended, Status
from dunmiao.engines.matching.prices import Prices
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.prove import prove, without_halves
from dunmiao.engines.matching.shortage import shortages
from dunmiao.engines.matching.teams import solve_teams, with_free_seats
from dunmiao.engines.matching.value import lacks_anything, plan_value

# Up to so many pairs the full model with teams is solved and proven by branching; where teams chosen
# by themselves leave a gap, also up to more.
EXACT_PAIRS, FULL_PAIRS = 3_000, 20_000
Progress = Callable[[str, int | None, int | None], None]


@dataclass(frozen=True)
class Plan:
    """The answer. `rows` are pair rows of the problem; `bound` is proven by `certificate`, or
    where there is no plan that there is none (of the `part` of the problem that conflicts)."""

    problem: Problem
    """What was solved; `rows` count its pairs."""
    status: Status
    """What is known of the plan."""
    rows: tuple[int, ...]
    """The pairs placed, ascending, pins among them; empty where there is no plan."""
    value: int | None
    """Points: placed pairs, less what is missing and what balance costs. None: no plan."""
    bound: int | None
    """No plan is worth more; proven by `certificate`. None: no plan."""
    shortfalls: tuple[dict[str, Any], ...]
    """What teams lack: `team`, `requirement`, `missing`."""
    findings: tuple[dict[str, Any], ...]
    """What there is to say: `code`, `message`, `facts`."""
    certificate: Certificate | None
    """Prices that prove the bound, or that there is no plan. None where pins alone show that."""
    seconds: float
    """How long it took; no part of any proof."""
    seed: int
    """What settled ties."""
    tier: str = ""
    """How it was solved: `flow`, `teams` or `exact`; empty where nothing was solved."""
    ended: Ended = Ended.PROVEN
    """Why the search ended."""
    part: Problem | None = None
    """Where there is no plan: the part of the problem that conflicts, which the certificate is of."""

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
    """What is hard cannot all hold."""


Answer = tuple[list[int], Certificate]


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    gap: float = 0.0,
    seconds: float = 60.0,
    on_progress: Progress = _silent,
    clock: Callable[[], float] = time.monotonic,
    mapper: Mapper | None = None,
    prices: Prices | None = None,
) -> Plan:
    """Best plan with its proven bound.

    `gap` stops once proven within that share; `seconds` is a safety stop, and a finding when
    it cuts the work short. `on_progress` is told (phase, value, bound) and may raise to cancel.
    `mapper` does the teams' choices, here where it is None; the plan is the same whoever does
    them. `prices` of a problem that differs little make a large flow begin with the pairs that
    lose little at them. Hard composition: solve `must_fill.harden(problem)`. EngineError where a
    solver fails, and where a conflict was not proven in time.
    """
    asked = _Asked(seed, gap, seconds, on_progress, clock, mapper or SerialMapper(), clock())
    on_progress("checking", None, None)
    if conflicts := pin_conflicts(problem):
        return _no_plan(problem, conflicts, asked)
    free = place_pins(problem)
    on_progress("flow", None, None)
    rows, prices = flow.solve_flow(problem, free, seed=seed, start=prices)
    tier = tier_of(problem, free)
    ways = {"flow": _by_flow, "teams": _by_teams, "exact": _exactly}
    try:
        rows, certificate = ways[tier](problem, free, rows, prices, asked)
    except _NoPlan:
        until = asked.began + asked.seconds
        found = conflict_of(problem, until=until, clock=asked.clock)
        return _no_plan(problem, [found.finding], asked, found)
    return _plan(problem, free, rows, certificate, asked, tier)


def _no_plan(
    problem: Problem, found: list[dict[str, Any]], asked: _Asked, proof: Conflict | None = None
) -> Plan:
    return Plan(
        problem=problem, status=Status.INFEASIBLE, rows=(), value=None, bound=None, shortfalls=(),
        findings=tuple(found), certificate=proof.certificate if proof else None, part=proof.part if proof else None,
        seconds=asked.clock() - asked.began, seed=asked.seed, ended=Ended.NO_PLAN,
    )  # fmt: skip


def _by_flow(
    problem: Problem, free: Free, rows: list[int], prices: Prices, asked: _Asked
) -> Answer:
    """The flow's own prices prove it."""
    _stop_at_open_seats(problem, free, rows)
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
    is_enough = found.certificate.bound <= asked.enough(found.value)
    if is_enough or len(free.rows) > FULL_PAIRS or asked.left() <= 1:
        return found.rows, found.certificate
    rows, certificate = _exactly(problem, free, found.rows, prices, asked)
    better = max((rows, found.rows), key=lambda one: _so_far(problem, free, one)[0])
    return better, min((certificate, found.certificate), key=lambda one: one.bound)


def _exactly(
    problem: Problem, free: Free, rows: list[int], prices: Prices, asked: _Asked
) -> Answer:
    """By the full model: the relaxation alone where it places no half person, else by branching."""
    asked.progress("teams", *_so_far(problem, free, rows))
    whole = without_halves(problem, free, seconds=asked.seconds)
    if whole is not None:
        _stop_at_open_seats(problem, free, whole[0])
        return whole
    model = exact.build(problem, free)
    start = None if problem.is_hard or sides_of(problem) else rows
    found = exact.solve_rows(free.rows, model, seconds=asked.left(), start=start)
    if found is None:
        raise _NoPlan
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
    if tier != "flow":
        rows = with_free_seats(problem, free, rows, asked.seed)
    notes = _notes(problem) + shortages(problem, free, rows)
    placed = tuple(sorted((*rows, *free.pinned_rows)))
    value, shortfalls = plan_value(problem, placed)
    bound = certificate.bound
    ended = _ended(value, bound, asked)
    if ended in (Ended.TIME, Ended.WORK):
        notes.append(finding(f"stopped-by-{ended}", gap=bound - value))
    asked.progress("done", value, bound)
    return Plan(
        problem=problem,
        status=Status.OPTIMAL if bound == value else Status.FEASIBLE,
        rows=placed,
        value=value,
        bound=bound,
        shortfalls=tuple(shortfalls),
        findings=tuple(notes),
        certificate=certificate,
        seconds=asked.clock() - asked.began,
        seed=asked.seed,
        tier=tier,
        ended=ended,
    )


def _ended(value: int, bound: int, asked: _Asked) -> Ended:
    if bound == value:
        return Ended.PROVEN
    if bound <= asked.enough(value):
        return Ended.ENOUGH
    return Ended.TIME if asked.left() < 0 else Ended.WORK


def _stop_at_open_seats(problem: Problem, free: Free, rows: list[int]) -> None:
    """The best of a hard problem that lacks anything says that every plan does."""
    if problem.is_hard and lacks_anything(problem, [*rows, *free.pinned_rows]):
        raise _NoPlan


def tier_of(problem: Problem, free: Free) -> str:
    """`flow` where the caps are all there is; `exact` for small problems with teams or sides, for
    hard requirements, and where pins leave a side broken that only others can mend; `teams` for
    large ones."""
    if not sides_of(problem) and not any(team.requirements for team in problem.teams):
        return "flow"
    is_small = len(free.rows) <= EXACT_PAIRS
    return "exact" if problem.is_hard or is_small or (free.side_left < 0).any() else "teams"


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
