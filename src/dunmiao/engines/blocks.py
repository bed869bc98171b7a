"""Large tables block by block, as columns: millions of rows without a dict for each.

A block is (lines, columns): the line of every row, and for each column of the header its cells,
trimmed. Faults of single rows are noted and the rows left out, as `tables.read_table` does.
"""

import contextlib
import csv
import gc
import io
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.tables import Fault, decode, header_faults

BLOCK = 100_000
Block = tuple[Sequence[int], list[list[str]]]
Ints = NDArray[np.int64]


class Blocks:
    """A CSV table with a header; `faults` grows while it is read."""

    def __init__(self, name: str, content: bytes, *, needed: tuple[str, ...]) -> None:
        """Read the header; what it lacks and what stands in it twice are faults."""
        self.name = name
        self.faults: list[Fault] = []
        self.header: list[str] = []
        text = decode(name, content, self.faults)
        self.reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        if not text.strip():
            if not self.faults:
                self.faults.append(Fault(name, 1, "is empty"))
            return
        _lines, first = self._records(1)
        self.header = [cell.strip() for cell in (first or [[""]])[0]]
        self.faults += header_faults(name, self.header, needed)

    def _records(self, most: int) -> tuple[Sequence[int], list[list[str]]]:
        """The lines in which up to so many records begin, and the records; nothing after a broken
        one."""
        begin, rows = self.reader.line_num + 1, list[list[str]]()
        try:
            rows.extend(islice(self.reader, most))
        except csv.Error as wrong:
            self.faults.append(Fault(self.name, self.reader.line_num, str(wrong)))
            self.reader = csv.reader(io.StringIO(""))
        if self.reader.line_num - begin + 1 == len(rows):
            return range(begin, begin + len(rows)), rows
        heights = [1 + sum(cell.count("\n") for cell in row) for row in rows]
        return [begin + above for above in accumulate([0, *heights[:-1]])] if rows else [], rows

    def __iter__(self) -> Iterator[Block]:
        """The blocks in the order of the file."""
        width = len(self.header)
        while self.header:
            with _without_collector():
                lines, rows = self._records(BLOCK)
                if not rows:
                    return
                if any(len(row) != width for row in rows):
                    self._odd(pair for pair in zip(lines, rows, strict=True) if len(pair[1]) != width)  # fmt: skip
                    kept = [at for at, row in enumerate(rows) if len(row) == width]
                    lines, rows = [lines[at] for at in kept], [rows[at] for at in kept]
                columns = [[c.strip() for c in column] for column in zip(*rows, strict=True)]
            if rows:
                yield _without_blanks(lines, columns)

    def _odd(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        for line, cells in rows:
            if any(cell.strip() for cell in cells):
                reason = f"has {len(cells)} cells, the header {len(self.header)}"
                self.faults.append(Fault(self.name, line, reason))


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Python's collector looks through a growing pile of rows again and again; a block of rows
    holds no cycles, so there is nothing for it to find."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _without_blanks(lines: Sequence[int], columns: list[list[str]]) -> Block:
    """Rows with nothing in them are passed over."""
    if all(columns[0]):
        return lines, columns
    kept = [place for place, row in enumerate(zip(*columns, strict=True)) if any(row)]
    return [lines[place] for place in kept], [[column[p] for p in kept] for column in columns]


class Columns:
    """A whole table as columns of text; a needed column that is missing is empty cells."""

    def __init__(self, blocks: Blocks, *, needed: tuple[str, ...]) -> None:
        """Read all blocks."""
        self.name, self.header = blocks.name, blocks.header
        self.lines: list[int] = []
        cells: list[list[str]] = [[] for _ in blocks.header]
        for lines, columns in blocks:
            self.lines += lines
            for whole, part in zip(cells, columns, strict=True):
                whole += part
        self.of = dict(zip(self.header, cells, strict=True))
        self.faults = blocks.faults
        for column in needed:
            self.of.setdefault(column, [""] * len(self.lines))


def whole_numbers(cells: Sequence[str]) -> Ints | None:
    """The cells as whole numbers; None where one of them is none or leaves 64 bits."""
    joined = "".join(cells)
    digits = joined.replace("-", "").replace("+", "")
    if not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return np.array(list(map(int, cells)), dtype=np.int64)
    except (ValueError, OverflowError):
        return None


def places_in(cells: Sequence[str], known: dict[str, int]) -> Ints:
    """The number of each id, -1 for one that is not known."""
    return np.fromiter((known.get(cell, -1) for cell in cells), dtype=np.int64, count=len(cells))
