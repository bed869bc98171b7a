"""One person twice in a file: counted once where nothing differs, else both are named."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import note, say, warn
from dunmiao.formats.person import PersonRecord
from dunmiao.kernel.findings import Finding


class Standing(Protocol):
    """A person with his place in a file."""

    where: str
    person: PersonRecord
    findings: list[Finding]


T = TypeVar("T", bound=Standing)


def mark_twice(rows: list[T], notes: list[Finding]) -> list[T]:
    """The rows without those that repeat another wholly; the same ID number with other content is
    an error of both, the same name with the same birth month or unit a warning of both."""
    kept: list[T] = []
    by_number: dict[str, T] = {}
    by_name: dict[str, list[T]] = {}
    for row in rows:
        person = row.person
        same = by_number.get(person.id_number) if person.id_number else None
        others = [one for one in by_name.get(person.name, ()) if one is not same]
        equal = next((one for one in (same, *others) if one and one.person == person), None)
        if equal is not None:
            notes.append(note("person.twice_same", row.where, other=equal.where))
            continue
        if same is not None:
            _both("person.twice", same, row)
        for other in others:
            _compare(other, row)
        kept.append(row)
        by_number.setdefault(person.id_number, row)
        if person.name:
            by_name.setdefault(person.name, []).append(row)
    return kept


def _both(code: str, one: Standing, two: Standing) -> None:
    one.findings.append(say(code, where=one.where, other=two.where))
    two.findings.append(say(code, where=two.where, other=one.where))


def _compare(one: Standing, two: Standing) -> None:
    first, second = one.person, two.person
    if first.id_number and second.id_number:
        return
    same = list(_same(first, second))
    if not same:
        return
    for row, other in ((one, two), (two, one)):
        facts = {"other": other.where, "same": "、".join(same)}
        row.findings.append(warn("person.maybe_twice", row.where, **facts))


def _same(first: PersonRecord, second: PersonRecord) -> Iterable[str]:
    if first.birth_month and first.birth_month == second.birth_month:
        yield "出生年月"
    if first.unit and squeezed(first.unit) == squeezed(second.unit):
        yield "单位"


def mark_claimed(people: Sequence[Standing]) -> None:
    """Forms of one upload that claim the same ID number with other content: an error of both."""
    first: dict[str, Standing] = {}
    for one in people:
        other = first.setdefault(one.person.id_number, one)
        if one.person.id_number and other is not one and other.person != one.person:
            _both("person.twice", other, one)
