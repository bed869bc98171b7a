"""Entries that may be one person: told, never joined by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

SAME_NUMBER, SAME_NAME = "SAME_NUMBER", "SAME_NAME"
REASONS = {SAME_NUMBER: "同一号码", SAME_NAME: "同名，同一部委"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What entries are compared by: hashes of the numbers, the name, the root organisation."""

    id: int
    name: str
    root: int
    numbers: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, the older first, and why they may be one."""

    one: int
    other: int
    reason: str


def likely_pairs(entries: Iterable[Entry]) -> list[Pair]:
    """Every pair with a number or a name within one ministry in common; a number says more.

    Two people may share the telephone of an office, and two may have one name: a person decides.
    """
    rows = sorted(entries, key=lambda entry: entry.id)
    by_number: dict[bytes, list[int]] = {}
    by_name: dict[tuple[str, int], list[int]] = {}
    for entry in rows:
        for number in entry.numbers:
            by_number.setdefault(number, []).append(entry.id)
        by_name.setdefault((entry.name, entry.root), []).append(entry.id)
    out: dict[tuple[int, int], str] = {}
    for groups, reason in ((by_number, SAME_NUMBER), (by_name, SAME_NAME)):
        for ids in groups.values():
            for at, one in enumerate(ids):
                for other in ids[at + 1 :]:
                    out.setdefault((one, other), reason)
    return [Pair(one, other, reason) for (one, other), reason in sorted(out.items())]
