"""Books: the meaning of cells, and hostile or odd ones, in every wrapping."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dunmiao.cli.read import run
from dunmiao.formats.books import open_book, read_filled, read_tables
from dunmiao.formats.cells import Kind, column_index, column_letter, day_of, shown
from dunmiao.formats.contact_sheets import HEADER as CONTACTS
from dunmiao.formats.contact_sheets import read_contacts
from dunmiao.formats.read import FileRead, read_upload
from dunmiao.formats.units import read_units
from tests.factories.rosters import HEADER, NEW, workbook
from tests.formats.wanted import CASES, TODAY

Fill = Callable[[Any, Any], None]


def book(fill: Fill, **options: Any) -> bytes:
    """A book of one sheet that `fill(book, sheet)` writes."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    fill(made, made.add_worksheet("名册"))
    made.close()
    return stream.getvalue()


def roster(*rows: list[Any], header: list[str] = HEADER, **options: Any) -> FileRead:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)

    return read_upload("名册.xlsx", book(fill, **options), today=TODAY)[0]


def again(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            body = old.read(one)
            new.writestr(one, change(body) if one == name else body)
    return out.getvalue()


def refusal(name: str, content: bytes) -> str:
    finding = read_upload(name, content, today=TODAY)[0].refused
    return finding.code if finding else ""


def codes(read: FileRead) -> set[str]:
    return {finding.code for finding in read.all_findings()}


# ── the meaning of a cell ──
def cells_of(fill: Fill, **options: Any) -> list[Any]:
    ((_, table),) = read_tables(book(fill, **options))
    return table[0]


def test_numbers_are_shown_as_their_format_shows_them() -> None:
    formats = ["0.00", "0.0%", "#,##0", "000000", "General", '0.00"元"', "@", "0.00_ ;-0.00"]
    values = [1986.1, 0.125, 12345, 573, 3.0, 2.5, 7, -0.5]

    def fill(made: Any, sheet: Any) -> None:
        for n, (code, value) in enumerate(zip(formats, values, strict=True)):
            sheet.write_number(0, n, value, made.add_format({"num_format": code}))

    cells = cells_of(fill)
    assert [cell.text for cell in cells] == [
        "1986.10", "12.5%", "12345", "000573", "3", "2.50", "7", "-0.50",
    ]  # fmt: skip
    assert [cell.is_percent for cell in cells] == [False, True] + [False] * 6


def test_days_errors_truths_and_formulas_without_value() -> None:
    def fill(made: Any, sheet: Any) -> None:
        day = made.add_format({"num_format": "yyyy年m月"})
        sheet.write_datetime(0, 0, datetime(1980, 5, 12), day)
        sheet.write_formula(0, 1, "=1/0", value="#DIV/0!")
        sheet.write_boolean(0, 2, True)
        sheet.write_formula(0, 3, "=A1&B1", value="甲乙")
        sheet.write_rich_string(0, 4, "甲", made.add_format({"bold": True}), "乙")

    cells = cells_of(fill)
    assert [cell.kind for cell in cells] == [
        Kind.DATE, Kind.ERROR, Kind.TRUTH, Kind.TEXT, Kind.TEXT,
    ]  # fmt: skip
    assert (cells[0].value, cells[1].text, cells[4].text) == (
        datetime(1980, 5, 12),
        "#DIV/0!",
        "甲乙",
    )


@pytest.mark.parametrize(
    ("serial", "day"),
    [(0, None), (1, (1900, 1, 1)), (59, (1900, 2, 28)), (60, None), (61, (1900, 3, 1)), (29353, (1980, 5, 12)), (-1, None), (1e9, None)],
)  # fmt: skip
def test_serial_numbers_of_days(serial: float, day: tuple[int, int, int] | None) -> None:
    assert day_of(serial, from_1904=False) == (datetime(*day) if day else None)
    assert day_of(0, from_1904=True) == datetime(1904, 1, 1)


def test_a_day_that_is_none_is_marked_and_the_person_comes_in() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, NEW)
        sheet.write_number(1, 2, 60, made.add_format({"num_format": "yyyy-mm-dd"}))

    read = read_upload("a.xlsx", book(fill), today=TODAY)[0]
    assert "cell.lost_day" in codes(read)
    assert not any(f.is_error for f in read.all_findings())
    assert read.people[0].person.birth_month == date(1985, 6, 1)  # by the ID number


