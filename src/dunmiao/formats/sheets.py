"""Books as rows of cells: a sheet is read row by row, so that cells far apart cost nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dunmiao.formats.cells import NOTHING, Cell
from dunmiao.formats.container import Refused
from dunmiao.formats.messages import say
from dunmiao.kernel.findings import Finding

MOST_WIDTH = 1000
MOST_DEPTH = 200_000

# First and last row (from 1), first and last column (from 0).
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something; `number` counts from 1, cells begin at column A."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False

    def at(self, index: int) -> Cell:
        """The cell of this column, an empty one beyond the end."""
        return self.cells[index] if 0 <= index < len(self.cells) else NOTHING


@dataclass(frozen=True)
class Sheet:
    """One sheet; `source` reads its rows anew each time, merged ranges not yet filled.
    `page_words` are what is printed above and below each page."""

    name: str
    source: Callable[[], Iterator[Row]]
    merged: tuple[Range, ...] = ()
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    page_words: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Rows that hold something, in order; the first value of a merged range in all of it.

        Refused for cells that lie too far apart, or where the file breaks off.
        """
        last = 0
        waiting = sorted(self.merged)
        open_ranges: list[tuple[Range, Cell]] = []
        for row in self.source():
            if row.number <= last:
                raise Refused(say("file.broken"))
            last = row.number
            if row.number > MOST_DEPTH or len(row.cells) > MOST_WIDTH:
                raise Refused(say("file.sparse", rows=row.number, columns=len(row.cells)))
            if self.merged:
                while waiting and waiting[0][0] <= row.number:
                    area = waiting.pop(0)
                    if area[0] == row.number and not row.at(area[2]).is_empty:
                        open_ranges.append((area, row.at(area[2])._replace(is_copy=True)))
                open_ranges = [pair for pair in open_ranges if pair[0][1] >= row.number]
                _fill(row, open_ranges)
            yield row


def _fill(row: Row, ranges: list[tuple[Range, Cell]]) -> None:
    for (_, _, first, last), cell in ranges:
        last = min(last, MOST_WIDTH - 1)
        row.cells.extend([NOTHING] * (last + 1 - len(row.cells)))
        for index in range(first, last + 1):
            if row.cells[index].is_empty:
                row.cells[index] = cell


@dataclass(frozen=True)
class Book:
    """All sheets of a file and what is said about it as a whole."""

    kind: str
    sheets: list[Sheet]
    encoding: str | None = None
    from_1904: bool = False
    findings: list[Finding] = field(default_factory=list)
