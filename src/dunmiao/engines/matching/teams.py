"""Teams at size: the flow's prices, the best choice of each team at them, repair, flow again.

A team's inside is small, and all it shares with others (people, units, hosts) is priced by the
flow. So each team is chosen alone at those prices, exactly, over few columns: a class of people is
who meets the same of the team's requirements, and for each post and class only the best people
can be in a best choice. Teams that want the same people are chosen again one after the other; the
members are pinned and the flow places everybody else.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dunmiao.engines.matching import exact, flow
from dunmiao.engines.matching.bound import Certificate, TeamProof, bound_of, reduced, rows_by_team
from dunmiao.engines.matching.flow import Prices
from dunmiao.engines.matching.patterns import prove_by_patterns
from dunmiao.engines.matching.problem import NO_CAP, Free, Ints, Problem, place_pins, plan_value

# A team's choice is tiny; this is only the stop of a solver gone wrong.
TEAM_SECONDS = 20.0
# Columns of the one model over all teams: those that lose at most so many points, so many at most.
THRESHOLDS, MOST_COLUMNS = (60, 250, 800), 60_000
# Up to so many pairs tight teams are proven by whole choices.
PATTERN_PAIRS = 400_000


@dataclass(frozen=True)
class Found:
    """Pair rows placed beside the pins, their value, and the certificate of the bound."""

    rows: list[int]
    value: int
    certificate: Certificate


def solve_teams(
    problem: Problem,
    free: Free,
    rows: list[int],
    prices: Prices,
    *,
    seed: int,
    gap: float,
    left: Callable[[], float],
) -> Found:
    """The plan over teams that start from the flow's `rows` and `prices`.

    Every further step keeps the better plan and the better bound. `left` tells the seconds that
    remain; `gap` is the share within which it is enough.
    """
    chosen = _choose_all(problem, free, prices)
    rows = max(
        (rows, _flow_again(problem, chosen, seed)), key=lambda found: _worth(problem, free, found)
    )
    proofs = tuple(TeamProof() for _ in problem.teams)
    best = Certificate(prices, proofs, bound_of(problem, prices, proofs))
    value = _worth(problem, free, rows)
    for threshold in THRESHOLDS:
        columns = _near(problem, free, best.prices, rows, threshold)
        enough = best.bound - value <= gap * max(1, abs(value))
        if enough or len(columns) > MOST_COLUMNS or left() <= 1:
            break
        best = _better_prices(problem, free, columns, best, left())
        rows = _better_plan(problem, free, columns, rows, left())
        value = _worth(problem, free, rows)
    if best.bound > value + gap * max(1, abs(value)) and len(free.rows) <= PATTERN_PAIRS:
        best = prove_by_patterns(
            problem, free,
            columns=_near(problem, free, best.prices, rows, THRESHOLDS[-1]),
            rows=rows, best=best, enough=value + int(gap * max(1, abs(value))),
            choose=lambda team, own, worth: _choose(problem, free, team, own, worth),
            left=left,
        )  # fmt: skip
    return Found(rows, value, best)


def _worth(problem: Problem, free: Free, rows: list[int]) -> int:
    return plan_value(problem, [*rows, *free.pinned_rows])[0]


def _choose_all(problem: Problem, free: Free, prices: Prices) -> list[int]:
    """The rows of every team: alone first, again with what is left where they collide."""
    worth = reduced(problem, prices) // prices.scale - prices.person[problem.person]
    taken: set[int] = set()
    units, hosts, both = _Left(free.release_cap), _Left(free.host_cap), Counter[tuple[int, int]]()
    out: list[int] = []
    for team, own in enumerate(rows_by_team(problem, free)):
        if not problem.teams[team].requirements:
            continue
        picked = _choose(problem, free, team, own, worth)
        if not _fits(problem, free, picked, taken, units, hosts, both):
            open_rows = [row for row in own if int(problem.person[row]) not in taken]
            picked = _choose(
                problem, free, team, np.array(open_rows, dtype=np.int64), worth,
                (units, hosts, both),
            )  # fmt: skip
        for row in picked:
            person, post = problem.pairs[row]
            unit = int(problem.unit_of[person])
            taken.add(person)
            units.take(unit)
            hosts.take(int(problem.host_of[post]))
            both[unit, post] += 1
        out += picked
    return out


class _Left:
    """What is left of caps; NO_CAP is without end."""

    def __init__(self, caps: Ints) -> None:
        self.caps = [math.inf if cap == NO_CAP else float(cap) for cap in caps.tolist()]

    def take(self, key: int) -> None:
        self.caps[key] -= 1


def _fits(
    problem: Problem,
    free: Free,
    picked: list[int],
    taken: set[int],
    units: _Left,
    hosts: _Left,
    both: Counter[tuple[int, int]],
) -> bool:
    """Whether these can be placed beside what the teams before them took."""
    people = [int(problem.person[row]) for row in picked]
    posts = [int(problem.post[row]) for row in picked]
    of_unit = Counter(int(problem.unit_of[person]) for person in people)
    at_host = Counter(int(problem.host_of[post]) for post in posts)
    if taken.intersection(people) or any(units.caps[key] < n for key, n in of_unit.items()):
        return False
    if any(hosts.caps[key] < n for key, n in at_host.items()):
        return False
    if problem.unit_post_cap == NO_CAP:
        return True
    pairs = Counter(
        (int(problem.unit_of[person]), post) for person, post in zip(people, posts, strict=True)
    )
    used = free.unit_post_used
    return all(n + both[k] + used.get(k, 0) <= problem.unit_post_cap for k, n in pairs.items())


def _choose(
    problem: Problem,
    free: Free,
    team: int,
    rows: Ints,
    worth: Ints,
    left: tuple[_Left, _Left, Counter[tuple[int, int]]] | None = None,
) -> list[int]:
    """The best choice of one team: exact at these prices; with `left` within those caps."""
    rows = _reduced_to_classes(problem, free, team, rows, worth)
    if not len(rows):
        return []
    group = problem.teams[team]
    people, posts = problem.person[rows], problem.post[rows]
    lines: list[tuple[list[int], list[float], float, float, tuple[object, ...]]] = []

    def at_most(keys: Ints, cap: Callable[[int], float], kind: str) -> None:
        for key in np.unique(keys).tolist():
            columns = np.flatnonzero(keys == key).tolist()
            if len(columns) > (limit := cap(key)):
                lines.append((columns, [1.0] * len(columns), -math.inf, limit, (kind, key)))

    at_most(people, lambda _key: 1.0, "person")
    at_most(posts, lambda key: float(free.seats[key]), "post")
    units = problem.unit_of[people]
    if left is not None:
        at_most(units, left[0].caps.__getitem__, "unit")
        at_most(problem.host_of[posts], left[1].caps.__getitem__, "host")
    if problem.unit_post_cap != NO_CAP:
        width, both = len(problem.posts), left[2] if left else Counter[tuple[int, int]]()

        def room(key: int) -> float:
            pair = divmod(key, width)
            return float(problem.unit_post_cap - free.unit_post_used.get(pair, 0) - both[pair])

        at_most(units * width + posts, room, "unit_post")
    cost, upper = worth[rows].astype(float).tolist(), [1.0] * len(rows)
    for q, requirement in enumerate(group.requirements):
        missing = max(0, requirement.need - free.team_counts[team][q])
        if missing:
            columns = [*np.flatnonzero(requirement.members[people]).tolist(), len(cost)]
            cost.append(-float(group.penalty))
            upper.append(float(missing))
            lines.append(
                (
                    columns,
                    [1.0] * len(columns),
                    float(missing),
                    math.inf,
                    ("requirement", (team, q)),
                )
            )
    model = exact.Model(np.array(cost), np.array(upper), len(rows), lines)
    small = replace(free, rows=rows)
    return exact.solve_mip(problem, small, model, seconds=TEAM_SECONDS) or []


def _reduced_to_classes(problem: Problem, free: Free, team: int, rows: Ints, worth: Ints) -> Ints:
    """Per post and class of people the best as many as the team has seats: a worse one can always
    be exchanged for one of these that is not in the choice yet."""
    group = problem.teams[team]
    own = problem.team_of == team
    most = int(free.seats[own].sum())
    people, posts = problem.person[rows], problem.post[rows]
    kind = np.zeros(len(rows), dtype=np.int64)
    for q, requirement in enumerate(group.requirements):
        kind += requirement.members[people].astype(np.int64) << q
    order = np.lexsort((rows, -worth[rows], kind, posts))
    key = posts[order] * (1 << len(group.requirements)) + kind[order]
    begins = np.searchsorted(key, key)
    kept = order[np.arange(len(order)) - begins < most]
    return np.sort(rows[kept])


def _flow_again(problem: Problem, chosen: list[int], seed: int) -> list[int]:
    """The best plan that keeps the teams' members; rows beside the problem's own pins."""
    pinned = problem.with_pins(*(problem.pairs[row] for row in chosen))
    rows, _prices = flow.solve_flow(pinned, place_pins(pinned), seed=seed)
    return sorted([*rows, *chosen])


def _near(problem: Problem, free: Free, prices: Prices, rows: list[int], threshold: int) -> Ints:
    """Pairs that lose at most so much at these prices, with all of the plan at hand. Pairs of
    teams keep their seats' prices out: there the team decides."""
    worth = reduced(problem, prices) // prices.scale - prices.person[problem.person] // prices.scale
    plain = problem.team_of[problem.post] < 0
    worth = worth - np.where(plain, prices.post[problem.post] // prices.scale, 0)
    kept = np.zeros(len(problem.person), dtype=bool)
    kept[free.rows[worth[free.rows] >= -threshold]] = True
    for team, own in enumerate(rows_by_team(problem, free)):
        if problem.teams[team].requirements:
            kept[own] = False
            kept[_reduced_to_classes(problem, free, team, own, worth)] = True
    kept[rows] = True
    return np.flatnonzero(kept)


def _better_prices(
    problem: Problem, free: Free, columns: Ints, best: Certificate, seconds: float
) -> Certificate:
    """The prices of the relaxation with teams in it, where they prove more."""
    small = replace(free, rows=columns)
    model = exact.build(problem, small)
    try:
        prices, proofs, _row = exact.relaxation_prices(problem, small, model, seconds=seconds)
    except flow.EngineError:  # out of time: what was proven stays
        return best
    bound = bound_of(problem, prices, proofs)
    return Certificate(prices, proofs, bound) if bound < best.bound else best


def _better_plan(
    problem: Problem, free: Free, columns: Ints, rows: list[int], seconds: float
) -> list[int]:
    """The best plan over these columns that the solver finds, from the one at hand."""
    small = replace(free, rows=columns)
    model = exact.build(problem, small)
    found = exact.solve_mip(problem, small, model, seconds=seconds / 2, start=rows)
    if found is None or _worth(problem, free, found) < _worth(problem, free, rows):
        return rows
    return found
