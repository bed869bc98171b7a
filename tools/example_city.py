"""Write the example city's files: the same bytes every time. All people are invented.

ID numbers carry division code 339999, which was never assigned: no real person has one.
"""

import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from dunmiao.formats.idnumber import check_character
from dunmiao.formats.lrmx_write import write_lrmx
from dunmiao.formats.person import Career, Education, PersonRecord, Relative
from dunmiao.kernel.ranks import RANK_LABELS, Rank
from tools.example_content import (
    COUNTIES,
    COUNTY_UNITS,
    DEPARTMENTS,
    EXPERIENCE,
    FIELDS,
    GIVEN,
    OTHER_TOWNS,
    OUTSIDE,
    PROGRAMMES,
    PROJECTS,
    SCHOOLS,
    SURNAMES,
    TOWNS,
)

HERE = Path(__file__).resolve().parents[1] / "src/dunmiao/example/jiaxing-2014"
FIXED = datetime(2014, 7, 1)  # noqa: DTZ001 - workbook times have no zone
PEOPLE = 840
IN_COUNTY = 4  # cadres of each county unit that takes part in the exchange
YEAR = 2026  # the example lives in the present; only its story is of 2014


def units() -> list[dict[str, Any]]:
    """The tree: name, parent, kind, level, division code."""
    rows = [
        {"name": "嘉兴市", "parent": "", "kind": "CITY", "level": "正厅", "code": "330400"},
        {
            "name": "市委组织部",
            "parent": "嘉兴市",
            "kind": "DEPARTMENT",
            "level": "正处",
            "code": "",
        },
    ]
    rows += [
        {"name": name, "parent": "嘉兴市", "kind": "DEPARTMENT", "level": "正处", "code": ""}
        for name, *_ in DEPARTMENTS
    ]
    for name, code in COUNTIES:
        rows.append(
            {"name": name, "parent": "嘉兴市", "kind": "COUNTY", "level": "正处", "code": code}
        )
        for office in ("县委组织部", "发展和改革局", "财政局", "经济信息商务局"):
            short = name[:2] + (office.replace("县委", "") if office.startswith("县委") else office)
            rows.append(
                {
                    "name": short,
                    "parent": name,
                    "kind": "COUNTY_DEPARTMENT",
                    "level": "正科",
                    "code": "",
                }
            )
    rows += [
        {"name": town, "parent": county, "kind": "TOWN", "level": "正科", "code": ""}
        for town, county, *_ in TOWNS
    ]
    rows += [
        {"name": name, "parent": "嘉兴市", "kind": "PROJECT", "level": "正处", "code": ""}
        for name, *_ in PROJECTS
    ]
    rows += [
        {"name": name, "parent": above, "kind": kind, "level": "正处", "code": ""}
        for name, kind, above in OUTSIDE
    ]
    rows += [
        {"name": f"{town}镇（虚构）", "parent": county, "kind": "TOWN", "level": "正科", "code": ""}
        for county, towns in OTHER_TOWNS.items()
        for town in towns
    ]
    return rows


