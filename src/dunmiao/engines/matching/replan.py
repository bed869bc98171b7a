"""Plans beside a plan: what keeping people of a former one costs, and two of them term by term."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dunmiao.engines.matching.constraints import balance, teams
from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.explain import moves_between
from dunmiao.engines.matching.problem import Pair, Problem
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.value import plan_value
from dunmiao.engines.matching.write import terms

FRONTIER = (0, 50, 200, 2_000)


@dataclass(frozen=True)
class Step:
    """One point of the frontier: the bonus for a kept pair, the plan, how many pairs it keeps,
    and what it is worth without the bonus."""

    stickiness: int
    plan: Plan
    kept: int
    value: int


def frontier(
    problem: Problem,
    former: Sequence[Pair],
    *,
    bonuses: Sequence[int] = FRONTIER,
    seed: int = 0,
    seconds: float = 60.0,
) -> list[Step]:
    """The best plan for each bonus on the pairs of a former plan, the least bonus first.

    What is worth it depends on nobody's weights: kept pairs never fall and the value never rises
    as the bonus grows, where each plan is optimal.
    """
    bare = replace(problem, previous=frozenset(), stickiness=0)
    steps = []
    for bonus in sorted(bonuses):
        with_bonus = replace(problem, previous=frozenset(former), stickiness=bonus)
        if problem.is_hard:
            with_bonus = harden(with_bonus)
        plan = solve(with_bonus, seed=seed, seconds=seconds)
        kept = sum(pair in with_bonus.previous for pair in placed(plan))
        value = plan_value(bare, plan.rows)[0] if plan.value is not None else 0
        steps.append(Step(bonus, plan, kept, value))
    return steps


def placed(plan: Plan) -> list[Pair]:
    """The pairs of a plan."""
    return [plan.problem.pairs[row] for row in plan.rows]


def difference(one: Plan, other: Plan) -> dict[str, Any]:
    """The second plan against the first, term by term: points of each component, bonus,
    stickiness, penalties and balance (they sum to the difference of the values), who moves, and
    what the teams gain or lack."""
    problem = one.problem
    sums = [_sums(problem, plan) for plan in (one, other)]
    lacks = [_lacking(plan) for plan in (one, other)]
    return {
        "value": (other.value or 0) - (one.value or 0),
        "terms": {name: sums[1][name] - sums[0][name] for name in sums[0]},
        "moves": moves_between(problem, one.post_of, other.post_of),
        "missing": {
            f"{team}：{requirement}": lacks[1].get((team, requirement), 0) - was
            for (team, requirement), was in (dict.fromkeys([*lacks[0], *lacks[1]], 0) | lacks[0]).items()
            if lacks[1].get((team, requirement), 0) != was
        },
    }  # fmt: skip


def _sums(problem: Problem, plan: Plan) -> dict[str, int]:
    rows = list(plan.rows)
    out = dict.fromkeys([*problem.components, "tier_bonus", "stickiness"], 0)
    for row in rows:
        for name, points in terms(problem, row).items():
            out[name] += points
    out["shortfalls"] = -teams.shortfalls(problem, rows)[0]
    out["balance"] = -balance.cost_of(problem, problem.unit_of[problem.person[rows]].tolist())
    return out


def _lacking(plan: Plan) -> dict[tuple[str, str], int]:
    return {(one["team"], one["requirement"]): one["missing"] for one in plan.shortfalls}
