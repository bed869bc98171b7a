"""三龄两历: each contradiction alone, and a file that fits together; the example's forms are clean."""

import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dunmiao.formats.contradictions import contradictions
from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.person import Career, Education, PersonRecord
from dunmiao.formats.resume import parse_resume
from tools.example_city import HERE

TODAY = date(2026, 11, 30)
LINES = """1998.09--2002.07  浙江工业大学机械工程专业学习
2002.08--2010.05  嘉善县发展和改革局科员
（2006.03--2007.03挂任西塘镇镇长助理）
2010.05--         嘉善县发展和改革局副局长"""
PERSON = PersonRecord(
    name="沈墨", sex="男", birth_month=date(1980, 5, 1), politics="中共党员",
    party_joined_month=date(2001, 6, 1), work_started_month=date(2002, 8, 1),
    unit="嘉善县发展和改革局", post="副局长", rank=1, rank_since_month=date(2010, 5, 1),
    civil_grade="四级主任科员",
    education=(Education(True, "大学", "工学学士", "浙江工业大学机械工程专业"),),
    career=parse_resume(LINES)[0],
)  # fmt: skip


def codes(**changes: Any) -> set[str]:
    return {finding.code for finding in contradictions(replace(PERSON, **changes), today=TODAY)}


def lines(text: str) -> tuple[Career, ...]:
    return parse_resume(text)[0]


def test_a_file_that_fits_together_has_none() -> None:
    assert codes() == set()
    assert codes(post="嘉善县发展和改革局副局长", unit="") == set()
    assert contradictions(PersonRecord(name="空"), today=TODAY) == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("against.young_work", {"work_started_month": date(1995, 8, 1)}),
        ("against.young_member", {"party_joined_month": date(1997, 6, 1)}),
        ("against.young_line", {"birth_month": date(1990, 1, 1)}),
        ("against.rank_before_work", {"rank_since_month": date(2001, 1, 1)}),
        ("against.start", {"work_started_month": date(2003, 8, 1)}),
        ("against.school_not_in_lines", {"education": (Education(True, school="浙江大学法学"),)}),
        ("against.school_not_listed", {"education": (Education(True, school="浙江大学法学"),)}),
        ("against.present_post", {"post": "局长助理"}),
        ("against.level", {"rank": 1, "post": "科员"}),
        ("against.level", {"rank": 0, "post": "西塘镇副镇长"}),
        ("against.grade", {"rank": 3, "civil_grade": "一级主任科员"}),
        ("against.open_line", {"career": lines("2002.08--  甲局科员\n2010.05--  副局长")}),
        ("against.order", {"career": lines("2010.05--2012.01  甲局科员\n2002.08--  副局长")}),
        ("against.future", {"career": lines("2002.08--2030.05  甲局科员\n2030.05--  副局长")}),
        ("against.last_line_closed", {"career": lines("2002.08--2010.05  嘉善县发展和改革局副局长")}),
        ("against.stage", {"career": lines("2002.08--2010.05  甲局科员（1999.01--2000.01学习）")}),
    ],
)  # fmt: skip
def test_each_contradiction_is_found(code: str, changes: dict[str, Any]) -> None:
    assert code in codes(**changes)


def test_they_are_warnings_and_refuse_nobody() -> None:
    assert not any(f.is_error for f in contradictions(replace(PERSON, post="科员"), today=TODAY))


def test_the_example_forms_are_clean() -> None:
    with zipfile.ZipFile(HERE / "任免审批表.zip") as archive:
        for name in archive.namelist():
            form = read_lrmx(archive.read(name), today=TODAY)
            assert form.findings + contradictions(form.person, today=TODAY) == [], name
