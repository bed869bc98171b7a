"""What each file of `cases/` should be read as: files that offices or other programs wrote.

`first` are fields of the first person as `dunmiao read --json` prints them, `codes` finding codes
that must be there, `people` the names in order, `refused` the code of a refusal.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dunmiao.formats.read import read_upload
from dunmiao.formats.read_json import file_json

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 30)
STUDY = ("1998-09", "2002-07", "study", "浙江工业大学学习")
CLERK = ("2002-08", "2010-05", "work", "嘉善县发展和改革局科员")
DEPUTY = ("2010-05", None, "work", "嘉善县发展和改革局副局长")
BEGAN = ("2010-08", "2015-03", "work", "任科员")
SECTION = ("2015-03", "2016-04", "work", "任副科长")
Line = tuple[str | None, str | None, str, str]


@dataclass(frozen=True)
class Wanted:
    """The right value of one input."""

    first: dict[str, Any] = field(default_factory=dict)
    career: tuple[Line, ...] | None = None
    grades: dict[int, str] | None = None
    codes: frozenset[str] = frozenset()
    people: tuple[str, ...] | None = None
    refused: str | None = None
    each: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    errors: int = 0


def want(*codes: str, **facts: Any) -> Wanted:
    """Codes first, then the rest."""
    return Wanted(codes=frozenset(codes), **facts)


def grades(text: str, *codes: str) -> Wanted:
    """`2022优秀 2023称职`."""
    pairs = {int(part[:4]): part[4:] for part in text.split()}
    return want(*codes, grades=pairs)


def lines(*rows: Line, codes: tuple[str, ...] = ()) -> Wanted:
    """Rows of the résumé."""
    return want(*codes, career=rows)


def unread(text: str) -> Line:
    """A line kept as it is."""
    return (None, None, "work", text)


RANKS = (
    1,
    2,
    3,
    4,
    3,
    3,
    4,
    3,
    3,
    2,
    2,
    5,
    6,
    5,
    None,
    None,
    None,
    0,
    None,
    3,
    1,
    None,
    2,
    0,
    1,
    3,
)
R11 = (
    {2021: "称职", 2022: "称职", 2023: "称职"}, {2021: "优秀", 2022: "优秀", 2023: "优秀"}, {},
    {2021: "合格", 2022: "合格", 2023: "优秀"}, {2021: "称职", 2022: "称职", 2023: "称职"},
    {2021: "优秀", 2022: "称职", 2023: "称职"}, {2021: "优秀", 2022: "称职", 2023: "称职"}, {}, {},
    {2023: "优秀"}, {2021: "优秀"}, {2021: "优秀", 2022: "优秀"},
    {2021: "优秀", 2022: "称职", 2023: "称职"},
)  # fmt: skip
DOTTED = ("阿依古丽·测",)
SCHOOL = {"full_time": True, "level": "大学", "degree": "法学学士", "school": ""}
LATER = {"full_time": False, "level": "研究生", "degree": "经济学硕士", "school": ""}
BORN = {"birth_month": "1980-05"}
PEN = {"name": "沈墨", "id_number": "330421198005121212"}
WANTED: dict[str, Wanted] = {
    # ── annual grades ──
    "KK_00a.lrmx": grades("2022优秀 2023称职 2024称职"),
    "KK_01b.lrmx": grades("2022优秀 2023称职 2024称职"),
    "KK_02c.lrmx": grades("2023称职", "grade.unread"),
    "KK_04e.lrmx": grades("2021优秀 2023称职"),
    "KK_05f.lrmx": grades("2021称职 2022称职 2023称职"),
    "KK_06g.lrmx": grades("2021优秀 2022优秀 2023优秀"),
    "KK_08i.lrmx": grades("2021合格 2022合格 2023优秀"),
    "KK_09j.lrmx": grades("2021合格 2022基本合格 2023合格"),
    "KK_11l.lrmx": grades("2022优秀 2023称职", "grade.unread"),
    "KK_12m.lrmx": grades("2022优秀 2023优秀", "grade.unread"),
    "R11_grades.xlsx": want("grade.unread", each={"grades": R11}),
    "R11b_year_columns.xlsx": want(
        "grade.unread",
        each={"grades": ({2023: "优秀", 2024: "合格", 2025: "优秀"}, {2023: "称职"})},
    ),
    # ── résumés ──
    "J01_days.lrmx": lines(STUDY, CLERK, DEPUTY),
    "J03_single_month.lrmx": lines(
        STUDY, ("2002-08", None, *CLERK[2:]), DEPUTY, codes=("resume.single",)
    ),
    "J05_spaced.lrmx": lines(STUDY, CLERK, DEPUTY),
    "J10_one_line.lrmx": lines(STUDY, CLERK, DEPUTY),
    "J11_secondment_inside.lrmx": lines(
        (
            "2002-08", None, "work",
            "嘉善县发展和改革局科员（2015.03--2017.03挂任西塘镇党委副书记；2018.09-2021.06浙江大学公共管理硕士在职学习）",
        ),
    ),  # fmt: skip
    "J12_wide_dash.lrmx": lines(STUDY, CLERK, DEPUTY),
    "JJ_a.lrmx": lines(
        BEGAN, SECTION, ("2016-05", None, "work", "任科长"), ("2018-01", None, "work", "任副局长"),
        codes=("resume.single",),
    ),  # fmt: skip
    "JJ_b.lrmx": lines(BEGAN, SECTION, ("2016-04", None, "work", "任科长")),
    **{f"JJ_{letter}.lrmx": lines(BEGAN, SECTION) for letter in "cefhmqst"},
    "JJ_d.lrmx": lines(BEGAN, SECTION, ("2016-04", "2018-01", "work", "任科长")),
    "JJ_j.lrmx": lines(
        BEGAN, unread("2015.03--2016.14  任副科长"), codes=("resume.bad_month",)
    ),
    "JJ_k.lrmx": lines(
        BEGAN, unread("2015.13--2016.04  任副科长"), codes=("resume.bad_month",)
    ),
    "JJ_l.lrmx": lines(
        BEGAN, unread("2016.04--2015.03  任副科长"), codes=("resume.reversed",)
    ),
    "JJ_o.lrmx": lines(BEGAN, ("2015-03", None, "work", "任副科长")),
    **{f"{name}.lrmx": lines(STUDY, CLERK, DEPUTY) for name in (
        "X11_br_elements", "X12_br_escaped", "X13_backslash_n",
    )},
    "X17_entity_nbsp.lrmx": lines(STUDY, CLERK),
    # ── lines that are no people, merged cells, hidden rows, one person twice ──
    "G01_footer_people.xlsx": want("roster.total", people=("测一",)),
    "E02_footer_in_name.xlsx": want("roster.total", people=("沈墨",)),
    "E03_repeat_header.xlsx": want("roster.total", people=("沈墨", "顾岚")),
    "E04_numbers_row.xlsx": want("roster.total", people=("沈墨",)),
    "G06_merged_unit.xlsx": want("roster.merged", each={"unit": ("海盐发展和改革局",) * 2}),
    "G07_hidden_row.xlsx": want("roster.hidden_row", people=("测九", "已剔除")),
    "G02_two_sheets.xlsx": want("person.maybe_twice", people=("测二", "测二")),
    "G03_dots.xlsx": want("person.twice_same", people=DOTTED),
    "G10_no_id_no_birth.xlsx": want(each={"unit": ("嘉善发展和改革局",) * 2}),
    "T02_na_birth_id.xlsx": want(
        "cell.error", first={"birth_month": None, "id_number": "", "sex": ""}, people=("误二",)
    ),
    "E05_name_formula.xlsx": want("cell.uncomputed", "name.missing", errors=1),
    # ── heads ──
    "R01_two_schools.xlsx": want(each={"education": ([
        {"full_time": True, "level": "大学", "degree": "", "school": "浙江大学法学"},
        {"full_time": False, "level": "研究生", "degree": "", "school": "省委党校经济管理"},
    ],)}),
    "R02_synonym_headers.xlsx": want(
        first={"phone": "13800001234", "unknown": {"联系电话": "0573-82520000"}}
    ),
    "R02b_xueli_two.xlsx": want(each={"levels": (["大学", "研究生"],)}),
    "R02c_unit_two.xlsx": want(first={"unit": "嘉善县发展和改革局", "post": "副局长"}),
    "R03_two_row_header.xlsx": want(first={"education": [SCHOOL, LATER]}),
    "R05_header_words.xlsx": want(first={
        **PEN, "post": "嘉善县发展和改革局副局长", "rank_since_month": "2018-03",
        "work_started_month": "2002-08", "phone": "13800001234", "education": [SCHOOL],
    }),
    "R05b_idno_words.xlsx": want(first=PEN),
    "G08_post_header.xlsx": want(
        first={"post": "海盐发展和改革局副局长", "id_number": "330421198005180714"}
    ),
    "T14_vertical_form.xlsx": want("roster.form", first={
        "name": "沈墨", "ethnicity": "汉族", "health": "健康", "work_started_month": "2002-08",
    }, people=("沈墨",)),
    # ── levels ──
    "R10_ranks.xlsx": want(
        "rank.unknown", "rank.grade", "rank.remark",
        each={"rank": RANKS, "civil_grade": ("",) * 15 + ("四级调研员", "一级主任科员") + ("",) * 9},
    ),
    # ── marks, names, ID numbers ──
    "R04_nbsp_cells.xlsx": want(
        "id.tidied", people=("沈墨", "顾岚", "陆川"), each={"rank": (1, 1, 1), "sex": ("男",) * 3}
    ),
    "R04b_sex_padded.xlsx": want(each={"sex": ("男", "男")}),
    "I02_id_spaces.lrmx": want("id.tidied", first=PEN),
    "E08_id_apostrophe.xlsx": want("id.tidied", first=PEN),
    "E09_id_fullwidth_x.xlsx": want("id.tidied", first={"id_number": "33042119800512021X"}),
    "G04_unit_newline.xlsx": want(
        first={"unit": "嘉善发展和改革局", "post": "党组成员、副局长"}
    ),
    "E13_long_post.xlsx": want("cell.long"),
    "N01_pua.lrmx": want("name.private", first={"name": "\ue863某"}),
    "N08_xa.lrmx": want("name.described", first={"name": "吕⿺走女"}),
    "W02_names.zip": want("name.cleaned"),
    # ── party, dates, relatives ──
    "P02_party_comma.lrmx": want(
        first={"party_joined_month": "2002-06", "politics": "中共党员、民建"}
    ),
    "P06_party_dem_month.lrmx": want(
        first={"party_joined_month": "2005-06", "politics": "民盟"}
    ),
    "P07_party_dem_month2.lrmx": want(
        first={"party_joined_month": "2005-06", "politics": "民盟"}
    ),
    **{f"R09{letter}_date.xlsx": want(first=BORN) for letter in "afku"},
    "B02_birth_age_nl.lrmx": want(first=BORN),
    **{name: want(code, each={"born": (born,)}) for name, code, born in (
        ("F01_year_only.lrmx", "family.birth_year", "1948"),
        ("F02_dead.lrmx", "family.birth_words", "已故"),
        ("F05_unknown.lrmx", "family.birth_words", "不详"),
        ("F06_dash.lrmx", "family.birth_words", "—"),
        ("F07_ok00.lrmx", "family.birth_year", "19480000"),
    )},
    # ── other kinds of file ──
    "T05_roster.csv": want(first={"unit": "嘉善发展和改革局", "rank": 1}, people=("误六",)),
    "T07_roster.xls": want(first={"unit": "嘉善发展和改革局", "rank": 1}, people=("误七",)),
    "T08_roster.et": want(refused="file.other_book"),
    "X02_secret.lrmx": want("secret.words", people=("沈墨",)),
    "X03_secret2.lrmx": want("secret.words", people=("沈墨",)),
    # ── vCards ──
    "V01_bom_concat.vcf": want(people=("沈墨", "顾岚")),
    "V02_mixed_enc.vcf": want("vcard.gb18030", people=("沈墨", "顾岚")),
    "V05_android_note_newlines.vcf": want(
        "vcard.joined", first={"note": "第一行\n第二行没有缩进\n第三行: 冒号", "phone": "13800001111"}
    ),
    "V08_photo_unindented.vcf": want("vcard.joined", first={"phone": "13800001111"}),
    "V09_agent.vcf": want("vcard.agent", first={"phone": "13800001111"}, people=("沈墨",)),
    "V10_no_fn_foreign.vcf": want(people=("John Smith",)),
    "V22_tel_wan.vcf": want(people=("沈墨",) * 4, each={"keys": ("13800001111",) * 4}),
}  # fmt: skip


def plain_of(name: str) -> list[dict[str, Any]]:
    """The files inside as `dunmiao read --json --unmasked` prints them."""
    reads = read_upload(name, (CASES / name).read_bytes(), today=TODAY)
    plain = [file_json(read, unmasked=True) for read in reads]
    return json.loads(json.dumps(plain))  # type: ignore[no-any-return]
