"""Rosters (名册) as offices keep them: find the head, read each row, name the cell.

Lines that are no people are passed over and said; the value of a merged cell and of a section line
holds for the rows below; what a column says beyond our fields is kept as written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from dunmiao.formats import checks
from dunmiao.formats.books import open_book
from dunmiao.formats.cells import Cell, column_letter
from dunmiao.formats.container import Refused
from dunmiao.formats.heads import Column, columns_of, field_of, is_header, is_second_head
from dunmiao.formats.lines import is_vertical, unit_of_section, what_is
from dunmiao.formats.messages import note, say, warn
from dunmiao.formats.person import PersonRecord
from dunmiao.formats.roster_row import RowReader
from dunmiao.formats.sheets import Book, Row, Sheet
from dunmiao.formats.twice import mark_twice
from dunmiao.kernel.findings import Finding

MOST_ROWS = 50_000
MOST_COLUMNS = 200
HEADER_WITHIN = 15
SAID = 60


@dataclass
class RosterRow:
    """One person of a sheet, with what was found about him."""

    row: int
    where: str
    person: PersonRecord
    findings: list[Finding] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Roster:
    """All rows, and findings about the workbook itself."""

    rows: list[RosterRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    encoding: str | None = None


def read_roster(content: bytes, *, today: date, given: Mapping[str, str] | None = None) -> Roster:
    """Read every sheet that has a head; Refused for what is no roster at all, and for a file that
    bears a secrecy marking. `given` assigns fields to heads (`heads.normal`) by hand."""
    book = open_book(content)
    roster = Roster(findings=list(book.findings), encoding=book.encoding)
    unread = []
    found = False
    for sheet in book.sheets:
        for words in (sheet.name, *sheet.page_words):
            _refuse_marking(words)
        reader = _SheetReader(book, sheet, roster, today, given)
        if reader.read():
            found = True
        elif reader.has_text:
            unread.append(note("roster.sheet_unread", sheet.name, sheet=sheet.name))
    if not found:
        raise Refused(say("roster.no_header"))
    roster.findings += unread
    roster.rows = mark_twice(roster.rows, roster.findings)
    return roster


def _refuse_marking(text: str) -> None:
    if mark := checks.marking_of(text):
        raise Refused(say("file.secret", text=mark))


class _SheetReader:
    """One sheet, row by row."""

    def __init__(
        self,
        book: Book,
        sheet: Sheet,
        roster: Roster,
        today: date,
        given: Mapping[str, str] | None,
    ) -> None:
        self.book, self.sheet, self.roster = book, sheet, roster
        self.today, self.given = today, given
        self.columns: list[Column] = []
        self.name_at = 0
        self.section = ""
        self.has_text = False

    def read(self) -> bool:
        """False where the sheet has no head."""
        rows = self.sheet.rows()
        start: list[Row] = []
        for row in rows:
            if row.number > HEADER_WITHIN:
                start.append(row)
                break
            start.append(row)
        self.has_text = bool(start)
        at = next((n for n, row in enumerate(start) if is_header(row, self.given)), None)
        for row in start[: len(start) if at is None else at]:
            for cell in row.cells:
                _refuse_marking(cell.text)
        if at is None:
            return False
        if is_vertical(start[at], start[at + 1 :]):
            self._read_form([*start[at:], *rows])
            return True
        self._set_columns(start, at)
        later = start[at + 1 :]
        if later and is_second_head(start[at], later[0]):
            later = later[1:]
        self._read_rows(chain(later, rows), start[at].number)
        return True

    def _set_columns(self, start: list[Row], at: int) -> None:
        header = start[at]
        above = start[at - 1].cells if at else []
        if len({cell.text for cell in above if not cell.is_empty}) < 2:
            above = []  # a title over the whole table
        second = at + 1 < len(start) and is_second_head(header, start[at + 1])
        below = start[at + 1].cells if second else []
        self.columns = columns_of(above, header, below, self.given)
        if len(self.columns) > MOST_COLUMNS:
            raise Refused(say("roster.too_many_columns", limit=MOST_COLUMNS))
        names = [column for column in self.columns if column.field == "name"]
        if len(names) > 1:
            raise Refused(say("roster.duplicate_header", header=names[0].header))
        self.name_at = names[0].index
        for column in self.columns:
            if not column.field:
                where = f"{self.sheet.name}!{column_letter(column.index)}"
                finding = warn("roster.ignored_column", where, header=column.header[:30])
                self.roster.findings.append(finding)

    def _read_rows(self, rows: Iterator[Row], header: int) -> None:
        for row in rows:
            if all(cell.is_empty for cell in row.cells):
                continue
            if row.number - header > MOST_ROWS:
                raise Refused(say("roster.too_many_rows", limit=MOST_ROWS))
            if row.at(self.name_at).is_copy and self._continue(row):
                continue
            kind = what_is(row, self.columns, self.name_at)
            if kind:
                self._pass_over(row, kind)
            else:
                self._take(row)

    def _continue(self, row: Row) -> bool:
        """Another row of the person above, whose name is merged over both: what it adds is kept
        as written, and said. False where nobody stands above."""
        above = self.roster.rows[-1] if self.roster.rows else None
        if above is None or above.where.partition("!")[0] != self.sheet.name:
            return False
        where = f"{self.sheet.name}!{row.number}"
        for column in self.columns:
            cell = row.at(column.index)
            text = checks.text_of(cell.text)
            if text and not cell.is_copy and text != above.cells.get(column.header):
                above.person.unknown[f"{column.header}（第 {row.number} 行）"] = text
                facts = {"header": column.header, "text": text[:60]}
                above.findings.append(warn("roster.continued", where, **facts))
        return True

    def _pass_over(self, row: Row, kind: str) -> None:
        texts = list(dict.fromkeys(checks.text_of(cell.text) for cell in row.cells if not cell.is_empty))  # fmt: skip
        for text in texts:
            _refuse_marking(text)
        where = f"{self.sheet.name}!{row.number}"
        if kind == "section":
            self.section = unit_of_section(row)
            if self.section:
                self.roster.findings.append(note("roster.section", where, text=self.section))
                return
        text = "　".join(texts)[:200]
        self.roster.findings.append(note("roster.total", where, row=row.number, text=text))

    def _take(self, row: Row) -> None:
        reader = RowReader(
            self.sheet.name, row, self.columns, today=self.today, from_1904=self.book.from_1904
        )
        person = reader.read()
        if self.section and not person.unit and not reader.text("unit_post"):
            person = replace(person, unit=self.section)
        if row.is_hidden:
            reader.found.append(note("roster.hidden_row", reader.place, text=person.name[:20]))
        cells = {
            column.header: checks.text_of(row.at(column.index).text)[:2000]
            for column in self.columns
        }
        self.roster.rows.append(RosterRow(row.number, reader.place, person, reader.found, cells))

    def _read_form(self, rows: list[Row]) -> None:
        """A form of one person: each label with the value at its right."""
        columns: list[Column] = []
        values: list[Cell] = []
        places: list[str] = []
        for row in rows:
            own = [(n, cell) for n, cell in enumerate(row.cells) if not cell.is_empty and not cell.is_copy]  # fmt: skip
            for (_, label), (n, value) in zip(own, own[1:], strict=False):
                name = field_of(label.text, self.given)
                if name and field_of(value.text, self.given) in {"", name}:
                    columns.append(Column(len(values), name, checks.text_of(label.text)))
                    values.append(value)
                    places.append(f"{self.sheet.name}!{column_letter(n)}{row.number}")
        reader = RowReader(
            self.sheet.name, Row(rows[0].number, values), columns, today=self.today,
            from_1904=self.book.from_1904, places=places,
        )  # fmt: skip
        person = reader.read()
        reader.found.append(note("roster.form", self.sheet.name))
        cells = {c.header: checks.text_of(values[c.index].text)[:2000] for c in columns}
        place = f"{self.sheet.name}!{rows[0].number}"
        self.roster.rows.append(RosterRow(rows[0].number, place, person, reader.found, cells))
