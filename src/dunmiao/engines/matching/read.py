"""Turn the files of a problem folder into a Problem, or report every fault at once."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from dunmiao.engines.blocks import Blocks, Columns
from dunmiao.engines.matching.goals import MOST, weighted
from dunmiao.engines.matching.parquet import ParquetBlocks
from dunmiao.engines.matching.problem import Pair, Problem, Team
from dunmiao.engines.matching.read_pairs import PairRows, Source, read_pairs
from dunmiao.engines.matching.read_settings import SETTINGS, Settings
from dunmiao.engines.matching.read_teams import ReadTeams
from dunmiao.engines.matching.value import farthest
from dunmiao.engines.tables import BadInput, Fault, whole

PAIRS = ("pairs.csv", "pairs.parquet")
FILES = ("people.csv", "posts.csv", *PAIRS, SETTINGS)
PEOPLE, POSTS = ("id", "unit"), ("id", "host", "seats", "tier", "team")


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
        self.people = Columns(Blocks("people.csv", files["people.csv"], needed=PEOPLE), needed=PEOPLE)  # fmt: skip
        self.posts = Columns(Blocks("posts.csv", files["posts.csv"], needed=POSTS), needed=POSTS)
        self.settings = Settings(files[SETTINGS])
        self.faults: list[Fault] = []

    def problem(self) -> Problem:
        people, person_rows = self.ids(self.people, "person")
        posts, post_rows = self.ids(self.posts, "post")
        units, unit_of = self.column(self.people, "unit", person_rows)
        hosts, host_of = self.column(self.posts, "host", post_rows)
        seats, bonus, tiers = self.seats_and_tiers(post_rows)
        teams, team_of = self.teams(seats, person_rows, post_rows)
        rows, found = read_pairs(self.source(), people, posts)
        self.faults += found
        settings = self.settings
        both = (("person", people), ("post", posts))
        lists = {key: settings.pairs(key, both) for key in ("pins", "forbidden", "previous")}
        self.pins(lists["pins"], set(lists["forbidden"]), rows)
        systems, system_of, system_cap = settings.group_caps(("systems", "system_cap", "system"), units)  # fmt: skip
        counties, county_of, county_cap = settings.group_caps(("counties", "county_cap", "county"), hosts)  # fmt: skip
        ranks: dict[str, Any] = rows.ranks
        problem = Problem(
            people=tuple(people),
            units=tuple(units),
            unit_of=_ints(unit_of),
            posts=tuple(posts),
            hosts=tuple(hosts),
            host_of=_ints(host_of),
            seats=_ints(seats),
            tier_bonus=_ints(bonus),
            team_of=_ints(team_of),
            teams=teams,
            person=rows.person,
            post=rows.post,
            components=rows.components,
            release_cap=_ints(settings.caps("release_cap", "units", units, "unit")),
            host_cap=_ints(settings.caps("host_cap", "hosts", hosts, "host")),
            unit_post_cap=settings.cap(settings.plain.get("unit_post_cap"), "unit_post_cap"),
            pins=tuple(dict.fromkeys(pair for pair in lists["pins"] if pair is not None)),
            forbidden=frozenset(pair for pair in lists["forbidden"] if pair is not None),
            previous=frozenset(pair for pair in lists["previous"] if pair is not None),
            stickiness=settings.stickiness(),
            sha256=digest(self.files),
            tier_one=frozenset(index for index, tier in enumerate(tiers) if tier == "1"),
            systems=systems,
            system_of=_ints(system_of),
            system_cap=_ints(system_cap),
            counties=counties,
            county_of=_ints(county_of),
            county_cap=_ints(county_cap),
            recusals=settings.recusals(people),
            bonds=settings.couples(people),
            balance=settings.balance(),
            **ranks,
        )
        goals = settings.goals(tuple(rows.components))
        self.stop_at_faults()
        return self.in_range(problem, goals)

    def stop_at_faults(self) -> None:
        faults = self.people.faults + self.posts.faults + self.settings.faults + self.faults
        if faults:
            raise BadInput(faults)

    def source(self) -> Source:
        name = PAIRS[1] if PAIRS[1] in self.files else PAIRS[0]
        kind: Any = ParquetBlocks if name == PAIRS[1] else Blocks
        source: Source = kind(name, self.files[name], needed=("person", "post"))
        return source

    def in_range(self, problem: Problem, goals: tuple[str, ...]) -> Problem:
        """The problem with its goals; refused where a plan's value could leave 64 bits."""
        if goals:
            ordered = weighted(problem, goals)
            if ordered is None:
                self.settings.here("goals: so many points do not fit one before the other; name fewer goals", "goals")  # fmt: skip
                self.stop_at_faults()
            return ordered or problem
        if farthest(problem) >= MOST:
            self.settings.here("values are so large that a plan's could leave 64 bits")
            self.stop_at_faults()
        return problem

    # ── ids and columns ──
    def ids(self, table: Columns, what: str) -> tuple[dict[str, int], list[int]]:
        """The ids in order with their numbers, and the row of each."""
        first: dict[str, int] = {}
        for row, name in enumerate(table.of["id"]):
            if not name:
                self.faults.append(Fault(table.name, table.lines[row], f"{what} without id"))
            elif name in first:
                reason = f'duplicate {what} "{name}" (first in line {table.lines[first[name]]})'
                self.faults.append(Fault(table.name, table.lines[row], reason))
            else:
                first[name] = row
        ordered = sorted(first)
        return {name: place for place, name in enumerate(ordered)}, [first[n] for n in ordered]

    def column(
        self, table: Columns, name: str, rows: list[int]
    ) -> tuple[dict[str, int], list[int]]:
        """The different cells in order with their numbers, and the number of each row's."""
        at = {cell: place for place, cell in enumerate(sorted(set(table.of[name])))}
        return at, [at[table.of[name][row]] for row in rows]

    # ── posts ──
    def seats_and_tiers(self, rows: list[int]) -> tuple[list[int], list[int], list[str]]:
        bonuses = self.settings.tier_bonus()
        seats, bonus_of, tiers = [], [], []
        for row in rows:
            line, text = self.posts.lines[row], self.posts.of["seats"][row]
            number = whole(text, least=0, most=10**6)
            if number is None:
                self.faults.append(
                    Fault("posts.csv", line, f'seats "{text}" is not an integer >= 0')
                )
            tier = self.posts.of["tier"][row]
            if tier and tier not in bonuses:
                self.faults.append(Fault("posts.csv", line, f'tier "{tier}" has no bonus'))
            seats.append(number or 0)
            bonus_of.append(bonuses.get(tier, 0) if tier else 0)
            tiers.append(tier)
        return seats, bonus_of, tiers

    def teams(
        self, seats: list[int], person_rows: list[int], post_rows: list[int]
    ) -> tuple[tuple[Team, ...], list[int]]:
        cells = [self.posts.of["team"][row] for row in post_rows]
        names = sorted(set(cells) - {""})
        at = {name: place for place, name in enumerate(names)}
        whole_seats = dict.fromkeys(names, 0)
        for name, count in zip(cells, seats, strict=True):
            if name:
                whole_seats[name] += count
        reading = ReadTeams(self.settings, self.people, person_rows)
        return reading.teams(whole_seats), [at.get(name, -1) for name in cells]

    def pins(self, pins: list[Pair | None], forbidden: set[Pair | None], rows: PairRows) -> None:
        width = int(rows.post.max(initial=0)) + 1
        keys = rows.person * width + rows.post
        for place, pair in enumerate(pins):
            if pair is None:
                continue
            key = pair[0] * width + pair[1]
            at = int(np.searchsorted(keys, key))
            if pair in forbidden:
                self.settings.here("a pin is also forbidden", "pins", place)
            elif pair[1] >= width or at == len(keys) or keys[at] != key:
                self.settings.here("a pin is not an eligible pair", "pins", place)


def _ints(values: list[int]) -> Any:
    return np.array(values, dtype=np.int64)
