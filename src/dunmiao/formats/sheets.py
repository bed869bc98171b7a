"""Read a small sheet that this software made and somebody filled in, row by row."""

import io
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from dunmiao.formats.container import MB, Refused, open_zip
from dunmiao.formats.messages import say

MOST_ROWS = 2000
MOST_BYTES = 5 * MB


def read_rows(
    content: bytes, *, header: Sequence[str]
) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    """(columns that lack, [(row number, cells by column)]) of the first sheet.

    The head row is the first that names more than half of `header`. Refused for what is no
    workbook, too large, or has too many rows.
    """
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    with open_zip(content):
        pass
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
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
