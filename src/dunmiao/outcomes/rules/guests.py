"""Who came to a fair or a talk: firms and who spoke for them, read from a sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dunmiao.formats.checks import SECRET
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say

GUEST_HEADER = ["企业（单位）", "姓名", "职务", "意向"]
LEAST_FIRM, MOST_GUESTS, MOST_FAULTS = 2, 2000, 200
# Longest text of each column, in their order.
LENGTHS = dict(zip(GUEST_HEADER, (100, 50, 60, 200), strict=True))


@dataclass(frozen=True, slots=True)
class Guest:
    """One line: a firm, who came for it, what it had in mind."""

    firm: str
    person: str = ""
    post: str = ""
    intent: str = ""


def read_guests(
    rows: Iterable[tuple[int, Mapping[str, Any]]],
) -> tuple[list[Guest], list[Finding]]:
    """(the lines, everything wrong with any of them, each with its cell)."""
    guests: list[Guest] = []
    found: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows:
        texts = [str(row.get(name, "")).strip() for name in GUEST_HEADER]
        found += _faults(number, texts)
        key = (texts[0], texts[1])
        if key in seen:
            found.append(say("guest.twice", where=f"A{number}", name=texts[0], row=seen[key]))
        seen.setdefault(key, number)
        guests.append(Guest(*texts))
    if not guests:
        found.append(say("guest.none"))
    if len(guests) > MOST_GUESTS:
        found.append(say("guest.too_many", most=MOST_GUESTS))
    return guests, found[:MOST_FAULTS]


def _faults(number: int, texts: list[str]) -> list[Finding]:
    out = []
    for letter, (name, most), text in zip("ABCD", LENGTHS.items(), texts, strict=True):
        where = f"{letter}{number}"
        if len(text) > most:
            out.append(say("guest.long", where=where, name=name, most=most))
        if mark := SECRET.search(text):
            out.append(say("guest.secret", where=where, mark=mark[0]))
    if len(texts[0]) < LEAST_FIRM:
        out.append(say("guest.firm", where=f"A{number}"))
    return out


def count_firms(guests: Iterable[Any]) -> int:
    """How many different firms are on the list."""
    return len({guest.firm for guest in guests})