class People:
    """Draws invented cadres one after the other from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.serial = 0
        self.names: set[tuple[str, int, int]] = set()

    def one(self, unit: str, field: str, is_reserve: bool) -> PersonRecord:
        """A cadre of `unit` with a believable career in `field`."""
        rng = self.rng
        self.serial += 1
        sex = "女" if rng.random() < 0.28 else "男"
        rank = rng.choices(
            [Rank.NONE, Rank.DEPUTY_SECTION, Rank.SECTION, Rank.DEPUTY_DIVISION],
            [18, 44, 32, 6],
        )[0]
        age = {0: (25, 33), 1: (29, 42), 2: (33, 48), 3: (38, 52)}[int(rank)]
        birth = date(YEAR - rng.randint(*age), rng.randint(1, 12), 1)
        name = self.name(sex, birth)
        started = date(birth.year + rng.choice((22, 22, 23, 25)), rng.choice((7, 8, 9)), 1)
        home = rng.choice(COUNTIES)[0]
        education = self.education(birth, field)
        career, experience, since = self.career(unit, field, started, rank)
        joined = None
        if rng.random() < 0.86:
            joined = date(min(YEAR - 1, birth.year + rng.randint(20, 30)), rng.randint(1, 12), 1)
        reserve = "市管后备干部" if is_reserve else ""
        grades = tuple(
            (year, rng.choices(["优秀", "称职", "基本称职"], [22, 76, 2])[0])
            for year in range(YEAR - 3, YEAR)
            if year > started.year
        )
        person = PersonRecord(
            name=name,
            sex=sex,
            birth_month=birth,
            ethnicity="汉族" if rng.random() < 0.97 else rng.choice(("回族", "畲族", "土家族")),
            native_place="浙江" + home[:2],
            birth_place="浙江" + home[:2],
            growth_place="浙江" + home[:2],
            politics="中共党员" if joined else rng.choice(("群众", "民盟", "农工党", "共青团员")),
            party_joined_month=joined,
            work_started_month=started,
            health="健康",
            technical_title=rng.choice(("", "", "工程师", "经济师", "高级工程师", "会计师")),
            speciality=field,
            id_number=self.number(birth, sex),
            phone=f"1380000{self.serial:04d}",
            unit=unit,
            post=self.post(unit, rank),
            rank=int(rank),
            rank_since_month=max(since, started),
            civil_grade=self.grade(rank),
            reserve=reserve,
            experience=experience,
            education=education,
            career=career,
            family=self.family(birth, sex, name),
            annual_grades=grades,
            awards="",
            submitting_unit=unit,
        )
        return replace(person, career=_fitting(person))

    def name(self, sex: str, birth: date) -> str:
        while True:
            surname = self.rng.choice(SURNAMES)
            pool = GIVEN[sex]
            given = self.rng.choice(pool)
            if self.rng.random() < 0.62:
                given += self.rng.choice(pool)
            key = (surname + given, birth.year, birth.month)
            if key not in self.names:
                self.names.add(key)
                return surname + given

    def number(self, birth: date, sex: str) -> str:
        order = (self.serial * 2 + (sex == "男")) % 1000
        if order % 2 != (sex == "男"):
            order += 1
        body = f"339999{birth:%Y%m}{1 + self.serial % 28:02d}{order % 1000:03d}"
        return body + check_character(body)

    def post(self, unit: str, rank: Rank) -> str:
        titles = {
            0: ("综合处科员", "业务处一级科员"),
            1: ("业务处副处长", "办公室副主任", "综合处副处长"),
            2: ("业务处处长", "办公室主任", "综合处处长"),
            3: ("副局长、党组成员", "党组成员、总工程师"),
        }
        return unit + self.rng.choice(titles[int(rank)])

    def grade(self, rank: Rank) -> str:
        choices = {
            0: ("一级科员", "四级主任科员"),
            1: ("四级主任科员", "三级主任科员"),
            2: ("二级主任科员", "一级主任科员"),
            3: ("四级调研员", "三级调研员"),
        }
        return self.rng.choice(choices[int(rank)])

    def education(self, birth: date, field: str) -> tuple[Education, ...]:
        school = self.rng.choice(SCHOOLS)
        subject = FIELDS[field][0]
        level = self.rng.choices(["大学", "研究生", "大专"], [70, 22, 8])[0]
        degree = {"大学": "学士", "研究生": "硕士", "大专": ""}[level]
        out = [Education(True, level, degree, f"{school}{subject}专业")]
        if level != "研究生" and self.rng.random() < 0.3:
            out.append(Education(False, "研究生", "", "省委党校公共管理专业"))
        return tuple(out)

    def career(
        self, unit: str, field: str, started: date, rank: Rank
    ) -> tuple[tuple[Career, ...], tuple[str, ...], date]:
        rng, rows, kinds = self.rng, [], {FIELDS[field][1]}
        at = started
        school = rng.choice(SCHOOLS)
        rows.append(
            Career(date(started.year - 4, 9, 1), at, f"{school}{FIELDS[field][0]}专业学习", "study")
        )
        if rng.random() < 0.42:
            until = date(at.year + rng.randint(2, 5), rng.randint(1, 12), 1)
            town = rng.choice(TOWNS)[0] if rng.random() < 0.5 else "嘉兴市城南街道"
            rows.append(Career(at, until, f"{town}办事员、科员", "work"))
            kinds.add("乡镇")
            at = until
        steps = max(1, int(rank))
        since = at
        for step in range(steps):
            gap = max(1, (YEAR - 1 - at.year) // (steps - step + 1))
            until = date(
                min(YEAR - 1, at.year + rng.randint(1, max(1, gap + 1))), rng.randint(1, 12), 1
            )
            if until <= at:
                until = date(at.year + 1, at.month, 1)
            title = ("科员", "副处长", "处长", "副局长")[step]
            rows.append(Career(at, until, f"{unit}{title}", "work"))
            at = until
        since = min(at, date(YEAR - 1, 6, 1))
        rows.append(Career(at, None, self.post(unit, rank), "work"))
        if rng.random() < 0.18:
            kinds.add(rng.choice(EXPERIENCE))
        return tuple(rows), tuple(sorted(kinds)), since

    def family(self, birth: date, sex: str, name: str) -> tuple[Relative, ...]:
        rng = self.rng
        spouse = "丈夫" if sex == "女" else "妻子"
        other = "男" if sex == "女" else "女"
        partner = rng.choice(SURNAMES) + rng.choice(GIVEN[other])
        rows = [Relative(spouse, partner, date(birth.year + 1, 5, 1), "群众", "嘉兴市某学校教师")]
        if rng.random() < 0.7:
            child = name[0] + rng.choice(GIVEN["男"])
            rows.append(Relative("儿子", child, date(birth.year + 28, 9, 1), "群众", "学生"))
        return tuple(rows)


def _fitting(person: PersonRecord) -> tuple[Career, ...]:
    """The career as the rest of the file has it: the school, the present post, nothing to come."""
    rows = list(person.career)
    rows[0] = replace(rows[0], text=f"{person.education[0].school}学习")
    present = replace(rows.pop(), text=person.post)
    while len(rows) > 1 and rows[-1].last and rows[-1].last > date(YEAR, 6, 1):
        present = replace(present, first=rows.pop().first)
    return (*rows, present)


def cadres() -> list[PersonRecord]:
    """People over the departments, reserve listings among them, and some of one county."""
    people = People(2014)
    names = [(name, field) for name, field in DEPARTMENTS]
    out = []
    for index in range(PEOPLE):
        unit, field = names[index % len(names)]
        out.append(people.one(unit, field, is_reserve=people.rng.random() < 0.24))
    for unit in COUNTY_UNITS:
        found = 0
        while found < IN_COUNTY:
            person = people.one(unit, "党务", is_reserve=False)
            if person.rank:
                out.append(person)
                found += 1
    return out


def _workbook() -> tuple[io.BytesIO, Any]:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": FIXED, "title": "墩苗示例", "comments": "人物均为虚构"})
    return stream, book


def _table(book: Any, sheet: str, title: str, header: list[str], rows: list[list[Any]]) -> None:
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1})
    big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    page.merge_range(0, 0, 0, len(header) - 1, title, big)
    page.merge_range(1, 0, 1, len(header) - 1, "（人物均为虚构，仅供演示）")
    page.write_row(2, 0, header, bold)
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            page.write(number, column, value)
    page.freeze_panes(3, 2)
    page.set_column(0, len(header) - 1, 14)


def _dotted(day: date | None) -> str:
    return f"{day.year}.{day.month:02d}" if day else ""


ROSTER = [
    "序号", "姓名", "性别", "出生年月", "民族", "籍贯", "出生地", "成长地", "政治面貌", "入党时间",
    "参加工作时间", "健康状况", "身份证号", "手机号", "工作单位", "现任职务", "职务层次",
    "任现层次时间", "职级", "学历", "学位", "毕业院校及专业", "专业技术职务", "专业特长", "后备",
    "经历", "近三年考核", "简历",
]  # fmt: skip


def _roster_row(index: int, person: PersonRecord) -> list[Any]:
    from dunmiao.formats.resume import write_resume

    school = person.education[0]
    grades = "，".join(f"{year}年{grade}" for year, grade in person.annual_grades)
    return [
        index, person.name, person.sex, _dotted(person.birth_month), person.ethnicity,
        person.native_place, person.birth_place, person.growth_place, person.politics,
        _dotted(person.party_joined_month), _dotted(person.work_started_month), person.health,
        person.id_number, person.phone, person.unit, person.post,
        RANK_LABELS[Rank(person.rank or 0)] if person.rank else "无", _dotted(person.rank_since_month),
        person.civil_grade, school.level, school.degree, school.school, person.technical_title,
        person.speciality, person.reserve, "、".join(person.experience), grades,
        write_resume(person.career),
    ]  # fmt: skip


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_units() -> None:
    """单位表.xlsx."""
    stream, book = _workbook()
    rows = [[u["name"], u["parent"], u["kind"], u["level"], u["code"]] for u in units()]
    _table(book, "单位", "嘉兴市单位表", ["单位", "上级", "类别", "级别", "区划代码"], rows)
    book.close()
    _save(HERE / "单位表.xlsx", stream.getvalue())


def write_roster(people: list[PersonRecord]) -> None:
    """干部名册.xlsx."""
    stream, book = _workbook()
    rows = [_roster_row(index, person) for index, person in enumerate(people, start=1)]
    _table(book, "干部名册", "嘉兴市干部名册", ROSTER, rows)
    book.close()
    _save(HERE / "干部名册.xlsx", stream.getvalue())


def write_forms(people: list[PersonRecord]) -> None:
    """任免审批表.zip: lrmx forms of the first forty with a reserve listing."""
    chosen = [person for person in people if person.reserve][:40]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, person in enumerate(chosen, start=1):
            entry = zipfile.ZipInfo(f"{index:02d}-{person.name}.lrmx", FIXED.timetuple()[:6])
            entry.flag_bits |= 0x800
            archive.writestr(entry, write_lrmx(person))
    _save(HERE / "任免审批表.zip", stream.getvalue())


def write_programmes() -> None:
    """programmes.json: programmes, posts, teams; days count from the day of loading."""
    text = json.dumps(PROGRAMMES, ensure_ascii=False, indent=1) + "\n"
    _save(HERE / "programmes.json", text.encode())


def main() -> None:
    """Write everything."""
    people = cadres()
    write_units()
    write_roster(people)
    write_forms(people)
    write_programmes()


if __name__ == "__main__":
    main()
