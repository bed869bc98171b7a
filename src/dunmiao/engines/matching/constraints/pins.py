"""Pins (固定): placed beforehand, counted everywhere; those that contradict each other are named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching.constraints import CAPS, sides_of
from dunmiao.engines.matching.constraints.family import groups
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import NO_CAP, Ints, Pair, Problem


@dataclass(frozen=True)
class Free:
    """What is left to decide once the pins are placed.

    `rows`: pair rows still open; `left`: by table of a cap what is left of it, NO_CAP where there
    is none; `side_left`: of each side; `released`: people pinned by unit; `team_counts`: by team
    and requirement how many pinned members meet it.
    """

    rows: Ints
    left: Mapping[str, Ints]
    side_left: Ints
    released: Ints
    pinned_rows: tuple[int, ...]
    team_counts: tuple[tuple[int, ...], ...]

    @property
    def seats(self) -> Ints:
        """Open seats of each post."""
        return self.left["post"]


def place_pins(problem: Problem) -> Free:
    """Take the pinned people out and lower seats and caps; pins keep counting in teams.

    The pins must be free of conflicts (`pin_conflicts`).
    """
    pinned = np.array([problem.pair_index[pair] for pair in problem.pins], dtype=np.int64)
    left = {}
    for family in CAPS:
        caps = family.caps(problem).copy()
        if len(caps) and len(pinned):
            used = np.bincount(family.keys(problem, pinned), minlength=len(caps))
            caps = np.where(caps == NO_CAP, NO_CAP, caps - used)
        left[family.table] = caps
    is_open = (left["person"][problem.person] > 0) & (left["post"][problem.post] > 0)
    if problem.forbidden:
        is_open &= ~problem.rows_among(problem.forbidden)
    held = np.zeros(len(problem.person), dtype=np.int64)
    held[pinned] = 1
    sides = sides_of(problem)
    return Free(
        np.flatnonzero(is_open),
        left,
        np.array([side.cap - int(held[side.rows] @ side.signs) for side in sides], dtype=np.int64),
        np.bincount(problem.unit_of[problem.person[pinned]], minlength=len(problem.units)),
        tuple(pinned.tolist()),
        _team_counts(problem, pinned),
    )


def _team_counts(problem: Problem, pinned: Ints) -> tuple[tuple[int, ...], ...]:
    by_team: dict[int, list[int]] = {}
    for row in pinned.tolist():
        by_team.setdefault(int(problem.team_of[problem.post[row]]), []).append(row)
    return tuple(
        tuple(
            int(r.members[problem.person[by_team.get(number, [])]].sum()) for r in team.requirements
        )
        for number, team in enumerate(problem.teams)
    )


def pin_conflicts(problem: Problem) -> list[dict[str, Any]]:
    """One finding `pins-conflict` for each rule that the pins break together: a group of pins
    beyond its cap, of which any cap + 1 already contradict each other."""
    pins = np.array([problem.pair_index[pair] for pair in problem.pins], dtype=np.int64)
    found = []
    for family in CAPS:
        caps = family.caps(problem)
        if not len(caps) or not len(pins):
            continue
        for key, at in groups(family.keys(problem, pins)):
            if 0 <= (cap := int(caps[key])) < len(at):
                pairs = [problem.pins[place] for place in at[: cap + 1].tolist()]
                found.append(_conflict(problem, pairs, family.name, family.words(problem, key)))
    return [*found, *_across(problem)]


def _across(problem: Problem) -> Iterable[dict[str, Any]]:
    """Pins that break a side whatever else is placed: nothing free could lower its count."""
    post_of = dict(problem.pins)
    for side in sides_of(problem):
        placed = [
            (sign, problem.pairs[row])
            for row, sign in zip(side.rows.tolist(), side.signs.tolist(), strict=True)
            if post_of.get(int(problem.person[row])) == int(problem.post[row])
        ]
        could = any(
            sign < 0 and int(problem.person[row]) not in post_of
            for row, sign in zip(side.rows.tolist(), side.signs.tolist(), strict=True)
        )
        if not could and sum(sign for sign, _pair in placed) > side.cap:
            pairs = [pair for sign, pair in placed if sign > 0]
            others = {int(problem.person[row]) for row in side.rows.tolist()}
            pairs += [p for p in problem.pins if p[0] in others and p not in pairs]
            yield _conflict(problem, sorted(pairs), side.rule, side.words)


def _conflict(problem: Problem, pairs: list[Pair], kind: str, rule: str) -> dict[str, Any]:
    return finding(
        "pins-conflict",
        rule=rule,
        kind=kind,
        pairs="、".join(problem.name(pair) for pair in pairs),
        pins=[[problem.people[a], problem.posts[b]] for a, b in pairs],
    )
