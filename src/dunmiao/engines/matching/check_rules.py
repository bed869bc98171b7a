"""What a plan must obey and what it is worth, for the checker: written apart from the engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dunmiao.engines.matching.check_case import Case
from dunmiao.engines.matching.check_problem import Checked, Pair

RULES = {
    "person": "one-post", "post": "seats", "unit": "release-cap", "host": "host-cap",
    "system": "system-cap", "county": "county-cap", "unit_post": "unit-post-cap",
}  # fmt: skip
COUPLES = {"recusal": "recusal", "near": "couple-near", "apart": "couple-apart"}


@dataclass(frozen=True)
class Broken:
    """A rule, the person, unit or post where it is broken, and that in words; with what is counted
    and the cap where it is a count."""

    rule: str
    where: str
    words: str
    placed: int | None = None
    cap: int | None = None

    def __str__(self) -> str:
        """As `match verify` tells it."""
        return f"rule {self.rule}: {self.words}"


def broken_rules(case: Case, rows: Sequence[int]) -> list[Broken]:
    """Every rule that placing these pair rows breaks."""
    problem = case.problem
    faults = []
    for table, row, count, cap in over_caps(case, rows):
        name = _name(case, table, row)
        words = f"{table} {name} has {count} placed, cap {cap}"
        faults.append(Broken(RULES[table], name, words, count, cap))
    placed: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        placed[int(problem.person[row])].add(int(problem.post[row]))
    for name, terms, cap in case.sides:
        count = sum(sign * len(placed[who] & there) for who, there, sign in terms)
        if count > cap:
            words = f"{name} counts {count}, cap {cap}"
            faults.append(Broken(COUPLES[name.split("|")[0]], name, words, count, cap))
    pairs = {(who, post) for who, posts in placed.items() for post in posts}
    for pair in sorted(problem.forbidden & pairs):
        faults.append(Broken("forbidden", *2 * (_words(problem, pair),)))
    for pair in case.pins:
        if pair not in pairs:
            name = _words(problem, pair)
            faults.append(Broken("pin", name, f"{name} is not placed"))
    return faults


def impossible(case: Case, pins: Sequence[Pair], forbidden: Iterable[Pair] = ()) -> set[str]:
    """The rules that pins break whatever else is placed: a cap that they exceed, a pair of them
    that is forbidden, or a count across the caps that nobody who is free could bring down."""
    found = {RULES[table] for table, *_ in over_caps(case, case.rows(pins))}
    if (case.problem.forbidden | set(forbidden)) & set(pins):
        found.add("forbidden")
    post_of = dict(pins)
    for name, terms, cap in case.sides:
        least = sum(
            sign * (post_of[who] in there) if who in post_of else min(0, sign) * bool(there)
            for who, there, sign in terms
        )
        if least > cap:
            found.add(COUPLES[name.split("|")[0]])
    return found


def over_caps(case: Case, rows: Sequence[int]) -> list[tuple[str, int, int, int]]:
    """(table, a row, people counted, cap) of every cap that these rows exceed."""
    found = []
    for table, keys in case.keys.items():
        first: dict[int, int] = {}
        counts = Counter[int]()
        for row in rows:
            key = int(keys[row])
            counts[key] += 1
            first.setdefault(key, row)
        for key, count in sorted(counts.items()):
            if 0 <= (cap := int(case.caps[table][key])) < count:
                found.append((table, first[key], count, cap))
    return found


def _name(case: Case, table: str, row: int) -> str:
    problem, key = case.problem, int(case.keys[table][row])
    if table == "unit_post":
        return f"{_name(case, 'unit', row)} on {_name(case, 'post', row)}"
    ids = {
        "person": problem.people, "post": problem.posts, "unit": problem.units,
        "host": problem.hosts, "system": problem.systems, "county": problem.counties,
    }  # fmt: skip
    return ids[table][key]


def _words(problem: Checked, pair: Pair) -> str:
    return f"{problem.people[pair[0]]} on {problem.posts[pair[1]]}"


def balance_cost(problem: Checked, rows: Iterable[int]) -> int:
    """What releasing the people of these rows costs, step by step."""
    seen: dict[int, int] = defaultdict(int)
    total: int = 0
    for row in rows if problem.balance else ():
        unit = int(problem.unit_of[problem.person[row]])
        total += problem.balance[min(seen[unit], len(problem.balance) - 1)]
        seen[unit] += 1
    return total


def shortfalls_of(case: Case, rows: Sequence[int]) -> list[dict[str, Any]]:
    """What the teams lack where these rows are placed."""
    problem = case.problem
    inside: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        inside[int(problem.team_of[problem.post[row]])].append(int(problem.person[row]))
    found = []
    for index, team in enumerate(problem.teams):
        for requirement in case.asked[index]:
            missing = requirement.need - sum(bool(requirement.members[w]) for w in inside[index])
            if missing > 0:
                entry = {"team": team.id, "requirement": requirement.id, "missing": missing}
                found.append(entry)
    return found


def value_of(case: Case, rows: Sequence[int]) -> int:
    """The value of placing these rows: pairs, less penalties, open seats of `must_fill`, balance."""
    problem = case.problem
    penalty = {team.id: cost for team, cost in zip(problem.teams, case.penalty, strict=True)}
    total = sum(int(case.value[row]) for row in rows) - balance_cost(problem, rows)
    total -= sum(one["missing"] * penalty[one["team"]] for one in shortfalls_of(case, rows))
    open_seats = sum(int(problem.seats[post]) for post in case.must_fill)
    return int(total - case.seat_cost * open_seats)
