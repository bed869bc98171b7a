"""The one way of reading books in the house: .xlsx, .xls and CSV as rows of cells with meaning.

What is said about the whole book (hidden parts, days counted from 1904, links to other files) lies
in its findings; what is said about a cell, its reader says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dunmiao.formats import csv_books, xls, xlsx
from dunmiao.formats.cells import Cell, Kind, column_letter, is_lost_day
from dunmiao.formats.container import MB, Refused
from dunmiao.formats.marks import tidy
from dunmiao.formats.messages import say, warn
from dunmiao.formats.sheets import Book, Row, Sheet
from dunmiao.kernel.findings import Finding, Severity

MOST_BYTES = 100 * MB
MOST_SHEETS = 200
MOST_SAID = 12
MOST_ROWS = 2000  # of a form that was filled in
MOST_CELLS = 200_000
HEADER_WITHIN = 20


def open_book(content: bytes) -> Book:
    """The book; Refused for what is none, encrypted, holds macros, is too large or hostile."""
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    if content[:2] == b"PK":
        book = xlsx.open_xlsx(content)
    elif content[:8] == xls.MARK:
        book = xls.open_xls(content)
    else:
        book = csv_books.open_csv(content)
    if len(book.sheets) > MOST_SHEETS:
        raise Refused(say("sheet.too_many", count=len(book.sheets), limit=MOST_SHEETS))
    book.findings.extend(_hidden_parts(book))
    return book


def _hidden_parts(book: Book) -> Iterator[Finding]:
    note = Severity.NOTE
    for sheet in book.sheets:
        if sheet.is_hidden:
            yield say("roster.hidden_sheet", severity=note, sheet=sheet.name, where=sheet.name)
        if sheet.hidden_columns:
            letters = [column_letter(index) for index in sorted(sheet.hidden_columns)[:MOST_SAID]]
            yield say(
                "book.hidden_columns", severity=note, where=sheet.name, columns="、".join(letters)
            )


def table_of(sheet: Sheet, *, most_cells: int = MOST_CELLS) -> list[list[Cell]]:
    """All rows from the first on, empty ones too; Refused beyond `most_cells`."""
    table: list[list[Cell]] = []
    count = 0
    for row in sheet.rows():
        count += max(len(row.cells), row.number - len(table))
        if count > most_cells:
            raise Refused(say("sheet.cells", limit=most_cells))
        table.extend([] for _ in range(row.number - 1 - len(table)))
        table.append(row.cells)
    return table


def fault_of(cell: Cell, where: str) -> Finding | None:
    """What keeps a cell from saying anything: an error, a formula without value, a day that is
    none. None for any other cell."""
    if cell.kind is Kind.ERROR:
        return warn("cell.error", where, text=cell.text)
    if cell.kind is Kind.UNCOMPUTED:
        return warn("cell.uncomputed", where, text=cell.text[:80])
    if is_lost_day(cell):
        return warn("cell.lost_day", where, text=f"{cell.value:g}")
    return None


def read_tables(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """[(name, all its rows)] of every sheet of a small book."""
    return [(sheet.name, table_of(sheet)) for sheet in open_book(content).sheets]


@dataclass
class Filled:
    """A form that was filled in: columns that lack, rows with their number, cells that say
    nothing although something stands in them."""

    missing: list[str]
    rows: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def texts(self) -> list[tuple[int, dict[str, str]]]:
        """Rows with the text of each cell, marks that nobody sees and outer blanks dropped."""
        return [
            (number, {name: tidy(cell.text) for name, cell in cells.items()})
            for number, cells in self.rows
        ]


def read_filled(content: bytes, *, header: Sequence[str], most_rows: int = MOST_ROWS) -> Filled:
    """The first sheet with a row that names more than half of `header`.

    Refused for what is no book, too large, or has more than `most_rows` lines.
    """
    for sheet in open_book(content).sheets:
        if (found := _filled(sheet, header, most_rows)) is not None:
            return found
    return Filled(list(header))


def _filled(sheet: Sheet, header: Sequence[str], most_rows: int) -> Filled | None:
    names: list[str] = []
    found: Filled | None = None
    for row in sheet.rows():
        if found is None:
            names = [tidy(cell.text) for cell in row.cells]
            if row.number > HEADER_WITHIN:
                return None
            if 2 * len(set(names) & set(header)) > len(header):
                found = Filled([name for name in header if name not in names])
            continue
        if len(found.rows) >= most_rows:
            raise Refused(say("roster.too_many_rows", limit=most_rows))
        if any(not cell.is_empty for cell in row.cells):
            cells = {name: row.at(n) for n, name in enumerate(names) if name}
            found.rows.append((row.number, cells))
            found.faults += faults_of(row, sheet.name)
    return found


def faults_of(row: Row, sheet: str) -> Iterator[Finding]:
    """`fault_of` of every cell of a row, each with its place."""
    for index, cell in enumerate(row.cells):
        if fault := fault_of(cell, f"{sheet}!{column_letter(index)}{row.number}"):
            yield fault
