"""Each grammar: a table of cases, what is written can be read again, and no text is lost."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats.grades import GRADES, NO_GRADE, read_grades, write_grades
from dunmiao.formats.levels import CIVIL_GRADES, read_level
from dunmiao.formats.months import readings, settle
from dunmiao.formats.names import (
    clean_name,
    initials,
    pinyin_key,
    search_tokens,
    split_surname,
    stroke_key,
)
from dunmiao.formats.party import DEMOCRATIC, MEMBER, read_party, status_of, write_party
from dunmiao.formats.person import Career
from dunmiao.formats.phones import phone_key, read_phones
from dunmiao.formats.rare import is_private, standard_of
from dunmiao.formats.resume import lines_of, outside_brackets, parse_resume, write_resume
from dunmiao.formats.schooling import read_schooling
from dunmiao.formats.unit_names import UnitWords
from dunmiao.kernel.months import dotted
from dunmiao.kernel.ranks import RANK_LABELS, Rank

TODAY = date(2026, 11, 30)
MONTHS = st.dates(date(1950, 1, 1), date(2026, 11, 1)).map(lambda day: day.replace(day=1))


# ── months ──
@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("1980.05.", ["1980.05"]), ("1980-05-12 00:00:00", ["1980.05"]), ("1980年5月生", ["1980.05"]),
        ("1980.05\n46岁", ["1980.05"]), ("1980.05\n46", ["1980.05"]), ("1980.05（46岁）", ["1980.05"]),
        ("1980年05月12日出生", ["1980.05"]), ("1980。05", ["1980.05"]), ("1980、5", ["1980.05"]),
        ("1980 . 05", ["1980.05"]), ("19800500", ["1980.05"]), ("\u200b1980.05\xa0", ["1980.05"]),
        ("91.2", ["1991.02", "2091.02"]), ("91年12月", ["1991.12", "2091.12"]),
        ("1991.1", ["1991.01", "1991.10"]), ("1991.01", ["1991.01"]), ("1991年1月", ["1991.01"]),
        ("198005.0", ["1980.05"]), ("1980.05—", ["1980.05"]), ("1980/05/12 0:00", ["1980.05"]),
        ("1980", []), ("不详", []), ("1980.13", []), ("1980.05-1981.06", []), ("1980.05未核", []),
    ],
)  # fmt: skip
def test_the_months_that_a_text_may_mean(written: str, found: list[str]) -> None:
    assert [dotted(month) for month in readings(written)] == found


def test_one_reading_that_fits_is_taken_and_no_other() -> None:
    short, doubtful = readings("91.2"), readings("1991.1")
    assert settle(short, last=TODAY) == date(1991, 2, 1)
    assert settle(short) is None
    assert settle(doubtful, known=date(1991, 10, 12)) == date(1991, 10, 1)
    assert settle(doubtful, known=date(1991, 7, 1)) is None
    assert settle(doubtful, first=date(1991, 6, 1)) == date(1991, 10, 1)
    assert settle(()) is None


@given(
    MONTHS,
    st.sampled_from(
        [
            "{:%Y.%m}",
            "{:%Y%m}",
            "{:%Y-%m}",
            "{:%Y年%m月}",
            "{:%Y/%m/%d}",
            "{:%Y.%m}.",
            "{:%Y年%m月}生",
        ]
    ),
)
def test_every_form_of_a_month_is_read(month: date, form: str) -> None:
    assert month in readings(form.format(month))


# ── annual grades ──
@pytest.mark.parametrize(
    ("text", "found", "unread"),
    [
        ("2022年优秀，2023年称职", "2022优秀 2023称职", []),
        ("2021-2023年三年均为优秀等次", "2021优秀 2022优秀 2023优秀", []),
        ("2021—2023年度考核结果：称职、优秀、称职", "2021称职 2022优秀 2023称职", []),
        ("２０２２年优秀", "2022优秀", []),
        ("98年优秀，05年合格", "1998优秀 2005合格", []),
        ("2022年不称职，2023年不合格，2024年基本称职", "2022不称职 2023不合格 2024基本称职", []),
        ("2013年不定等次", "2013不定等次", []),
        ("2022年未被评为优秀，2023年没有获得优秀", "", ["2022年未被评为优秀", "2023年没有获得优秀"]),
        ("2022年未评优秀，2023年称职", "2023称职", ["2022年未评优秀"]),
        ("2022年获评优秀共产党员", "", ["2022年获评优秀共产党员"]),
        ("2022年优秀组织奖，2023年优秀", "2023优秀", ["2022年优秀组织奖"]),
        ("2022年优秀（记三等功），2023年称职", "2022优秀 2023称职", ["2022年优秀（记三等功"]),
        ("除2022年外均为称职", "", ["除", "2022年外均为称职"]),
        ("近10年均为优秀", "", ["近10年均为优秀"]),
        ("优秀、称职", "", ["优秀、称职"]), ("2022年", "", ["2022年"]),
        ("2022、2023、2024年优秀、称职", "", ["2022、2023、2024年优秀、称职"]),
        ("2022年优秀，2022年称职", "2022优秀", ["2022年称职"]),
        ("2023年因病未考核", "", ["2023年因病未考核"]), ("2021-2099年优秀", "", ["2021-2099年优秀"]),
        ("优秀（2022年）、称职（2023、2024年）", "2022优秀 2023称职 2024称职", []),
        ("优秀：2022年；称职：2023年", "2022优秀 2023称职", []), ("2022年（优秀）、2023年（称职）", "2022优秀 2023称职", []),
        ("近三年称职，2021年优秀", "2021优秀", ["近三年称职"]), ("近三年考核结果：2021年优秀", "2021优秀", []),
        ("2022年称职（优秀班主任）", "", ["2022年称职（优秀班主任"]), ("2021年至今均为优秀", "", ["2021年至今均为优秀"]),
        ("", "", []), ("、；。", "", []),
    ],
)  # fmt: skip
def test_grades_in_words(text: str, found: str, unread: list[str]) -> None:
    read = read_grades(text, today=TODAY)
    pairs = {int(part[:4]): part[4:] for part in found.split()}
    assert dict(read.by_year) == pairs
    assert [piece.rstrip("）)") for piece in read.unread] == unread


YEARS = st.dictionaries(st.integers(1990, 2026), st.sampled_from(sorted(GRADES)), max_size=8)


@given(YEARS)
def test_grades_that_are_written_are_read_again(grades: dict[int, str]) -> None:
    pairs = tuple(sorted(grades.items()))
    read = read_grades(write_grades(pairs), today=TODAY)
    assert (read.by_year, read.unread) == (pairs, ())


@given(
    st.lists(st.integers(1990, 2026), min_size=2, max_size=5, unique=True).map(sorted), st.data()
)
def test_years_and_grades_listed_apart_pair_up_in_order(
    years: list[int], data: st.DataObject
) -> None:
    grades = data.draw(st.lists(st.sampled_from(["优秀", "称职", "合格"]), min_size=len(years), max_size=len(years)))  # fmt: skip
    text = "、".join(f"{year}年" for year in years) + "分别为" + "、".join(grades)
    assert read_grades(text, today=TODAY).by_year == tuple(zip(years, grades, strict=True))


@given(st.lists(st.sampled_from(["2022年", "2023", "优秀", "称职", "未评", "，", "因病", "（", "）", "公务员", "近三年", "至", "均", "不", *NO_GRADE]), max_size=12).map("".join))  # fmt: skip
def test_no_word_of_grades_is_lost(text: str) -> None:
    """Every character is in a fact, in what is unread, or is one of the words that join them."""
    read = read_grades(text, today=TODAY)
    kept = "".join(read.unread) + "".join(f"{year}{grade}" for year, grade in read.by_year)
    for word in ("因病", "未评", "公务员", *NO_GRADE):
        if word in text:
            assert word in kept, (text, kept)
    if re.search("优秀|称职", text):
        assert kept


# ── résumés ──
@pytest.mark.parametrize("dash", ["-", "--", "---", "——", "———", "－－", "—－", "――", "~", "～", "至", "到", " — — ", "--—", "→"])  # fmt: skip
def test_no_dash_loses_the_end(dash: str) -> None:
    (row,), found = parse_resume(f"2005.08{dash}2010.03  科员")
    assert (row.first, row.last, row.text) == (date(2005, 8, 1), date(2010, 3, 1), "科员")
    assert found == []


@pytest.mark.parametrize(
    ("line", "first", "last", "code"),
    [
        ("2005.08--  科员", "2005.08", "", ""), ("2005.08至今  科员", "2005.08", "", ""),
        ("2005.08--至今  科员", "2005.08", "", ""), ("2005年8月起任科员", "2005.08", "", ""),
        ("自2005年8月至2010年3月任科员", "2005.08", "2010.03", ""),
        ("2005.8.1-2010.3.31 任科员", "2005.08", "2010.03", ""),
        ("200508-201003科员", "2005.08", "2010.03", ""), ("2005/08-2010/03 科员", "2005.08", "2010.03", ""),
        ("2005-08-2010-03 科员", "2005.08", "2010.03", ""), ("2005。08—2010。03科员", "2005.08", "2010.03", ""),
        ("98.09--02.07 学习", "1998.09", "2002.07", "resume.short_year"),
        ("2005.08  科员", "2005.08", "", "resume.single"), ("2005--2010  科员", "", "", "resume.no_month"),
        ("2005年至2010年 科员", "", "", "resume.no_month"), ("2005.13--2010.03 科员", "", "", "resume.bad_month"),
        ("2005.08--2010.14 科员", "", "", "resume.bad_month"), ("2010.03--2005.08 科员", "", "", "resume.reversed"),
        ("无日期的一行", "", "", "resume.unparsed"), ("2005.08 2010.03 科员", "2005.08", "2010.03", ""),
        ("（2005.08--2010.03）任科员", "2005.08", "2010.03", ""), ("1、2005.08--2010.03 科员", "2005.08", "2010.03", ""),
        ("（一）2005.08--2010.03 科员", "2005.08", "2010.03", ""), ("二〇〇五年八月任科员", "", "", "resume.unparsed"),
    ],
)  # fmt: skip
def test_lines_of_a_resume(line: str, first: str, last: str, code: str) -> None:
    (row,), found = parse_resume(line)
    assert (dotted(row.first), dotted(row.last)) == (first, last)
    assert [finding.code for finding in found] == ([code] if code else [])
    if code and not first:
        assert row.text == line


def test_a_year_in_a_line_of_its_own_is_named() -> None:
    (row,), found = parse_resume("2005.08--2010.03 科员\n后于2008年评为先进")
    assert row.text == "科员后于2008年评为先进"
    assert [finding.code for finding in found] == ["resume.line"]
    _, found = parse_resume("2005.08--2010.03 科员\n二〇〇八年评为先进")
    assert [finding.code for finding in found] == ["resume.line"]


@pytest.mark.parametrize(
    "mark", ["<br/>", "<BR>", "\\r\\n", "\\n", "\r\n", "\r", "\x0b", "</p><p>"]
)
def test_every_break_of_lines_parts_them(mark: str) -> None:
    rows, _ = parse_resume(f"2005.08--2010.03 科员{mark}2010.03-- 处长")
    assert [row.text for row in rows] == ["科员", "处长"]


def test_a_stage_in_the_middle_of_a_line_belongs_to_it_and_a_later_one_begins_another() -> None:
    rows, _ = parse_resume("2010.05-- 甲局科员，2015.03-2016.04参加援藏")
    assert len(rows) == 1
    rows, _ = parse_resume("2010.05--2012.01 甲局科员；2012.01--2013.01 乙局科员")
    assert [(dotted(row.first), row.text) for row in rows] == [
        ("2010.05", "甲局科员"),
        ("2012.01", "乙局科员"),
    ]


def test_brackets_inside_brackets_and_an_open_one() -> None:
    (row,), _ = parse_resume(
        "2002.08-- 科员（2015.03--2017.03挂任镇（街道）副书记；2018.09--今学习"
    )
    assert [child.text for child in row.children] == ["挂任镇（街道）副书记", "学习"]
    assert row.kind == "work"
    assert outside_brackets(row.text).strip() == "科员"


WORDS = st.text("嘉善县发展和改革局科员副主任科，、（）", min_size=1, max_size=20).map(
    lambda t: t.strip("，、（） ") or "局"
)


@given(st.lists(st.tuples(MONTHS, MONTHS, WORDS), min_size=1, max_size=6), st.booleans())
def test_a_resume_that_is_written_is_read_again(lines: list[tuple[date, date, str]], is_open: bool) -> None:  # fmt: skip
    rows = [Career(min(a, b), max(a, b), text) for a, b, text in lines]
    if is_open:
        rows[-1] = Career(rows[-1].first, None, rows[-1].text)
    again, _ = parse_resume(write_resume(rows))
    assert [(r.first, r.last, r.text) for r in again] == [(r.first, r.last, r.text) for r in rows]


@given(st.lists(st.sampled_from(["2005.08--2010.03 科员", "（其间：2006.01--2007.01学习）", "续行", "2010.13-- 处", "2011--2012 学", "1999", "——", "自2001.02至今工作", "2003.04任"]), max_size=6))  # fmt: skip
def test_no_character_of_a_resume_is_lost(parts: list[str]) -> None:
    """What is no period at the head of a line is in a row's text; periods are its months."""
    text = "\n".join(parts)
    rows, _ = parse_resume(text)
    kept = "".join(row.text for row in rows)
    for line in lines_of(text):
        words = re.sub(r"[\d.\-—自至今（）：；\s]", "", line)
        assert words in re.sub(r"[\d.\-—自至今（）：；\s]", "", kept)
    heads = {dotted(month) for row in rows for month in (row.first, row.last) if month}
    for month in re.findall(r"\d{4}\.\d{2}", text):
        assert month in heads or month in kept


