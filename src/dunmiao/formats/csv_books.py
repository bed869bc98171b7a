"""Read CSV as a book of one sheet: UTF-8, UTF-16 or GB 18030; comma, tab or semicolon."""

import csv
import io
from collections.abc import Iterator

from dunmiao.formats.cells import NOTHING, Cell, Kind
from dunmiao.formats.container import Refused
from dunmiao.formats.messages import say
from dunmiao.formats.sheets import Book, Row, Sheet
from dunmiao.kernel.findings import Finding, Severity

SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode_text(content: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, else UTF-8, else GB 18030; Refused where none fits."""
    encodings = [name for mark, name in _MARKS if content.startswith(mark)]
    for encoding in encodings or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Refused(say("file.nul"))
        return text, encoding
    raise Refused(say("file.broken"))


def open_csv(content: bytes) -> Book:
    """The book; Refused for bytes that are no text and for quotes that do not close."""
    text, encoding = decode_text(content)
    separator = _separator(text)
    findings: list[Finding] = []
    if separator != ",":
        name = SEPARATORS[separator]
        findings.append(say("csv.separator", severity=Severity.NOTE, name=name))
    sheet = Sheet("CSV", lambda: _rows(text, separator))
    return Book("csv", [sheet], encoding=encoding, findings=findings)


def _separator(text: str) -> str:
    """The mark that stands most often in the first lines; a comma where none does."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS:
        return text[4]
    head = "\n".join(text.splitlines()[:20])
    return max(SEPARATORS, key=lambda mark: (head.count(mark), mark == ","))


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            if number == 1 and values and values[0].lower().startswith("sep="):
                continue
            while values and not values[-1].strip():
                values.pop()
            if values:
                cells = [Cell(value, Kind.TEXT) if value else NOTHING for value in values]
                yield Row(number, cells)
    except csv.Error as broken:
        raise Refused(say("file.broken")) from broken
