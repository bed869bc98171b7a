"""Roster workbooks (名册) as offices keep them: find the header, read each row, name the cell."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from python_calamine import CalamineError

from dunmiao.formats import checks
from dunmiao.formats.books import open_book
from dunmiao.formats.container import Refused, open_zip
from dunmiao.formats.messages import say
from dunmiao.formats.person import Education, PersonRecord
from dunmiao.formats.resume import parse_resume
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.ranks import parse_rank

MOST_ROWS = 50_000
MOST_COLUMNS = 200
HEADER_WITHIN = 15

# Field → header words, normalised (no blanks, brackets dropped).
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "干部姓名", "名字"),
    "sex": ("性别",),
    "birth_month": ("出生年月", "出生日期", "出生时间", "出生"),
    "ethnicity": ("民族",),
    "native_place": ("籍贯",),
    "birth_place": ("出生地",),
    "growth_place": ("成长地",),
    "politics": ("政治面貌", "党派"),
    "party_joined_month": ("入党时间", "入党年月", "入党"),
    "work_started_month": ("参加工作时间", "参加工作年月", "工作时间", "参加工作"),
    "health": ("健康状况", "健康"),
    "technical_title": ("专业技术职务", "职称", "专业技术职称"),
    "speciality": ("专业特长", "熟悉专业有何专长", "专长", "特长"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "身份证"),
    "phone": ("手机号", "手机", "联系电话", "手机号码", "电话"),
    "unit": ("工作单位", "单位", "派出单位", "所在单位", "单位名称"),
    "post": ("现任职务", "职务", "现任职", "工作单位及职务", "现任工作单位及职务"),
    "rank": ("职务层次", "现职级别", "行政级别", "职级层次", "级别"),
    "rank_since_month": ("任现层次时间", "任现职级时间", "任现级别时间", "任现职务层次时间"),
    "civil_grade": ("职级", "公务员职级"),
    "civil_grade_since_month": ("任现职级年月", "职级时间"),
    "education_level": ("学历", "最高学历", "全日制学历"),
    "degree": ("学位",),
    "school": ("毕业院校及专业", "毕业院校", "毕业院校系及专业"),
    "in_service_level": ("在职学历", "在职教育学历"),
    "reserve": ("后备", "后备类别", "后备干部", "后备名单"),
    "experience": ("经历", "工作经历类别", "经历类别"),
    "grades": ("年度考核", "近三年考核", "年度考核结果", "近三年年度考核"),
    "resume": ("简历", "个人简历", "主要简历"),
    "awards": ("奖惩情况", "奖惩"),
}
_BY_WORD = {word: name for name, words in COLUMNS.items() for word in words}
_MONTHS = {
    "birth_month": "出生年月",
    "party_joined_month": "入党时间",
    "work_started_month": "参加工作时间",
    "rank_since_month": "任现层次时间",
    "civil_grade_since_month": "任现职级年月",
}
_TEXTS = (
    "ethnicity",
    "native_place",
    "birth_place",
    "growth_place",
    "politics",
    "health",
    "technical_title",
    "speciality",
    "phone",
    "unit",
    "post",
    "civil_grade",
    "reserve",
    "awards",
)
_LIMITS = {"awards": 2000, "post": 200, "speciality": 200}
_IGNORED = {"序号", "编号", "备注", "no", "no."}


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


def normal(header: Any) -> str:
    """A header as it is compared: full-width folded, blanks and brackets dropped."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", checks.text_of(header)))
    return re.sub(r"[(（].*?[)）]|[*＊:：]", "", text).lower()


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_roster(content: bytes, *, today: date) -> Roster:
    """Read every sheet that has a header; Refused for what is no roster at all."""
    roster = Roster()
    _look_inside(content, roster)
    try:
        book = open_book(content)
        sheets = [(meta, book.get_sheet_by_name(meta.name)) for meta in book.sheets_metadata]
    except CalamineError as broken:
        raise Refused(say("file.broken")) from broken
    found = False
    for meta, sheet in sheets:
        if sheet.total_width > MOST_COLUMNS * 5:
            raise Refused(say("roster.too_many_columns", limit=MOST_COLUMNS))
        if sheet.total_height > MOST_ROWS + HEADER_WITHIN:
            raise Refused(say("roster.too_many_rows", limit=MOST_ROWS))
        cells = sheet.to_python(skip_empty_area=False)
        header = find_header(cells)
        if header is None:
            continue
        found = True
        if "Visible" not in str(meta.visible):
            note = say("roster.hidden_sheet", severity=Severity.NOTE, sheet=meta.name)
            roster.findings.append(note)
        _read_sheet(meta.name, cells, header, roster, today)
    if not found:
        raise Refused(say("roster.no_header"))
    _twice(roster)
    return roster