# ── levels and grades ──
@pytest.mark.parametrize(
    ("text", "rank", "grade", "rest"),
    [
        ("副县（处）级", Rank.DEPUTY_DIVISION, "", ""), ("正科级(主持工作)", Rank.SECTION, "", "主持工作"),
        ("处级正职", Rank.DIVISION, "", ""), ("正厅级", Rank.BUREAU, "", ""), ("副省级", Rank.DEPUTY_MINISTRY, "", ""),
        ("省部级正职", Rank.MINISTRY, "", ""), ("国家级副职", Rank.DEPUTY_STATE, "", ""), ("副科", Rank.DEPUTY_SECTION, "", ""),
        ("县处级（副职）", Rank.DEPUTY_DIVISION, "", ""), ("副司局级", Rank.DEPUTY_BUREAU, "", ""), ("正司级", Rank.BUREAU, "", ""),
        ("副处级（试用期一年）", Rank.DEPUTY_DIVISION, "", "试用期一年"), ("正处级、一级调研员", Rank.DIVISION, "一级调研员", ""), ("二级主任科员", None, "二级主任科员", ""),
        ("乡镇正科级", None, "", "乡镇正科级"), ("处级", None, "", "处级"), ("股级", None, "", "股级"),
        ("无", Rank.NONE, "", ""), ("副科长", None, "", "副科长"), ("正科级干部", Rank.SECTION, "", ""),
    ],
)  # fmt: skip
def test_level_words(text: str, rank: Rank | None, grade: str, rest: str) -> None:
    level = read_level(text)
    assert (level.rank, level.civil_grade, level.rest) == (rank, grade, rest)


