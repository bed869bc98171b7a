"""The seven numbers of a plan and what else a comparison shows (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Placed:
    """One placement as plain values."""

    person: str
    post: str
    host: str
    home: str
    fit: int
    wish_rank: int | None
    host_rank: int | None
    pinned: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A count over its base; a share is shown only with its base."""

    count: int
    base: int

    @property
    def percent(self) -> str:
        """One decimal, or a dash without a base."""
        return f"{100 * self.count / self.base:.1f}%" if self.base else "—"


def by_the_numbers(
    placed: Sequence[Placed],
    *,
    nominees: int,
    hosts: int,
    seats: int,
    people_with_wishes: int,
    hosts_that_ranked: int,
    wishes: Mapping[str, int],
) -> dict[str, Share]:
    """The seven numbers, then the fill."""
    first = [p for p in placed if p.wish_rank == 1]
    top = [p for p in placed if p.wish_rank is not None and p.wish_rank <= 3]
    ranked = [p for p in placed if p.host_rank is not None and p.host_rank <= 3]
    tenth = [
        p
        for p in placed
        if p.wish_rank is not None and p.wish_rank * 10 <= max(10, wishes.get(p.person, 0))
    ]
    mutual = [p for p in placed if p.wish_rank == 1 and p.host_rank == 1]
    return {
        "people_taking_part": Share(people_with_wishes, nominees),
        "hosts_taking_part": Share(hosts_that_ranked, hosts),
        "first_choice": Share(len(first), len(placed)),
        "top_three_wishes": Share(len(top), len(placed)),
        "top_three_rankings": Share(len(ranked), len(placed)),
        "top_tenth": Share(len(tenth), len(placed)),
        "mutual_first": Share(len(mutual), len(placed)),
        "fill": Share(len(placed), seats),
    }


LABELS = {
    "people_taking_part": "参与率（人）",
    "hosts_taking_part": "参与率（单位）",
    "first_choice": "首选达成",
    "top_three_wishes": "前三志愿（人）",
    "top_three_rankings": "前三排序（单位）",
    "top_tenth": "各自志愿前 10%",
    "mutual_first": "互为首选",
    "fill": "补岗率",
}


def drain(placed: Sequence[Placed]) -> tuple[str, int]:
    """The home unit that gives most, and how many."""
    counts: dict[str, int] = {}
    for one in placed:
        counts[one.home] = counts.get(one.home, 0) + 1
    if not counts:
        return "", 0
    home = max(sorted(counts), key=lambda name: counts[name])
    return home, counts[home]


def quality(placed: Sequence[Placed]) -> dict[str, Any]:
    """Fit points by host and their median: no place quietly gets the rest."""
    points = [one.fit for one in placed]
    rows = sorted(((one.host, one.fit) for one in placed), key=lambda row: (-row[1], row[0]))
    return {"rows": rows, "median": median(points) if points else 0}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Persons who stay, move, come in, go out, from person → post maps."""
    out: dict[str, list[str]] = {"same": [], "moved": [], "in": [], "out": []}
    for person in sorted(before.keys() | after.keys()):
        was, now = before.get(person), after.get(person)
        if was == now:
            out["same"].append(person)
        elif was is None:
            out["in"].append(person)
        elif now is None:
            out["out"].append(person)
        else:
            out["moved"].append(person)
    return out
