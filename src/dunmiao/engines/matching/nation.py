"""A whole nation: screening and solving in one run, proven over pairs that were never listed.

Of each post the best people are listed, the round is solved over these, and its prices look at
what was left out: a post whose threshold could still gain at them is listed deeper, and the round
solved again from the prices at hand. Where no post is left, the plan is the optimum over all
eligible pairs (inside teams: as far as the bound says), though most were never listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dunmiao.engines.matching.bound import left_out, rows_by_team, team_gains
from dunmiao.engines.matching.constraints.pins import place_pins
from dunmiao.engines.matching.dist import Mapper, SerialMapper
from dunmiao.engines.matching.listing import Listed, Screen, Wanted
from dunmiao.engines.matching.prices import without_caps
from dunmiao.engines.matching.problem import NOTHING, Problem, UnlistedClass
from dunmiao.engines.matching.solve import Plan, solve

# Posts of one piece of work; how often posts may be listed deeper, and how many times as deep.
SHARD, MOST_ROUNDS, DEEPER = 4_000, 8, 4
Told = Callable[[str, int], None]


@dataclass(frozen=True, eq=False)
class Shard:
    """A piece of work: these posts of a screen, by number."""

    screen: Screen
    posts: tuple[tuple[int, Wanted], ...]


def list_shard(shard: Shard) -> list[tuple[int, Listed]]:
    """What is listed of each post of a shard."""
    numbers = [number for number, _wanted in shard.posts]
    wanted = [one for _number, one in shard.posts]
    return [(numbers[at], listed) for at, listed in shard.screen.lists(wanted)]


def list_all(screen: Screen, posts: Sequence[tuple[int, Wanted]], mapper: Mapper) -> Iterator[tuple[int, Listed]]:  # fmt: skip
    """What is listed of each of these posts, whoever looks."""
    ordered = sorted(posts, key=lambda one: one[1].rules)
    shards = (
        Shard(screen, tuple(ordered[at : at + SHARD])) for at in range(0, len(ordered), SHARD)
    )
    for found in mapper.map(list_shard, shards):
        yield from found


def solve_nation(
    screen: Screen,
    wanted: Sequence[Wanted],
    frame: Problem,
    *,
    seed: int = 0,
    gap: float = 0.0,
    seconds: float = 600.0,
    mapper: Mapper | None = None,
    told: Told = lambda _phase, _count: None,
) -> Plan:
    """The plan of `frame`, a problem with everything but pairs; its people stand in the order of
    the screen's columns and its posts in that of `wanted`. `told` hears phases and counts."""
    mapper = mapper or SerialMapper()
    listed: dict[int, Listed] = {}
    deeper = dict(enumerate(wanted))
    asked = dict(deeper)
    prices = None
    for number in range(MOST_ROUNDS):
        told("screening", len(deeper))
        listed |= dict(list_all(screen, list(deeper.items()), mapper))
        problem = with_lists(frame, listed)
        told("solving", len(problem.person))
        plan = solve(problem, seed=seed, gap=gap, seconds=seconds, mapper=mapper, prices=prices)
        if plan.certificate is None or number == MOST_ROUNDS - 1:
            break
        prices = plan.certificate.prices
        failing = too_shallow(plan)
        if not failing or plan.bound == plan.value:
            break
        deeper = {post: _deeper(asked[post]) for post in failing}
        asked |= deeper
    return plan


def _deeper(post: Wanted) -> Wanted:
    return replace(post, most=post.most * DEEPER, most_each=post.most_each * DEEPER)


def with_lists(frame: Problem, listed: dict[int, Listed]) -> Problem:
    """The frame with the listed pairs and what was left out."""
    posts = sorted(listed)
    people = np.concatenate([listed[post].people for post in posts])
    at_post = np.repeat(posts, [len(listed[post].people) for post in posts])
    scores = np.concatenate([listed[post].scores for post in posts])
    order = np.argsort(people * len(frame.posts) + at_post)
    classes = [
        UnlistedClass(post, kind, score)
        for post in posts
        if frame.team_of[post] >= 0
        for kind, score in listed[post].classes
    ]
    in_team = frame.team_of >= 0
    unlisted = np.array([listed[post].unlisted for post in posts], dtype=np.int64)
    return replace(
        frame,
        person=people[order],
        post=at_post[order],
        components={"fit": scores[order]},
        unlisted=np.where(in_team, NOTHING, unlisted),
        unlisted_classes=tuple(classes),
    )


def too_shallow(plan: Plan) -> list[int]:
    """Posts where somebody who is not listed could still gain at the plan's prices; of a team all
    posts, where its part of the bound would be lower without people who are not listed."""
    problem, certificate = plan.problem, plan.certificate
    assert certificate is not None
    prices = without_caps(problem, certificate.prices)
    plain = (left_out(problem, prices) > 0) & (problem.team_of < 0)
    found = np.flatnonzero(plain).tolist()
    free = place_pins(problem)
    own = rows_by_team(problem, free)
    for team, (with_them, without) in enumerate(team_gains(problem, free, certificate, own)):
        if with_them > without:
            found += np.flatnonzero(problem.team_of == team).tolist()
    return sorted(found)
