"""A problem from columns or data frames, for programs that have no folder of files.

What is given is written down as the files of a folder and read by the same reader, so that every
rule of the files holds and every fault is told at once: row n of a table is line n + 2 of its file.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from

Where = Sequence[Sequence[Any]]


class Table(Protocol):
    """Columns by name: a dict of lists or arrays, or a pandas or polars data frame."""

    def items(self) -> Iterable[tuple[Any, Iterable[Any]]]:
        """(name, cells) of each column."""


@dataclass(frozen=True)
class AtLeast:
    """At least `count` people of a team meet all of `where`, a list of (column of people, operator,
    value)."""

    id: str
    """Its id within the team."""
    count: int
    """People, at least 0."""
    where: Where
    """All of these must hold."""


@dataclass(frozen=True)
class Share:
    """At least this share, "a/b", of a team's seats, rounded up, goes to people who meet `where`."""

    id: str
    """Its id within the team."""
    share: str
    """From 0/1 to 1/1."""
    where: Where
    """All of these must hold."""


@dataclass(frozen=True)
class Draft:
    """A problem as it is written down; each method gives a new one.

    `people` needs the columns id and unit (others are attributes), `posts` id, host and seats (tier
    and team may be missing), `pairs` person, post and whole-numbered components.
    """

    people: Table
    """A row a person."""
    posts: Table
    """A row a post."""
    pairs: Table
    """A row an eligible pair."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The keys of problem.json given so far."""
    team_of: Mapping[str, str] = field(default_factory=dict)
    """The team of each post that `team` named, by id."""

    def having(self, **settings: Any) -> "Draft":
        """With these keys of problem.json: `tier_bonus`, `couples`, `balance`, `goals`, …"""
        return replace(self, settings={**self.settings, **settings})

    def cap(
        self, *, unit: int | None = None, host: int | None = None, unit_post: int | None = None
    ) -> "Draft":
        """At most so many people released by a unit, taken by a host, of one unit on one post;
        None leaves what is there."""
        given = {
            "release_cap": None if unit is None else {"default": unit},
            "host_cap": None if host is None else {"default": host},
            "unit_post_cap": unit_post,
        }
        return self.having(**{key: value for key, value in given.items() if value is not None})

    def pin(self, person: str, post: str) -> "Draft":
        """This pair must be placed."""
        return self._more("pins", [person, post])

    def forbid(self, person: str, post: str) -> "Draft":
        """This pair must not be placed."""
        return self._more("forbidden", [person, post])

    def team(
        self,
        id: str,
        *,
        posts: Iterable[str],
        need: Sequence[AtLeast | Share],
        penalty: int = 30_000,
    ) -> "Draft":
        """These posts are one team; each member it lacks costs `penalty` points."""
        kinds = [
            {"at_least": one.count} if isinstance(one, AtLeast) else {"share": one.share}
            for one in need
        ]
        requirements = [
            {"id": one.id, **kind, "where": [list(part) for part in one.where]}
            for one, kind in zip(need, kinds, strict=True)
        ]
        team = {"id": id, "requirements": requirements, "shortfall_penalty": penalty}
        with_posts = replace(self, team_of={**self.team_of, **dict.fromkeys(posts, id)})
        return with_posts._more("teams", team)

    def _more(self, key: str, entry: Any) -> "Draft":
        return self.having(**{key: [*self.settings.get(key, []), entry]})

    def files(self) -> dict[str, bytes]:
        """The four files of its folder."""
        posts = {str(name): list(cells) for name, cells in self.posts.items()}
        empty = [""] * len(posts.get("id", []))
        posts = {"tier": empty, "team": empty} | posts
        named = zip(posts.get("id", []), posts["team"], strict=True)
        posts["team"] = [self.team_of.get(str(post), team) for post, team in named]
        settings = {"format": "dunmiao-matching/1", **self.settings}
        return {
            "people.csv": _csv(self.people.items()),
            "posts.csv": _csv(posts.items()),
            "pairs.csv": _csv(self.pairs.items()),
            "problem.json": json.dumps(settings, ensure_ascii=False, indent=1).encode(),
        }

    def problem(self) -> Problem:
        """The problem; BadInput with every fault."""
        return problem_from(self.files())


def _csv(columns: Iterable[tuple[Any, Iterable[Any]]]) -> bytes:
    names, cells = zip(*((str(name), _cells(column)) for name, column in columns), strict=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()


def _cells(column: Iterable[Any]) -> Iterator[str]:
    """Nothing (None, a nan, which is unlike itself) is an empty cell."""
    return ("" if cell is None or cell != cell else str(cell) for cell in column)
