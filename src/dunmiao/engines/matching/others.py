"""Other plans nearly as good as a plan, each as different as that allows.

A pair of a plan already found costs points; the more, the fewer such pairs the next one keeps, and
the more it may lose. First so little that no point is lost for it, which finds every other optimum.
"""

from dataclasses import dataclass, replace

import numpy as np

from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.outcome import Status
from dunmiao.engines.matching.problem import Ints, Problem, Team
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.value import farthest, plan_value

# Halvings of the points by which another plan is pushed away.
HALVINGS = 12
# The name of a component that no file can have: it would end the cell.
PUSH = "\x00push"
# Σ |value| of a plan that leaves room for prices.
MOST = 2**57


@dataclass(frozen=True)
class _Search:
    """`least` is what another plan must be worth; `used` how often each row was found already."""

    plan: Plan
    least: int
    used: Ints
    seed: int
    seconds: float

    def equal(self) -> Plan:
        """The most different plan that is worth no point less: points are so many times finer that
        all pairs pushed away together do not weigh one."""
        problem = self.plan.problem
        places = min(int(problem.seats.sum()), len(problem.people))
        times = places * int(self.used.max(initial=0)) + 1
        if farthest(problem) * times >= MOST:
            return self.plan
        return self._pushed(_times(problem, times), 1)

    def at(self, points: int) -> Plan:
        """The best plan where every pair found before costs so many points."""
        return self._pushed(self.plan.problem, points)

    def _pushed(self, wide: Problem, points: int) -> Plan:
        components = {**wide.components, PUSH: -points * self.used}
        pushing = replace(wide, components=components)
        pushing = harden(pushing) if wide.is_hard else pushing
        other = solve(pushing, seed=self.seed, seconds=self.seconds)
        problem = self.plan.problem
        value, lacks = plan_value(problem, other.rows)
        bound = max(value, self.plan.bound or value)
        return replace(
            other, problem=problem, value=value, shortfalls=tuple(lacks), bound=bound,
            status=Status.FEASIBLE if bound > value else Status.OPTIMAL,
            certificate=self.plan.certificate, findings=(),
        )  # fmt: skip

    def next(self, known: set[tuple[int, ...]]) -> Plan | None:
        """The most different plan that is worth enough; None where none was found."""
        best = self.plan.value or 0
        equal = self.equal()
        choice = None if equal.rows in known or (equal.value or 0) < self.least else equal
        low, high = (
            0,
            max(1, best - self.least, int(np.abs(self.plan.problem.score).max(initial=0))),
        )
        if best == self.least:
            return choice
        for _ in range(HALVINGS):
            points = (low + high + 1) // 2
            other = self.at(points)
            if (other.value or 0) < self.least:
                high = points
            else:
                low, choice = points, choice if other.rows in known else other
            if high - low <= 1:
                break
        return choice


def _times(problem: Problem, factor: int) -> Problem:
    """The same problem with every point worth so many."""
    return replace(
        problem,
        components={key: column * np.int64(factor) for key, column in problem.components.items()},
        tier_bonus=problem.tier_bonus * factor,
        stickiness=problem.stickiness * factor,
        balance=tuple(step * factor for step in problem.balance),
        teams=tuple(Team(t.id, t.penalty * factor, t.requirements) for t in problem.teams),
        open_cost=problem.open_cost * factor,
    )


def alternatives(
    plan: Plan, *, count: int, within: float, seed: int = 0, seconds: float = 60.0
) -> list[Plan]:
    """Up to `count` plans of the same problem, each worth at least (1 - within) of the plan and
    as different as that allows from the plan and from one another. Ends early where no other plan
    lies within."""
    best = plan.value or 0
    used = np.zeros(len(plan.problem.person), dtype=np.int64)
    used[list(plan.rows)] = 1
    search = _Search(plan, best - int(within * abs(best)), used, seed, seconds)
    found: list[Plan] = []
    while len(found) < count:
        choice = search.next({plan.rows, *(other.rows for other in found)})
        if choice is None:
            break
        found.append(choice)
        used[list(choice.rows)] += 1
    return found
