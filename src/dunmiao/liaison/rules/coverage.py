"""How well a tree of organisations is covered: whom the city knows, may call, has had help from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dunmiao.kernel.months import add_months

FRESH_MONTHS = 12
DIVISION = "DIVISION"


class Node(NamedTuple):
    """An organisation: its id, that of its parent, kind."""

    id: int
    parent: int | None
    kind: str


@dataclass(slots=True)
class Cover:
    """What lies at a node and below it.

    `known`: contacts in post (认得人); `fresh`: verified within a year; `open`: in touch within
    a year (进得门); `helped`: an interaction that helped, ever (能办事). `divisions` and
    `covered` count the divisions and those with a contact in post.
    """

    known: int = 0
    fresh: int = 0
    open: int = 0
    helped: int = 0
    divisions: int = 0
    covered: int = 0
    verified_on: date | None = None

    @property
    def state(self) -> str:
        """FRESH, STALE (contacts, none verified within a year) or NONE."""
        return "FRESH" if self.fresh else "STALE" if self.known else "NONE"

    def add(self, other: "Cover") -> None:
        """Count another one in."""
        self.known += other.known
        self.fresh += other.fresh
        self.open += other.open
        self.helped += other.helped
        self.divisions += other.divisions
        self.covered += other.covered
        if other.verified_on and (self.verified_on is None or other.verified_on > self.verified_on):
            self.verified_on = other.verified_on


def fresh_since(today: date) -> date:
    """A check, or a contact, counts as recent from this day on."""
    return add_months(today, -FRESH_MONTHS)


def coverage(nodes: Iterable[Node], own: dict[int, Cover]) -> dict[int, Cover]:
    """The cover of every node with all below it; `own` is what lies at a node itself.

    Whatever the order of `nodes`; each is visited once. A leaf where nothing lies is not in the
    answer (a large tree is mostly these): read it by `cover_of`.
    """
    listed = _parents_first(list(nodes))
    out = {node.id: replace(own[node.id]) for node in listed if node.id in own}
    for node in reversed(listed):
        mine = out.get(node.id)
        if node.kind == DIVISION and mine is not None:
            mine.divisions, mine.covered = mine.divisions + 1, mine.covered + int(mine.known > 0)
        if node.parent is not None:
            above = out.setdefault(node.parent, Cover())
            if mine is not None:
                above.add(mine)
            elif node.kind == DIVISION:
                above.divisions += 1
    return out


def cover_of(covers: dict[int, Cover], node: int, kind: str) -> Cover:
    """The cover of a node, of a leaf where nothing lies too."""
    return covers.get(node) or Cover(divisions=int(kind == DIVISION))


def _parents_first(nodes: list[Node]) -> list[Node]:
    below: dict[int | None, list[Node]] = {}
    ids = {node.id for node in nodes}
    for node in nodes:
        below.setdefault(node.parent if node.parent in ids else None, []).append(node)
    out = list(below.get(None, []))
    for node in out:  # grows while it is walked
        out.extend(below.get(node.id, []))
    return out
