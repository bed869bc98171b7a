"""Read one person's values, whatever file they stand in: the ID number first, since it settles
what other values leave open; every doubt is kept as a finding with the words as written."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from dunmiao.formats import checks
from dunmiao.formats.grades import grade_of, read_grades
from dunmiao.formats.idnumber import IdNumber
from dunmiao.formats.levels import read_level
from dunmiao.formats.marks import piled
from dunmiao.formats.messages import note, warn
from dunmiao.formats.party import MEMBER, read_party, status_of
from dunmiao.formats.person import LABELS, LIMITS, PersonRecord
from dunmiao.formats.phones import read_phones
from dunmiao.formats.resume import parse_resume
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.kernel.findings import Finding

Raw = Any  # text, float or date of a cell; None where the file says nothing
TEXTS = (
    "ethnicity", "native_place", "birth_place", "growth_place", "health", "technical_title",
    "speciality", "unit", "post", "civil_grade", "reserve", "awards", "submitting_unit",
)  # fmt: skip
# Line ends in these are those of a narrow column.
WRAPPED = frozenset({"unit", "post", "native_place", "birth_place", "technical_title", "rank"})
_WORDS = re.compile(r"[、,，;；\s]+")


class PersonReader:
    """`raw` gives the value of a field, `where` its place, for findings; one reader a person."""

    def __init__(
        self,
        raw: Callable[[str], Raw],
        where: Callable[[str], str],
        *,
        today: date,
        from_1904: bool = False,
    ) -> None:
        """Nothing is read yet."""
        self.raw, self.where = raw, where
        self.today, self.from_1904 = today, from_1904
        self.found: list[Finding] = []

    def text(self, name: str) -> str:
        """The text of a field, marks that nobody sees dropped; what is too long for its place is
        cut, and the finding keeps what was cut."""
        raw = self.raw(name)
        if raw is None or raw == "":
            return ""
        where = self.where(name)
        text = (
            checks.tidied(raw, self.found, where) if isinstance(raw, str) else checks.text_of(raw)
        )
        if name in WRAPPED:
            text = re.sub(r"[ \t]*[\r\n]+[ \t]*", "", text)
        if text and checks.is_formula(text) and name != "phone":
            self.found.append(warn("cell.formula_kept", where, text=text[:40]))
        if piled(text):
            self.found.append(warn("text.piled", where, text=text[:40]))
        return checks.fitting(text, name, self.found, where)

    def month(
        self, name: str, *, known: date | None = None, within: checks.Span = (None, None)
    ) -> date | None:
        """The month of a field."""
        return checks.read_month(
            self.raw(name), LABELS.get(name, name), self.found, self.where(name), known=known,
            within=within, from_1904=self.from_1904,
        )  # fmt: skip

    def read(self) -> PersonRecord:
        """The person; fields that a kind of file reads otherwise are replaced by its reader."""
        raw_name = self.raw("name")
        name = checks.read_name(
            raw_name if isinstance(raw_name, str) else checks.text_of(raw_name), self.found,
            self.where("name"),
        )  # fmt: skip
        number = checks.read_id(self.raw("id_number"), self.found, self.where("id_number"))
        known = number.birth.replace(day=1) if number else None
        birth = self.month("birth_month", known=known, within=checks.span_of_birth(self.today))
        base = birth or known
        sex = checks.read_sex(checks.text_of(self.raw("sex")), self.found, self.where("sex"))
        joined, politics = self.party(base)
        work = checks.span_of_life(base, self.today, age=checks.FIRST_WORK)
        person = PersonRecord(
            name=name,
            sex=sex or (number.sex if number else ""),
            birth_month=base,
            id_number=number.text if number else "",
            party_joined_month=joined,
            politics=politics,
            work_started_month=self.month("work_started_month", within=work),
            rank_since_month=self.month("rank_since_month", within=work),
            civil_grade_since_month=self.month("civil_grade_since_month", within=work),
            phone=self.phone(),
        )
        texts: dict[str, Any] = {name: self.text(name) for name in TEXTS}
        person = replace(person, **texts)
        self.found += self._agree(number, sex, birth, person)
        return self.with_lists(self.with_level(person))

    def _agree(
        self, number: IdNumber | None, sex: str, birth: date | None, person: PersonRecord
    ) -> list[Finding]:
        dates = checks.Dates(
            birth or person.birth_month, person.party_joined_month, person.work_started_month
        )
        where = self.where("id_number" if number else "birth_month")
        return checks.agree(number=number, sex=sex, dates=dates, today=self.today, where=where)

    def party(self, birth: date | None) -> tuple[date | None, str]:
        """(month of joining, political status) of the columns 入党时间 and 政治面貌."""
        raw, where = self.raw("party"), self.where("party")
        own = self.text("politics")
        status = status_of(own) or own
        limits = checks.span_of_life(birth, self.today, age=checks.FIRST_PARTY)
        label = "入党时间"
        if not isinstance(raw, str):
            joined = checks.read_month(
                raw, label, self.found, where, from_1904=self.from_1904, within=limits
            )
            return joined, status or (MEMBER if joined else "")
        said = read_party(raw)
        joined = checks.read_month(said.month, label, self.found, where, within=limits)
        if said.rest:
            self.found.append(warn("party.rest", where, text=said.rest[:60]))
        if status and said.politics and status.split("、")[0] != said.politics.split("、")[0]:
            named_by_month_alone = said.politics == MEMBER
            if not named_by_month_alone:
                self.found.append(warn("party.differs", where, text=status, other=said.politics))
            return joined, status
        both = said.politics if len(said.politics) > len(status) else status
        return joined, both[: LIMITS["politics"]]

    def phone(self) -> str:
        """Every number of the cell, the 0 of an area code put back where a number lost it."""
        raw, where = self.raw("phone"), self.where("phone")
        text = checks.text_of(raw)
        phones = read_phones(text, was_number=isinstance(raw, float))
        for phone in phones:
            if phone.fault:
                facts = {"text": phone.number, "label": LABELS["phone"]}
                self.found.append((note if phone.fault == "phone.zero" else warn)(phone.fault, where, **facts))  # fmt: skip
        return "、".join(phone.number for phone in phones) or text

    def with_level(self, person: PersonRecord) -> PersonRecord:
        """Level and civil grade out of the level column; a grade word there goes to its field."""
        text, where = self.text("rank"), self.where("rank")
        if not text:
            return person
        level = read_level(text)
        if level.civil_grade and not person.civil_grade:
            self.found.append(note("rank.grade", where, text=level.civil_grade))
            person = replace(person, civil_grade=level.civil_grade)
        elif level.civil_grade and level.civil_grade != person.civil_grade:
            facts = {"text": level.civil_grade, "other": person.civil_grade}
            self.found.append(warn("rank.grade_differs", where, **facts))
        if level.rank is None and (level.rest or not level.civil_grade):
            self.found.append(warn("rank.unknown", where, text=text[:40]))
            return person
        if level.rest:
            self.found.append(note("rank.remark", where, text=level.rest[:40]))
        return person if level.rank is None else replace(person, rank=int(level.rank))

    def with_lists(self, person: PersonRecord) -> PersonRecord:
        """Grades, résumé and kinds of experience."""
        grades = read_grades(checks.text_of(self.raw("grades")), today=self.today)
        place = self.where("grades")
        self.found += [warn("grade.unread", place, text=text[:200]) for text in grades.unread]
        raw = self.raw("resume")
        careers, notes = parse_resume(raw if isinstance(raw, str) else checks.text_of(raw))
        self.found += [replace(one, where=self.where("resume")) for one in notes]
        return replace(
            person, annual_grades=grades.by_year, career=careers, experience=self.experience()
        )

    def experience(self) -> tuple[str, ...]:
        """Kinds of the closed list; a word that is none is said and left out."""
        words = [word for word in _WORDS.split(self.text("experience")) if word]
        where, known = self.where("experience"), "、".join(EXPERIENCES)
        self.found += [
            warn("experience.unknown", where, word=word, known=known)
            for word in words
            if word not in EXPERIENCES
        ]
        return tuple(word for word in EXPERIENCES if word in words)

    def grade_of_year(self, name: str) -> str:
        """The grade of a column of one year, empty with a warning for another word."""
        text = checks.text_of(self.raw(name))
        grade, rest = grade_of(text)
        if rest:
            self.found.append(warn("grade.unread", self.where(name), text=rest[:40]))
        return grade