def test_days_counted_from_1904_are_read_so_and_said() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [*NEW[:2], "", "", *NEW[4:]])
        sheet.write_datetime(1, 2, datetime(1985, 6, 9), made.add_format({"num_format": "yyyy.mm"}))
        sheet.write_row(2, 0, ["甲", "男", 29759, "", *NEW[4:]])  # without a format

    read = read_upload("a.xlsx", book(fill, date_1904=True), today=TODAY)[0]
    assert "book.from_1904" in codes(read)
    assert [p.person.birth_month for p in read.people] == [date(1985, 6, 1)] * 2


def test_a_month_is_read_by_its_number_format() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        for n, code in ((1, "0.00"), (2, "General")):
            sheet.write_row(n, 0, [f"甲{'一二'[n - 1]}", "男", "", "", f"局{n}", "科员", ""])
            sheet.write_number(n, 2, 1986.1, made.add_format({"num_format": code}))

    one, two = read_upload("a.xlsx", book(fill), today=TODAY)[0].people
    assert one.person.birth_month == date(1986, 10, 1)
    assert two.person.birth_month is None
    assert [f.code for f in two.findings] == ["month.ambiguous"]


def test_an_id_number_settles_a_month_that_may_be_two() -> None:
    number = "339999" + "19861005" + "001"
    from dunmiao.formats.idnumber import check_character

    row = ["甲一", "男", 1986.1, number + check_character(number), *NEW[4:]]
    (person,) = roster(row).people
    assert person.person.birth_month == date(1986, 10, 1)
    assert [f.code for f in person.findings] == ["month.settled"]


def test_merged_values_hold_for_every_row_and_hidden_parts_are_said() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        for n in range(1, 4):
            sheet.write_row(n, 0, ["甲乙丙"[n - 1] + "一", "男", f"198{n}.05", "", "", "科员", ""])
        sheet.merge_range(1, 4, 3, 4, "市财政局")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(5, 5, 10, None, {"hidden": True})
        extra = made.add_worksheet("旧名册")
        extra.write_row(0, 0, HEADER)
        extra.write_row(1, 0, ["丁一", "女", "1985.05", "", "市审计局", "科员", ""])
        extra.hide()

    read = read_upload("a.xlsx", book(fill), today=TODAY)[0]
    assert [p.person.unit for p in read.people] == ["市财政局"] * 3 + ["市审计局"]
    assert {
        "roster.merged",
        "roster.hidden_row",
        "book.hidden_columns",
        "roster.hidden_sheet",
    } <= codes(read)


def test_a_person_over_two_rows_is_one_and_a_head_over_two_columns_is_one() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 1, "姓名")
        sheet.write_row(0, 2, ["性别", "出生年月", "学历", "单位"])
        sheet.merge_range(1, 0, 2, 1, "甲一")
        sheet.merge_range(1, 2, 2, 2, "男")
        sheet.write_row(1, 3, ["1985.05", "大学", "市财政局"])
        sheet.write_row(2, 3, ["", "研究生", ""])
        sheet.merge_range(3, 0, 3, 1, "乙一")
        sheet.write_row(3, 2, ["女", "1986.05", "大专", "市审计局"])

    read = read_upload("a.xlsx", book(fill), today=TODAY)[0]
    assert [p.person.name for p in read.people] == ["甲一", "乙一"]
    assert read.people[0].person.unknown == {"学历（第 3 行）": "研究生"}
    assert [f.code for f in read.people[0].findings] == ["roster.continued"]


