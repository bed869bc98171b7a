"""Teams at size: the flow's prices, the best choice of each team at them, repair, flow again.

A team's inside is small, and all it shares with others (people, units, hosts) is priced by the
flow. So each team is chosen alone at those prices, exactly, over few columns: a class of people is
who meets the same of the team's requirements, and for each post and class only the best people
can be in a best choice. Teams that want the same people are chosen again one after the other; the
members are pinned and the flow places everybody else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dunmiao.engines.matching import exact, flow
from dunmiao.engines.matching.bound import Certificate, TeamProof, bound_of, rows_by_team
from dunmiao.engines.matching.choose import Room, choose, reduced_to_classes, task_of
from dunmiao.engines.matching.constraints import sides_of
from dunmiao.engines.matching.constraints.pins import Free, place_pins
from dunmiao.engines.matching.dist import Mapper
from dunmiao.engines.matching.neighbours import choose_together
from dunmiao.engines.matching.patterns import Choices, prove_by_patterns
from dunmiao.engines.matching.prices import Prices, reduced
from dunmiao.engines.matching.problem import Ints, Problem
from dunmiao.engines.matching.tree import Tree
from dunmiao.engines.matching.value import plan_value

# Columns of the one model over all teams: those that lose at most so many points, so many at most.
THRESHOLDS, MOST_COLUMNS = (60, 250, 800), 60_000
# Up to so many columns its relaxation alone is solved for its prices.
PRICED_COLUMNS = 400_000
# Splits of that model, so that the plan does not depend on how fast the machine is.
MOST_NODES = 2_000
# Up to so many pairs tight teams are proven by whole choices.
PATTERN_PAIRS = 400_000
# Up to so many columns what whole choices leave open is split.
SPLIT_COLUMNS = 20_000


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
    mapper: Mapper,
) -> Found:
    """The plan over teams that start from the flow's `rows` and `prices`.

    Every further step keeps the better plan and the better bound. `left` tells the seconds that
    remain; `gap` is the share within which it is enough.
    """
    chosen, alone = _choose_all(problem, free, prices, mapper)
    starts = (obeying(problem, rows, seed), _flow_again(problem, _joined(chosen), seed))
    rows = max(starts, key=lambda found: _worth(problem, free, found))
    proofs = tuple(TeamProof() for _ in problem.teams)
    best = Certificate(prices, proofs, bound_of(problem, prices, proofs))
    value = _worth(problem, free, rows)
    for threshold in THRESHOLDS:
        columns = _near(problem, free, best.prices, rows, threshold)
        enough = best.bound - value <= gap * max(1, abs(value))
        if not enough and len(columns) > MOST_COLUMNS:
            if len(columns) <= PRICED_COLUMNS:
                best = _better_prices(problem, free, columns, best, left())
            rows = _by_neighbours(problem, free, prices, rows, chosen, alone, seed, left)
            value = _worth(problem, free, rows)
        if enough or len(columns) > MOST_COLUMNS or left() <= 1:
            break
        best = _better_prices(problem, free, columns, best, left())
        rows = _better_plan(problem, free, columns, rows, left())
        value = _worth(problem, free, rows)
        if (
            len(columns) <= SPLIT_COLUMNS
        ):  # few enough for splits, which prove more than wider columns
            break
    if best.bound > value + gap * max(1, abs(value)) and len(free.rows) <= PATTERN_PAIRS:
        rows, best = _by_choices(problem, free, rows, best, gap, left)
    return Found(rows, _worth(problem, free, rows), best)


def _by_choices(
    problem: Problem,
    free: Free,
    rows: list[int],
    best: Certificate,
    gap: float,
    left: Callable[[], float],
) -> tuple[list[int], Certificate]:
    """Prices of whole choices, and where the columns are few splits as well."""
    choices = Choices(
        lambda problem, free, team, own, worth: choose(task_of(problem, free, team, own, worth))
    )
    columns = _near(problem, free, best.prices, rows, THRESHOLDS[-1])
    tree = Tree(
        problem, sorted([*rows, *free.pinned_rows]), columns, choices=choices, gap=gap, left=left
    )
    root = prove_by_patterns(
        problem, free, columns=columns, rows=rows, best=best, enough=tree.enough,
        choices=choices, left=left,
    )  # fmt: skip
    if len(columns) > SPLIT_COLUMNS:
        return rows, root.certificate
    certificate = tree.split(problem, root)
    pinned = set(free.pinned_rows)
    return [row for row in tree.rows if row not in pinned], certificate


def _worth(problem: Problem, free: Free, rows: list[int]) -> int:
    return plan_value(problem, [*rows, *free.pinned_rows])[0]


def _at_prices(problem: Problem, prices: Prices) -> Ints:
    """What each row is worth at these prices, its post's price aside: there the team decides."""
    worth = reduced(problem, prices) // prices.scale
    worth -= prices.of["person"][problem.person] // prices.scale
    return worth


def _joined(chosen: dict[int, list[int]]) -> list[int]:
    return [row for team in sorted(chosen) for row in chosen[team]]


def _by_neighbours(
    problem: Problem,
    free: Free,
    prices: Prices,
    rows: list[int],
    chosen: dict[int, list[int]],
    alone: dict[int, list[int]],
    seed: int,
    left: Callable[[], float],
) -> list[int]:
    """Where one model over all teams is too large: a few teams at a time from the plan at hand,
    then the flow for everybody else; the better plan of the two."""
    worth, own = _at_prices(problem, prices), rows_by_team(problem, free)
    together = choose_together(problem, free, own, worth, chosen, alone=alone, left=left)
    if together == chosen or left() <= 1:
        return rows
    found = _flow_again(problem, _joined(together), seed)
    return max((rows, found), key=lambda one: _worth(problem, free, one))


