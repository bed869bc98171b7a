"""Is a nation's listing what it claims? Looked at post by post, over everybody, without bitmaps.

For a post: each listed pair is eligible and scores what is listed; nobody who is not listed would
gain at the certificate's prices; and in a team nobody who is not listed is worth more at these
prices than the least of the best of his class that are listed. With that the bound over the listed
pairs holds for all. Shares no code with the screen.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_case import case_of
from dunmiao.engines.matching.check_prices import read_prices


def check_posts(
    columns: Any,
    base: Any,
    wanted: Any,
    problem: Any,
    certificate: dict[str, Any],
    posts: Iterable[int],
) -> list[str]:
    """Faults of these posts, in words; empty: what is listed of them is enough."""
    faults: list[str] = []
    node = {key: certificate[key] for key in certificate.keys() - {"format", "problem_sha256"}}
    priced = read_prices(case_of(problem), node, faults)
    price, scale = priced.of, priced.scale
    who, where = np.asarray(problem.person), np.asarray(problem.post)
    unit, team_of = np.asarray(problem.unit_of), np.asarray(problem.team_of)
    cost = price["unit"][unit] + price["system"][np.asarray(problem.system_of)[unit]]
    host = np.asarray(problem.host_of)
    there = price["host"] + price["county"][np.asarray(problem.county_of)]
    score = np.asarray(problem.components["fit"])
    bonus = np.asarray(problem.tier_bonus)
    plain = team_of[where] < 0
    over = scale * (score + bonus[where]) - cost[who] - there[host[where]] - price["post"][where]
    dear = price["person"].copy()
    np.maximum.at(dear, who[plain], over[plain])
    order = np.argsort(where, kind="stable")
    begins = np.searchsorted(where[order], np.arange(len(problem.posts) + 1))
    for post in posts:
        own = order[begins[post] : begins[post + 1]]
        meets = all_hold(columns, wanted[post].rules)
        real = base.copy()
        for one in wanted[post].points:
            real += all_hold(columns, [one.condition]) * one.points
        name = problem.posts[post]
        if not meets[who[own]].all():
            faults.append(f"screen: somebody listed for {name} does not meet its rules")
        if (real[who[own]] != score[own]).any():
            faults.append(f"screen: a score listed for {name} is not the score of the pair")
        rest = scale * (real + bonus[post]) - cost - there[host[post]] - dear
        listed = np.zeros(len(base), dtype=bool)
        listed[who[own]] = True
        left = meets & ~listed
        if team_of[post] < 0:
            if (rest[left] > price["post"][post]).any():
                faults.append(f"screen: somebody who is not listed for {name} would gain")
            continue
        seats = int(np.asarray(problem.seats)[team_of == team_of[post]].sum())
        faults += _classes(columns, wanted[post].classes, rest, listed & meets, left, seats, name)
    return faults


def all_hold(columns: Any, conditions: Any) -> Any:
    """Who meets them all, column by column."""
    out = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for condition in conditions:
        column, value = columns[condition.attribute], condition.value
        if condition.operator == "any of":
            out &= (column & value) > 0
        elif condition.operator in ("in", "not in"):
            out &= np.isin(column, value) == (condition.operator == "in")
        else:
            out &= {
                "==": column == value, "!=": column != value, "<": column < value,
                "<=": column <= value, ">": column > value, ">=": column >= value,
            }[condition.operator]  # fmt: skip
    return out


def _classes(
    columns: Any, classes: Any, rest: Any, listed: Any, left: Any, seats: int, name: str
) -> list[str]:
    kind = sum((all_hold(columns, [one]).astype(int) << q) for q, one in enumerate(classes))
    kind = kind + np.zeros(len(rest), dtype=int)
    faults = []
    for number in range(1 << len(classes)):
        inside, outside = np.sort(rest[listed & (kind == number)])[::-1], left & (kind == number)
        best = rest[outside].max(initial=-(2**62))
        if outside.any() and (len(inside) < seats or best > inside[seats - 1]):
            faults.append(f"screen: a better one of a class is not listed for {name}")
    return faults