@given(st.sampled_from(list(Rank)), st.sampled_from(["", *CIVIL_GRADES]))
def test_every_level_and_grade_is_read_as_it_is_written(rank: Rank, grade: str) -> None:
    level = read_level(f"{RANK_LABELS[rank]}、{grade}" if grade and rank else grade or RANK_LABELS[rank])  # fmt: skip
    assert level.civil_grade == grade
    assert level.rank == (rank if rank or not grade else None)


@given(st.text("正副县处乡科厅局级职长员一二级调研主任（）领导", max_size=10))
def test_no_word_of_a_level_is_lost(text: str) -> None:
    level = read_level(text)
    if level.rank is None and not level.civil_grade:
        assert re.sub(r"[（）()]", "", text) == re.sub(r"[（）()]", "", level.rest)


# ── party ──
@pytest.mark.parametrize(
    ("text", "month", "politics", "rest"),
    [
        ("200206", "200206", MEMBER, ""), ("群众", "", "群众", ""), ("民盟", "", "民盟", ""),
        ("2002.06、民建", "2002.06", "中共党员、民建", ""), ("200206；民建", "200206", "中共党员、民建", ""),
        ("民盟200506", "200506", "民盟", ""), ("2005.06加入民盟", "2005.06", "民盟", ""),
        ("2005.06加入中国共产党", "2005.06", MEMBER, ""), ("中共党员（2002.06）", "2002.06", MEMBER, ""),
        ("2002年6月入党", "2002年6月", MEMBER, ""), ("2002.06入团", "", "共青团员", "2002.06入团"), ("1999.12入团，2002.06入党", "2002.06", MEMBER, "1999.12入团"),
        ("2024.06（预备期）", "2024.06", "中共预备党员", ""),
        ("九三学社", "", "九三学社", ""), ("无", "", "", ""), ("—", "", "", ""), ("待查", "", "", "待查"),
        ("2002.06；待查", "2002.06", MEMBER, "待查"), ("2002.06、2003.07", "2002.06", MEMBER, "2003.07"),
    ],
)  # fmt: skip
def test_party_words(text: str, month: str, politics: str, rest: str) -> None:
    said = read_party(text)
    assert (said.month, said.politics, said.rest) == (month, politics, rest)


