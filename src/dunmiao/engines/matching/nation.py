"""A whole nation: screening and solving in one run, proven over pairs that were never listed.

Of each post the best people are listed and the round is solved over these. Its prices then go back
through the screen: whoever is not listed and would gain at them is found and listed (for a post of
a team the best of each class, by what they are worth at these prices), and the round is solved
again from the prices at hand. At the end the bound is that of prices at which nobody who is not
listed gains, so it holds for every eligible pair, though most were never listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dunmiao.engines.matching.bound import bound_of, raised_people
from dunmiao.engines.matching.constraints.pins import place_pins
from dunmiao.engines.matching.dist import Mapper, SerialMapper
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.listing import NOTHING, Listed, Points, Screen, Wanted
from dunmiao.engines.matching.outcome import Status
from dunmiao.engines.matching.prices import Prices, reduced, without_caps
from dunmiao.engines.matching.problem import Ints, Problem
from dunmiao.engines.matching.solve import Plan, solve

# Posts of one piece of work, and how often the prices go back through the screen.
SHARD, MOST_ROUNDS = 4_000, 12
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


def list_all(
    screen: Screen, posts: Sequence[tuple[int, Wanted]], mapper: Mapper
) -> Iterator[tuple[int, Listed]]:
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
    """The plan of `frame`, a problem with everything but pairs: its people stand in the order of
    the screen's columns, its posts in that of `wanted`, and a team's requirements in that of its
    posts' classes. `told` hears phases and how many posts or pairs each has.

    The plan's problem holds the listed pairs; its bound holds for all eligible ones. The best
    plan and the best bound of all rounds are kept.
    """
    mapper = mapper or SerialMapper()
    told("screening", len(wanted))
    found = dict(list_all(screen, list(enumerate(wanted)), mapper))
    thresholds = np.array([found[post].threshold for post in range(len(wanted))])
    problem = with_pairs(frame, found)
    best, prices = None, None
    for _round in range(MOST_ROUNDS):
        told("solving", len(problem.person))
        plan = solve(problem, seed=seed, gap=gap, seconds=seconds, mapper=mapper, prices=prices)
        if plan.certificate is None:
            return plan
        prices = plan.certificate.prices
        asked = _asked(problem, prices, wanted, thresholds)
        told("pricing", len(asked))
        gaining = _gaining(screen, problem, prices, asked, mapper)
        more = with_pairs(problem, gaining)
        best = _better(best, plan, more)
        is_within = (best.bound or 0) - (best.value or 0) <= gap * max(1, abs(best.value or 0))
        if len(more.person) == len(problem.person) or is_within:
            break
        problem = more
    assert best is not None
    return best


def with_pairs(problem: Problem, found: dict[int, Listed]) -> Problem:
    """The problem with these pairs listed as well."""
    posts = sorted(found)
    people = [problem.person, *(found[post].people for post in posts)]
    at_post = [problem.post, np.repeat(posts, [len(found[post].people) for post in posts])]
    scores = [problem.components["fit"], *(found[post].scores for post in posts)]
    person, post, score = (np.concatenate(part).astype(np.int64) for part in (people, at_post, scores))  # fmt: skip
    _keys, first = np.unique(person * len(problem.posts) + post, return_index=True)
    return replace(
        problem, person=person[first], post=post[first], components={"fit": score[first]}
    )


def _asked(
    problem: Problem, prices: Prices, wanted: Sequence[Wanted], thresholds: Ints
) -> list[tuple[int, Wanted]]:
    """The posts whose threshold could still gain at these prices, with what is looked for there:
    everybody outside teams who gains; in a team the best of each class, as many as it has seats."""
    scale, free = prices.scale, place_pins(problem)
    posts = np.arange(len(problem.posts))
    hosts = problem.host_of
    there = prices.of["host"][hosts] + prices.of["county"][problem.county_of[hosts]]
    needed = there - problem.tier_bonus * scale
    plain = problem.team_of < 0
    is_open = np.maximum(thresholds, NOTHING // scale) * scale > needed + prices.of["post"]
    asked = [
        (
            post,
            replace(
                wanted[post], points=_scaled(wanted[post].points, scale), most=0, classes=(),
                floor=int(needed[post] + prices.of["post"][post]) + 1,
            ),
        )
        for post in posts[plain & is_open].tolist()
    ]  # fmt: skip
    seats = np.bincount(problem.team_of[~plain], free.seats[~plain], len(problem.teams))
    for post in posts[~plain].tolist():
        most = int(seats[problem.team_of[post]])
        points = _scaled(wanted[post].points, scale)
        asked.append((post, replace(wanted[post], points=points, most=0, most_each=most)))
    return asked


def _scaled(points: tuple[Points, ...], scale: int) -> tuple[Points, ...]:
    return tuple(Points(one.condition, one.points * scale) for one in points)


def _gaining(
    screen: Screen,
    problem: Problem,
    prices: Prices,
    asked: Sequence[tuple[int, Wanted]],
    mapper: Mapper,
) -> dict[int, Listed]:
    """Who is found, with scores in points again: prices of people, units and systems are taken
    off the base, so the search is the same as for the best."""
    base = np.empty(len(screen.base), dtype=np.int64)
    base[screen.order] = screen.base
    cost = person_costs(problem, prices)
    at_prices = screen.priced(base * prices.scale - cost)
    return {
        post: Listed(row.people, (row.scores + cost[row.people]) // prices.scale, row.threshold)
        for post, row in list_all(at_prices, asked, mapper)
        if len(row.people)
    }


def person_costs(problem: Problem, prices: Prices) -> Ints:
    """What placing each person costs at these prices, whatever the post: he himself, his unit and
    its system (scaled)."""
    prices = without_caps(problem, prices)
    person = raised_people(problem, place_pins(problem), prices, reduced(problem, prices))
    unit = problem.unit_of
    costs: Ints = person + prices.of["unit"][unit] + prices.of["system"][problem.system_of[unit]]
    return costs


def _better(best: Plan | None, plan: Plan, more: Problem) -> Plan:
    """The better plan and the better bound so far, over the pairs listed now.

    The bound is counted with those that gain at the plan's prices listed, so it holds for all
    pairs; splits are left out, as nobody was looked for at their prices. An earlier bound holds
    still: what was listed since did not gain at its prices.
    """
    assert plan.certificate is not None
    proven = replace(plan.certificate, branch=None)
    proven = replace(proven, bound=bound_of(more, proven.prices, proven.teams))
    chosen = plan
    if best is not None and best.certificate is not None:
        proven = min(proven, best.certificate, key=lambda one: one.bound)
        chosen = max(plan, best, key=lambda one: one.value or 0)
    pairs = (chosen.problem.pairs[row] for row in chosen.rows)
    return replace(
        chosen, problem=more, rows=tuple(sorted(more.pair_index[pair] for pair in pairs)),
        certificate=proven, bound=proven.bound, findings=_notes(chosen, proven.bound),
        status=Status.OPTIMAL if proven.bound == chosen.value else Status.FEASIBLE,
    )  # fmt: skip


def _notes(plan: Plan, bound: int) -> tuple[dict[str, Any], ...]:
    """The plan's findings, with what the bound over everybody leaves open."""
    notes = [one for one in plan.findings if not one["code"].startswith("stopped-by-")]
    gap = bound - (plan.value or 0)
    return (*notes, finding("stopped-by-work", gap=gap)) if gap else tuple(notes)
