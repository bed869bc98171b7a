"""A round by the numbers: what both sides got, what was filled, who could complain with reason.

The same figures for any list of pairs, so that a plan and a list made by hand stand side by side.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.check_case import case_of
from dunmiao.engines.matching.check_rules import broken_rules
from dunmiao.engines.matching.problem import NO_CAP, Ints, Pair, Problem
from dunmiao.engines.matching.value import plan_value

TOP = 3


@dataclass(frozen=True)
class Choices:
    """How many of one side got the first of what it could have, and one of the first three."""

    first: int
    top: int
    placed: int


@dataclass(frozen=True)
class Figures:
    """Of one list. Shares are counts over counts; scores are points without tier bonus.

    `filled`: tier bonus → (seats filled, seats); `requirements`: (met, all); `missing`: members
    that teams lack; `envy`: (person, post) pairs where the person would rather be there and
    comes before somebody placed there (`envious`); `hosts`: mean score a host, from low to high, as
    (least, middle, most); `drain`: home units by how many they send; `changes`: (kept, gone, new)
    against the former plan.
    """

    placed: int
    seats: int
    score: int
    people: Choices
    posts: Choices
    filled: dict[int, tuple[int, int]]
    requirements: tuple[int, int]
    missing: int
    envy: int
    hosts: tuple[Fraction, Fraction, Fraction] | None
    drain: dict[int, int]
    at_cap: int
    changes: tuple[int, int, int]


def figures_of(problem: Problem, rows: Sequence[int]) -> Figures:
    """Everything of one list of pair rows, whatever made it."""
    chosen = np.array(sorted(rows), dtype=np.int64)
    wish, worth = person_order(problem), post_order(problem)
    teams = _teams(problem, chosen)
    units = Counter(problem.unit_of[problem.person[chosen]].tolist())
    caps = problem.release_cap.tolist()
    return Figures(
        placed=len(chosen),
        seats=int(problem.seats.sum()),
        score=int(problem.score[chosen].sum()),
        people=_choices(wish, chosen),
        posts=_choices(worth, chosen),
        filled=_filled(problem, chosen),
        requirements=(teams[0], teams[1]),
        missing=teams[2],
        envy=int(_envy(problem, chosen, wish, worth).sum()),
        hosts=_hosts(problem, chosen),
        drain=dict(sorted(Counter(units.values()).items())),
        at_cap=sum(1 for unit, count in units.items() if count >= caps[unit] > NO_CAP),
        changes=_changes(problem, chosen),
    )


def person_order(problem: Problem) -> Ints:
    """The place of each pair in its person's own order, 1 for the best: the person's ranks where
    there are such, else the score. Equal scores share a place; 0 where he does not want it."""
    if len(problem.person_rank):
        return problem.person_rank
    return _places(problem.person, problem.score)


def post_order(problem: Problem) -> Ints:
    """The place of each pair in its post's order, likewise."""
    if len(problem.post_rank):
        return problem.post_rank
    return _places(problem.post, problem.score)


def _places(group: Ints, score: Ints) -> Ints:
    """1 + how many of the same group score more."""
    order = np.lexsort((-score, group))
    begins = np.searchsorted(group[order], group[order])
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (group[order][1:] != group[order][:-1]) | (score[order][1:] != score[order][:-1])
    place = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0)) - begins + 1
    out = np.zeros(len(order), dtype=np.int64)
    out[order] = place
    return out


def _choices(place: Ints, chosen: Ints) -> Choices:
    got = place[chosen]
    wanted = got > 0
    return Choices(
        int(((got == 1) & wanted).sum()), int(((got <= TOP) & wanted).sum()), len(chosen)
    )


def _filled(problem: Problem, chosen: Ints) -> dict[int, tuple[int, int]]:
    bonus = problem.tier_bonus[problem.post[chosen]]
    out = {}
    for tier in sorted(np.unique(problem.tier_bonus).tolist(), reverse=True):
        seats = int(problem.seats[problem.tier_bonus == tier].sum())
        out[tier] = (int((bonus == tier).sum()), seats)
    return out


def _teams(problem: Problem, chosen: Ints) -> tuple[int, int, int]:
    """(requirements met, all of them, members lacking)."""
    met = whole = missing = 0
    team_of = problem.team_of[problem.post[chosen]]
    for index, team in enumerate(problem.teams):
        people = problem.person[chosen[team_of == index]]
        for requirement in team.requirements:
            lacks = max(0, requirement.need - int(requirement.members[people].sum()))
            whole, met, missing = whole + 1, met + (lacks == 0), missing + lacks
    return met, whole, missing


