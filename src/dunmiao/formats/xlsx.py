"""Read .xlsx row by row: values, number formats, errors, formulas without value, hidden rows."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from dunmiao.formats.cells import (
    BUILT_IN,
    GENERAL,
    NOTHING,
    Cell,
    Kind,
    column_index,
    number_cell,
)
from dunmiao.formats.container import Refused, check_parts, open_zip
from dunmiao.formats.messages import say
from dunmiao.formats.sheets import MOST_WIDTH, Book, Range, Row, Sheet
from dunmiao.kernel.findings import Finding, Severity

MOST_MERGED = 20_000
_REF = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Za-z0-9:]+)[\"']")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*?)/?>")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](1|true)[\"']")
_PAGE = re.compile(rb"<(?:[\w.-]+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_SPAN = re.compile(rb"\b(min|max)\s*=\s*[\"'](\d+)[\"']")
_CHUNK = 1 << 20
_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}


def open_xlsx(content: bytes) -> Book:
    """The book; every part is looked at first, so that a hostile one is refused whole."""
    archive = open_zip(content)
    names = {name.lower(): name for name in archive.namelist()}
    if "xl/workbook.xml" not in names or names.keys() & _OTHER_KINDS:
        raise Refused(say("file.broken"))
    check_parts(archive)
    workbook = _tree(archive, names["xl/workbook.xml"])
    relations = _relations(archive, names, "xl/workbook.xml")
    settings = workbook.find("{*}workbookPr")
    old = settings is not None and settings.get("date1904") in {"1", "true"}
    parts = _Parts(archive, _strings(archive, names), _formats(archive, names), old)
    sheets = []
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = relations.get(sheet.get(_RELATION) or sheet.get(_RELATION_STRICT) or "")
        if target and "worksheet" in target[0] and target[1].lower() in names:
            title, state = sheet.get("name") or "", sheet.get("state") or "visible"
            sheets.append(
                parts.sheet(title, names[target[1].lower()], is_hidden=state != "visible")
            )
    if not sheets:
        raise Refused(say("file.broken"))
    findings: list[Finding] = []
    if any("externallinks/" in name or name.endswith("connections.xml") for name in names):
        findings.append(say("file.external_links", severity=Severity.WARNING))
    if old:
        findings.append(say("book.from_1904", severity=Severity.NOTE))
    return Book("xlsx", sheets, from_1904=old, findings=findings)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    try:
        return etree.fromstring(archive.read(name), _parser())
    except (etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, OSError) as broken:
        raise Refused(say("file.broken")) from broken


def _relations(
    archive: zipfile.ZipFile, names: dict[str, str], part: str
) -> dict[str, tuple[str, str]]:
    """Id → (type, path inside the archive)."""
    folder, _, leaf = part.rpartition("/")
    rels = f"{folder}/_rels/{leaf}.rels".lower()
    if rels not in names:
        raise Refused(say("file.broken"))
    out = {}
    for one in _tree(archive, names[rels]):
        target = (one.get("Target") or "").replace("\\", "/")
        path = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        out[one.get("Id") or ""] = (one.get("Type") or "", path)
    return out


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _rich(element: etree._Element) -> str:
    """The text of a string with its runs, without readings beside characters (rPh)."""
    parts = [child.text or "" for child in element.iterfind("{*}t")]
    parts += [child.text or "" for child in element.iterfind("{*}r/{*}t")]
    return _unescaped("".join(parts))


def _text_cell(text: str) -> Cell:
    return Cell(text, Kind.TEXT) if text else NOTHING


def _strings(archive: zipfile.ZipFile, names: dict[str, str]) -> list[Cell]:
    name = names.get("xl/sharedstrings.xml")
    if name is None:
        return []
    out = []
    for element in _elements(archive, name, "{*}si"):
        out.append(_text_cell(_rich(element)))
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]
    return out


def _elements(archive: zipfile.ZipFile, name: str, tag: str) -> Iterator[etree._Element]:
    """Elements of one tag as they end; Refused where the part breaks off."""
    try:
        with archive.open(name) as stream:
            found = etree.iterparse(
                stream, events=("end",), tag=tag, resolve_entities=False, no_network=True,
                load_dtd=False,
            )  # fmt: skip
            for _, element in found:
                yield element
    except (etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, OSError, EOFError) as broken:
        raise Refused(say("file.broken")) from broken


def _formats(archive: zipfile.ZipFile, names: dict[str, str]) -> list[str]:
    """Number format code of every cell style."""
    if "xl/styles.xml" not in names:
        return []
    styles = _tree(archive, names["xl/styles.xml"])
    own = {
        one.get("numFmtId"): one.get("formatCode") or GENERAL
        for one in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    out = []
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId") or "0"
        known = BUILT_IN.get(int(number), GENERAL) if number.isdigit() else GENERAL
        out.append(own.get(number, known))
    return out


@dataclass(frozen=True)
class _Parts:
    """What all sheets of a book share."""

    archive: zipfile.ZipFile
    strings: list[Cell]
    formats: list[str]
    from_1904: bool

    def sheet(self, title: str, part: str, *, is_hidden: bool) -> Sheet:
        merged, hidden, words = self._layout(part)
        return Sheet(title, lambda: self._rows(part), merged, is_hidden, hidden, words)

    def _layout(self, part: str) -> tuple[tuple[Range, ...], frozenset[int], tuple[str, ...]]:
        """What stands before and behind the rows: merged ranges, hidden columns, page heads."""
        merged: list[Range] = []
        hidden: set[int] = set()
        words: list[str] = []
        held = b""
        with self.archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                text = held + chunk.replace(b"\0", b"")  # UTF-16 parts: the tags are ASCII
                merged += [area for found in _MERGED.findall(text) if (area := _area(found))]
                for found in _COLUMN.findall(text):
                    hidden |= _hidden_span(found)
                words += [one.decode(errors="replace") for one in _PAGE.findall(text)]
                held = text[-200:]
        if len(merged) > 2 * MOST_MERGED:
            raise Refused(say("sheet.cells", limit=MOST_MERGED))
        parts = [part for one in dict.fromkeys(words) for part in re.split(r"&amp;[LCR]", one)]
        return tuple(dict.fromkeys(merged)), frozenset(hidden), tuple(filter(None, parts))

    def _rows(self, part: str) -> Iterator[Row]:
        number = 0
        for element in _elements(self.archive, part, "{*}row"):
            named = element.get("r") or ""
            number = int(named) if named.isdigit() and len(named) < 9 else number + 1
            cells = self._cells(element)
            if any(cell is not NOTHING for cell in cells):
                yield Row(number, cells, element.get("hidden") in {"1", "true"})
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]

    def _cells(self, row: etree._Element) -> list[Cell]:
        cells: list[Cell] = []
        space = str(row.tag)[: -len("row")]
        tags = (f"{space}v", f"{space}f", f"{space}is")
        index = -1
        for child in row.iterchildren(f"{space}c"):
            index = _column_of(child.get("r"), index + 1)
            cell = self._cell(child, tags)
            if cell is NOTHING:
                continue
            if index >= MOST_WIDTH:
                raise Refused(say("file.sparse", rows=1, columns=index + 1))
            if index > len(cells):
                cells.extend([NOTHING] * (index - len(cells)))
            if index == len(cells):
                cells.append(cell)
            else:
                cells[index] = cell
        return cells

    def _cell(self, element: etree._Element, tags: tuple[str, str, str]) -> Cell:
        value, formula, inline = tags
        kind = element.get("t") or "n"
        written = calculated = None
        for child in element:
            if child.tag == value:
                written = child.text
            elif child.tag == formula:
                calculated = child.text or ""
            elif child.tag == inline and kind == "inlineStr":
                return _text_cell(_rich(child))
        if written:
            return self._value(kind, written, element.get("s") or "0")
        if calculated is None or kind == "str":
            return NOTHING
        return Cell(f"={calculated}"[:200], Kind.UNCOMPUTED)

    def _value(self, kind: str, written: str, style: str) -> Cell:
        try:
            if kind == "s":
                return self.strings[int(written)]
            if kind == "n":
                code = self.formats[int(style)] if int(style) < len(self.formats) else GENERAL
                return number_cell(float(written), code, from_1904=self.from_1904)
            if kind == "d":
                moment = datetime.fromisoformat(written.removesuffix("Z"))
                return Cell(moment.replace(tzinfo=None), Kind.DATE, "yyyy/m/d")
        except (ValueError, IndexError) as broken:
            raise Refused(say("file.broken")) from broken
        if kind == "b":
            return Cell(written == "1", Kind.TRUTH)
        return Cell(_unescaped(written), Kind.ERROR if kind == "e" else Kind.TEXT)


def _column_of(place: str | None, follows: int) -> int:
    """The column of a place like B12; of a cell without place the one that follows."""
    letters = (place or "").rstrip("0123456789")
    if not letters:
        return follows
    if not (letters.isascii() and letters.isalpha() and len(letters) < 4):
        raise Refused(say("file.broken"))
    return column_index(letters)


def _area(written: bytes) -> Range | None:
    first, _, last = written.decode().partition(":")
    one, two = _REF.fullmatch(first), _REF.fullmatch(last or first)
    if one is None or two is None:
        return None
    return int(one[2]), int(two[2]), column_index(one[1]), column_index(two[1])


def _hidden_span(attributes: bytes) -> set[int]:
    if not _HIDDEN.search(attributes):
        return set()
    span = dict(_SPAN.findall(attributes))
    first, last = int(span.get(b"min", b"1")), int(span.get(b"max", b"0"))
    return set(range(first - 1, min(last, MOST_WIDTH)))
