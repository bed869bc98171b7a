"""What a certificate's prices prove, for the checker: exact integers, over all pairs."""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_rules import balance_cost, broken_rules, pair_value, sides

MOST_DEPTH = 200
# Any prices prove a bound, so a larger one is read as this; it keeps sums within 64 bits.
MOST_PRICE = 2**58


class _Reader:
    """The certificate's prices by id; absent = 0; negative or unknown ones are faults."""

    def __init__(self, certificate: dict[str, Any], faults: list[str]) -> None:
        self.plain, self.faults = certificate, faults
        scale = certificate.get("scale", 1)
        self.scale = scale if type(scale) is int and scale >= 1 else 1
        if self.scale != scale:
            faults.append("certificate: scale must be an integer of at least 1")

    def integers(self, table: Any, ids: tuple[str, ...], what: str) -> list[int]:
        index = {name: position for position, name in enumerate(ids)}
        out = [0] * len(ids)
        for name, price in (table or {}).items():
            if name not in index:
                self.faults.append(f'certificate: unknown {what} "{name}"')
            elif type(price) is not int or price < 0:
                self.faults.append(f'certificate: price of {what} "{name}" is not an integer >= 0')
            else:
                out[index[name]] = min(price, MOST_PRICE)
        return out


def proven_bound(
    problem: Any, certificate: dict[str, Any], faults: list[str], depth: int = 0
) -> int:
    """The bound of the prices, or of a split on a pair: the larger half, whichever is lower."""
    proven = _proven(problem, certificate, faults)
    branch = certificate.get("branch")
    if branch is None or depth > MOST_DEPTH:
        return proven
    who, where = branch["pair"]
    if who not in problem.people or where not in problem.posts:
        faults.append(f'certificate: unknown pair "{who}", "{where}" in a branch')
        return proven
    pair = (problem.people.index(who), problem.posts.index(where))
    without = replace(problem, forbidden=problem.forbidden | {pair})
    halves = [proven_bound(without, branch["kept_out"], faults, depth + 1)]
    if pair in problem.pair_index and pair not in problem.forbidden:
        placed = replace(problem, pins=tuple(dict.fromkeys((*problem.pins, pair))))
        broken: list[str] = []
        broken_rules(placed, [problem.pair_index[pin] for pin in placed.pins], broken)
        if branch["placed"] is not None:
            halves.append(proven_bound(placed, branch["placed"], faults, depth + 1))
        elif not broken:
            faults.append(f"certificate: a branch leaves out {who} on {where}, which may hold")
    return min(proven, max(halves))


