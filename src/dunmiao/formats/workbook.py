"""Write a table as a workbook: every cell is text, never a formula."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter


def write_workbook(
    *, sheet: str, header: Sequence[str], rows: Iterable[Sequence[Any]], watermark: str = ""
) -> bytes:
    """A workbook of one sheet. Numbers stay numbers; text is written as text."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1})
    page.write_row(0, 0, header, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(count, column, value)
            else:
                page.write_string(count, column, "" if value is None else str(value))
    if watermark:
        page.write_string(count + 2, 0, watermark)
        page.set_footer(f"&L{watermark}&R&P / &N")
    page.freeze_panes(1, 1)
    page.set_column(0, max(0, len(header) - 1), 16)
    page.set_landscape()
    page.set_paper(8)
    book.close()
    return stream.getvalue()
