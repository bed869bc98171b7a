"""The upper bound that any prices give; wrong prices only make it loose, never invalid."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from dunmiao.engines.matching.constraints import balance
from dunmiao.engines.matching.constraints.pins import Free, place_pins
from dunmiao.engines.matching.prices import Prices, reduced, shared, without_caps
from dunmiao.engines.matching.problem import Ints, Problem

MOST_STATES = 20_000
# Less than any state that can be reached is worth, and far enough from the end of 64 bits.
NOTHING = -(2**62)


@dataclass(frozen=True)
class TeamProof:
    """How a team's part is bounded: `dp` with own person prices σ, or `linear` with λ."""

    kind: str = "dp"
    person: dict[int, int] = field(default_factory=dict)
    requirement: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Certificate:
    """Prices and team proofs; `bound` is what they prove for the problem.

    Where no prices can close the gap (a duality gap of the teams), `branch` splits the
    problem on one pair, placed or kept out, and proves each half; the bound is the larger.
    """

    prices: Prices
    teams: tuple[TeamProof, ...]
    bound: int
    branch: "Branch | None" = None


@dataclass(frozen=True)
class Branch:
    """A split on the pair of `row`: a half that the rules forbid outright is None."""

    row: int
    placed: Certificate | None
    kept_out: Certificate


def best_by_states(
    gains: list[tuple[int, dict[tuple[int, ...], list[int]]]],
    have: tuple[int, ...],
    need: tuple[int, ...],
    penalty: int,
) -> int:
    """Best Σ gain - penalty·missing over posts; state = per requirement min(count, need).

    `gains` has, for each post, its seats and class → gains sorted best first; a class is
    the tuple of 0/1 saying which requirements its people meet. States are one number each, the
    worth of all of them an array.
    """
    most = np.array(need, dtype=np.int64)
    sizes = most + 1
    size = int(sizes.prod())
    counts = np.stack(np.unravel_index(np.arange(size), tuple(sizes))) if need else np.zeros((0, 1))
    counts = counts.astype(np.int64)
    strides = size // np.cumprod(sizes)
    following = {
        kind: strides @ np.minimum(counts + np.array(kind, dtype=np.int64)[:, None], most[:, None])
        for kind in {kind for _seats, classes in gains for kind in classes}
    }
    best = np.full(size, NOTHING)
    best[int(strides @ np.minimum(np.array(have, dtype=np.int64), most))] = 0
    for seats, classes in gains:
        best = _after_post(best, seats, classes, following)
    return int((best - penalty * (most[:, None] - counts).sum(axis=0)).max())


def _after_post(
    best: Ints,
    seats: int,
    classes: dict[tuple[int, ...], list[int]],
    following: dict[tuple[int, ...], Ints],
) -> Ints:
    """The best worth of each state once this post is filled too."""
    if seats == 1 and classes:  # nobody, or the best of one class
        out = best.copy()
        gain = np.array([values[0] for values in classes.values()])
        states = np.concatenate([following[kind] for kind in classes])
        np.maximum.at(out, states, (gain[:, None] + best).ravel())
        return out
    size = len(best)
    layers = np.full((seats + 1) * size, NOTHING)
    layers[:size] = best
    above = size * (1 + np.arange(seats))[:, None]
    for kind, values in classes.items():
        target = (above + following[kind]).ravel()
        for gain_of_one in values[:seats]:
            np.maximum.at(layers, target, layers[:-size] + gain_of_one)
    worth: Ints = layers.reshape(-1, size).max(axis=0)
    return worth


def states_of(problem: Problem, team: int) -> int:
    """How many states the dynamic program of this team has."""
    count = 1
    for requirement in problem.teams[team].requirements:
        count *= requirement.need + 1
    return count


def rows_by_team(problem: Problem, free: Free) -> list[Ints]:
    """The free rows of each team."""
    team = problem.team_of[problem.post[free.rows]]
    order = np.argsort(team, kind="stable")
    edges = np.searchsorted(team[order], np.arange(len(problem.teams) + 1))
    return [free.rows[order[a:b]] for a, b in itertools.pairwise(edges.tolist())]


