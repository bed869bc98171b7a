"""The pairs of a problem folder as arrays, block by block, with every fault and its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dunmiao.engines.blocks import Block, places_in, whole_numbers
from dunmiao.engines.matching.problem import Ints
from dunmiao.engines.tables import MOST_COMPONENT, Fault, whole

RANKS = ("person_rank", "post_rank")


class Source(Protocol):
    """A table that comes in blocks."""

    name: str
    header: list[str]
    faults: list[Fault]

    def __iter__(self) -> Iterator[Block]: ...


@dataclass(frozen=True)
class PairRows:
    """Sorted by (person, post); ranks are empty where the table has no such column."""

    person: Ints
    post: Ints
    components: dict[str, Ints]
    ranks: dict[str, Ints]


def read_pairs(
    source: Source, people: dict[str, int], posts: dict[str, int]
) -> tuple[PairRows, list[Fault]]:
    """The pairs and every fault: unknown ids, numbers that are none, pairs that stand twice."""
    names = [c for c in source.header if c not in ("person", "post", *RANKS)]
    ranks = [c for c in RANKS if c in source.header]
    faults: list[Fault] = []
    if not names and source.header and len(ranks) < len(RANKS):
        faults.append(Fault(source.name, 1, "needs at least one component column"))
    reading = _Reading(source.name, people, posts, faults)
    blocks = [
        reading.block(lines, dict(zip(source.header, cells, strict=True)), names, ranks)
        for lines, cells in source
        if {"person", "post"} <= set(source.header)
    ]
    width = 3 + len(names) + len(ranks)
    columns = [np.concatenate([b[at] for b in blocks]) if blocks else np.zeros(0, dtype=np.int64) for at in range(width)]  # fmt: skip
    lines, person, post, *numbers = columns
    kept = reading.ordered(lines, person, post, len(posts))
    numbers = [column[kept] for column in numbers]
    rows = PairRows(
        person[kept],
        post[kept],
        dict(zip(names, numbers, strict=False)),
        dict(zip(ranks, numbers[len(names) :], strict=True)),
    )
    return rows, faults + source.faults


class _Reading:
    def __init__(
        self, name: str, people: dict[str, int], posts: dict[str, int], faults: list[Fault]
    ) -> None:
        self.name, self.faults = name, faults
        self.known = {"person": people, "post": posts}
        # Ids that no table knows get numbers of their own, so that pairs of them that stand
        # twice are told as well.
        self.strangers: dict[str, dict[str, int]] = {"person": {}, "post": {}}

    def fault(self, line: int, reason: str) -> None:
        self.faults.append(Fault(self.name, line, reason))

    def block(
        self, lines: Sequence[int], cells: dict[str, list[str]], names: list[str], ranks: list[str]
    ) -> list[Ints]:
        """Lines, people, posts, then the components and ranks of one block."""
        out = [np.array(lines, dtype=np.int64)]
        out += [self.ids(lines, cells[side], side) for side in ("person", "post")]
        out += [self.component(lines, cells[name], name) for name in names]
        out += [self.rank(lines, cells[name], name) for name in ranks]
        return out

    def ids(self, lines: Sequence[int], cells: list[str], side: str) -> Ints:
        at = places_in(cells, self.known[side])
        for place in np.flatnonzero(at < 0).tolist():
            self.fault(lines[place], f'unknown {side} "{cells[place]}"')
            others = self.strangers[side]
            number = others.setdefault(cells[place], len(self.known[side]) + len(others))
            at[place] = number
        return at

    def component(self, lines: Sequence[int], cells: list[str], name: str) -> Ints:
        numbers = whole_numbers(cells)
        if numbers is not None and np.abs(numbers).max(initial=0) <= MOST_COMPONENT:
            return numbers
        slow = [whole(cell, least=-MOST_COMPONENT, most=MOST_COMPONENT) for cell in cells]
        for line, cell, number in zip(lines, cells, slow, strict=True):
            if number is None:
                self.fault(line, f'{name} "{cell}" is not an integer of at most 10^9')
        return np.array([number or 0 for number in slow], dtype=np.int64)

    def rank(self, lines: Sequence[int], cells: list[str], name: str) -> Ints:
        """A side's rank, 0 where it does not want the other."""
        numbers = whole_numbers([cell or "1" for cell in cells])
        if numbers is not None and 1 <= numbers.min(initial=1) <= numbers.max() <= MOST_COMPONENT:
            empty = np.fromiter((not cell for cell in cells), dtype=bool, count=len(cells))
            return np.where(empty, 0, numbers)
        slow = [whole(cell, least=1, most=MOST_COMPONENT) if cell else 0 for cell in cells]
        for line, cell, number in zip(lines, cells, slow, strict=True):
            if number is None:
                self.fault(line, f'{name} "{cell}" is not an integer >= 1')
        return np.array([number or 0 for number in slow], dtype=np.int64)

    def ordered(self, lines: Ints, person: Ints, post: Ints, width: int) -> Ints:
        """Places by (person, post), the first of each pair; later ones are faults."""
        width += len(self.strangers["post"])
        keys = person * max(1, width) + post
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = ordered[1:] != ordered[:-1]
        if not first.all():
            begins = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
            names = [
                {**{n: name for name, n in self.known[side].items()}, **{n: name for name, n in self.strangers[side].items()}}
                for side in ("person", "post")
            ]  # fmt: skip
            for place in np.flatnonzero(~first).tolist():
                row, former = int(order[place]), int(order[begins[place]])
                one, other = names[0][int(person[row])], names[1][int(post[row])]
                reason = f'duplicate pair "{one}", "{other}" (first in line {lines[former]})'
                self.fault(int(lines[row]), reason)
        kept: Ints = order[first]
        return kept
