"""What a certificate's prices prove, for the checker: exact whole numbers, over all pairs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.check_case import Case
from dunmiao.engines.matching.check_prices import Priced, read_prices
from dunmiao.engines.matching.check_problem import Ints, Pair
from dunmiao.engines.matching.check_rules import balance_cost, impossible
from dunmiao.engines.matching.check_team import TeamAtPrices, best_worth, linear_worth

MOST_DEPTH = 200


@dataclass(frozen=True)
class _Split:
    """Pairs placed and kept out so far."""

    pins: tuple[Pair, ...]
    out: frozenset[Pair]


def proven_bound(case: Case, certificate: Mapping[str, Any], faults: list[str]) -> int:
    """No plan of the case is worth more; a node that claims less than it proves is a fault."""
    return _node(case, certificate, _Split(case.pins, frozenset()), faults, 0)


def _node(case: Case, node: Mapping[str, Any], split: _Split, faults: list[str], depth: int) -> int:
    """By the prices, or by a split on a pair the larger half, whichever is lower."""
    proven = _by_prices(case, read_prices(case, node, faults), split)
    branch = node.get("branch")
    if branch is not None and depth < MOST_DEPTH:
        proven = min(proven, _by_halves(case, branch, split, faults, depth, proven))
    claimed = node.get("bound")
    if type(claimed) is not int or claimed < proven:
        faults.append(f"certificate: proves {proven}, claims {claimed}")
    return proven


def _by_halves(
    case: Case, branch: Mapping[str, Any], split: _Split, faults: list[str], depth: int, proven: int
) -> int:
    problem, (who, where) = case.problem, branch["pair"]
    if who not in problem.people or where not in problem.posts:
        faults.append(f'certificate: unknown pair "{who}", "{where}" in a branch')
        return proven
    pair = (problem.people.index(who), problem.posts.index(where))
    without = _Split(split.pins, split.out | {pair})
    halves = [_node(case, branch["kept_out"], without, faults, depth + 1)]
    if case.row(pair) is not None:
        placed = _Split(tuple(dict.fromkeys((*split.pins, pair))), split.out)
        if branch["placed"] is not None:
            halves.append(_node(case, branch["placed"], placed, faults, depth + 1))
        elif not impossible(case, placed.pins, placed.out):
            faults.append(f"certificate: a branch leaves out {who} on {where}, which may hold")
    return max(halves)


def _by_prices(case: Case, priced: Priced, split: _Split) -> int:
    """The sum of what every price proves, rounded down to whole points."""
    problem, scale, of = case.problem, priced.scale, priced.of
    pinned = case.rows(split.pins)
    left = {
        table: caps - np.bincount(case.keys[table][pinned], minlength=len(caps))
        for table, caps in case.caps.items()
    }
    is_open, rest = _rest(case, priced, split, left)
    in_team = problem.team_of[problem.post] >= 0
    plain = np.flatnonzero(is_open & ~in_team)
    person = of["person"].copy()
    np.maximum.at(person, problem.person[plain], rest[plain] - of["post"][problem.post[plain]])
    total = scale * (sum(case.value[pinned].tolist()) - balance_cost(problem, pinned))
    total -= scale * case.seat_cost * sum(int(problem.seats[post]) for post in case.must_fill)
    total += sum(person[left["person"] > 0].tolist())
    alone = problem.team_of < 0
    total += _dot(left["post"][alone], of["post"][alone])
    for table in of.keys() - {"person", "post", "unit"}:
        total += _dot(left[table], of[table])
    total += _units(case, of["unit"], np.bincount(case.keys["unit"][pinned], minlength=len(problem.units)), scale)  # fmt: skip
    post_of = dict(split.pins)
    for (_id, terms, cap), amount in priced.sides:
        held = sum(sign for who, there, sign in terms if post_of.get(who) in there)
        total += (cap - held) * amount
    gain = rest - person[problem.person]
    total += _teams(case, priced, np.flatnonzero(is_open & in_team), gain, left["post"], pinned)
    return int(total // scale)


def _dot(one: Ints, other: Ints) -> int:
    """Σ of products, as large as it gets; places of price 0 are passed over."""
    at = np.flatnonzero(other)
    return sum(a * b for a, b in zip(one[at].tolist(), other[at].tolist(), strict=True))


def _rest(
    case: Case, priced: Priced, split: _Split, left: Mapping[str, Ints]
) -> tuple[NDArray[np.bool_], Ints]:
    """For every pair whether it is free beside the pins, and its scaled value less the prices of
    all it shares with others. Fewer than 16 numbers below 2^58: 64 bits hold them."""
    problem = case.problem
    gone = np.array([a * len(problem.posts) + b for a, b in problem.forbidden | split.out], dtype=np.int64)  # fmt: skip
    is_open = (left["person"][problem.person] > 0) & (left["post"][problem.post] > 0)
    is_open &= ~np.isin(case.pair_keys, gone)
    rest = priced.scale * case.value
    for table in priced.of.keys() - {"person", "post"}:
        if priced.of[table].any():
            rest = rest - priced.of[table][case.keys[table]]
    for (_id, terms, _cap), amount in priced.sides:
        for who, there, sign in terms:
            begin, end = np.searchsorted(problem.person, [who, who + 1])
            inside = np.isin(problem.post[begin:end], sorted(there))
            rest[begin:end] -= sign * amount * inside
    return is_open, rest


def _units(case: Case, price: Ints, used: Ints, scale: int) -> int:
    """What the prices of units prove: what is left of the cap · price; with balance, for each
    person more that a unit could release, what its price exceeds the cost of releasing him by."""
    problem, total = case.problem, 0
    if not problem.balance:
        return _dot(problem.release_cap - used, price)
    people = Counter(problem.unit_of.tolist())
    for unit in np.flatnonzero(price).tolist():
        cap = int(problem.release_cap[unit])
        most = people[unit] if cap < 0 else min(cap, people[unit])
        for place in range(int(used[unit]), most):
            step = problem.balance[min(place, len(problem.balance) - 1)]
            total += max(0, int(price[unit]) - step * scale)
    return total


def _teams(
    case: Case, priced: Priced, rows: Ints, gain: Ints, seats: Ints, pinned: Sequence[int]
) -> int:
    """Σ of what each team can be worth at these prices."""
    problem, total = case.problem, 0
    of_row = problem.team_of[problem.post[rows]]
    order = rows[np.argsort(of_row, kind="stable")]
    ends = np.searchsorted(np.sort(of_row), np.arange(len(problem.teams) + 1))
    for index, team in enumerate(problem.teams):
        asked = case.asked[index]
        own = order[ends[index] : ends[index + 1]]
        kind, people, price = priced.teams.get(team.id, ("dp", [], []))
        sigma = np.array(people, dtype=np.int64)
        is_linear = kind == "linear"
        gains = gain[own] - (sigma[problem.person[own]] if sigma.any() and not is_linear else 0)
        met = [one.members[problem.person[own]].astype(int).tolist() for one in asked]
        kinds = list(zip(*met, strict=True)) if asked else [()] * len(own)
        options: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        for post, worth, mask in zip(
            problem.post[own].tolist(), gains.tolist(), kinds, strict=True
        ):
            options.setdefault(post, []).append((worth, mask))
        held = [int(problem.person[r]) for r in pinned if problem.team_of[problem.post[r]] == index]
        at_prices = TeamAtPrices(
            options,
            {post: int(seats[post]) for post in options},
            [sum(int(one.members[who]) for who in held) for one in asked],
            [one.need for one in asked],
            case.penalty[index] * priced.scale,
        )
        total += (
            linear_worth(at_prices, price) if is_linear else sum(people) + best_worth(at_prices)
        )
    return total
