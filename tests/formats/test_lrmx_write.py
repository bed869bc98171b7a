"""The form written again: what is read is what was written, and nothing of a form that came is lost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dunmiao.formats.grades import GRADES
from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.lrmx_write import Proposal, limits_of_form, rewrite_lrmx, write_lrmx
from dunmiao.formats.person import Career, Education, PersonRecord, Relative
from dunmiao.formats.resume import guess_kind
from tests.formats.wanted import CASES, TODAY

MONTHS = st.dates(date(1975, 1, 1), date(1999, 1, 1)).map(lambda day: day.replace(day=1))
LATER = st.dates(date(2014, 1, 1), date(2026, 1, 1)).map(lambda day: day.replace(day=1))
WORDS = st.text("嘉善县发展改革局科员副处长镇", min_size=1, max_size=12)


def career(first: date, text: str) -> Career:
    return Career(first, None, text, guess_kind(text))


PEOPLE = st.builds(
    PersonRecord,
    name=st.text("张王李𠮷㐂吕", min_size=2, max_size=4),
    sex=st.sampled_from(["男", "女"]), birth_month=MONTHS, ethnicity=st.sampled_from(["汉族", "回族"]),
    politics=st.sampled_from(["中共党员", "民盟", "群众", "中共党员、民建", "共青团员", ""]),
    work_started_month=LATER, post=WORDS,
    education=st.lists(st.builds(Education, is_full_time=st.just(True), level=st.just("大学"), school=WORDS), max_size=1).map(tuple),
    career=st.lists(st.builds(career, LATER, WORDS), max_size=4).map(tuple),
    family=st.lists(st.builds(Relative, relation=st.sampled_from(["妻子", "父亲"]), name=WORDS, birth_month=MONTHS, work=WORDS), max_size=3).map(tuple),
    annual_grades=st.dictionaries(st.integers(2010, 2025), st.sampled_from(sorted(GRADES)), max_size=3).map(lambda d: tuple(sorted(d.items()))),
    awards=WORDS, submitting_unit=WORDS,
)  # fmt: skip


@given(PEOPLE)
def test_what_is_written_is_read(person: PersonRecord) -> None:
    again = read_lrmx(write_lrmx(person), today=TODAY).person
    assert replace(again, career=()) == replace(person, career=())
    assert [(c.first, c.last, c.text) for c in again.career] == [
        (c.first, c.last, c.text) for c in person.career
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.lrmx")))
def test_a_form_that_did_not_change_keeps_every_element(name: str) -> None:
    base = (CASES / name).read_bytes()
    form = read_lrmx(base, today=TODAY)
    stored = replace(form.person, family=tuple(replace(one, born="") for one in form.person.family))
    again = rewrite_lrmx(stored, base, today=TODAY)
    assert _elements(again) == _elements(base)


def _elements(content: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(content)
    return [(element.tag, "".join(element.itertext())) for element in root.iter()]


def test_only_what_changed_is_written() -> None:
    base = (CASES / "F02_dead.lrmx").read_bytes()
    person = read_lrmx(base, today=TODAY).person
    mother = Relative("母亲", "沈母", date(1950, 1, 1))
    again = rewrite_lrmx(
        replace(person, post="局长", family=(*person.family, mother)), base, today=TODAY
    )
    text = again.decode()
    assert "<XianRenZhiWu>局长</XianRenZhiWu>" in text
    assert "<ChuShengRiQi>已故</ChuShengRiQi>" in text
    assert "<ChuShengRiQi>195001</ChuShengRiQi>" in text
    assert "2023年优秀，2024年称职" in text


def test_a_proposal_fills_its_three_places() -> None:
    plan = Proposal("大桥镇副镇长（挂职）", "", "选派挂职")
    base = (CASES / "F02_dead.lrmx").read_bytes()
    person = read_lrmx(base, today=TODAY).person
    for written in (
        write_lrmx(person, proposal=plan),
        rewrite_lrmx(person, base, today=TODAY, proposal=plan),
    ):
        assert "<NiRenZhiWu>大桥镇副镇长（挂职）</NiRenZhiWu>" in written.decode()
        assert "<RenMianLiYou>选派挂职</RenMianLiYou>" in written.decode()


def test_what_the_form_has_no_room_for_is_said() -> None:
    many = tuple(Relative("表亲", f"某{n}") for n in range(14))
    schools = (Education(True, "大学"), Education(True, "研究生"))
    person = PersonRecord(name="沈墨", family=many, education=schools)
    assert [f.code for f in limits_of_form(person)] == ["form.family", "form.education"]
    assert limits_of_form(PersonRecord(name="沈墨", family=many[:10])) == []
