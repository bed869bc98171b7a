"""Months, ID numbers, names, résumés: what is read, what is refused, nothing guessed."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats import checks
from dunmiao.formats.grades import read_grades
from dunmiao.formats.idnumber import (
    IdNumber,
    check_character,
    mask_id_number,
    mask_phone,
    parse_id_number,
)
from dunmiao.formats.months import Ambiguous, parse_month
from dunmiao.formats.names import (
    clean_name,
    initials,
    pinyin_key,
    search_tokens,
    split_surname,
    stroke_key,
)
from dunmiao.formats.resume import parse_resume, write_resume

MAY_1980 = date(1980, 5, 1)


@pytest.mark.parametrize(
    "written",
    [
        "1980.05",
        "198005",
        "1980-05",
        "1980/5",
        "1980年5月",
        "１９８０．０５",
        "19800512",
        "1980.05.12",
        " 1980.05 ",
        1980.05,
        198005,
        datetime(1980, 5, 12),
        date(1980, 5, 1),
        29353,
        "1980.05(46岁)",
    ],
)
def test_months_as_offices_write_them(written: object) -> None:
    assert parse_month(written) == MAY_1980


@pytest.mark.parametrize(
    "written",
    ["2月30日", "1978.13", "二〇二四年二月", "民国十年", "24/2/29", "x", "1980.02.30", True],
)
def test_what_is_no_month_is_refused(written: object) -> None:
    with pytest.raises(ValueError):
        parse_month(written)


@pytest.mark.parametrize("written", ["1986.1", 1986.1])
def test_january_or_october_is_asked_never_guessed(written: object) -> None:
    with pytest.raises(Ambiguous):
        parse_month(written)
    assert parse_month("1986.2") == date(1986, 2, 1)


@given(st.dates(date(1940, 1, 1), date(2020, 12, 31)), st.integers(0, 999))
def test_every_valid_id_number_is_read(birth: date, order: int) -> None:
    body = f"339999{birth:%Y%m%d}{order:03d}"
    number = body + check_character(body)
    parsed = parse_id_number(number.lower())
    assert isinstance(parsed, IdNumber)
    assert (parsed.birth, parsed.sex) == (birth, "男" if order % 2 else "女")


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, step: int) -> None:
    body = "33999919850601001"
    number = body + check_character(body)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not isinstance(parse_id_number(wrong), IdNumber)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("330401850601001", "id.fifteen"),
        ("3304011985060100", "id.length"),
        ("33040119850631001X", "id.birth_date"),
        ("339999198506010011", "id.check_digit"),
    ],
)
def test_why_an_id_number_is_refused(written: str, code: str) -> None:
    parsed = parse_id_number(written)
    assert not isinstance(parsed, IdNumber)
    assert parsed.code == code


def test_masks() -> None:
    assert mask_id_number("339999198506010017") == "339***********0017"
    assert mask_phone("13812345678") == "138****5678"


def test_strokes_are_those_of_the_mainland() -> None:
    assert sorted("尹仇区方毛王", key=stroke_key) == list("王区毛仇方尹")
    assert sorted("何吴张李陈", key=stroke_key) == list("李吴何张陈")
    assert sorted(["王伟", "王小明", "王一"], key=stroke_key)[-1] == "王小明"
    assert stroke_key("𠮷") > stroke_key("龘")


@pytest.mark.parametrize(
    ("name", "key", "letters"),
    [
        ("单雄信", "shan xiong xin", "sxx"),
        ("曾国", "zeng guo", "zg"),
        ("仇和", "qiu he", "qh"),
        ("欧阳明", "ou yang ming", "oym"),
        ("查良", "zha liang", "zl"),
        ("解放", "xie fang", "xf"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, key: str, letters: str) -> None:
    assert (pinyin_key(name), initials(name)) == (key, letters)


def test_names_are_tidied_and_otherwise_kept() -> None:
    assert clean_name("张  三") == "张三"
    assert clean_name("买买提・艾力") == "买买提·艾力"
    assert clean_name("王\u200b伟") == "王伟"
    assert clean_name("𠮷㐂") == "𠮷㐂"
    assert split_surname("欧阳明") == ("欧阳", "明")
    assert {"王", "王伟", "wangwei", "ww"} <= search_tokens("王伟")


@pytest.mark.parametrize(
    "raw", ["=cmd|' /C calc'!A0", "@x", "<script>", "王😀", "王\u202e伟", "{{7*7}}"]
)
def test_what_is_no_name_is_refused(raw: str) -> None:
    found: list[checks.Finding] = []
    checks.read_name(raw, found, "A1")
    assert [f.code for f in found if f.is_error]


RESUME = """2005.08--2010.03  市经信局科员
2010.03--2014.06  市经信局副处长
（其间：2012.01--2013.01 挂职大桥镇副镇长）
2014.06--         市经信局处长"""


def test_a_resume_is_read_with_its_inner_period() -> None:
    rows, findings = parse_resume(RESUME)
    assert [row.first for row in rows] == [date(2005, 8, 1), date(2010, 3, 1), date(2014, 6, 1)]
    assert rows[-1].last is None
    assert rows[1].children[0].kind == "secondment"
    assert findings == []


def test_what_is_written_is_read_again() -> None:
    rows, _ = parse_resume(RESUME)
    again, _ = parse_resume(write_resume(rows))
    assert [(r.first, r.last, r.text) for r in again] == [(r.first, r.last, r.text) for r in rows]
    assert write_resume(rows).splitlines()[0][:18] == "2005.08--2010.03  "


@pytest.mark.parametrize("dash", ["-", "--", "—", "——", "–", "－", "~", "～", "至", "到"])
def test_every_dash_is_known(dash: str) -> None:
    rows, _ = parse_resume(f"2005年8月{dash}2010年3月 科员")
    assert (rows[0].first, rows[0].last, rows[0].text) == (
        date(2005, 8, 1),
        date(2010, 3, 1),
        "科员",
    )


def test_gaps_are_notes_not_errors() -> None:
    _, findings = parse_resume("2005.08--2006.01 甲\n2008.01--2009.01 乙")
    assert [(f.code, f.is_error) for f in findings] == [("resume.gap", False)]


def test_grades_in_free_text() -> None:
    text = "2011年、2012年称职，2013年优秀"
    assert read_grades(text, today=date(2026, 11, 30)).by_year == (
        (2011, "称职"),
        (2012, "称职"),
        (2013, "优秀"),
    )


@given(st.text(max_size=300))
def test_no_text_breaks_a_reader(text: str) -> None:
    parse_resume(text)
    stroke_key(text)
    found: list[checks.Finding] = []
    checks.read_month(text, "月", found, "")
    checks.read_name(text, found, "")
