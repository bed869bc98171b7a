"""Write tables as a workbook: every cell is text, never a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Sheet:
    """One table: its name, the head row, the lines below it."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_workbook(
    *, sheet: str, header: Sequence[str], rows: Iterable[Sequence[Any]], watermark: str = ""
) -> bytes:
    """A workbook of one sheet. Numbers stay numbers; text is written as text."""
    return write_sheets([Sheet(sheet, header, rows)], watermark=watermark)


def write_sheets(sheets: Sequence[Sheet], *, watermark: str = "") -> bytes:
    """A workbook of these sheets. Numbers stay numbers; text is written as text."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1})
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, bold, watermark)
    book.close()
    return stream.getvalue()


def _write_sheet(page: Any, sheet: Sheet, bold: Any, watermark: str) -> None:
    page.write_row(0, 0, sheet.header, bold)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(count, column, value)
            else:
                page.write_string(count, column, "" if value is None else str(value))
    if watermark:
        page.write_string(count + 2, 0, watermark)
        page.set_footer(f"&L{watermark}&R&P / &N")
    page.freeze_panes(1, 1)
    page.set_column(0, max(0, len(sheet.header) - 1), 16)
    page.set_landscape()
    page.set_paper(8)
