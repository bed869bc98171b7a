"""Open seats are explained by a group of posts with more seats than people for them."""

import json
from typing import Any

import pytest

from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.constraints.tried import small


def problem(pairs: str, *, people: str, posts: str, cap: int | None = None) -> Problem:
    plain: dict[str, Any] = {
        "format": "dunmiao-matching/1", "tier_bonus": {"1": 1000}, "release_cap": {"default": cap},
    }  # fmt: skip
    return problem_from(
        {
            "people.csv": ("id,unit\n" + people).encode(),
            "posts.csv": ("id,host,seats,tier,team\n" + posts).encode(),
            "pairs.csv": ("person,post,fit\n" + pairs).encode(),
            "problem.json": json.dumps(plain).encode(),
        }
    )


def told(found: Problem) -> list[dict[str, Any]]:
    notes = [n for n in solve(found).findings if n["code"] == "too-few-eligible"]
    return [note["facts"] for note in notes]


def test_two_posts_that_want_the_same_person() -> None:
    found = problem(
        "a,p,5\na,q,5\nb,r,5\n", people="a,U\nb,V\n", posts="p,H,1,1,\nq,H,1,1,\nr,H,1,1,\n"
    )
    assert told(found) == [{"posts": "p、q", "names": ["p", "q"], "seats": 2, "people": 1}]


def test_a_units_cap_counts() -> None:
    """Two of one unit for two posts, of whom one may go."""
    people, posts = "a,U\nb,U\n", "p,H,1,1,\nq,H,1,1,\n"
    assert told(problem("a,p,5\nb,q,5\n", people=people, posts=posts, cap=1)) == [
        {"posts": "p、q", "names": ["p", "q"], "seats": 2, "people": 1}
    ]
    assert told(problem("a,p,5\nb,q,5\n", people=people, posts=posts, cap=2)) == []


@pytest.mark.parametrize("seed", range(60))
def test_every_group_told_is_true_and_every_open_seat_for_want_of_people_is_told(seed: int) -> None:
    """Without other rules the seats left open are those that Hall's condition forbids to fill."""
    found = small(seed, {}, people=5, posts=5, density=0.3, cap=(None, 1, 2)[seed % 3])
    plan = solve(found)
    groups = told(found)
    assert all(group["people"] < group["seats"] for group in groups)
    open_posts = {
        found.posts[post]
        for post in range(len(found.posts))
        if sum(int(found.post[row]) == post for row in plan.rows) < int(found.seats[post])
    }
    in_groups = {name for group in groups for name in group["posts"].split("、")}
    assert open_posts <= in_groups
