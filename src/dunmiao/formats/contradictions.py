"""三龄两历: what one person's values say against one another, as warnings for the one who checks.

Ages: 干部人事档案工作条例 (2018) on 年龄、工龄、党龄、学历、经历. Nobody joins the party under 18
(党章 Art. 1); children under 16 do not work (劳动法 Art. 15). Grades below the minimum of a level:
公务员职务与职级并行规定 (2019) Art. 8, as `domain` pairs them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from dunmiao.formats.levels import CIVIL_GRADES
from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import warn
from dunmiao.formats.party import MEMBER
from dunmiao.formats.person import Career, PersonRecord
from dunmiao.formats.resume import outside_brackets
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import dotted, months_between, years_between
from dunmiao.kernel.ranks import Rank

YOUNGEST_WORK, YOUNGEST_MEMBER, YOUNGEST_STUDENT = 16, 18, 14
MOST_APART = 1  # months between the start of work and the first line of work
_SCHOOL = re.compile(r"[\u4e00-\u9fff·]{2,}?(?:大学|学院|党校|学校|电大|广播电视大学)")
_SEPARATORS = re.compile(r"[，,、；;。（()）\s]+")
LEAST_GRADE = {
    Rank.DEPUTY_SECTION: "四级主任科员", Rank.SECTION: "二级主任科员",
    Rank.DEPUTY_DIVISION: "四级调研员", Rank.DIVISION: "二级调研员",
    Rank.DEPUTY_BUREAU: "二级巡视员", Rank.BUREAU: "一级巡视员",
}  # fmt: skip
# Posts whose level no place changes downwards.
_LEAST_RANK = (
    (re.compile(r"副(?:镇|乡)长|(?:镇|乡)党委(?:副书记|委员)"), Rank.DEPUTY_SECTION),
    (re.compile(r"(?<!副)(?:镇|乡)长|(?:镇|乡)党委书记"), Rank.SECTION),
    (re.compile(r"副(?:县|区)长|(?:县|区)委(?:副书记|常委)"), Rank.DEPUTY_DIVISION),
    (re.compile(r"(?<!副)(?:县|区)长|(?:县|区)委书记"), Rank.DIVISION),
)
_CLERK = re.compile(r"(?<!主任)(?<!级)科员$|办事员$")


def contradictions(person: PersonRecord, *, today: date) -> list[Finding]:
    """Every contradiction of the person's own values; empty for a file that fits together."""
    checks: tuple[Callable[[PersonRecord, date], Iterator[Finding]], ...] = (
        _ages, _periods, _start_of_work, _schools, _present_post, _levels,
    )  # fmt: skip
    return [finding for check in checks for finding in check(person, today)]


def _ages(person: PersonRecord, today: date) -> Iterator[Finding]:
    if not person.birth_month:
        return
    began, joined = person.work_started_month, person.party_joined_month
    if began and (age := years_between(person.birth_month, began)) < YOUNGEST_WORK:
        yield warn("against.young_work", "", age=age, month=dotted(began))
    is_member = person.politics.startswith(MEMBER)
    if (
        is_member
        and joined
        and (age := years_between(person.birth_month, joined)) < YOUNGEST_MEMBER
    ):
        yield warn("against.young_member", "", age=age, month=dotted(joined))
    first = next((row.first for row in person.career if row.first), None)
    if first and (age := years_between(person.birth_month, first)) < YOUNGEST_STUDENT:
        yield warn("against.young_line", "", age=age, month=dotted(first))
    since = person.rank_since_month
    if since and began and since < began:
        yield warn("against.rank_before_work", "", first=dotted(since), second=dotted(began))


def _periods(person: PersonRecord, today: date) -> Iterator[Finding]:
    """An open line that is not the last, lines out of order, months to come, stages outside."""
    rows = [row for row in person.career if row.first]
    for row, after in zip(rows, rows[1:], strict=False):
        assert row.first is not None
        assert after.first is not None
        if row.last is None:
            yield warn("against.open_line", "", text=_head(row))
        if after.first < row.first:
            yield warn("against.order", "", text=_head(after))
    for row in rows:
        if max(month for month in (row.first, row.last) if month) > today:
            yield warn("against.future", "", text=_head(row))
        for child in row.children:
            if _is_outside(child, row):
                yield warn("against.stage", "", text=_head(child), other=_head(row))


def _is_outside(child: Career, row: Career) -> bool:
    if not child.first or not row.first:
        return False
    return child.first < row.first or bool(row.last and (child.last or child.first) > row.last)


def _head(row: Career) -> str:
    last = dotted(row.last) or "今"
    return f"{dotted(row.first)}—{last} {row.text}"[:60]


def _start_of_work(person: PersonRecord, today: date) -> Iterator[Finding]:
    """参加工作时间 against the first line that is no schooling."""
    began = person.work_started_month
    first = next((row for row in person.career if row.first and row.kind not in {"study", "idle"}), None)  # fmt: skip
    if began and first and first.first and abs(months_between(began, first.first)) > MOST_APART:
        yield warn("against.start", "", month=dotted(began), text=_head(first))


def _schools(person: PersonRecord, today: date) -> Iterator[Finding]:
    """Schools of 全日制 against the lines of schooling, both ways."""
    studies = [row for row in person.career if row.kind == "study"]
    if not person.career:
        return
    lines = "".join(squeezed(row.text) for row in person.career)
    listed = "".join(squeezed(entry.school) for entry in person.education)
    for entry in person.education:
        name = _SCHOOL.match(squeezed(entry.school))
        if entry.is_full_time and name and name[0] not in lines:
            yield warn("against.school_not_in_lines", "", school=name[0])
    if listed:
        for row in studies:
            name = _SCHOOL.match(squeezed(row.text))
            if name and name[0] not in listed:
                yield warn("against.school_not_listed", "", school=name[0], text=_head(row))


def _present_post(person: PersonRecord, today: date) -> Iterator[Finding]:
    """Each part of the present post must stand in the last line, or the whole line in the post."""
    rows = [row for row in person.career if row.first and row.kind != "study"]
    if not rows or not person.post or rows[-1].last is not None and rows[-1].last < today.replace(day=1):  # fmt: skip
        if rows and person.post and rows[-1].last is not None:
            yield warn("against.last_line_closed", "", text=_head(rows[-1]), post=person.post[:60])
        return
    line = squeezed(outside_brackets(rows[-1].text))
    post = squeezed(outside_brackets(person.post))
    unit = squeezed(person.unit)
    parts = [part for part in _SEPARATORS.split(post) if part]
    missing = [part for part in parts if part.removeprefix(unit) not in line and part not in line]
    if missing and line not in unit + post:
        facts = {"post": person.post[:60], "text": _head(rows[-1])}
        yield warn("against.present_post", "", **facts)


def _levels(person: PersonRecord, today: date) -> Iterator[Finding]:
    if person.rank is None:
        return
    rank = Rank(person.rank)
    if _CLERK.search(squeezed(person.post)) and rank >= Rank.DEPUTY_SECTION:
        yield warn("against.level", "", post=person.post[:60], level=rank.label)
    least = max((least for form, least in _LEAST_RANK if form.search(person.post)), default=Rank.NONE)  # fmt: skip
    if rank < least:
        yield warn("against.level", "", post=person.post[:60], level=rank.label)
    lowest = LEAST_GRADE.get(rank)
    if lowest and person.civil_grade in CIVIL_GRADES:
        if CIVIL_GRADES.index(person.civil_grade) > CIVIL_GRADES.index(lowest):
            facts = {"grade": person.civil_grade, "level": rank.label, "least": lowest}
            yield warn("against.grade", "", **facts)
