"""Figures of towns and projects as statistics give them: a book of sheets, one a quarter.

A figure means something only with its definition. A definition that changes begins a new series;
what was reported under the old one stays and is never compared with the new.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.quarters import quarter_label
from dunmiao.outcomes.messages import say

QUARTERLY, TO_DATE, AT_END = "QUARTERLY", "TO_DATE", "AT_END"
BASES = {QUARTERLY: "当季", TO_DATE: "年初累计", AT_END: "期末"}
DEFINITIONS = "指标说明"
MOST_FAULTS = 200
JUMP = 10
PERCENT = "%"

Span = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator counts; `since` is the first quarter that it holds for, None from ever."""

    name: str
    measure: str
    basis: str
    text: str
    source: str
    since: int | None = None

    @property
    def terms(self) -> tuple[str, str, str]:
        """What must be equal for two figures to be compared."""
        return self.measure, self.basis, "".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Version:
    """A definition that is kept: its key, and its number among those of one indicator."""

    key: Any
    number: int
    definition: Definition


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a book: of what, of whom, when, how much, and where it stands; `party` is the
    key of the unit once its name was found."""

    indicator: str
    unit: str
    quarter: int
    value: Decimal
    where: str
    party: Any = None


@dataclass
class Book:
    """A book as it was read: definitions by name, figures in order."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that was reported before and is another now."""

    cell: Cell
    before: Decimal


@dataclass
class Comparison:
    """What a book would do: nothing is written while `faults` has an entry."""

    begun: list[tuple[Definition, Definition | None]] = field(default_factory=list)
    new: list[Cell] = field(default_factory=list)
    same: int = 0
    revised: list[Change] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    versions: dict[str, Any] = field(default_factory=dict)


def place_cells(book: Book, find: Callable[[str], Any]) -> list[Finding]:
    """Give each figure the key of its unit; a name that cannot be found is told once, and a unit
    that stands twice in a quarter, by whatever names, is told where.

    `find` answers a name with a key or with the finding that says why there is none.
    """
    keys = {name: find(name) for name in dict.fromkeys(cell.unit for cell in book.cells)}
    found, seen, placed = list[Finding](), dict[tuple[str, Any, int], str](), list[Cell]()
    told = set()
    for cell in book.cells:
        key = keys[cell.unit]
        if isinstance(key, Finding):
            if cell.unit not in told:
                found.append(replace(key, where=cell.where))
            told.add(cell.unit)
            continue
        at = (cell.indicator, key, cell.quarter)
        if at in seen:
            twice = say("indicator.twice", where=cell.where, unit=cell.unit, other=seen[at])
            found.append(twice)
        seen[at] = cell.where
        placed.append(replace(cell, party=key))
    book.cells = placed
    return found[:MOST_FAULTS]


def compare_book(
    book: Book,
    *,
    known: Mapping[str, Sequence[Version]],
    figures: Mapping[tuple[Any, Any, int], Decimal],
    this_quarter: int,
) -> Comparison:
    """What the book would do to what is kept.

    `known` has the versions of each indicator, the oldest first; `figures` the present values by
    (key of the version, key of the unit, quarter). Nothing is compared across versions.
    """
    out = Comparison()
    spans: dict[str, Span] = {}
    for name in dict.fromkeys([*book.definitions, *(cell.indicator for cell in book.cells)]):
        spans[name] = _choose_version(name, book, known.get(name, ()), out)
    values = {(cell.indicator, cell.party, cell.quarter): cell.value for cell in book.cells}
    measures = {name: rows[-1].definition.measure for name, rows in known.items() if rows}
    measures |= {name: one.measure for name, one in book.definitions.items()}
    for cell in book.cells:
        start, end = spans[cell.indicator]
        if cell.quarter > this_quarter:
            out.faults.append(say("indicator.future", where=cell.where))
        if start is not None and cell.quarter < start:
            out.faults.append(_outside("indicator.before_since", cell, start))
        if end is not None and cell.quarter >= end:
            out.faults.append(_outside("indicator.replaced", cell, end))
        key = out.versions.get(cell.indicator)
        before = None if key is None else figures.get((key, cell.party, cell.quarter))
        if before is None:
            out.new.append(cell)
        elif before == cell.value:
            out.same += 1
        else:
            out.revised.append(Change(cell, before))
        out.warnings += _oddities(cell, key, values, figures)
        if measures.get(cell.indicator) == PERCENT and 0 < abs(cell.value) < 1:
            small = say(
                "indicator.small_percent", severity=Severity.WARNING, where=cell.where,
                name=cell.indicator, unit=cell.unit, value=f"{cell.value:f}",
            )  # fmt: skip
            out.warnings.append(small)
    out.faults = out.faults[:MOST_FAULTS]
    return out


