"""The prices of a certificate, read for the checker: whatever is no price is a fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dunmiao.engines.matching.check_case import MOST, Case, Side
from dunmiao.engines.matching.check_problem import Ints

KEYS = {
    "scale", "bound", "person", "unit", "post", "host", "system", "county",
    "unit_post", "sides", "teams", "branch",
}  # fmt: skip
TABLES = ("person", "post", "unit", "host", "system", "county")
KINDS = ("dp", "linear")


@dataclass(frozen=True, eq=False)
class Priced:
    """Whole numbers ≥ 0 in 1/scale points; `of` by table of caps, one a key; `teams` by id:
    (kind, price of each person, price of each requirement kept)."""

    scale: int
    of: Mapping[str, Ints]
    sides: list[tuple[Side, int]]
    teams: Mapping[str, tuple[str, list[int], list[int]]]


def read_prices(case: Case, node: Mapping[str, Any], faults: list[str]) -> Priced:
    """The prices of one node; absent ones are 0, and so is any price where nothing is capped."""
    problem, reader = case.problem, _Reader(faults)
    for key in sorted(node.keys() - KEYS):
        faults.append(f'certificate: unknown key "{key}"')
    scale = node.get("scale", 1)
    largest = case.seat_cost + int(np.abs(case.value).max(initial=0))
    if type(scale) is not int or scale < 1 or scale * largest >= MOST:
        faults.append("certificate: scale must be a whole number from 1 on that keeps 64 bits")
        scale = 1
    ids = {
        "person": problem.people, "post": problem.posts, "unit": problem.units,
        "host": problem.hosts, "system": problem.systems, "county": problem.counties,
    }  # fmt: skip
    of = {table: reader.table(node.get(table), ids[table], table) for table in TABLES}
    both = reader.listed(node.get("unit_post", []), 2, "unit_post")
    if "unit_post" in case.keys:
        of["unit_post"] = _unit_posts(case, both, faults)
    for table, prices in of.items():
        if not (table == "unit" and problem.balance):
            prices[case.caps[table] < 0] = 0
    sides = _sides(case, reader.listed(node.get("sides", []), 1, "sides"), faults)
    return Priced(scale, of, sides, _teams(case, node.get("teams", []), reader))


class _Reader:
    """Faults of what is read."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults

    def price(self, amount: Any, what: str) -> int:
        if type(amount) is int and 0 <= amount < MOST:
            return amount
        self.faults.append(f"certificate: price of {what} is not a whole number from 0 to 2^58")
        return 0

    def table(self, given: Mapping[str, Any] | None, ids: Sequence[str], what: str) -> Ints:
        """One price an id."""
        index = {name: place for place, name in enumerate(ids)}
        out = np.zeros(len(ids), dtype=np.int64)
        for name, amount in (given or {}).items():
            if name in index:
                out[index[name]] = self.price(amount, f'{what} "{name}"')
            else:
                self.faults.append(f'certificate: unknown {what} "{name}"')
        return out

    def listed(self, given: Any, width: int, what: str) -> dict[tuple[str, ...], int]:
        """Names → price of a list [[name, …, price], …]; none may stand twice."""
        out: dict[tuple[str, ...], int] = {}
        for *names, amount in given:
            key = tuple(names)
            if len(key) != width or key in out:
                self.faults.append(f"certificate: {what} {names} stands twice or is no entry")
                continue
            out[key] = self.price(amount, f"{what} {names}")
        return out


def _unit_posts(case: Case, given: Mapping[tuple[str, ...], int], faults: list[str]) -> Ints:
    problem = case.problem
    units = {name: place for place, name in enumerate(problem.units)}
    posts = {name: place for place, name in enumerate(problem.posts)}
    at: dict[tuple[int, int], int] = {}
    if given:
        unit = problem.unit_of[problem.person].tolist()
        keys = case.keys["unit_post"].tolist()
        at = dict(zip(zip(unit, problem.post.tolist(), strict=True), keys, strict=True))
    out = np.zeros(len(case.caps["unit_post"]), dtype=np.int64)
    for (unit_id, post_id), amount in given.items():
        place = at.get((units.get(unit_id, -1), posts.get(post_id, -1)))
        if place is None:
            faults.append(f'certificate: unknown unit_post "{unit_id}", "{post_id}"')
        else:
            out[place] = amount
    return out


def _sides(
    case: Case, given: Mapping[tuple[str, ...], int], faults: list[str]
) -> list[tuple[Side, int]]:
    known = {side[0]: side for side in case.sides}
    out = []
    for (name,), amount in given.items():
        if name in known:
            out.append((known[name], amount))
        else:
            faults.append(f'certificate: unknown side "{name}"')
    if sum(amount for _side, amount in out) >= MOST:
        faults.append("certificate: the prices of sides leave 64 bits")
        return []
    return out


def _teams(case: Case, given: Any, reader: _Reader) -> dict[str, tuple[str, list[int], list[int]]]:
    """What each entry says; a team without one is bounded by `dp` with no prices of its own."""
    asked = {team.id: kept for team, kept in zip(case.problem.teams, case.asked, strict=True)}
    out: dict[str, tuple[str, list[int], list[int]]] = {}
    for entry in given:
        name, kind = entry["id"], entry["kind"]
        if name not in asked or name in out or kind not in KINDS:
            reader.faults.append(f'certificate: team "{name}" is unknown, twice or of no kind')
            continue
        ids = [requirement.id for requirement in asked[name]]
        people = reader.table(entry.get("person"), case.problem.people, "person").tolist()
        out[name] = (kind, people, reader.table(entry.get("requirement"), ids, "requirement").tolist())  # fmt: skip
    return out
