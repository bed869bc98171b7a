"""Three people, three posts, a team of two: written down, solved, proven, asked why not."""

from dunmiao.engines.matching.library import (
    AtLeast,
    Draft,
    Standing,
    Status,
    plan_json,
    proof_json,
    solve,
    verify,
    why_not,
)

draft = (
    Draft(
        people={"id": ["a", "b", "c"], "unit": ["U1", "U1", "U2"], "rank": [4, 3, 3]},
        posts={"id": ["p1", "p2", "p3"], "host": ["H1", "H1", "H2"], "seats": [1, 1, 1]},
        pairs={
            "person": ["a", "a", "b", "b", "c", "c"],
            "post": ["p1", "p2", "p2", "p3", "p2", "p3"],
            "fit": [700, 650, 640, 300, 400, 500],
        },
    )
    .cap(unit=2)
    .team("k1", posts=["p1", "p2"], need=[AtLeast("leader", 1, [("rank", ">=", 4)])], penalty=900)
    .forbid("b", "p3")
)
problem = draft.problem()
plan = solve(problem)
assert plan.status is Status.OPTIMAL
assert (plan.value, plan.bound) == (1840, 1840)
assert verify(problem, plan_json(plan), proof_json(plan)) == ([], [])

answer = why_not(Standing.of(plan), (problem.people.index("c"), problem.posts.index("p2")))
assert (answer["verdict"], answer["loss"]) == ("loses", 740)