def test_heads_below_group_heads_are_found() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 6, "干部名册（2026年）")
        sheet.merge_range(1, 0, 2, 0, "姓名")
        sheet.merge_range(1, 1, 1, 2, "基本情况")
        sheet.merge_range(1, 3, 1, 4, "全日制教育")
        sheet.merge_range(1, 5, 1, 6, "在职教育")
        sheet.write_row(
            2, 1, ["性别", "出生年月", "学历", "毕业院校及专业", "学历", "毕业院校及专业"]
        )
        sheet.write_row(
            3, 0, ["甲一", "男", "1985.05", "大学", "浙江大学法学", "研究生", "省委党校"]
        )

    (person,) = read_upload("a.xlsx", book(fill), today=TODAY)[0].people
    assert [(e.is_full_time, e.level, e.school) for e in person.person.education] == [
        (True, "大学", "浙江大学法学"), (False, "研究生", "省委党校"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "cells", "unit", "post"),
    [
        (["工作单位及职务"], ["市财政局\n预算科副科长"], "", "市财政局预算科副科长"),
        (["单位及职务", "职务"], ["市财政局", "副科长"], "", "市财政局副科长"),
        (["单位及职务", "职务"], ["市财政局副科长", "副科长"], "", "市财政局副科长"),
        (["单位", "职务", "工作单位及职务"], ["市财政局", "副科长", "市财政局副科长"], "市财政局", "副科长"),
    ],
)  # fmt: skip
def test_unit_and_post_in_one_column_or_in_several(
    heads: list[str], cells: list[str], unit: str, post: str
) -> None:
    (one,) = roster(["甲一", "男", "1985.05", *cells], header=["姓名", "性别", "出生年月", *heads]).people  # fmt: skip
    assert (one.person.unit, one.person.post, one.person.unknown) == (unit, post, {})


def test_what_is_too_long_is_cut_and_lies_in_the_finding() -> None:
    header = ["姓名", "性别", "学历", "毕业院校及专业", "籍贯"]
    (one,) = roster(["甲一", "男", "大" * 31, "校" * 121, "浙" * 51], header=header).people
    assert sorted(f.facts["rest"] for f in one.findings) == ["大", "校", "浙"]
    form = "<Person><XingMing>甲一</XingMing><JiaTingChengYuan><Item><XingMing>乙</XingMing>"
    form += f"<GongZuoDanWeiJiZhiWu>{'局' * 203}</GongZuoDanWeiJiZhiWu></Item></JiaTingChengYuan></Person>"
    read = read_upload("a.lrmx", form.encode(), today=TODAY)[0]
    assert [f.facts["rest"] for f in read.all_findings()] == ["局局局"]


def test_section_lines_name_the_unit_of_those_below() -> None:
    rows = [["一、市财政局（2人）"], ["甲一", "男", "1985.05", "", "", "科员", ""], ["二、市审计局"],
            ["乙一", "女", "1986.05", "", "", "科员", ""], ["三、拟提拔人选"], ["丙一", "女", "1986.05", "", "", "科员", ""]]  # fmt: skip
    read = roster(*rows)
    assert [p.person.unit for p in read.people] == ["市财政局", "市审计局", ""]
    assert "roster.section" in codes(read)


@pytest.mark.parametrize(
    "line",
    ["合计", "合  计", "总计：3人", "共3人", "小计", "市财政局小计", "填表人：李四", "审核人：王五　日期：2026.11",
     "单位（盖章）：", "负责人（签字）：", "填报日期：2026年11月", "注：出生年月填至月", "备注：略", "说明：本表一式两份",
     "制表单位：组织部", "* 为后备干部", "1.本表由各单位如实填写。", "以上共12人", "人数合计：12", "2026年11月30日",
     "主要领导：", "经办人及联系电话：张三 0573"],
)  # fmt: skip
def test_lines_that_are_no_people_are_passed_over_and_said(line: str) -> None:
    for row in ([line], ["", line], [line, "", "", "", "2026.11"]):
        read = roster(NEW, row)
        assert [p.person.name for p in read.people] == ["孙𠮷"], row
        assert "roster.total" in codes(read)