def _proven(problem: Any, certificate: dict[str, Any], faults: list[str]) -> int:
    read = _Reader(certificate, faults)
    if read.scale * _largest(problem) >= MOST_PRICE:
        faults.append("certificate: scale is too large for this problem")
        read.scale = 1
    scale = read.scale
    price, caps = _tables(problem, certificate, read), _caps(problem)
    both = _unit_posts(problem, certificate, faults)
    priced = _side_prices(problem, certificate, faults)
    seats = [int(s) for s in problem.seats]
    used: dict[str, Counter[Any]] = {table: Counter() for table in (*caps, "unit_post")}
    counts: dict[tuple[int, int], int] = defaultdict(int)
    pinned: dict[int, int] = dict(problem.pins)
    total = 0
    for who, where in problem.pins:
        total += scale * pair_value(problem, problem.pair_index[who, where])
        seats[where] -= 1
        unit, host = int(problem.unit_of[who]), int(problem.host_of[where])
        used["unit"][unit] += 1
        used["host"][host] += 1
        used["system"][int(problem.system_of[unit])] += 1
        used["county"][int(problem.county_of[host])] += 1
        used["unit_post"][unit, where] += 1
        team = int(problem.team_of[where])
        if team >= 0:
            for q, requirement in enumerate(problem.teams[team].requirements):
                counts[team, q] += int(requirement.members[who])
    total -= scale * balance_cost(
        problem, [int(problem.unit_of[who]) for who, _where in problem.pins]
    )
    is_open, rest = _rest(problem, scale, set(pinned), seats, price, both)
    for (_id, terms, _limit), amount in priced:
        for who, there, sign in terms:
            at = np.flatnonzero(
                (np.asarray(problem.person) == who) & np.isin(problem.post, list(there))
            )
            rest[at] -= sign * amount
    team_of = np.asarray(problem.team_of)[problem.post]
    plain = np.flatnonzero(is_open & (team_of < 0))
    post = np.asarray(price["post"], dtype=np.int64)
    dear = np.array(price["person"], dtype=np.int64)
    np.maximum.at(dear, problem.person[plain], rest[plain] - post[problem.post[plain]])
    person = dear.tolist()
    by_team: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(is_open & (team_of >= 0)).tolist():
        by_team[int(team_of[row])].append(row)
    total += sum(price for who, price in enumerate(person) if who not in pinned)
    total += sum(s * int(p) for s, p, t in zip(seats, post, problem.team_of, strict=True) if t < 0)
    for table, limits in caps.items():
        if table != "unit":
            dear_keys = np.flatnonzero(price[table]).tolist()
            total += sum(
                (int(limits[k]) - used[table][k]) * int(price[table][k]) for k in dear_keys
            )
    total += _priced_units(problem, price["unit"], used["unit"], scale)
    total += sum(price * (problem.unit_post_cap - used["unit_post"][key]) for key, price in both.items())  # fmt: skip
    for (_id, terms, limit), amount in priced:
        held = sum(sign for who, there, sign in terms if pinned.get(who, -1) in there)
        total += (limit - held) * amount
    proofs = {entry.get("id"): entry for entry in certificate.get("teams", [])}
    for index, team in enumerate(problem.teams):
        have = [counts[index, q] for q in range(len(team.requirements))]
        gains = {row: int(rest[row]) - person[int(problem.person[row])] for row in by_team[index]}
        entry = proofs.get(team.id, {})
        total += _team(problem, index, gains, have, seats, entry, read)
    return int(total // scale)


def _caps(problem: Any) -> dict[str, Any]:
    return {
        "unit": problem.release_cap, "host": problem.host_cap,
        "system": problem.system_cap, "county": problem.county_cap,
    }  # fmt: skip


def _tables(problem: Any, certificate: dict[str, Any], read: _Reader) -> dict[str, Any]:
    """The prices by table and number."""
    price: dict[str, Any] = {
        table: np.array(read.integers(certificate.get(table), ids, table), dtype=np.int64)
        for table, ids in (
            ("person", problem.people),
            ("unit", problem.units),
            ("post", problem.posts),
            ("host", problem.hosts),
            ("system", problem.systems),
            ("county", problem.counties),
        )
    }
    for table, limits in _caps(problem).items():  # a price without a cap proves nothing
        if table != "unit" or not problem.balance:
            price[table] = np.where(np.asarray(limits) < 0, 0, price[table])
    return price


def whole_prices(problem: Any, certificate: dict[str, Any], faults: list[str]) -> dict[str, Any]:
    """The prices of a certificate by table and number, 0 where nothing is capped."""
    return _tables(problem, certificate, _Reader(certificate, faults))


def _unit_posts(
    problem: Any, certificate: dict[str, Any], faults: list[str]
) -> dict[tuple[int, int], int]:
    both: dict[tuple[int, int], int] = {}
    if problem.unit_post_cap < 0:
        return both
    units = {name: at for at, name in enumerate(problem.units)}
    posts = {name: at for at, name in enumerate(problem.posts)}
    for u, p, price in certificate.get("unit_post", []):
        if type(price) is not int or price < 0:
            faults.append(f'certificate: price of ("{u}", "{p}") is not an integer >= 0')
        elif u in units and p in posts:
            both[units[u], posts[p]] = min(price, MOST_PRICE)
    return both


def _side_prices(problem: Any, certificate: dict[str, Any], faults: list[str]) -> list[Any]:
    """Each priced rule across the caps with its price."""
    known = {side[0]: side for side in sides(problem)}
    out = []
    for name, price in certificate.get("sides", []):
        if name not in known:
            faults.append(f'certificate: unknown side "{name}"')
        elif type(price) is not int or price < 0:
            faults.append(f'certificate: price of side "{name}" is not an integer >= 0')
        else:
            out.append((known[name], min(price, MOST_PRICE)))
    return out


def _priced_units(problem: Any, prices: Any, pinned: Any, scale: int) -> int:
    """What the prices of units prove: cap · price; with balance, for each person more that a unit
    could release, what its price exceeds the cost of releasing him by."""
    total = 0
    people = Counter(np.asarray(problem.unit_of).tolist()) if problem.balance else {}
    for unit in np.flatnonzero(prices).tolist():
        price, cap, begun = int(prices[unit]), int(problem.release_cap[unit]), pinned[unit]
        if not problem.balance:
            total += (cap - begun) * price
            continue
        most = people[unit] if cap < 0 else min(cap, people[unit])
        for place in range(begun, most):
            step = problem.balance[min(place, len(problem.balance) - 1)]
            total += max(0, price - step * scale)
    return total


def _largest(problem: Any) -> int:
    """No pair is worth more than this, nor less than its opposite."""
    parts = [*problem.components.values(), problem.tier_bonus]
    most = sum(int(np.abs(np.asarray(part, dtype=np.int64)).max(initial=0)) for part in parts)
    return int(most + abs(problem.stickiness) + 1)


def _rest(
    problem: Any,
    scale: int,
    pinned: set[int],
    seats: list[int],
    price: dict[str, Any],
    both: dict[tuple[int, int], int],
) -> tuple[Any, Any]:
    """For every pair whether it is free beside the pins, and its scaled value less the prices of
    all it shares. Prices are at most MOST_PRICE: 64 bits hold it."""
    who, where = np.asarray(problem.person), np.asarray(problem.post)
    width = len(problem.posts)
    keys = who * width + where
    value = sum(np.asarray(column, dtype=np.int64) for column in problem.components.values())
    value = value + np.asarray(problem.tier_bonus)[where]
    former = np.array([a * width + b for a, b in problem.previous], dtype=np.int64)
    value = value + problem.stickiness * np.isin(keys, former)
    gone = np.array([a * width + b for a, b in problem.forbidden], dtype=np.int64)
    held = np.zeros(len(problem.people), dtype=bool)
    held[list(pinned)] = True
    is_open = ~held[who] & (np.array(seats)[where] > 0) & ~np.isin(keys, gone)
    unit, host = np.asarray(problem.unit_of)[who], np.asarray(problem.host_of)[where]
    rest = scale * value
    for table, keys in (
        ("unit", unit),
        ("system", np.asarray(problem.system_of)[unit]),
        ("host", host),
        ("county", np.asarray(problem.county_of)[host]),
    ):
        if np.any(price[table]):
            rest = rest - np.asarray(price[table], dtype=np.int64)[keys]
    if both:
        priced = sorted((u * width + p, price) for (u, p), price in both.items())
        known = np.array([key for key, _price in priced], dtype=np.int64)
        mine = unit * width + where
        at = np.minimum(np.searchsorted(known, mine), len(known) - 1)
        amounts = np.array([price for _key, price in priced], dtype=np.int64)
        rest = rest - np.where(known[at] == mine, amounts[at], 0)
    return is_open, rest


def _team(
    problem: Any,
    index: int,
    gains: dict[int, int],
    have: list[int],
    seats: list[int],
    entry: dict[str, Any],
    read: _Reader,
) -> int:
    """z_t of one team by the linear form or the dynamic program over posts."""
    team = problem.teams[index]
    penalty = team.penalty * read.scale
    need = [requirement.need for requirement in team.requirements]
    by_post: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    given = entry.get("person")
    sigma = read.integers(given, problem.people, "person") if given else []
    linear = entry.get("kind") == "linear"
    for row, gain in gains.items():
        who = int(problem.person[row])
        kind = tuple(int(bool(r.members[who])) for r in team.requirements)
        by_post[int(problem.post[row])].append(
            (gain - (sigma[who] if given and not linear else 0), kind)
        )
    if linear:
        ids = tuple(r.id for r in team.requirements)
        price = read.integers(entry.get("requirement"), ids, "requirement")
        price = [min(penalty, p) for p in price]
        total = -sum(p * max(0, n - h) for p, n, h in zip(price, need, have, strict=True))
        for where, options in by_post.items():
            worth = [g + sum(np.multiply(kind, price).tolist()) for g, kind in options]
            total += sum(w for w in sorted(worth, reverse=True)[: seats[where]] if w > 0)
        return int(total)
    best = {tuple(min(h, n) for h, n in zip(have, need, strict=True)): 0}
    for where in sorted(by_post):
        best = _one_post(best, by_post[where], seats[where], need)
    ends = [
        total - penalty * sum(n - h for h, n in zip(state, need, strict=True))
        for state, total in best.items()
    ]
    return int(sum(sigma) + max(ends))


def _one_post(
    best: dict[tuple[int, ...], int],
    options: list[tuple[int, tuple[int, ...]]],
    seats: int,
    need: list[int],
) -> dict[tuple[int, ...], int]:
    """Choose up to `seats` of the options, one person at a time; a class needs only its best."""
    kept: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for gain, kind in sorted(options, reverse=True):
        if len(kept[kind]) < seats:
            kept[kind].append(gain)
    states = {(0, state): total for state, total in best.items()}
    for kind, values in kept.items():
        for gain in values:
            for (used, state), total in list(states.items()):
                if used < seats:
                    new = tuple(min(n, h + k) for h, k, n in zip(state, kind, need, strict=True))
                    key = (used + 1, new)
                    states[key] = max(states.get(key, total + gain), total + gain)
    out: dict[tuple[int, ...], int] = {}
    for (_, state), total in states.items():
        out[state] = max(out.get(state, total), total)
    return out
