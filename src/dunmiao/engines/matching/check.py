"""Prove a plan again, without a solver and without the code that made it.

Imports nothing of the engine: NumPy and the standard library, exact integers. It is given the
problem, the plan file and the certificate file, and believes neither of the last two.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np

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


def verify(
    problem: Any, plan: dict[str, Any], certificate: dict[str, Any] | None
) -> tuple[list[str], list[str]]:
    """Reasons why the plan or its claims are wrong (empty: proven), and notes."""
    faults: list[str] = []
    notes: list[str] = []
    if plan.get("status") == "infeasible":
        return _infeasible(problem, plan), notes
    rows = _rows(problem, plan, faults)
    _rules(problem, rows, faults)
    value, shortfalls = _value(problem, rows)
    _claims(problem, plan, rows, value, shortfalls, faults)
    if certificate is None:
        faults.append("certificate: missing")
    else:
        _bound(problem, plan, certificate, value, faults, notes)
    return faults, notes


def _infeasible(problem: Any, plan: dict[str, Any]) -> list[str]:
    """An infeasible plan is checked for its pins only: some rule must forbid them together.

    Hard requirements in conflict (`--hard`) are the solver's word.
    """
    faults: list[str] = []
    if any(note.get("code") == "requirements-conflict" for note in plan.get("findings", [])):
        return faults
    rows = [problem.pair_index[pair] for pair in problem.pins]
    _rules(problem, rows, faults)
    return [] if faults else ["infeasible: the pins do not contradict each other"]


def _rows(problem: Any, plan: dict[str, Any], faults: list[str]) -> list[int]:
    people = {name: index for index, name in enumerate(problem.people)}
    posts = {name: index for index, name in enumerate(problem.posts)}
    rows = []
    for entry in plan.get("assignments", []):
        pair = (people.get(entry["person"], -1), posts.get(entry["post"], -1))
        row = problem.pair_index.get(pair)
        if row is None:
            faults.append(f"rule eligible: {entry['person']} on {entry['post']} is not a pair")
        else:
            rows.append(row)
            _terms(problem, row, entry, faults)
    return rows


def _terms(problem: Any, row: int, entry: dict[str, Any], faults: list[str]) -> None:
    terms = {name: int(column[row]) for name, column in problem.components.items()}
    score = sum(terms.values())
    terms["tier_bonus"] = int(problem.tier_bonus[problem.post[row]])
    pair = (int(problem.person[row]), int(problem.post[row]))
    terms["stickiness"] = problem.stickiness if pair in problem.previous else 0
    name = f"{entry['person']} on {entry['post']}"
    if entry.get("score") != score:
        faults.append(f"score: {name} is {score}, plan claims {entry.get('score')}")
    if entry.get("terms") != terms:
        faults.append(f"terms: {name} are {terms}, plan claims {entry.get('terms')}")


def _rules(problem: Any, rows: list[int], faults: list[str]) -> None:
    people = [int(problem.person[row]) for row in rows]
    posts = [int(problem.post[row]) for row in rows]
    units = [int(problem.unit_of[person]) for person in people]
    hosts = [int(problem.host_of[post]) for post in posts]

    def cap(rule: str, what: str, names: Any, counted: list[Any], caps: Any) -> None:
        for key, count in sorted(Counter(counted).items()):
            limit = int(caps(key))
            if 0 <= limit < count:
                faults.append(f"rule {rule}: {what} {names(key)} has {count} placed, cap {limit}")

    cap("one-post", "person", lambda k: problem.people[k], people, lambda _: 1)
    cap("seats", "post", lambda k: problem.posts[k], posts, lambda k: problem.seats[k])
    cap("release-cap", "unit", lambda k: problem.units[k], units, lambda k: problem.release_cap[k])
    cap("host-cap", "host", lambda k: problem.hosts[k], hosts, lambda k: problem.host_cap[k])
    both = list(zip(units, posts, strict=True))
    cap(
        "unit-post-cap",
        "unit",
        lambda k: f"{problem.units[k[0]]} on {problem.posts[k[1]]}",
        both,
        lambda _: problem.unit_post_cap,
    )
    placed = set(zip(people, posts, strict=True))
    for pair in sorted(placed & problem.forbidden):
        faults.append(f"rule forbidden: {problem.people[pair[0]]} on {problem.posts[pair[1]]}")
    for pair in problem.pins:
        if pair not in placed:
            name = f"{problem.people[pair[0]]} on {problem.posts[pair[1]]}"
            faults.append(f"rule pin: {name} is not placed")


def _pair_value(problem: Any, row: int) -> int:
    pair = (int(problem.person[row]), int(problem.post[row]))
    total = sum(int(column[row]) for column in problem.components.values())
    total += int(problem.tier_bonus[pair[1]])
    return total + (problem.stickiness if pair in problem.previous else 0)


def _value(problem: Any, rows: list[int]) -> tuple[int, list[dict[str, Any]]]:
    total = sum(_pair_value(problem, row) for row in rows)
    shortfalls = []
    for index, team in enumerate(problem.teams):
        placed = [
            int(problem.person[row]) for row in rows if problem.team_of[problem.post[row]] == index
        ]
        for requirement in team.requirements:
            have = sum(bool(requirement.members[person]) for person in placed)
            if have < requirement.need:
                missing = requirement.need - have
                total -= missing * team.penalty
                shortfalls.append(
                    {"team": team.id, "requirement": requirement.id, "missing": missing}
                )
    return total, shortfalls


def _claims(
    problem: Any,
    plan: dict[str, Any],
    rows: list[int],
    value: int,
    shortfalls: list[dict[str, Any]],
    faults: list[str],
) -> None:
    if plan.get("value") != value:
        faults.append(f"value: the assignments are worth {value}, plan claims {plan.get('value')}")
    key = lambda item: (item["team"], item["requirement"])  # noqa: E731
    if sorted(plan.get("shortfalls", []), key=key) != sorted(shortfalls, key=key):
        faults.append(f"shortfalls: {shortfalls}, plan claims {plan.get('shortfalls')}")
    filled = Counter(int(problem.post[row]) for row in rows)
    unfilled = [
        {"post": name, "seats": int(problem.seats[post]) - filled[post]}
        for post, name in enumerate(problem.posts)
        if int(problem.seats[post]) > filled[post]
    ]
    if plan.get("unfilled") != unfilled:
        faults.append(f"unfilled: {unfilled}, plan claims {plan.get('unfilled')}")
    bound = plan.get("bound")
    if type(bound) is not int:
        faults.append("bound: the plan claims none")
        return
    if plan.get("gap_in_score_points") != bound - value:
        faults.append(f"gap: {bound - value} points, plan claims {plan.get('gap_in_score_points')}")
    wanted = "optimal" if bound == value else "feasible"
    if plan.get("status") != wanted:
        faults.append(f"status: {wanted}, plan claims {plan.get('status')}")


def _bound(
    problem: Any,
    plan: dict[str, Any],
    certificate: dict[str, Any],
    value: int,
    faults: list[str],
    notes: list[str],
) -> None:
    if problem.sha256 and certificate.get("problem_sha256") != problem.sha256:
        faults.append("certificate: made for another problem (problem_sha256 differs)")
    proven = _tree(problem, certificate, faults)
    claimed = plan.get("bound")
    if type(claimed) is int and claimed < proven:
        faults.append(f"bound: certificate proves {proven}, plan claims {claimed}")
    elif type(claimed) is int and claimed > proven:
        notes.append(f"note: certificate proves {proven}, plan claims only {claimed}")
    if proven < value:
        faults.append(f"bound: certificate proves {proven}, below the plan's value {value}")


def _tree(problem: Any, certificate: dict[str, Any], faults: list[str], depth: int = 0) -> int:
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
    halves = [_tree(without, branch["kept_out"], faults, depth + 1)]
    if pair in problem.pair_index and pair not in problem.forbidden:
        placed = replace(problem, pins=tuple(dict.fromkeys((*problem.pins, pair))))
        broken: list[str] = []
        _rules(placed, [problem.pair_index[pin] for pin in placed.pins], broken)
        if branch["placed"] is not None:
            halves.append(_tree(placed, branch["placed"], faults, depth + 1))
        elif not broken:
            faults.append(f"certificate: a branch leaves out {who} on {where}, which may hold")
    return min(proven, max(halves))


def _proven(problem: Any, certificate: dict[str, Any], faults: list[str]) -> int:
    read = _Reader(certificate, faults)
    if read.scale * _largest(problem) >= MOST_PRICE:
        faults.append("certificate: scale is too large for this problem")
        read.scale = 1
    scale = read.scale
    person = read.integers(certificate.get("person"), problem.people, "person")
    unit = read.integers(certificate.get("unit"), problem.units, "unit")
    post = read.integers(certificate.get("post"), problem.posts, "post")
    host = read.integers(certificate.get("host"), problem.hosts, "host")
    unit = [0 if problem.release_cap[i] < 0 else price for i, price in enumerate(unit)]
    host = [0 if problem.host_cap[i] < 0 else price for i, price in enumerate(host)]
    both: dict[tuple[int, int], int] = {}
    if problem.unit_post_cap >= 0:
        for u, p, price in certificate.get("unit_post", []):
            if type(price) is not int or price < 0:
                faults.append(f'certificate: price of ("{u}", "{p}") is not an integer >= 0')
            elif u in problem.units and p in problem.posts:
                both[problem.units.index(u), problem.posts.index(p)] = min(price, MOST_PRICE)
    seats, release = [int(s) for s in problem.seats], [int(c) for c in problem.release_cap]
    hosts = [int(c) for c in problem.host_cap]
    taken: dict[tuple[int, int], int] = defaultdict(int)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    pinned: set[int] = set()
    total = 0
    for who, where in problem.pins:
        row = problem.pair_index[who, where]
        total += scale * _pair_value(problem, row)
        pinned.add(who)
        seats[where] -= 1
        release[problem.unit_of[who]] -= 1
        hosts[problem.host_of[where]] -= 1
        taken[int(problem.unit_of[who]), where] += 1
        team = int(problem.team_of[where])
        if team >= 0:
            for q, requirement in enumerate(problem.teams[team].requirements):
                counts[team, q] += int(requirement.members[who])
    is_open, rest = _rest(problem, scale, pinned, seats, (unit, host, both))
    team_of = np.asarray(problem.team_of)[problem.post]
    plain = np.flatnonzero(is_open & (team_of < 0))
    dear = np.array(person, dtype=np.int64)
    np.maximum.at(dear, problem.person[plain], rest[plain] - np.array(post)[problem.post[plain]])
    person = dear.tolist()
    by_team: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(is_open & (team_of >= 0)).tolist():
        by_team[int(team_of[row])].append(row)
    total += sum(price for who, price in enumerate(person) if who not in pinned)
    total += sum(s * p for s, p, t in zip(seats, post, problem.team_of, strict=True) if t < 0)
    total += sum(c * p for c, p in zip(release, unit, strict=True) if p)
    total += sum(c * p for c, p in zip(hosts, host, strict=True) if p)
    total += sum(price * (problem.unit_post_cap - taken[key]) for key, price in both.items())
    proofs = {entry.get("id"): entry for entry in certificate.get("teams", [])}
    for index, team in enumerate(problem.teams):
        have = [counts[index, q] for q in range(len(team.requirements))]
        gains = {row: int(rest[row]) - person[int(problem.person[row])] for row in by_team[index]}
        entry = proofs.get(team.id, {})
        total += _team(problem, index, gains, have, seats, entry, read)
    return int(total // scale)


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
    prices: tuple[list[int], list[int], dict[tuple[int, int], int]],
) -> tuple[Any, Any]:
    """For every pair whether it is free beside the pins, and its scaled value less the prices of
    its unit, its host and its unit on its post. Prices are at most MOST_PRICE: 64 bits hold it."""
    unit, host, both = prices
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
    rest = scale * value - np.array(unit, dtype=np.int64)[np.asarray(problem.unit_of)[who]]
    rest = rest - np.array(host, dtype=np.int64)[np.asarray(problem.host_of)[where]]
    if both:
        priced = sorted((u * width + p, price) for (u, p), price in both.items())
        known = np.array([key for key, _price in priced], dtype=np.int64)
        mine = np.asarray(problem.unit_of)[who] * width + where
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