@pytest.mark.parametrize("name", ["总书", "计一", "共一", "单位平", "和计", "合一", "欧阳合计"])
def test_names_that_only_begin_like_a_total_are_people(name: str) -> None:
    assert [p.person.name for p in roster([name, *NEW[1:]]).people] == [name]


def test_a_sheet_without_head_is_said() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, NEW)
        made.add_worksheet("说明").write_row(0, 0, ["本表用于挂职"])

    assert "roster.sheet_unread" in codes(read_upload("a.xlsx", book(fill), today=TODAY)[0])


def test_unknown_heads_are_kept_and_can_be_given_a_field_by_hand() -> None:
    header = ["姓名", "性别", "出生年月", "所在处室"]
    rows = [["甲一", "男", "1985.05", "办公室"]]
    content = workbook(rows, header=header)
    read = read_upload("a.xlsx", content, today=TODAY)[0]
    assert read.people[0].person.unknown == {"所在处室": "办公室"}
    given = read_upload("a.xlsx", content, today=TODAY, heads={"所在处室": "unit"})[0]
    assert (given.people[0].person.unit, given.findings) == ("办公室", [])


# ── other wrappings ──
def test_csv_in_every_encoding_and_separator() -> None:
    lines = [",".join(HEADER) + ",,", ",".join(map(str, NEW)) + ",,"]
    for coding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        read = read_upload("名册.csv", "\r\n".join(lines).encode(coding), today=TODAY)[0]
        assert (read.people[0].person.name, read.findings) == ("孙𠮷", []), coding
        assert read.encoding is not None
    for mark in ("\t", ";"):
        read = read_upload("名册.csv", "\n".join(lines).replace(",", mark).encode(), today=TODAY)[0]
        assert [p.person.name for p in read.people] == ["孙𠮷"]
        assert "csv.separator" in codes(read)
    assert refusal("名册.csv", b"\xff\xfe\x00") == "file.broken"
    assert refusal("名册.csv", "姓名,性别\0".encode()) == "file.broken"


def test_text_under_the_name_of_a_book_is_read_and_what_is_another_kind_is_named() -> None:
    text = "\n".join(["\t".join(HEADER), "\t".join(map(str, NEW))]).encode("gb18030")
    assert [p.person.name for p in read_upload("a.xls", text, today=TODAY)[0].people] == ["孙𠮷"]
    for name, content in (
        ("a.et", workbook([NEW])),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
    ):
        assert refusal(name, content) == "file.other_book"
    assert "WPS" in read_upload("a.et", workbook([NEW]), today=TODAY)[0].refused.message  # type: ignore[union-attr]


def test_a_broken_and_an_encrypted_old_book() -> None:
    whole = (CASES / "T07_roster.xls").read_bytes()
    assert refusal("a.xls", whole[:1500] + b"\0" * 500) == "file.broken"
    locked = whole + "EncryptedPackage".encode("utf-16-le")
    assert refusal("a.xls", locked) == "file.encrypted"
    assert open_book(whole).kind == "xls"


@given(st.integers(0, 5600), st.binary(min_size=1, max_size=40))
def test_no_bytes_in_an_old_book_break_the_reader(place: int, bytes_: bytes) -> None:
    whole = (CASES / "T07_roster.xls").read_bytes()
    hurt = whole[:place] + bytes_ + whole[place + len(bytes_) :]
    for read in read_upload("a.xls", hurt, today=TODAY):
        assert read.refused or read.people is not None


# ── hostile ──
DTD = "<!DOCTYPE x [<!ENTITY a 'b'>]>"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml",
                                  "docProps/core.xml", "_rels/.rels", "[Content_Types].xml"])  # fmt: skip