def _look_inside(content: bytes, roster: Roster) -> None:
    with open_zip(content) as archive:
        names = archive.namelist()
    if any(part in name for name in names for part in ("externalLinks/", "connections.xml")):
        roster.findings.append(say("file.external_links", severity=Severity.WARNING))


def find_header(cells: list[list[Any]]) -> int | None:
    """The first row with 姓名 and two more known words; title rows above are passed over."""
    for index, row in enumerate(cells[:HEADER_WITHIN]):
        words = [_BY_WORD.get(normal(cell)) for cell in row]
        if "name" in words and len([word for word in words if word]) >= 3:
            return index
    return None


def _columns(name: str, header: list[Any], roster: Roster) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        word = normal(cell)
        known = _BY_WORD.get(word) or (f"grade:{word[:4]}" if _grade_year(word) else None)
        if known is None:
            if word and word not in _IGNORED:
                where = f"{name}!{column_letter(index)}"
                roster.findings.append(
                    say(
                        "roster.ignored_column",
                        severity=Severity.WARNING,
                        where=where,
                        header=checks.text_of(cell)[:30],
                    )
                )
            continue
        if known in columns:
            raise Refused(say("roster.duplicate_header", header=checks.text_of(cell)))
        columns[known] = index
    return columns


def _grade_year(word: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d{2}年?(年度)?考核(等次|结果)?", word))


def _read_sheet(
    name: str, cells: list[list[Any]], header: int, roster: Roster, today: date
) -> None:
    columns = _columns(name, cells[header], roster)
    for index in range(header + 1, len(cells)):
        row = cells[index]
        if not any(checks.text_of(cell) for cell in row):
            continue
        if not _has_person(row, columns):
            continue
        read = _Row(name, index + 1, row, columns, today).read()
        read.cells = _as_written(cells[header], row)
        roster.rows.append(read)


def _as_written(header: list[Any], row: list[Any]) -> dict[str, str]:
    """Header → cell as the sheet has them, for the workbook of rows not taken."""
    return {
        checks.text_of(title): checks.text_of(cell)[:2000]
        for title, cell in zip(header, row, strict=False)
        if checks.text_of(title)
    }


def _has_person(row: list[Any], columns: dict[str, int]) -> bool:
    """Totals and signature lines have text, but not under the known columns."""
    filled = [key for key, at in columns.items() if at < len(row) and checks.text_of(row[at])]
    return "name" in filled or len(filled) >= 3


class _Row:
    """Reads one row; every fault is kept with its cell."""

    def __init__(
        self, sheet: str, number: int, row: list[Any], columns: dict[str, int], today: date
    ) -> None:
        self.sheet, self.number, self.row = sheet, number, row
        self.columns, self.today = columns, today
        self.found: list[Finding] = []

    def raw(self, name: str) -> Any:
        at = self.columns.get(name)
        return self.row[at] if at is not None and at < len(self.row) else None

    def where(self, name: str) -> str:
        at = self.columns.get(name, 0)
        return f"{self.sheet}!{column_letter(at)}{self.number}"

    def text(self, name: str) -> str:
        text = checks.text_of(self.raw(name))
        if checks.is_formula(text) and name not in {"phone"}:
            self.found.append(say("cell.formula", where=self.where(name), text=text[:20]))
            return ""
        return text[: _LIMITS.get(name, 60)]

    def read(self) -> RosterRow:
        values: dict[str, Any] = {name: self.text(name) for name in _TEXTS}
        for name, label in _MONTHS.items():
            values[name] = checks.read_month(self.raw(name), label, self.found, self.where(name))
        raw_name = checks.text_of(self.raw("name"))
        values["name"] = checks.read_name(raw_name, self.found, self.where("name"))
        values["sex"] = checks.read_sex(self.text("sex"), self.found, self.where("sex"))
        person = PersonRecord(**values)
        person = self.with_id(person)
        person = replace(
            person,
            rank=self.rank(),
            education=self.education(),
            experience=self.experience(),
            annual_grades=self.grades(),
            career=self.career(),
        )
        self.found += checks.secret_marks([checks.text_of(cell) for cell in self.row], self.place)
        return RosterRow(self.number, self.place, person, self.found)

    def experience(self) -> tuple[str, ...]:
        """Kinds of the closed list; a word that is none is said and left out."""
        words = [w for w in re.split(r"[、,，;；\s]+", self.text("experience")) if w]
        for word in words:
            if word not in EXPERIENCES:
                place, known = self.where("experience"), "、".join(EXPERIENCES)
                warning = Severity.WARNING
                self.found.append(
                    say("experience.unknown", severity=warning, where=place, word=word, known=known)
                )
        return tuple(word for word in EXPERIENCES if word in words)

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.number}"

    def with_id(self, person: PersonRecord) -> PersonRecord:
        where = self.where("id_number")
        number = checks.read_id(self.raw("id_number"), self.found, where)
        self.found += checks.agree(
            number=number,
            sex=person.sex,
            birth=person.birth_month,
            joined=person.party_joined_month,
            started=person.work_started_month,
            today=self.today,
            where=where if number else self.where("birth_month"),
        )
        if number is None:
            return person
        return replace(
            person,
            id_number=number.text,
            sex=person.sex or number.sex,
            birth_month=person.birth_month or number.birth.replace(day=1),
        )

    def rank(self) -> int | None:
        text = self.text("rank")
        if not text:
            return None
        rank = parse_rank(text)
        if rank is None:
            self.found.append(say("rank.unknown", where=self.where("rank"), text=text[:20]))
            return None
        return int(rank)

    def education(self) -> tuple[Education, ...]:
        out = []
        if any(self.raw(name) for name in ("education_level", "degree", "school")):
            school = checks.text_of(self.raw("school"))[:120]
            out.append(Education(True, self.text("education_level"), self.text("degree"), school))
        if level := self.text("in_service_level"):
            out.append(Education(False, level))
        return tuple(out)

    def grades(self) -> tuple[tuple[int, str], ...]:
        out = dict(checks.grades_in(checks.text_of(self.raw("grades"))))
        for name in self.columns:
            if name.startswith("grade:") and (text := self.text(name)):
                year = int(name.split(":")[1])
                if text not in checks.GRADES:
                    self.found.append(
                        say("grade.unknown", where=self.where(name), year=year, text=text[:10])
                    )
                else:
                    out[year] = text
        return tuple(sorted(out.items()))

    def career(self) -> Any:
        careers, notes = parse_resume(checks.text_of(self.raw("resume")))
        where = self.where("resume")
        self.found += [replace(note, where=where) for note in notes]
        return careers


def _identity(row: RosterRow) -> tuple[str, ...]:
    if row.person.id_number:
        return ("id", row.person.id_number)
    return ("name", row.person.name, str(row.person.birth_month), row.person.unit)


def _pairs(roster: Roster) -> Iterator[tuple[RosterRow, RosterRow]]:
    first: dict[tuple[str, ...], RosterRow] = {}
    for row in roster.rows:
        key = _identity(row)
        if key in first:
            yield first[key], row
        else:
            first[key] = row


def _twice(roster: Roster) -> None:
    """The same person twice: identical rows count once, different ones are both refused."""
    gone = set()
    for one, two in _pairs(roster):
        if one.person == two.person:
            note = say("person.twice_same", severity=Severity.NOTE, where=two.where, other=one.row)
            roster.findings.append(note)
            gone.add(id(two))
        else:
            one.findings.append(say("person.twice", where=one.where, other=two.row))
            two.findings.append(say("person.twice", where=two.where, other=one.row))
    roster.rows = [row for row in roster.rows if id(row) not in gone]
