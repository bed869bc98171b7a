"""Read one row of a roster: its columns by field, several columns of one field settled."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dunmiao.formats import checks
from dunmiao.formats.books import fault_of
from dunmiao.formats.cells import Cell, Kind, column_letter
from dunmiao.formats.family import fitting_schooling
from dunmiao.formats.heads import Column
from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import note, warn
from dunmiao.formats.person import Education, PersonRecord
from dunmiao.formats.person_reader import PersonReader
from dunmiao.formats.schooling import read_schooling
from dunmiao.formats.sheets import Row

# Where several columns may fill a field of the person, the first that holds something counts.
_ALSO = {"phone": ("mobile", "phone"), "post": ("post", "unit_post"), "party": ("party",)}
_APOSTROPHES = ("'", "＇", "‘", "’")
_SCHOOLING = {"schooling", "level", "degree", "school"}
# Fields whose number is read by its format: 1986.1 shown as 1986.10 is October.
_MONTHS = {
    "birth_month",
    "work_started_month",
    "rank_since_month",
    "civil_grade_since_month",
    "party",
}


class RowReader(PersonReader):
    """The values of a row; faults of its cells are found as they are read."""

    def __init__(
        self,
        sheet: str,
        row: Row,
        columns: Sequence[Column],
        *,
        today: date,
        from_1904: bool = False,
        places: Sequence[str] = (),
    ) -> None:
        """`places` names the cells of a form, which do not lie in one row."""
        super().__init__(self._raw, self._where, today=today, from_1904=from_1904)
        self.sheet, self.row, self.places = sheet, row, places
        self.columns: dict[str, list[Column]] = {}
        for column in columns:
            self.columns.setdefault(column.field, []).append(column)
        self.unknown: dict[str, str] = {}
        self.values = {name: self._value(name) for name in self.columns if name}

    @property
    def place(self) -> str:
        """Sheet and row."""
        return f"{self.sheet}!{self.row.number}"

    def _cell_place(self, column: Column) -> str:
        if self.places:
            return self.places[column.index]
        return f"{self.sheet}!{column_letter(column.index)}{self.row.number}"

    def _value(self, name: str) -> Any:
        """The first filled column of a field; what another column says instead is kept."""
        taken: Any = None
        first: Column | None = None
        for column in self.columns[name]:
            value = self._cell(self.row.at(column.index), column, name)
            if value is None or checks.text_of(value) == "" or name in _SCHOOLING:
                continue
            if first is None:
                taken, first = value, column
            elif squeezed(checks.text_of(value)) != squeezed(checks.text_of(taken)):
                self._keep_second(column, first, value, taken)
        return taken

    def _keep_second(self, column: Column, first: Column, value: Any, taken: Any) -> None:
        text = checks.text_of(value)
        self.unknown[column.header] = text
        if first.field != "id_number" and first.field not in {"phone", "mobile"}:
            facts = {"header": column.header, "other": first.header}
            facts |= {"taken": checks.text_of(taken)[:60], "text": text[:60]}
            self.found.append(warn("roster.second_column", self._cell_place(column), **facts))

    def _cell(self, cell: Cell, column: Column, name: str) -> Any:
        where = self._cell_place(column)
        if fault := fault_of(cell, where):
            self.found.append(replace(fault, facts={**fault.facts, "field": name}))
            return None
        if cell.is_copy and name in {"unit", "unit_post"} and not cell.is_empty:
            self.found.append(note("roster.merged", where, text=cell.text.strip()[:60]))
        if isinstance(cell.value, datetime):
            return cell.value
        if cell.kind is Kind.NUMBER and isinstance(cell.value, float):
            if name in _MONTHS and cell.text != f"{cell.value:.15g}" and "%" not in cell.text:
                return cell.text
            return cell.value
        return self._typed(cell.text, name, where)

    def _typed(self, text: str, name: str, where: str) -> str:
        """Text without the apostrophe by which a cell was made text."""
        if name == "id_number" or not text.startswith(_APOSTROPHES) or len(text) < 2:
            return text
        self.found.append(note("cell.tidied", where, text=text[1:40]))
        return text[1:]

    def _raw(self, name: str) -> Any:
        for one in _ALSO.get(name, (name,)):
            value = self.values.get(one)
            if value is not None and checks.text_of(value):
                return value
        return None

    def _where(self, name: str) -> str:
        for one in _ALSO.get(name, (name,)):
            if columns := self.columns.get(one):
                return self._cell_place(columns[0])
        return self.place

    def read(self) -> PersonRecord:
        """The person of the row, with schooling, grades of single years and unknown columns."""
        person = super().read()
        person = self._with_post(replace(person, education=self._education()))
        grades = dict(person.annual_grades)
        for name in self.columns:
            if name.startswith("grade:") and (grade := self.grade_of_year(name)):
                grades[int(name.split(":")[1])] = grade
        for column in self.columns.get("", ()):
            if text := checks.text_of(self._cell(self.row.at(column.index), column, "")):
                self.unknown[column.header] = text
        self._second_phone()
        texts = [checks.text_of(value) for value in self.values.values()]
        self.found += checks.secret_words([*texts, *self.unknown.values()], self.place)
        return replace(
            person,
            annual_grades=tuple(sorted(grades.items())),
            unknown=self.unknown,
        )

    def _with_post(self, person: PersonRecord) -> PersonRecord:
        """工作单位及职务 beside a post of its own: it is kept where it says more than both."""
        whole = re.sub(r"[ \t]*[\r\n]+[ \t]*", "", checks.text_of(self.values.get("unit_post")))
        if not whole or person.post == whole:
            return person
        if not person.unit:
            if squeezed(person.post) not in squeezed(whole):
                whole += person.post
            post = checks.fitting(whole, "post", self.found, self._where("post"))
            return replace(person, post=post)
        if squeezed(person.unit + person.post) != squeezed(whole):
            self.unknown[self.columns["unit_post"][0].header] = whole
        return person

    def _second_phone(self) -> None:
        if self.values.get("mobile") is None:
            return
        other = checks.text_of(self.values.get("phone"))
        if other and other != checks.text_of(self.values["mobile"]):
            self.unknown[self.columns["phone"][0].header] = other

    def _education(self) -> tuple[Education, ...]:
        """One schooling for each mode; 最高 without another level is the only one there is."""
        by_mode: dict[str, dict[str, str]] = {}
        for name in ("schooling", "level", "degree", "school"):
            for column in self.columns.get(name, ()):
                text = checks.text_of(self._cell(self.row.at(column.index), column, name))
                if not text or text in {"-", "/", "无", "—"}:
                    continue
                level, degree = read_schooling(text) if name == "schooling" else (text, "")
                if name == "schooling":
                    parts = {"level": level, "degree": degree}
                else:
                    parts = {name: text}
                held = by_mode.setdefault(column.mode, {})
                for key, part in parts.items():
                    held[key] = "；".join(filter(None, (held.get(key, ""), part)))
        return tuple(
            fitting_schooling(Education(mode != "在职", **one), self.found, self.place)
            for mode, one in sorted(by_mode.items(), key=lambda item: item[0] == "在职")
        )