@given(st.one_of(st.just(""), MONTHS.map("{:%Y%m}".format)), st.sampled_from(sorted(DEMOCRATIC)), st.booleans())  # fmt: skip
def test_a_party_that_is_written_is_read_again(month: str, name: str, is_member: bool) -> None:
    politics = f"{MEMBER}、{name}" if is_member and month else name
    said = read_party(write_party(month, politics))
    assert (said.month, said.politics) == (month, politics)


def test_statuses_have_one_short_name() -> None:
    assert [status_of(word) for word in ("党员", "中国民主同盟", "普通群众", "海员")] == [
        MEMBER,
        "民盟",
        "群众",
        "",
    ]


# ── names ──
@pytest.mark.parametrize(
    ("name", "key", "found"),
    [
        ("卜一", "bu yi", {"bu", "buyi", "by"}), ("阚一", "kan yi", {"kanyi"}), ("薄一", "bo yi", {"boyi"}),
        ("么一", "yao yi", {"yaoyi"}), ("乐一", "yue yi", {"yueyi", "leyi", "ly", "yy"}),
        ("粘一", "nian yi", {"nianyi"}), ("句一", "gou yi", {"gouyi"}), ("申屠一", "shen tu yi", {"shentu"}),
        ("闻人一", "wen ren yi", {"wenren"}), ("端木一", "duan mu yi", {"duanmu"}), ("濮阳一", "pu yang yi", {"puyang"}),
        ("欧阳建国", "ou yang jian guo", {"ouyang", "jianguo", "oyjg"}), ("张伟", "zhang wei", {"zhangw", "wei"}),
        ("吕一", "lv yi", {"lvyi", "luyi", "lyuyi"}), ("张女", "zhang nv", {"zhangnv", "zhangnu", "zhangnyu"}),
        ("阿依古丽·艾力", "a yi gu li ai li", {"ayiguli", "艾力", "阿依古丽艾力", "aili"}),
        ("买买提.艾力", "mai mai ti ai li", {"买买提·艾力"}),
    ],
)  # fmt: skip
def test_readings_compounds_dots_and_prefixes(name: str, key: str, found: set[str]) -> None:
    assert pinyin_key(name) == key
    assert found <= search_tokens(name)