def _choose_all(
    problem: Problem, free: Free, prices: Prices, mapper: Mapper
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """(the rows of every team with what is left where they collide, what each chose alone)."""
    worth = _at_prices(problem, prices)
    own = rows_by_team(problem, free)
    asked = [team for team in range(len(own)) if problem.teams[team].requirements]
    tasks = (task_of(problem, free, team, own[team], worth) for team in asked)
    room = Room(problem, free)
    out: dict[int, list[int]] = {}
    alone: dict[int, list[int]] = {}
    for team, first in zip(asked, mapper.map(choose, tasks), strict=True):
        alone[team] = first
        picked = np.array(first, dtype=np.int64)
        if not room.fits(picked):
            is_open = room.left["person"][problem.person[own[team]]] > 0
            again = task_of(problem, free, team, own[team][is_open], worth, room)
            picked = np.array(choose(again), dtype=np.int64)
        room.take(picked)
        out[team] = picked.tolist()
    return out, alone


def _flow_again(problem: Problem, chosen: list[int], seed: int) -> list[int]:
    """The best plan that keeps the teams' members; rows beside the problem's own pins."""
    pinned = problem.with_pins(*(problem.pairs[row] for row in chosen))
    rows, _prices = flow.solve_flow(pinned, place_pins(pinned), seed=seed)
    return sorted([*obeying(pinned, rows, seed), *chosen])


def with_free_seats(problem: Problem, free: Free, rows: list[int], seed: int) -> list[int]:
    """The rows and whoever can sit beside them without costing anything."""
    if len(rows) >= int(free.seats.sum()):
        return rows
    pinned = problem.with_pins(*(problem.pairs[row] for row in rows))
    beside = place_pins(pinned)
    beside = replace(beside, rows=beside.rows[problem.value[beside.rows] >= 0])
    more, _prices = flow.solve_flow(pinned, beside, seed=seed)
    found = sorted([*rows, *obeying(pinned, more, seed)])
    return found if _worth(problem, free, found) >= _worth(problem, free, rows) else rows


def obeying(problem: Problem, rows: list[int], seed: int) -> list[int]:
    """The rows of a flow, solved again until no side is broken: where it is, the pairs that break
    it, all but the best, are kept out. Ends, since every round keeps more pairs out."""
    while broken := _broken(problem, rows):
        problem = replace(problem, forbidden=problem.forbidden | broken)
        rows, _prices = flow.solve_flow(problem, place_pins(problem), seed=seed)
    return rows


def _broken(problem: Problem, rows: list[int]) -> frozenset[tuple[int, int]]:
    """Pairs to keep out so that the broken sides hold: of everybody counted too often."""
    free = place_pins(problem)
    out: set[tuple[int, int]] = set()
    for side, left in zip(sides_of(problem), free.side_left.tolist(), strict=True):
        placed = np.isin(side.rows, rows)
        over = int(side.signs[placed].sum()) - left
        if over <= 0:
            continue
        plus = side.rows[placed & (side.signs > 0)]
        worst = plus[np.lexsort((plus, problem.value[plus]))][:over]
        people = problem.person[worst]
        gone = side.rows[np.isin(problem.person[side.rows], people) & (side.signs > 0)]
        out |= {problem.pairs[row] for row in gone.tolist()}
    return frozenset(out)


def _near(problem: Problem, free: Free, prices: Prices, rows: list[int], threshold: int) -> Ints:
    """Pairs that lose at most so much at these prices, with all of the plan at hand. Pairs of
    teams keep their seats' prices out: there the team decides."""
    scale = prices.scale
    worth = reduced(problem, prices) // scale - prices.of["person"][problem.person] // scale
    plain = problem.team_of[problem.post] < 0
    worth = worth - np.where(plain, prices.of["post"][problem.post] // scale, 0)
    kept = np.zeros(len(problem.person), dtype=bool)
    kept[free.rows[worth[free.rows] >= -threshold]] = True
    for team, own in enumerate(rows_by_team(problem, free)):
        if problem.teams[team].requirements:
            kept[own] = False
            kept[reduced_to_classes(problem, free, team, own, worth)] = True
    kept[rows] = True
    return np.flatnonzero(kept)


def _better_prices(
    problem: Problem, free: Free, columns: Ints, best: Certificate, seconds: float
) -> Certificate:
    """The prices of the relaxation with teams in it, where they prove more."""
    small = replace(free, rows=columns)
    model = exact.build(problem, small, for_prices=True)
    try:
        found = exact.relaxation(problem, small, model, seconds=seconds)
    except flow.EngineError:  # out of time: what was proven stays
        return best
    bound = bound_of(problem, found.prices, found.proofs)
    return Certificate(found.prices, found.proofs, bound) if bound < best.bound else best


def _better_plan(
    problem: Problem, free: Free, columns: Ints, rows: list[int], seconds: float
) -> list[int]:
    """The best plan over these columns that the solver finds, from the one at hand."""
    model = exact.build(problem, replace(free, rows=columns))
    found = exact.solve_rows(columns, model, seconds=seconds / 2, start=rows, nodes=MOST_NODES)
    if found is None or _worth(problem, free, found) < _worth(problem, free, rows):
        return rows
    return found