def envious(problem: Problem, rows: Sequence[int]) -> list[Pair]:
    """The pairs of a list with justified envy: the person ranks the post before what he got, or
    got nothing and wants it, and somebody placed there comes after him in the post's order (by
    score where there are no ranks). Forbidden pairs and pinned people, whose place was decided
    otherwise, raise none."""
    chosen = np.array(sorted(rows), dtype=np.int64)
    marks = _envy(problem, chosen, person_order(problem), post_order(problem))
    return [problem.pairs[row] for row in np.flatnonzero(marks).tolist()]


def _envy(problem: Problem, chosen: Ints, wish: Ints, worth: Ints) -> NDArray[np.bool_]:
    own = np.full(len(problem.people), np.iinfo(np.int64).max)
    own[problem.person[chosen]] = np.where(wish[chosen] > 0, wish[chosen], own[0])
    pinned = np.zeros(len(problem.people), dtype=bool)
    pinned[[person for person, _post in problem.pins]] = True
    free = chosen[~pinned[problem.person[chosen]]]
    last = np.zeros(len(problem.posts), dtype=np.int64)
    np.maximum.at(last, problem.post[free], worth[free])
    wants: NDArray[np.bool_] = (wish > 0) & (wish < own[problem.person])
    beats = (worth > 0) & (worth < last[problem.post])
    stays = problem.rows_among(problem.forbidden) | pinned[problem.person]
    marks: NDArray[np.bool_] = wants & beats & ~stays
    return marks


def _hosts(problem: Problem, chosen: Ints) -> tuple[Fraction, Fraction, Fraction] | None:
    if not len(chosen):
        return None
    host, score = problem.host_of[problem.post[chosen]], problem.score[chosen]
    means = sorted(
        Fraction(int(score[host == one].sum()), int((host == one).sum())) for one in np.unique(host)
    )
    at = len(means) // 2
    middle = means[at] if len(means) % 2 else (means[at - 1] + means[at]) / 2
    return means[0], middle, means[-1]


def _changes(problem: Problem, chosen: Ints) -> tuple[int, int, int]:
    now = {problem.pairs[row] for row in chosen.tolist()}
    kept = len(now & problem.previous)
    return kept, len(problem.previous) - kept, len(now) - kept


def report_json(
    problem: Problem, lists: Mapping[str, tuple[Sequence[int], Sequence[Pair]]]
) -> dict[str, Any]:
    """`dunmiao-report/1`: the figures of each named list side by side, its value on the plan's
    scale, how far it is from the first list, and the rules that it breaks. What is listed there
    and is no eligible pair counts nowhere and is named."""
    values = {name: plan_value(problem, rows)[0] for name, (rows, _strangers) in lists.items()}
    first = next(iter(values.values()), 0)
    return {
        "format": "dunmiao-report/1",
        "lists": {
            name: _plain(figures_of(problem, rows), [problem.name(pair) for pair in strangers])
            | {"value": values[name], "distance": first - values[name]}
            | {"broken": _broken(problem, rows)}
            for name, (rows, strangers) in lists.items()
        },
    }


def _broken(problem: Problem, rows: Sequence[int]) -> list[dict[str, Any]]:
    """The rules that a list breaks: which, where, how many are placed there and how many may be."""
    return [
        {"rule": one.rule, "where": one.where, "placed": one.placed, "cap": one.cap}
        for one in broken_rules(case_of(problem), rows)
    ]


def _plain(found: Figures, strangers: list[str]) -> dict[str, Any]:
    hosts = found.hosts
    return {
        "not_eligible": strangers,
        "placed": found.placed,
        "seats": found.seats,
        "score": found.score,
        "people": {"first": found.people.first, "top3": found.people.top},
        "posts": {"first": found.posts.first, "top3": found.posts.top},
        "fill": [
            {"tier_bonus": bonus, "filled": filled, "seats": seats}
            for bonus, (filled, seats) in found.filled.items()
        ],
        "requirements": {"met": found.requirements[0], "all": found.requirements[1]},
        "missing_members": found.missing,
        "justified_envy": found.envy,
        "host_mean_score": None
        if hosts is None
        else dict(zip(("least", "middle", "most"), (float(one) for one in hosts), strict=True)),
        "units_by_released": {str(count): units for count, units in found.drain.items()},
        "units_at_cap": found.at_cap,
        "changes": dict(zip(("kept", "gone", "new"), found.changes, strict=True)),
    }