def _outside(code: str, cell: Cell, since: int) -> Finding:
    return say(code, where=cell.where, name=cell.indicator, since=quarter_label(since))


def _choose_version(name: str, book: Book, versions: Sequence[Version], out: Comparison) -> Span:
    """Which version the figures of `name` are of; a new one is begun where the book says since
    when. Returns its first quarter and the one from which another took its place."""
    given = book.definitions.get(name)
    newest = versions[-1] if versions else None
    if given is None and newest is None:
        where = next(cell.where for cell in book.cells if cell.indicator == name)
        out.faults.append(say("indicator.undefined", where=where, name=name))
        return None, None
    if given is None or any(one.definition.terms == given.terms for one in versions):
        at = max(
            n
            for n, one in enumerate(versions)
            if given is None or one.definition.terms == given.terms
        )
        out.versions[name] = versions[at].key
        later = versions[at + 1].definition.since if at + 1 < len(versions) else None
        return versions[at].definition.since, later
    if newest is None:
        out.begun.append((given, None))
    elif given.since is None:
        old, new = words_of(newest.definition), words_of(given)
        out.faults.append(say("indicator.changed", where=DEFINITIONS, name=name, old=old, new=new))
    elif newest.definition.since is not None and given.since <= newest.definition.since:
        since = quarter_label(newest.definition.since)
        out.faults.append(say("indicator.since", where=DEFINITIONS, name=name, since=since))
    else:
        out.begun.append((given, newest.definition))
    return given.since, None


@dataclass(frozen=True, slots=True)
class Moved:
    """From the same quarter a year before to the newest one: in percent, or for a measure that is
    a percentage itself in points. None where either is unknown or the former is not positive."""

    amount: Decimal | None
    in_points: bool


def over_a_year(values: Mapping[int, Decimal], measure: str) -> Moved:
    """The newest of these figures by quarter against the one four quarters before it: that holds
    for figures of a quarter, since the new year and at the end alike."""
    in_points = measure.strip() in ("%", "％", "百分点")
    last = max(values, default=0)
    before = values.get(last - 4)
    if before is None:
        return Moved(None, in_points)
    if in_points:
        return Moved(values[last] - before, True)
    return Moved(100 * (values[last] - before) / before if before > 0 else None, False)


def words_of(definition: Definition) -> str:
    """The terms of a definition in one line."""
    return f"{definition.measure}，{BASES[definition.basis]}，{definition.text}"


def _oddities(
    cell: Cell,
    key: Any,
    values: Mapping[tuple[str, Any, int], Decimal],
    figures: Mapping[tuple[Any, Any, int], Decimal],
) -> Iterable[Finding]:
    """What may be a slip: below nought, or tenfold the same quarter of the year before."""
    warn = partial(
        say, severity=Severity.WARNING, where=cell.where, name=cell.indicator, unit=cell.unit
    )
    if cell.value < 0:
        yield warn("indicator.negative")
    earlier = cell.quarter - 4
    before = values.get((cell.indicator, cell.party, earlier))
    if before is None and key is not None:
        before = figures.get((key, cell.party, earlier))
    if before and cell.value and before * cell.value > 0:
        ratio = abs(cell.value / before)
        if ratio >= JUMP or ratio * JUMP <= 1:
            yield warn("indicator.jump", before=f"{before:f}", now=f"{cell.value:f}")


def by_quarter(values: Mapping[int, Decimal], basis: str) -> dict[int, Decimal]:
    """What fell into each quarter itself: sums since the new year are taken apart.

    A quarter whose forerunner of the same year lacks is left out: its own part is not known.
    """
    if basis != TO_DATE:
        return dict(values)
    out = {}
    for quarter, value in values.items():
        if quarter % 4 == 0:
            out[quarter] = value
        elif quarter - 1 in values:
            out[quarter] = value - values[quarter - 1]
    return out
