"""Turn the files of a problem folder into a Problem, or report every fault at once."""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from dunmiao.engines.located import BadJson, Located, parse
from dunmiao.engines.matching.conditions import OPERATORS, fits, meets
from dunmiao.engines.matching.parquet import read_parquet
from dunmiao.engines.matching.problem import NO_CAP, Problem, Team, TeamRequirement
from dunmiao.engines.tables import (
    MOST_COMPONENT,
    BadInput,
    Fault,
    Table,
    decode,
    read_table,
    whole,
)

PAIRS = ("pairs.csv", "pairs.parquet")
FILES = ("people.csv", "posts.csv", *PAIRS, "problem.json")
NOT_COMPONENTS = ("person_rank", "post_rank")
KEYS = {
    "format",
    "tier_bonus",
    "release_cap",
    "host_cap",
    "unit_post_cap",
    "teams",
    "pins",
    "forbidden",
    "previous",
    "stickiness",
}
SETTINGS = "problem.json"


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over name, NUL, length, NUL, bytes of the four files in their order."""
    total = hashlib.sha256()
    for name in FILES:
        if name not in files:
            continue
        content = files[name]
        total.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return total.hexdigest()


def problem_from(files: Mapping[str, bytes]) -> Problem:
    """Read the four files; BadInput lists every fault, sorted by file and line."""
    given = [name for name in PAIRS if name in files]
    needed = [*(name for name in FILES if name not in PAIRS), *(given or PAIRS[:1])]
    faults = [Fault(name, 1, "file is missing") for name in needed if name not in files]
    if len(given) > 1:
        faults.append(Fault(given[1], 1, "both pairs.csv and pairs.parquet"))
    if faults:
        raise BadInput(faults)
    return _Reading(files).problem()


class _Reading:
    """One pass over the four files, collecting faults."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.people = self.table("people.csv", ("id", "unit"))
        self.posts = self.table("posts.csv", ("id", "host", "seats", "tier", "team"))
        self.pairs = self.pairs_table(("person", "post"))
        self.settings = self.json()
        self.plain: dict[str, Any] = (
            self.settings.value if isinstance(self.settings.value, dict) else {}
        )

    def pairs_table(self, needed: tuple[str, ...]) -> Table:
        if (name := PAIRS[1]) not in self.files:
            return self.table(PAIRS[0], needed)
        table = read_parquet(name, self.files[name], needed=needed)
        self.faults += table.faults
        return table

    def table(self, name: str, needed: tuple[str, ...]) -> Table:
        table = read_table(name, self.files[name], needed=needed)
        self.faults += table.faults
        for _, row in table.rows:
            for column in needed:
                row.setdefault(column, "")
        return table

    def json(self) -> Located:
        text = decode(SETTINGS, self.files[SETTINGS], self.faults)
        try:
            located = parse(text)
        except BadJson as wrong:
            self.fault(SETTINGS, wrong.line, str(wrong))
            return Located({})
        if not isinstance(located.value, dict):
            self.fault(SETTINGS, 1, "must be one object")
            return Located({})
        if located.value.get("format") != "dunmiao-matching/1":
            line = located.line("format")
            self.fault(SETTINGS, line, 'format must be "dunmiao-matching/1"')
        for key in sorted(located.value.keys() - KEYS):
            self.fault(SETTINGS, located.line(key), f'unknown key "{key}"')
        return located

    def fault(self, file: str, line: int, reason: str) -> None:
        self.faults.append(Fault(file, line, reason))

    def here(self, reason: str, *path: str | int) -> None:
        self.fault(SETTINGS, self.settings.line(*path), reason)

    # ── ids ──
    def ids(self, table: Table, what: str) -> dict[str, int]:
        first: dict[str, int] = {}
        for line, row in table.rows:
            name = row["id"]
            if not name:
                self.fault(table.name, line, f"{what} without id")
            elif name in first:
                self.fault(
                    table.name, line, f'duplicate {what} "{name}" (first in line {first[name]})'
                )
            else:
                first[name] = line
        return {name: index for index, name in enumerate(sorted(first))}

    def problem(self) -> Problem:
        people, posts = self.ids(self.people, "person"), self.ids(self.posts, "post")
        person_rows = {row["id"]: (line, row) for line, row in reversed(self.people.rows)}
        post_rows = {row["id"]: (line, row) for line, row in reversed(self.posts.rows)}
        units = sorted({row["unit"] for _, row in self.people.rows})
        hosts = sorted({row["host"] for _, row in self.posts.rows})
        unit_at, host_at = _index(units), _index(hosts)
        unit_of = [unit_at[person_rows[name][1]["unit"]] for name in people]
        host_of = [host_at[post_rows[name][1]["host"]] for name in posts]
        seats, bonus, tiers = self.seats_and_tiers(posts, post_rows)
        team_names, team_of = self.team_names(posts, post_rows)
        teams = self.teams(team_names, team_of, seats, people, person_rows)
        rows, components, ranks = self.pair_rows(people, posts)
        known = set(rows)
        pins = self.pair_list("pins", people, posts)
        forbidden = self.pair_list("forbidden", people, posts)
        previous = self.pair_list("previous", people, posts)
        for place, pair in enumerate(pins):
            if pair is not None and pair in set(forbidden):
                self.here("a pin is also forbidden", "pins", place)
            elif pair is not None and pair not in known:
                self.here("a pin is not an eligible pair", "pins", place)
        release = self.caps("release_cap", "units", unit_at, "unit")
        host_cap = self.caps("host_cap", "hosts", host_at, "host")
        unit_post = self.optional_cap(self.plain.get("unit_post_cap"), "unit_post_cap")
        stickiness = self.plain.get("stickiness", 0)
        if type(stickiness) is not int or abs(stickiness) > MOST_COMPONENT:
            self.here("stickiness must be an integer of at most 10^9", "stickiness")
            stickiness = 0
        if self.faults:
            raise BadInput(self.faults)
        order = sorted(range(len(rows)), key=lambda row: rows[row])
        return Problem(
            people=tuple(people),
            units=tuple(units),
            unit_of=np.array(unit_of, dtype=np.int64),
            posts=tuple(posts),
            hosts=tuple(hosts),
            host_of=np.array(host_of, dtype=np.int64),
            seats=np.array(seats, dtype=np.int64),
            tier_bonus=np.array(bonus, dtype=np.int64),
            team_of=np.array(team_of, dtype=np.int64),
            teams=tuple(teams),
            person=np.array([rows[row][0] for row in order], dtype=np.int64),
            post=np.array([rows[row][1] for row in order], dtype=np.int64),
            components={
                name: np.array([column[row] for row in order], dtype=np.int64)
                for name, column in components.items()
            },
            release_cap=np.array(release, dtype=np.int64),
            host_cap=np.array(host_cap, dtype=np.int64),
            unit_post_cap=unit_post,
            pins=tuple(dict.fromkeys(pair for pair in pins if pair is not None)),
            forbidden=frozenset(pair for pair in forbidden if pair is not None),
            previous=frozenset(pair for pair in previous if pair is not None),
            stickiness=stickiness,
            sha256=digest(self.files),
            tier_one=frozenset(index for index, tier in enumerate(tiers) if tier == "1"),
            **{
                name: np.array([column[row] for row in order], dtype=np.int64)
                for name, column in ranks.items()
            },
        )

    # ── posts ──
    def seats_and_tiers(
        self, posts: dict[str, int], rows: dict[str, tuple[int, dict[str, str]]]
    ) -> tuple[list[int], list[int], list[str]]:
        bonuses = self.plain.get("tier_bonus", {})
        if not isinstance(bonuses, dict):
            self.here("tier_bonus must be an object", "tier_bonus")
            bonuses = {}
        for tier, bonus in bonuses.items():
            if type(bonus) is not int or abs(bonus) > MOST_COMPONENT:
                self.here(f'tier "{tier}": bonus must be an integer', "tier_bonus", tier)
        seats, bonus_of, tiers = [], [], []
        for name in posts:
            line, row = rows[name]
            number = whole(row["seats"], least=0, most=10**6)
            if number is None:
                self.fault("posts.csv", line, f'seats "{row["seats"]}" is not an integer >= 0')
            tier = row["tier"]
            if tier and tier not in bonuses:
                self.fault("posts.csv", line, f'tier "{tier}" has no bonus')
            bonus = bonuses.get(tier, 0) if tier else 0
            seats.append(number or 0)
            bonus_of.append(bonus if type(bonus) is int else 0)
            tiers.append(tier)
        return seats, bonus_of, tiers

    def team_names(
        self, posts: dict[str, int], rows: dict[str, tuple[int, dict[str, str]]]
    ) -> tuple[list[str], list[int]]:
        names = sorted({rows[name][1]["team"] for name in posts} - {""})
        at = _index(names)
        return names, [at.get(rows[name][1]["team"], -1) for name in posts]

    # ── teams ──
    def teams(
        self,
        names: list[str],
        team_of: list[int],
        seats: list[int],
        people: dict[str, int],
        rows: dict[str, tuple[int, dict[str, str]]],
    ) -> list[Team]:
        given: dict[str, Team] = {}
        listed = self.plain.get("teams", [])
        if not isinstance(listed, list):
            self.here("teams must be a list", "teams")
            listed = []
        for place, entry in enumerate(listed):
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                self.here("a team must be an object with an id", "teams", place)
                continue
            name = entry["id"]
            for key in sorted(entry.keys() - {"id", "requirements", "shortfall_penalty"}):
                self.here(f'team "{name}": unknown key "{key}"', "teams", place, key)
            if name in given:
                self.here(f'duplicate team "{name}"', "teams", place)
            if name not in names:
                self.here(f'team "{name}" has no posts', "teams", place)
                total = 0
            else:
                index = names.index(name)
                total = sum(s for s, t in zip(seats, team_of, strict=True) if t == index)
            penalty = entry.get("shortfall_penalty", 0)
            if type(penalty) is not int or not 0 <= penalty <= MOST_COMPONENT:
                self.here(
                    f'team "{name}": shortfall_penalty must be an integer >= 0', "teams", place
                )
                penalty = 0
            given[name] = Team(name, penalty, self.requirements(entry, place, total, people, rows))
        return [given.get(name, Team(name, 0, ())) for name in names]

    def requirements(
        self,
        entry: dict[str, Any],
        place: int,
        seats: int,
        people: dict[str, int],
        rows: dict[str, tuple[int, dict[str, str]]],
    ) -> tuple[TeamRequirement, ...]:
        team = entry["id"]
        out: list[TeamRequirement] = []
        listed = entry.get("requirements", [])
        if not isinstance(listed, list):
            self.here(f'team "{team}": requirements must be a list', "teams", place)
            return ()
        for number, item in enumerate(listed):
            path = ("teams", place, "requirements", number)
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                self.here(f'team "{team}": a requirement must be an object with an id', *path)
                continue
            for key in sorted(item.keys() - {"id", "at_least", "share", "where"}):
                self.here(f'team "{team}": unknown key "{key}"', *path, key)
            if item["id"] in {requirement.id for requirement in out}:
                self.here(f'team "{team}": duplicate requirement "{item["id"]}"', *path)
            need = self.need(team, item, seats, path)
            members = self.members(team, item.get("where", []), people, rows, path)
            out.append(TeamRequirement(item["id"], need, members))
        return tuple(out)

    def need(self, team: str, item: dict[str, Any], seats: int, path: tuple[str | int, ...]) -> int:
        if ("at_least" in item) == ("share" in item):
            self.here(f'team "{team}": give exactly one of at_least and share', *path)
            return 0
        if "at_least" in item:
            number = item["at_least"]
            if type(number) is int and 0 <= number <= 10**6:
                return number
            self.here(f'team "{team}": at_least must be an integer >= 0', *path)
            return 0
        share = item["share"]
        try:
            top, bottom = str(share).split("/") if isinstance(share, str) else ("", "")
            fraction = Fraction(int(top), int(bottom))
            if not 0 <= fraction <= 1:
                raise ValueError
        except (ValueError, ZeroDivisionError):
            self.here(f'team "{team}": share "{share}" is not a fraction', *path)
            return 0
        return -(-fraction.numerator * seats // fraction.denominator)

    def members(
        self,
        team: str,
        where: Any,
        people: dict[str, int],
        rows: dict[str, tuple[int, dict[str, str]]],
        path: tuple[str | int, ...],
    ) -> Any:
        out = np.ones(len(people), dtype=bool)
        if not isinstance(where, list):
            self.here(f'team "{team}": where must be a list', *path)
            return out
        for number, condition in enumerate(where):
            at = (*path, "where", number)
            if not (isinstance(condition, list) and len(condition) == 3):
                self.here(f'team "{team}": a condition is [column, operator, value]', *at)
                continue
            column, operator, value = condition
            if column not in self.people.header:
                self.here(f'team "{team}": people.csv has no column "{column}"', *at)
            elif operator not in OPERATORS:
                self.here(f'team "{team}": unknown operator "{operator}"', *at)
            elif not fits(operator, value):
                self.here(f'team "{team}": value of "{operator}" has the wrong form', *at)
            else:
                for name, index in people.items():
                    line, row = rows[name]
                    met = meets(row[column], operator, value)
                    if met is None:
                        reason = f'"{row[column]}" in column "{column}" is not a number'
                        self.fault("people.csv", line, reason)
                    out[index] &= bool(met)
        return out

    # ── pairs ──
    def pair_rows(
        self, people: dict[str, int], posts: dict[str, int]
    ) -> tuple[list[tuple[int, int]], dict[str, list[int]], dict[str, list[int]]]:
        names = [c for c in self.pairs.header if c not in ("person", "post", *NOT_COMPONENTS)]
        is_ranked = set(NOT_COMPONENTS) <= set(self.pairs.header)
        if not names and self.pairs.header and not is_ranked:
            self.fault(self.pairs.name, 1, "needs at least one component column")
        rows: list[tuple[int, int]] = []
        columns: dict[str, list[int]] = {name: [] for name in names}
        ranks: dict[str, list[int]] = {c: [] for c in NOT_COMPONENTS if c in self.pairs.header}
        first: dict[tuple[str, str], int] = {}
        for line, row in self.pairs.rows:
            person, post = row["person"], row["post"]
            good = True
            for name, known, what in ((person, people, "person"), (post, posts, "post")):
                if name not in known:
                    self.fault(self.pairs.name, line, f'unknown {what} "{name}"')
                    good = False
            if (person, post) in first:
                reason = (
                    f'duplicate pair "{person}", "{post}" (first in line {first[person, post]})'
                )
                self.fault(self.pairs.name, line, reason)
                continue
            first[person, post] = line
            values = {}
            for name in names:
                number = whole(row[name], least=-MOST_COMPONENT, most=MOST_COMPONENT)
                if number is None:
                    reason = f'{name} "{row[name]}" is not an integer of at most 10^9'
                    self.fault(self.pairs.name, line, reason)
                values[name] = number or 0
            places = {name: self.rank(line, name, row[name]) for name in ranks}
            if good:
                rows.append((people[person], posts[post]))
                for name in names:
                    columns[name].append(values[name])
                for name, place in places.items():
                    ranks[name].append(place)
        return rows, columns, ranks

    def rank(self, line: int, name: str, text: str) -> int:
        """A side's rank, 0 where it does not want the other."""
        number = whole(text, least=1, most=MOST_COMPONENT) if text else 0
        if number is None:
            self.fault(self.pairs.name, line, f'{name} "{text}" is not an integer >= 1')
        return number or 0

    # ── caps and lists ──
    def optional_cap(self, value: Any, *path: str | int) -> int:
        if value is None:
            return NO_CAP
        if type(value) is int and 0 <= value <= 10**6:
            return value
        self.here("a cap must be an integer >= 0 or null", *path)
        return NO_CAP

    def caps(self, key: str, inner: str, ids: dict[str, int], what: str) -> list[int]:
        given = self.plain.get(key, {"default": None})
        if not isinstance(given, dict):
            self.here(f"{key} must be an object", key)
            return [NO_CAP] * len(ids)
        for extra in sorted(given.keys() - {"default", inner}):
            self.here(f'{key}: unknown key "{extra}"', key, extra)
        caps = [self.optional_cap(given.get("default"), key, "default")] * len(ids)
        named = given.get(inner, {})
        if not isinstance(named, dict):
            self.here(f"{key}.{inner} must be an object", key, inner)
            return caps
        for name, value in named.items():
            cap = self.optional_cap(value, key, inner, name)
            if name in ids:
                caps[ids[name]] = cap
            else:
                self.here(f'unknown {what} "{name}"', key, inner, name)
        return caps

    def pair_list(
        self, key: str, people: dict[str, int], posts: dict[str, int]
    ) -> list[tuple[int, int] | None]:
        listed = self.plain.get(key, [])
        if not isinstance(listed, list):
            self.here(f"{key} must be a list", key)
            return []
        out: list[tuple[int, int] | None] = []
        for place, item in enumerate(listed):
            form = isinstance(item, list) and len(item) == 2
            if not form or not all(isinstance(part, str) for part in item):
                self.here(f'{key}: an entry is ["person", "post"]', key, place)
                out.append(None)
                continue
            person, post = (part.strip() for part in item)
            good = True
            for name, known, what in ((person, people, "person"), (post, posts, "post")):
                if name not in known:
                    self.here(f'{key}: unknown {what} "{name}"', key, place)
                    good = False
            out.append((people[person], posts[post]) if good else None)
        return out


def _index(names: list[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}
