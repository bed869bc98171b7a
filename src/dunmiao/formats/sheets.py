"""Read a small sheet that this software made and somebody filled in, row by row."""

from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from dunmiao.formats.books import open_book
from dunmiao.formats.container import MB, Refused
from dunmiao.formats.messages import say

MOST_ROWS = 2000
MOST_BYTES = 5 * MB
MOST_SHEETS, MOST_CELLS = 60, 200_000

Table = list[list[Any]]


def read_rows(
    content: bytes, *, header: Sequence[str]
) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    """(columns that lack, [(row number, cells by column)]) of the first sheet.

    The head row is the first that names more than half of `header`. Refused for what is no
    workbook, too large, or has too many rows.
    """
    book = _open(content)
    try:
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as broken:
        raise Refused(say("file.broken")) from broken
    names = [[str(cell).strip() for cell in row] for row in table[:20]]
    at = next(
        (n for n, row in enumerate(names) if 2 * len(set(row) & set(header)) > len(header)), -1
    )
    if at < 0:
        return list(header), []
    missing = [name for name in header if name not in names[at]]
    rows = [
        (number, dict(zip(names[at], row, strict=False)))
        for number, row in enumerate(table[at + 1 : at + 1 + MOST_ROWS], start=at + 2)
        if any(str(cell).strip() for cell in row)
    ]
    return missing, rows


def read_sheets(content: bytes) -> list[tuple[str, Table]]:
    """[(name, rows of cells from A1 on)] of every sheet.

    Refused for what is no workbook, too large, or has too many sheets or cells.
    """
    book, cells = _open(content), 0
    if len(book.sheet_names) > MOST_SHEETS:
        raise Refused(say("sheet.too_many", count=len(book.sheet_names), limit=MOST_SHEETS))
    out = []
    for name in book.sheet_names:
        try:
            table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except CalamineError as broken:
            raise Refused(say("file.broken")) from broken
        cells += sum(len(row) for row in table)
        if cells > MOST_CELLS:
            raise Refused(say("sheet.cells", limit=MOST_CELLS))
        out.append((name, table))
    return out


def _open(content: bytes) -> CalamineWorkbook:
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    return open_book(content)