@pytest.mark.parametrize(
    "coding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_a_document_type_in_any_part_and_encoding_is_refused(part: str, coding: str) -> None:
    def change(body: bytes) -> bytes:
        text = body.decode().split("?>", 1)[-1]
        return f"<?xml version='1.0'?>\n\n <!-- - -->\t{DTD}\n{text}".encode(coding)

    assert refusal("a.xlsx", again(workbook([NEW]), part, change)) in {"xml.dtd", "file.broken"}


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-le", "utf-32-be"])
def test_a_document_type_in_a_form_is_refused(coding: str) -> None:
    content = f"<?xml version='1.0'?>\n<!-- -->\n  {DTD}<Person><XingMing>&a;</XingMing></Person>"
    assert refusal("a.lrmx", content.encode(coding)) == "xml.dtd"


def test_two_parts_of_one_name_and_parts_that_leave_are_refused() -> None:
    out = io.BytesIO(workbook([NEW]))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<x/>")
    assert refusal("a.xlsx", out.getvalue()) == "file.members"
    out = io.BytesIO(workbook([NEW]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("../../evil.xml", b"<x/>")
    assert refusal("a.xlsx", out.getvalue()) == "file.members"


def test_members_that_leave_or_are_links_or_stand_twice_are_passed_over_and_said() -> None:
    form = "<Person><XingMing>张三</XingMing></Person>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("好.lrmx", "../外.lrmx", "/根.lrmx", "C:\\盘.lrmx", "双.lrmx", "独.pic"):
            archive.writestr(name, form)
        link = zipfile.ZipInfo("链.lrmx")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, b"/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("双.lrmx", form)
    reads = read_upload("表.zip", out.getvalue(), today=TODAY)
    assert [read.file for read in reads] == ["好.lrmx"]
    told = [(f.code, f.facts["name"]) for f in reads[0].findings]
    assert sorted(told) == sorted(
        [("file.member_outside", name) for name in ("../外.lrmx", "/根.lrmx", "C:\\盘.lrmx")]
        + [("file.member_twice", "双.lrmx")] * 2
        + [("file.member_link", "链.lrmx"), ("photo.alone", "独.pic")]
    )  # fmt: skip


def test_a_marking_of_the_file_is_refused_and_a_word_in_a_sentence_asked_about() -> None:
    def marked(fill: Fill) -> str:
        return refusal("a.xlsx", book(fill))

    def titled(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "机密★10年")
        sheet.write_row(1, 0, HEADER)
        sheet.write_row(2, 0, NEW)

    def printed(made: Any, sheet: Any) -> None:
        sheet.set_header("&L秘密★5年&R第&P页")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, NEW)

    def below(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, NEW)
        sheet.write(3, 0, "绝密")

    assert [marked(fill) for fill in (titled, printed, below)] == ["file.secret"] * 3
    form = "<Person><XingMing>张三</XingMing><JianLi>{}</JianLi></Person>"
    assert refusal("a.lrmx", form.format("机密★\n2002.08-- 科员").encode()) == "file.secret"
    asked = read_upload("a.lrmx", form.format("2002.08-- 机密★文件室科员").encode(), today=TODAY)[0]
    assert asked.refused is None
    assert "secret.words" in codes(asked)
    plain = roster([*NEW[:5], "机密室主任", NEW[6]])
    assert codes(plain) == set()


def test_piled_marks_are_a_warning() -> None:
    read = roster(["王\u0301\u0301\u0301\u0301伟", *NEW[1:]])
    assert "text.piled" in codes(read)
    assert not any(f.is_error for f in read.all_findings())


def test_a_weak_cell_refuses_nobody() -> None:
    row = ["张一(女)", "女人", "不详", "3304", "市财政局", "=1+1", "试用期"]
    read = roster(row, strings_to_formulas=False)
    assert [f.code for f in read.people[0].findings if f.is_error] == []
    assert {
        "name.odd",
        "sex.bad",
        "month.bad",
        "id.length",
        "cell.formula_kept",
        "rank.unknown",
    } <= codes(read)


def test_a_missing_path_is_said_to_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([str(tmp_path / "没有.xlsx"), "--json"]) == 2
    assert '"file.missing"' in capsys.readouterr().out


# ── small forms, contacts, units ──
def test_a_filled_form_says_which_cells_say_nothing() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["单位", "姓名"])
        sheet.write(1, 0, "甲局\u200b ")
        sheet.write_formula(1, 1, "=NA()", value="#N/A")

    filled = read_filled(book(fill), header=["单位", "姓名"])
    assert filled.texts() == [(2, {"单位": "甲局", "姓名": "#N/A"})]
    assert [(f.code, f.where) for f in filled.faults] == [("cell.error", "名册!B2")]


def test_the_contact_sheets() -> None:
    def cards(name: str) -> Any:
        return read_contacts((CASES / name).read_bytes())

    _, (card,), found = cards("C02_numeric_landline.xlsx")
    assert card.phones == (("办公", "0573-82520000"),)
    assert [f.code for f in found] == ["phone.zero"]
    _, (card,), found = cards("C03_two_phones.xlsx")
    assert card.phones == (("手机", "13800001111"), ("手机", "13900002222"))
    assert card.emails == (("", "a@x.cn"), ("", "b@x.cn"))
    _, both, _ = cards("C06_same_name_diff_phone.xlsx")
    assert [one.phones[0][1] for one in both] == ["13800006666", "13800007777"]
    _, (one, two), _ = cards("C09_space.xlsx")
    assert (one.name, one.organisation[0], one.phones[0][1]) == ("壬一", "某部", "13800009999")
    assert two.phones == (("手机", "+86 138-0000-1212"),)
    row = ["乙", "部", "司", "处", "职", 12345, "", "", "总机：010-60000001；坏", "", "", ""]
    _, (card,), found = read_contacts(workbook([row], header=list(CONTACTS)))
    assert card.phones == (("手机", "12345"), ("总机", "010-60000001"), ("", "坏"))
    assert [f.code for f in found] == ["phone.bad", "phone.bad"]


def test_the_own_unit_list_of_an_office() -> None:
    header = ["序号", "单位名称", "单位性质", "主管单位"]
    content = workbook([[1, "甲市", "", ""], [2, "市财\n政局", "部门", "甲市"]], header=header)
    rows, found = read_units(content)
    assert [(row.name, row.kind, row.parent) for row in rows] == [
        ("甲市", "", ""),
        ("市财政局", "部门", "甲市"),
    ]
    assert found == []
    assert read_upload("单位.xlsx", content, today=TODAY)[0].kind == "units"


@given(st.integers(0, 20_000))
def test_columns_have_letters_and_back(index: int) -> None:
    assert column_index(column_letter(index)) == index


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_of_two_places_is_shown_as_it_is(value: Any) -> None:
    assert float(shown(float(value), "0.00")) == float(value)


VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 4)),
    st.just(""),
)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_another_reader_sees_the_same_cells(rows: list[list[Any]]) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    content = book(fill, strings_to_formulas=False, strings_to_urls=False)
    ((_, ours),) = read_tables(content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    theirs = sheet.to_python(skip_empty_area=False)
    ours_by_place = {
        (r, c): cell.value
        for r, row in enumerate(ours)
        for c, cell in enumerate(row)
        if cell.value is not None
    }
    theirs_by_place = {
        (r, c): value for r, row in enumerate(theirs) for c, value in enumerate(row) if value != ""
    }
    assert ours_by_place == theirs_by_place


def test_the_picture_beside_an_old_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = ["王五", "男", "197803", *[""] * 30]
    (tmp_path / "王五.lrm").write_bytes(('"' + '","'.join(fields) + '"').encode("gb18030"))
    for picture, bytes_, code in ((b"\xff\xd8\xff\xe0", 4, None), (b"GIF89a", None, "photo.bad")):
        (tmp_path / "王五.pic").write_bytes(picture)
        assert run([str(tmp_path), "--json"]) == 0
        (one,) = json.loads(capsys.readouterr().out)["files"]
        photo = one["people"][0]["photo"]
        assert (photo and photo["bytes"]) == bytes_
        assert [f["code"] for f in one["findings"]] == ([code] if code else [])
