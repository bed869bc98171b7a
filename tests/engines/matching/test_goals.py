"""Goals one before the other: the plan is the best by the first, of those by the second, and so on."""

from typing import Any

import pytest

from dunmiao.engines.matching import goals
from dunmiao.engines.matching.constraints import balance, teams
from dunmiao.engines.matching.generate import SHAPES, generate
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import plan_json
from tests.engines.matching.constraints.tried import proven, small
from tests.engines.matching.oracle import choices, is_allowed

ORDERS = [
    ["fill", "composition", "fit", "wish", "balance", "changes"],
    ["changes", "fit", "fill"],
    ["composition", "balance", "score"],
    ["wish", "score", "fill"],
]


def reached(plain: Problem, names: list[str], rows: list[int]) -> list[int]:
    """The goals in their own points, counted from the problem without goals."""
    out = []
    others = [c for name, c in plain.components.items() if name not in names]
    for name in names:
        if name == "fill":
            bonus = plain.tier_bonus[plain.post[rows]]
            out += [int((bonus == b).sum()) for b in sorted(set(plain.tier_bonus.tolist()))[::-1]]
        elif name == "composition":
            out.append(-sum(one["missing"] for one in teams.shortfalls(plain, rows)[1]))
        elif name == "balance":
            out.append(-balance.cost_of(plain, plain.unit_of[plain.person[rows]].tolist()))
        elif name == "changes":
            out.append(sum(plain.pairs[row] in plain.previous for row in rows))
        elif name == "score":
            out.append(sum(int(column[rows].sum()) for column in others))
        else:
            out.append(int(plain.components[name][rows].sum()))
    return out


def best_by_trying(plain: Problem, names: list[str]) -> list[int]:
    allowed = (placed for placed in choices(plain) if is_allowed(plain, placed))
    return max(
        reached(plain, names, [plain.pair_index[pair] for pair in placed]) for placed in allowed
    )


@pytest.mark.parametrize("names", ORDERS)
@pytest.mark.parametrize("seed", range(8))
def test_no_choice_is_better_in_the_order_of_the_goals(seed: int, names: list[str]) -> None:
    base: dict[str, Any] = {
        "balance": [0, 20, 90], "previous": [["c0000", "p001"], ["c0001", "p002"], ["c0003", "p000"]],
    }  # fmt: skip
    plain = small(seed, base, teams=seed % 2, cap=2)
    plan = proven(solve(small(seed, {**base, "goals": names}, teams=seed % 2, cap=2)))
    told = plan_json(plan)["goals"]
    assert plan.status == "optimal"
    assert [goal["reached"] for goal in told] == best_by_trying(plain, names)
    assert all(goal["proven"] for goal in told)


def test_a_city_without_teams_is_proven_goal_by_goal() -> None:
    from dataclasses import replace

    problem = generate(replace(SHAPES["B"], teams=0), seed=3)
    ordered = goals.weighted(problem, ["fill", "fit", "wish"])
    assert ordered is not None
    plan = proven(solve(ordered))
    assert plan.status == "optimal"
    filled = [goal for goal in plan_json(plan)["goals"] if goal["goal"].startswith("fill")]
    assert len(filled) == 3
    assert sum(goal["reached"] for goal in filled) == len(plan.rows)


def test_too_many_points_for_64_bits_are_refused() -> None:
    problem = generate(
        SHAPES["D"].__class__(
            **{**SHAPES["A"].__dict__, "people": 200_000, "posts": 20_000, "teams": 0}
        ),
        seed=1,
    )
    assert goals.weighted(problem, ["fill", "fit", "wish", "changes"]) is None


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["fit", "fame"], 'goals: "fame" is none of'),
        (["fit", "fit"], 'goals: "fit" stands twice'),
        ("fit", "goals must be a list"),
    ],
)
def test_unknown_goals_are_refused(names: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        small(1, {"goals": names})
