"""Read .xls (BIFF) with the same meaning as .xlsx: formats, errors, merged ranges, hidden rows."""

import io
from collections.abc import Iterator
from typing import Any

import xlrd

from dunmiao.formats.cells import GENERAL, NOTHING, Cell, Kind, number_cell
from dunmiao.formats.container import MB, Refused
from dunmiao.formats.messages import say
from dunmiao.formats.sheets import MOST_WIDTH, Book, Range, Row, Sheet
from dunmiao.kernel.findings import Finding, Severity

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 32 * MB
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_xls(content: bytes) -> Book:
    """The book; Refused where it is encrypted, broken or larger than 32 MB."""
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    if _ENCRYPTED in content:
        raise Refused(say("file.encrypted"))
    try:
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
    except Exception as broken:  # xlrd answers bad bytes with a dozen unrelated classes
        code = "file.encrypted" if "encrypted" in str(broken).lower() else "file.broken"
        raise Refused(say(code)) from broken
    findings: list[Finding] = []
    if book.datemode:
        findings.append(say("book.from_1904", severity=Severity.NOTE))
    sheets = [_sheet(book, sheet) for sheet in book.sheets()]
    return Book("xls", sheets, from_1904=bool(book.datemode), findings=findings)


def _sheet(book: Any, sheet: Any) -> Sheet:
    merged: tuple[Range, ...] = tuple(
        (top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells
    )
    hidden = frozenset(n for n, info in sheet.colinfo_map.items() if info.hidden and n < MOST_WIDTH)
    return Sheet(sheet.name, lambda: _rows(book, sheet), merged, bool(sheet.visibility), hidden)


def _rows(book: Any, sheet: Any) -> Iterator[Row]:
    for number in range(sheet.nrows):
        cells = [_cell(book, cell) for cell in sheet.row(number)]
        if any(cell is not NOTHING for cell in cells):
            info = sheet.rowinfo_map.get(number)
            yield Row(number + 1, cells, bool(info and info.hidden))


def _cell(book: Any, cell: Any) -> Cell:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return Cell(cell.value, Kind.TEXT) if cell.value else NOTHING
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        key = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
        code = book.format_map[key].format_str if key in book.format_map else GENERAL
        return number_cell(float(cell.value), code, from_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(cell.value, "#VALUE!"), Kind.ERROR)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(cell.value), Kind.TRUTH)
    return NOTHING
