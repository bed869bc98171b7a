"""What a plan must obey and what it is worth, for the checker: written apart from the engine."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np


def broken_rules(problem: Any, rows: list[int], faults: list[str]) -> None:
    """Note every rule that placing these pair rows breaks."""
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
    systems = [int(problem.system_of[unit]) for unit in units]
    counties = [int(problem.county_of[host]) for host in hosts]
    for rule, what, names, keys, caps in (
        ("system-cap", "system", problem.systems, systems, problem.system_cap),
        ("county-cap", "county", problem.counties, counties, problem.county_cap),
    ):
        cap(rule, what, names.__getitem__, keys, caps.__getitem__)
    both = list(zip(units, posts, strict=True))
    cap(
        "unit-post-cap",
        "unit",
        lambda k: f"{problem.units[k[0]]} on {problem.posts[k[1]]}",
        both,
        lambda _: problem.unit_post_cap,
    )
    placed = set(zip(people, posts, strict=True))
    at_post = dict(zip(people, posts, strict=True))
    for name, terms, limit in sides(problem):
        count = sum(sign for who, there, sign in terms if at_post.get(who, -1) in there)
        if count > limit:
            faults.append(f"rule {name.split('|')[0]}: {name} counts {count}, cap {limit}")
    for pair in sorted(placed & problem.forbidden):
        faults.append(f"rule forbidden: {problem.people[pair[0]]} on {problem.posts[pair[1]]}")
    for pair in problem.pins:
        if pair not in placed:
            name = f"{problem.people[pair[0]]} on {problem.posts[pair[1]]}"
            faults.append(f"rule pin: {name} is not placed")


def sides(problem: Any) -> list[tuple[str, list[tuple[int, frozenset[int], int]], int]]:
    """Rules across the caps as (id, [(person, posts, sign)], cap): for two who recuse each other
    one in each team; for a couple kept apart one in each place; for one kept near the first in a
    place exactly as often as the second. Only places where a pair could break the rule."""
    if not problem.recusals and not problem.bonds:
        return []
    mine: dict[int, set[int]] = defaultdict(set)
    wanted = {who for pair in problem.recusals for who in pair}
    wanted |= {who for bond in problem.bonds for who in (bond.first, bond.second)}
    for row in np.flatnonzero(np.isin(np.asarray(problem.person), sorted(wanted))).tolist():
        mine[int(problem.person[row])].add(int(problem.post[row]))
    out = []
    for one, other in problem.recusals:
        for number, team in enumerate(problem.teams):
            inside = {p for p in mine[one] | mine[other] if problem.team_of[p] == number}
            parts = [(one, frozenset(inside & mine[one]), 1), (other, frozenset(inside & mine[other]), 1)]  # fmt: skip
            if all(posts for _who, posts, _sign in parts):
                id_ = f"recusal|{team.id}|{problem.people[one]}|{problem.people[other]}"
                out.append((id_, parts, 1))
    for bond in problem.bonds:
        head = (
            f"{bond.keep}|{bond.level}|{problem.people[bond.first]}|{problem.people[bond.second]}"
        )
        by_place: dict[str, set[int]] = defaultdict(set)
        for p in mine[bond.first] | mine[bond.second]:
            host = int(problem.host_of[p])
            at = (
                problem.hosts[host]
                if bond.level == "host"
                else problem.counties[problem.county_of[host]]
            )
            by_place[at].add(p)
        for at, inside in sorted(by_place.items()):
            first, second = (
                frozenset(inside & mine[bond.first]),
                frozenset(inside & mine[bond.second]),
            )
            if bond.keep == "near":
                for way, sign in (("first", 1), ("second", -1)):
                    parts = [(bond.first, first, sign), (bond.second, second, -sign)]
                    out.append((f"{head}|{at}|{way}", parts, 0))
            elif first and second:
                out.append((f"{head}|{at}", [(bond.first, first, 1), (bond.second, second, 1)], 1))
    return out


def balance_cost(problem: Any, units: list[int]) -> int:
    """What releasing one person of each of these units costs, step by step."""
    if not problem.balance:
        return 0
    seen: dict[int, int] = defaultdict(int)
    total = 0
    for unit in units:
        total += problem.balance[min(seen[unit], len(problem.balance) - 1)]
        seen[unit] += 1
    return total


def pair_value(problem: Any, row: int) -> int:
    """What placing one pair adds: components, bonus, stickiness."""
    pair = (int(problem.person[row]), int(problem.post[row]))
    total = sum(int(column[row]) for column in problem.components.values())
    total += int(problem.tier_bonus[pair[1]])
    return total + (problem.stickiness if pair in problem.previous else 0)


def value_of(problem: Any, rows: list[int]) -> tuple[int, list[dict[str, Any]]]:
    """The value of placing these pair rows, and what the teams lack."""
    total = sum(pair_value(problem, row) for row in rows)
    total -= balance_cost(problem, [int(problem.unit_of[problem.person[row]]) for row in rows])
    by_team: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_team[int(problem.team_of[problem.post[row]])].append(int(problem.person[row]))
    shortfalls = []
    for index, team in enumerate(problem.teams):
        placed = by_team[index]
        for requirement in team.requirements:
            have = sum(bool(requirement.members[person]) for person in placed)
            if have < requirement.need:
                missing = requirement.need - have
                total -= missing * team.penalty
                shortfalls.append(
                    {"team": team.id, "requirement": requirement.id, "missing": missing}
                )
    return total, shortfalls
