"""Levels held on the two ladders, and reserve listings, over time: plain values only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import dotted
from dunmiao.kernel.ranks import parse_rank
from dunmiao.people.messages import say

LADDERS = {"LEADING": "领导职务", "GRADE": "职级"}


@dataclass(frozen=True, slots=True)
class Held:
    """A level held on one ladder; `last` is the month it was left, None while it is held."""

    ladder: str
    value: str
    first: date | None = None
    last: date | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """On a reserve list; `is_open` while it counts."""

    pool: str
    first: date | None = None
    last: date | None = None
    origin: str = ""
    is_open: bool = True


def present(held: Iterable[Held], ladder: str) -> Held | None:
    """What is held now on a ladder."""
    return next((entry for entry in held if entry.ladder == ladder and entry.is_open), None)


def advance(
    held: Sequence[Held], *, ladder: str, value: str, since: date | None
) -> tuple[Held, ...]:
    """The history after a file says that `value` is held since `since`.

    Another value than before closes the old level in the month the new one begins; the same
    value may only bring the month. Nothing said (`value` empty) changes nothing.
    """
    now = present(held, ladder)
    if not value:
        return tuple(held)
    if now is None:
        return (*held, Held(ladder, value, since))
    if now.value == value:
        kept = replace(now, first=since or now.first)
        return tuple(kept if entry is now else entry for entry in held)
    closed = replace(now, last=since, is_open=False)
    return (*(closed if entry is now else entry for entry in held), Held(ladder, value, since))


def leave(held: Sequence[Held], *, ladder: str, month: date) -> tuple[Held, ...]:
    """The history after a file says that nothing is held on this ladder any more."""
    return tuple(
        replace(entry, last=month, is_open=False)
        if entry.ladder == ladder and entry.is_open
        else entry
        for entry in held
    )


def relist(listed: Sequence[Listed], pools: Iterable[str], *, month: date) -> tuple[Listed, ...]:
    """The listings after a file names these pools: others that were open end in `month`."""
    wanted = list(dict.fromkeys(pool for pool in pools if pool))
    kept = [
        entry
        if not entry.is_open or entry.pool in wanted
        else replace(entry, is_open=False, last=month)
        for entry in listed
    ]
    known = {entry.pool for entry in kept if entry.is_open}
    return (*kept, *(Listed(pool) for pool in wanted if pool not in known))


def objections_to_ladders(held: Sequence[Held], listed: Sequence[Listed]) -> list[Finding]:
    """Unknown levels, ends before starts, two levels of one ladder at a time."""
    found = []
    for entry in held:
        if entry.ladder == "LEADING" and parse_rank(entry.value) is None:
            found.append(say("held.unknown", value=entry.value))
    for first, last, name in (
        *((entry.first, entry.last, entry.value) for entry in held),
        *((entry.first, entry.last, entry.pool) for entry in listed),
    ):
        if first and last and last < first:
            found.append(say("held.order", value=name, first=dotted(first), last=dotted(last)))
    for ladder, label in LADDERS.items():
        found += _overlaps([entry for entry in held if entry.ladder == ladder], label)
    return found


def _overlaps(held: Sequence[Held], label: str) -> list[Finding]:
    """Adjacent levels meet in one month; more than that, or two open ones, is a fault."""
    rows = sorted(held, key=lambda entry: entry.first or date.min)
    if sum(entry.is_open for entry in rows) > 1:
        return [say("held.two_open", label=label)]
    found = []
    for before, after in zip(rows, rows[1:], strict=False):
        ends = date.max if before.is_open else before.last
        if ends and after.first and ends > after.first:
            found.append(say("held.overlap", one=before.value, two=after.value))
    return found