@given(st.text("张王卜乐欧阳建国·. \u200b𠮷吕女", min_size=1, max_size=8))
def test_names_are_kept_but_for_marks_and_blanks(name: str) -> None:
    clean = clean_name(name)
    assert clean_name(clean) == clean
    assert re.sub(r"[\s.·\u200b]", "", clean) == re.sub(r"[\s.·\u200b]", "", name)
    assert "".join(split_surname(clean)) == clean.replace("·", "", 1) or "·" not in clean
    assert stroke_key(name) == stroke_key(clean)
    assert initials(name) == initials(clean)


def test_private_characters_have_their_standard_one() -> None:
    assert standard_of("\ue863") == "䶮"
    known = [standard_of(chr(code)) for code in range(0xE815, 0xE865)]
    assert len(set(known)) == len(known) == 80
    assert not any(is_private(character) for character in known)
    assert standard_of("\ue000") == standard_of("王") == ""


# ── telephone numbers, schooling, units ──
@pytest.mark.parametrize(
    ("text", "was_number", "found"),
    [
        ("57382520000", True, [("0573-82520000", "phone.zero")]), ("1060000001", True, [("1060000001", "phone.bad")]),
        ("2160000001", True, [("021-60000001", "phone.zero")]), ("13800001111", True, [("13800001111", "")]),
        ("13800001111、13900002222", False, [("13800001111", ""), ("13900002222", "")]),
        ("138 0000 1111", False, [("13800001111", "")]), ("+86 138-0000-1111", False, [("+86 138-0000-1111", "")]),
        ("0573-82520000转801", False, [("0573-82520000转801", "")]), ("82520000", False, [("82520000", "")]),
        ("12345", False, [("12345", "")]), ("138000011", False, [("138000011", "phone.bad")]),
        ("+1 202 555 0100", False, [("+1 202 555 0100", "")]), ("4008001234", False, [("4008001234", "")]),
        ("无", False, []), ("13800001111/13800001111", False, [("13800001111", "")]),
    ],
)  # fmt: skip
def test_telephone_numbers(text: str, was_number: bool, found: list[tuple[str, str]]) -> None:
    assert [(p.number, p.fault) for p in read_phones(text, was_number=was_number)] == found


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "+86 {}", "0086-{}", " {}\u200b", "+86{}"]))  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(number: str, form: str) -> None:
    (phone,) = read_phones(form.format(number))
    assert (phone_key(phone.number), phone.fault) == (number, "")


