"""Open a workbook that somebody sent, after its size on paper was found sane.

The reader below us lays a sheet out as a full grid: two cells at opposite corners of an empty
sheet, five kilobytes on disk, would take half a terabyte of memory and the process with it. So
the cells are counted first, in the file itself.
"""

import io
import re
import zipfile

import python_calamine

from dunmiao.formats.container import Refused, open_zip, read_member
from dunmiao.formats.messages import say

MOST_GRID = 4_000_000
# Other kinds of book in the same wrapping, which the reader would try in turn.
_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}
_ATTRIBUTES = rb"((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*"
_CELL_BEGINS = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c" + _ATTRIBUTES + rb"(/?)>")
_AT = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,9})[\"']")


def open_book(content: bytes) -> python_calamine.CalamineWorkbook:
    """The workbook; Refused for what is none, and for sheets whose cells lie too far apart."""
    with open_zip(content) as archive:
        names = {name.lower() for name in archive.namelist()}
        if "xl/workbook.xml" not in names or names & _OTHER_KINDS:
            raise Refused(say("file.broken"))
        for member in archive.infolist():
            _check_grid(archive, member)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except Exception as broken:  # calamine raises several unrelated classes for bad bytes
        raise Refused(say("file.broken")) from broken


def _check_grid(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a sheet that would be larger than `MOST_GRID` cells when laid out."""
    text = read_member(archive, member)
    if b"sheetData" not in text:
        return
    cells = 0
    unplaced = 0
    widest = deepest = 1
    for found in _CELL.finditer(text):
        cells += 1
        at = _AT.search(found[1])
        if at is None:
            unplaced += 1
        elif not found[2]:  # cells that hold nothing but a style take no room
            widest = max(widest, _column(at[1]))
            deepest = max(deepest, int(at[2]))
    if cells != len(_CELL_BEGINS.findall(text)):
        raise Refused(say("file.broken"))
    if unplaced:  # these follow one another, from the row that is named
        rows = [int(number) for number in _ROW.findall(text)]
        deepest = max([deepest, *rows]) + len(rows)
        widest += unplaced
    if widest * deepest > MOST_GRID:
        raise Refused(say("file.sparse", rows=deepest, columns=widest))


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