def team_bound(
    problem: Problem,
    free: Free,
    team: int,
    rows: Ints,
    rest: Ints,
    proof: TeamProof,
    scale: int,
) -> int:
    """z_t: no choice of people for this team is worth more at these prices (scaled)."""
    group = problem.teams[team]
    penalty = group.penalty * scale
    have, need = free.team_counts[team], tuple(r.need for r in group.requirements)
    gain = rest[rows]
    if proof.kind == "linear":
        missing = [max(0, n - h) for n, h in zip(need, have, strict=True)]
        price = [min(penalty, max(0, proof.requirement.get(q, 0))) for q in range(len(need))]
        for amount, requirement in zip(price, group.requirements, strict=True):
            gain = gain + amount * requirement.members[problem.person[rows]]
        best = _best_by_class(problem, free, rows, gain, np.zeros(len(rows), dtype=np.int64))
        picked = (
            sorted(gains[0], reverse=True)[: int(free.seats[post])] for post, gains in best.items()
        )
        owed = sum(p * m for p, m in zip(price, missing, strict=True))
        return sum(one for gains in picked for one in gains if one > 0) - owed
    if proof.person:
        own = np.zeros(len(problem.people), dtype=np.int64)
        own[list(proof.person)] = list(proof.person.values())
        gain = gain - own[problem.person[rows]]
    best = _best_by_class(problem, free, rows, gain, kinds_of(problem, team, rows))
    options = [
        (
            int(free.seats[post]),
            {
                tuple(bits >> q & 1 for q in range(len(need))): sorted(gains, reverse=True)
                for bits, gains in sorted(best[post].items())
            },
        )
        for post in sorted(best)
    ]
    return sum(proof.person.values()) + best_by_states(options, have, need, penalty)


def kinds_of(problem: Problem, team: int, rows: Ints) -> Ints:
    """For each row which requirements of the team its person meets, a bit each."""
    kind = np.zeros(len(rows), dtype=np.int64)
    for q, requirement in enumerate(problem.teams[team].requirements):
        kind += requirement.members[problem.person[rows]].astype(np.int64) << q
    return kind


def _best_by_class(
    problem: Problem, free: Free, rows: Ints, gain: Ints, kind: Ints
) -> dict[int, dict[int, list[int]]]:
    """Post → class → its best gains, as many as the post has seats."""
    post = problem.post[rows]
    order = np.lexsort((-gain, kind, post))
    key = post[order] * (int(kind.max(initial=0)) + 1) + kind[order]
    kept = order[np.arange(len(order)) - np.searchsorted(key, key) < free.seats[post[order]]]
    out: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for where, bits, worth in zip(
        post[kept].tolist(), kind[kept].tolist(), gain[kept].tolist(), strict=True
    ):
        out[where].setdefault(bits, []).append(worth)
    return out


def bound_of(problem: Problem, prices: Prices, teams: tuple[TeamProof, ...]) -> int:
    """Upper bound on the value of any plan: floor of the scaled sum (pins included)."""
    free = place_pins(problem)
    prices = without_caps(problem, prices)
    rest = reduced(problem, prices)
    post = prices.of["post"]
    person = raised_people(problem, free, prices, rest)
    total = int(person.sum()) + int((free.seats * post)[problem.team_of < 0].sum())
    total += priced_caps(problem, free, prices)
    rest -= person[problem.person]
    own = rows_by_team(problem, free)
    for index, proof in enumerate(teams):
        total += team_bound(problem, free, index, own[index], rest, proof, prices.scale)
    pinned = int(problem.value[list(free.pinned_rows)].sum()) if free.pinned_rows else 0
    units = problem.unit_of[problem.person[list(free.pinned_rows)]].tolist()
    return problem.empty_value + pinned - balance.cost_of(problem, units) + total // prices.scale


def raised_people(problem: Problem, free: Free, prices: Prices, rest: Ints) -> Ints:
    """The price of each free person, raised until none of his pairs outside teams gains."""
    in_team = problem.team_of[problem.post] >= 0
    plain = free.rows[~in_team[free.rows]]
    person: Ints = np.where(free.left["person"] > 0, prices.of["person"], 0)
    over = rest[plain] - prices.of["post"][problem.post[plain]]
    np.maximum.at(person, problem.person[plain], over)
    return person


def priced_caps(problem: Problem, free: Free, prices: Prices) -> int:
    """What the prices of shared caps and of sides prove: Σ left · price; of a unit with balance
    Σ max(0, price - cost) over its arcs."""
    total = int((free.side_left * prices.sides).sum())
    for family in shared(problem):
        price, left = prices.of[family.table], free.left[family.table]
        if family.table != "unit":
            total += int((np.maximum(left, 0) * price).sum())
            continue
        for cost, capacity in balance.arcs_of(problem, left, free.released):
            total += int((capacity * np.maximum(price - cost * prices.scale, 0)).sum())
    return total