@pytest.mark.parametrize(
    ("text", "level", "degree"),
    [
        ("大学\n法学学士", "大学", "法学学士"), ("大学 法学学士", "大学", "法学学士"), ("研究生、经济学硕士", "研究生", "经济学硕士"),
        ("大学法学学士", "大学", "法学学士"), ("省委党校研究生", "省委党校研究生", ""), ("博士", "", "博士"), ("本科/学士", "本科", "学士"),
        ("自考", "自考", ""), ("在职研究生\n公共管理硕士学位", "在职研究生", "公共管理硕士学位"),
    ],
)  # fmt: skip
def test_level_and_degree_of_a_schooling(text: str, level: str, degree: str) -> None:
    assert read_schooling(text) == (level, degree)


UNITS = UnitWords.of(
    [("嘉兴市财政局", "1"), ("市财政局", "1"), ("嘉兴市财政局预算科", "2"), ("嘉善县发展和改革局", "3"), ("嘉善县发改局", "3"),
     ("办公室", "4"), ("办公室", "5")]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "post"),
    [
        ("市财政局预算科副科长", "1", "预算科副科长"), ("嘉兴市财政局预算科副科长", "2", "副科长"),
        ("嘉善县\n发改局 副局长", "3", "副局长"), ("浙江省嘉兴市财政局局长", "1", "局长"), ("办公室主任", "", "办公室主任"),
        ("外市某局科员", "", "外市某局科员"),
    ],
)  # fmt: skip
def test_the_unit_that_a_post_begins_with(text: str, unit: str, post: str) -> None:
    assert UNITS.split(text) == (unit, post)


def test_units_named_anywhere_and_by_alias() -> None:
    assert UNITS.exact("嘉善县 发改局") == "3"
    assert UNITS.exact("办公室") == UNITS.named_in("某办公室主任") == ""
    assert UNITS.named_in("借调至嘉善县发改局工作") == "3"
