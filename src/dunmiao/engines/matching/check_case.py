"""A problem as the checker sees it: what each pair is worth, what each cap counts, what is hard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_problem import Checked, Ints, Pair, Requirement

# (id, [(person, posts, sign)], cap): the signed count of the people on those posts is at most so.
Side = tuple[str, list[tuple[int, frozenset[int], int]], int]
MOST = 2**58


@dataclass(frozen=True, eq=False)
class Case:
    """What is judged. `keys` and `caps` by table: the key of each pair row, the cap of each key
    (-1: none). `value` by row with the worth of its seat where open seats cost; `lowest`: no plan
    that keeps what is hard is worth less."""

    problem: Checked
    is_hard: bool
    pins: tuple[Pair, ...]
    value: Ints
    seat_cost: int
    must_fill: frozenset[int]
    asked: tuple[tuple[Requirement, ...], ...]
    penalty: tuple[int, ...]
    sides: list[Side]
    lowest: int
    pair_keys: Ints
    keys: Mapping[str, Ints]
    caps: Mapping[str, Ints]

    def row(self, pair: Pair) -> int | None:
        """The row of a pair; None where it is not eligible."""
        if pair[0] < 0 or not 0 <= pair[1] < len(self.problem.posts):
            return None
        wanted = pair[0] * len(self.problem.posts) + pair[1]
        at = int(np.searchsorted(self.pair_keys, wanted))
        return at if at < len(self.pair_keys) and self.pair_keys[at] == wanted else None

    def rows(self, pairs: Sequence[Pair]) -> list[int]:
        """The rows of pairs; ValueError where one is not eligible."""
        found = [self.row(pair) for pair in pairs]
        if None in found:
            raise ValueError("a pin is not an eligible pair")
        return [row for row in found if row is not None]


def case_of(
    problem: Checked, *, is_hard: bool = False, conflict: Mapping[str, Any] | None = None
) -> Case:
    """The problem as it stands; with `is_hard` as `--hard` means it; with `conflict` only those of
    its requirements, posts, recusals, couples and (where it names any) pins that are named."""
    keys, caps = _tables(problem)
    plain = _plain_value(problem)
    if conflict is not None:
        is_hard = True
    lowest, highest = _range(problem, plain)
    dear = highest - lowest + 1 if is_hard else 0
    if dear + int(np.abs(plain).max(initial=0)) >= MOST:
        raise ValueError("the values leave 64 bits")
    posts = frozenset(problem.tier_one) if is_hard else frozenset[int]()
    asked = [tuple(team.requirements) for team in problem.teams]
    pins = tuple(dict.fromkeys(problem.pins))
    if conflict is not None:
        named = {tuple(item) for item in conflict.get("requirements", [])}
        asked = [
            tuple(one for one in kept if (team.id, one.id) in named)
            for team, kept in zip(problem.teams, asked, strict=True)
        ]
        posts = frozenset(post for post in posts if problem.posts[post] in conflict.get("fill", []))
        if "pins" in conflict:
            pins = tuple(p for p in pins if _ids(problem, p) in map(tuple, conflict["pins"]))
    seat = np.zeros(len(problem.posts), dtype=np.int64)
    seat[sorted(posts)] = dear
    return Case(
        problem=problem,
        is_hard=is_hard,
        pins=pins,
        value=plain + seat[problem.post],
        seat_cost=dear,
        must_fill=posts,
        asked=tuple(asked),
        penalty=tuple(dear if is_hard else team.penalty for team in problem.teams),
        sides=_sides(problem, conflict),
        lowest=lowest,
        pair_keys=_pair_keys(problem),
        keys=keys,
        caps=caps,
    )


def _ids(problem: Checked, pair: Pair) -> tuple[str, str]:
    return problem.people[pair[0]], problem.posts[pair[1]]


def _pair_keys(problem: Checked) -> Ints:
    keys = problem.person * len(problem.posts) + problem.post
    if (np.diff(keys) <= 0).any():
        raise ValueError("pairs must ascend, each of them once")
    return keys


def _tables(problem: Checked) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """The key of each row in each table of caps, and the cap of each key."""
    unit, host = problem.unit_of[problem.person], problem.host_of[problem.post]
    keys = {
        "person": problem.person, "post": problem.post, "unit": unit, "host": host,
        "system": problem.system_of[unit], "county": problem.county_of[host],
    }  # fmt: skip
    caps = {
        "person": np.ones(len(problem.people), dtype=np.int64), "post": problem.seats,
        "unit": problem.release_cap, "host": problem.host_cap,
        "system": problem.system_cap, "county": problem.county_cap,
    }  # fmt: skip
    if problem.unit_post_cap >= 0:
        both, at = np.unique(unit * len(problem.posts) + problem.post, return_inverse=True)
        keys["unit_post"] = at.reshape(-1)
        caps["unit_post"] = np.full(len(both), problem.unit_post_cap)
    return keys, caps


def _plain_value(problem: Checked) -> Ints:
    """Components, tier bonus and stickiness of each pair."""
    value = problem.tier_bonus[problem.post].astype(np.int64)
    for column in problem.components.values():
        value = value + column
    former = np.array([a * len(problem.posts) + b for a, b in problem.previous], dtype=np.int64)
    return value + problem.stickiness * np.isin(_pair_keys(problem), former).astype(np.int64)


def _range(problem: Checked, value: Ints) -> tuple[int, int]:
    """(lowest, highest) that placed pairs less balance can be worth: each post's worst and best
    pair in every place that it could fill."""
    best = np.zeros(len(problem.posts), dtype=np.int64)
    worst = best.copy()
    np.maximum.at(best, problem.post, value)
    np.minimum.at(worst, problem.post, value)
    pairs = np.bincount(problem.post, minlength=len(problem.posts))
    places = np.minimum(problem.seats, pairs).tolist()
    highest = sum(n * v for n, v in zip(places, best.tolist(), strict=True))
    lowest = sum(n * v for n, v in zip(places, worst.tolist(), strict=True))
    return lowest - sum(places) * max(problem.balance, default=0), highest


def _sides(problem: Checked, conflict: Mapping[str, Any] | None) -> list[Side]:
    """Rules across the caps: for two who recuse each other one in each team; for a couple kept
    apart one in each place; for one kept near the first in a place exactly as often as the
    second. Only places where a pair could break the rule."""
    recusals, bonds = list(problem.recusals), list(problem.bonds)
    if conflict is not None:
        two = {tuple(item) for item in conflict.get("recusals", [])}
        recusals = [r for r in recusals if (problem.people[r[0]], problem.people[r[1]]) in two]
        kept = {(*c["people"], c["keep"], c["level"]) for c in conflict.get("couples", [])}
        bonds = [b for b in bonds if (*_two(problem, b), b.keep, b.level) in kept]
    out: list[Side] = []
    for pair in recusals:
        mine = [_posts_of(problem, who) for who in pair]
        for number, team in enumerate(problem.teams):
            name = f"recusal|{team.id}|{problem.people[pair[0]]}|{problem.people[pair[1]]}"
            inside = [frozenset(p for p in own if problem.team_of[p] == number) for own in mine]
            out += _at_most_one(name, pair, inside)
    for bond in bonds:
        out += _of_couple(problem, bond)
    return out


def _two(problem: Checked, bond: Any) -> tuple[str, str]:
    return problem.people[bond.first], problem.people[bond.second]


def _posts_of(problem: Checked, who: int) -> list[int]:
    begin, end = np.searchsorted(problem.person, [who, who + 1])
    posts: list[int] = problem.post[begin:end].tolist()
    return posts


def _at_most_one(name: str, people: Pair, posts: Sequence[frozenset[int]]) -> list[Side]:
    if not all(posts):
        return []
    return [(name, [(who, own, 1) for who, own in zip(people, posts, strict=True)], 1)]


def _of_couple(problem: Checked, bond: Any) -> list[Side]:
    pair = (bond.first, bond.second)
    places: dict[str, list[set[int]]] = defaultdict(lambda: [set(), set()])
    for which, who in enumerate(pair):
        for post in _posts_of(problem, who):
            host = int(problem.host_of[post])
            county = problem.counties[problem.county_of[host]]
            places[problem.hosts[host] if bond.level == "host" else county][which].add(post)
    head = "|".join((bond.keep, bond.level, *_two(problem, bond)))
    out: list[Side] = []
    for place, sets in sorted(places.items()):
        posts = [frozenset(one) for one in sets]
        if bond.keep == "apart":
            out += _at_most_one(f"{head}|{place}", pair, posts)
            continue
        for way, sign in (("first", 1), ("second", -1)):
            terms = [(pair[0], posts[0], sign), (pair[1], posts[1], -sign)]
            out.append((f"{head}|{place}|{way}", terms, 0))
    return out
