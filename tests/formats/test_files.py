"""Files as offices and enemies bring them: read, or refused with the reason; never a crash."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.cli.read import run
from dunmiao.formats.books import read_filled, read_tables
from dunmiao.formats.container import Refused
from dunmiao.formats.lrm import read_lrm
from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.lrmx_write import rewrite_lrmx, write_lrmx
from dunmiao.formats.photos import clean_photo
from dunmiao.formats.read import read_upload
from dunmiao.formats.units import read_units
from tests.factories.rosters import HEADER, NEW, workbook

TODAY = date(2026, 11, 23)
FORM = """<?xml version="1.0" encoding="utf-8"?><Person><XingMing>张 三</XingMing><XingBie>男</XingBie>
<ChuShengNianYue>198002</ChuShengNianYue><MinZu>汉族</MinZu><RuDangShiJian>200506；民盟</RuDangShiJian>
<JianLi>2002.08--2010.01  科员&#13;
2010.01--         处长</JianLi><NianDuKaoHeJieGuo>2023年、2024年称职</NianDuKaoHeJieGuo>
<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李四</XingMing></Item></JiaTingChengYuan>
<QiTaXinXi>别处写的</QiTaXinXi><Version>3.2.1.6</Version></Person>"""


def refused(name: str, content: bytes) -> str:
    read = read_upload(name, content, today=TODAY)[0]
    assert read.refused is not None
    return read.refused.code


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return stream.getvalue()


def test_a_form_is_read() -> None:
    form = read_lrmx(FORM.encode(), today=TODAY)
    person = form.person
    assert (person.name, person.birth_month) == ("张三", date(1980, 2, 1))
    assert (person.party_joined_month, person.politics) == (date(2005, 6, 1), "中共党员、民盟")
    assert person.family[0].name == "李四"
    assert len(person.career) == 2
    assert person.unknown == {"QiTaXinXi": "别处写的"}
    assert form.generation == 3


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FORM.encode(),
        FORM.replace('encoding="utf-8"', 'encoding="gb2312"')
        .replace("张 三", "朱镕")
        .encode("gb18030"),
        FORM.replace('encoding="utf-8"', 'encoding="gbk"').encode("gb18030"),
        FORM.encode("gb18030"),
        FORM.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"),
        FORM.replace("汉族", "汉族&#1;").encode(),
    ],
)
def test_encodings_that_are_met(content: bytes) -> None:
    assert read_lrmx(content, today=TODAY).person.ethnicity == "汉族"


def test_writing_keeps_what_is_unknown_and_the_crlf_of_the_resume() -> None:
    form = read_lrmx(FORM.encode(), today=TODAY)
    again = rewrite_lrmx(form.person, FORM.encode(), today=TODAY)
    assert "<QiTaXinXi>别处写的</QiTaXinXi>" in again.decode()
    assert b"\r\n2010.01--" in again
    assert b"&#13;" not in again
    assert read_lrmx(again, today=TODAY).person == form.person
    fresh = write_lrmx(form.person)
    assert read_lrmx(fresh, today=TODAY).person.politics == form.person.politics
    assert read_lrmx(fresh, today=TODAY).person.career == form.person.career


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Person><XingMing>&e;</XingMing></Person>',
            "xml.dtd",
        ),
        (b"<!DOCTYPE lolz [<!ENTITY a 'x'>]><Person/>", "xml.dtd"),
        ("<!DOCTYPE x><Person/>".encode("utf-16"), "xml.dtd"),
        (b"<Other/>", "xml.not_lrmx"),
        (b"<Person><XingMing>", "file.broken"),
        (b"", "file.empty"),
        (b"<Person>" + b"a" * (9 * 1024 * 1024), "file.too_large"),
    ],
)
def test_hostile_and_broken_forms(content: bytes, code: str) -> None:
    assert refused("a.lrmx", content) == code


def test_hostile_and_foreign_files() -> None:
    assert refused("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100) == "file.broken"
    assert refused("a.xls", b"<html><table></table>") == "file.other_book"
    assert refused("a.xlsx", b"PK\x03\x04broken") == "file.broken"
    assert refused("a.exe", b"MZ123") == "file.unknown_kind"
    assert refused("a.docx", archive(**{"word/document.xml": b"x"})) == "file.unknown_kind"
    macro = archive(**{"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"})
    assert refused("a.xlsm", macro) == "file.macro"
    bomb = archive(**{"xl/workbook.xml": b"0" * (60 * 1024 * 1024)})
    assert refused("a.xlsx", bomb) == "file.bomb"


def test_a_nested_archive_is_passed_over_and_said() -> None:
    content = archive(**{"张三.lrmx": FORM.encode(), "内.zip": archive(x=b"1")})
    reads = read_upload("表.zip", content, today=TODAY)
    assert [len(read.people) for read in reads] == [1]
    assert reads[0].findings[0].code == "file.nested_archive"


def test_header_synonyms_and_title_rows() -> None:
    header = ["姓 名", "性别*", "出生日期（年月）", "身份证号码", "单位", "职务", "行政级别"]
    read = read_upload("a.xlsx", workbook([NEW], header=header), today=TODAY)[0]
    person = read.people[0].person
    assert (person.name, person.rank, person.unit) == ("孙𠮷", 2, "市财政局")


def test_a_header_that_stands_twice_is_refused() -> None:
    assert (
        refused("a.xlsx", workbook([NEW], header=[*HEADER[:-1], "姓名"]))
        == "roster.duplicate_header"
    )


def test_an_id_number_that_excel_made_a_number_is_refused() -> None:
    row = [*NEW[:3], 3.39999e17, *NEW[4:]]
    codes = [f.code for f in read_upload("a.xlsx", workbook([row]), today=TODAY)[0].all_findings()]
    assert "id.number_cell" in codes


def test_one_person_twice() -> None:
    read = read_upload("a.xlsx", workbook([NEW, NEW]), today=TODAY)[0]
    assert len(read.people) == 1
    other = [*NEW[:5], "别的职务", "正科"]
    read = read_upload("a.xlsx", workbook([NEW, other]), today=TODAY)[0]
    assert [[f.code for f in p.findings] for p in read.people] == [["person.twice"]] * 2


def test_id_number_birth_and_sex_must_agree() -> None:
    row = ["孙某", "女", "1985.07", *NEW[3:]]
    read = read_upload("a.xlsx", workbook([row]), today=TODAY)[0]
    assert {f.code for f in read.people[0].findings} == {"id.birth_differs", "id.sex_differs"}


def test_the_legacy_form() -> None:
    fields = [""] * 33
    fields[0], fields[1], fields[2], fields[3] = "王 五", "男", "197803", "汉族"
    fields[5], fields[9], fields[10] = "200107", "大学#学士@研究生#硕士", "甲大学#@乙大学#"
    fields[17] = "1999.08--2005.01 科员\r\n2005.01-- 科长"
    fields[20], fields[21], fields[22] = "妻子@儿子", "赵六@王七", "197905@200501"
    fields[23], fields[24], fields[25] = "群众@", "某校@学生", "某局科长"
    content = ('"' + '","'.join(fields) + '"').encode("gb18030")
    form = read_lrm(content, today=TODAY)
    assert form.person.name == "王五"
    assert [e.level for e in form.person.education] == ["大学", "研究生"]
    assert [m.relation for m in form.person.family] == ["妻子", "儿子"]
    fields[24] = "某校，教务@处@学生"
    shifted = ('"' + '","'.join(fields) + '"').encode("gb18030")
    codes = [f.code for f in read_lrm(shifted, today=TODAY).findings]
    assert "lrm.family_shifted" in codes


def test_photos_are_made_anew() -> None:
    from PIL import Image

    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "GPS"
    Image.new("RGB", (900, 600), "gray").save(stream, "JPEG", exif=exif)
    clean = clean_photo(stream.getvalue())
    assert clean is not None
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.height > picture.width
        assert not picture.getexif()
    for bad in (b"", b"<svg/>", b"<?php", b"\xff\xd8\xff broken"):
        assert clean_photo(bad) is None


def test_the_command_tells_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, no = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.bin"
    good.write_bytes(workbook([NEW]))
    bad.write_bytes(workbook([["", *NEW[1:]]]))
    no.write_bytes(b"junk")
    assert run([str(good), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["format"] == "dunmiao-read/1"
    person = plain["files"][0]["people"][0]
    assert person["birth_month"] == "1985-06"
    assert "*" in person["id_number"]
    assert run([str(bad)]) == 1
    assert run([str(good), str(no)]) == 2
    assert run([str(good), "--json", "--unmasked"]) == 0
    assert NEW[3] in capsys.readouterr().out


@given(st.binary(max_size=400))
def test_no_bytes_break_a_reader(content: bytes) -> None:
    for name in ("a.lrmx", "a.lrm", "a.xlsx", "a.zip", "a.txt"):
        for read in read_upload(name, content, today=TODAY):
            assert read.refused or read.people is not None


def test_exports_are_text_never_formulas() -> None:
    import python_calamine

    from dunmiao.formats.workbook import write_workbook

    content = write_workbook(sheet="a", header=["x"], rows=[["=1+1"], ["@cmd"]])
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python() == [["x"], ["=1+1"], ["@cmd"]]


def laid_out(sheet: bytes) -> bytes:
    """A real workbook whose sheet's XML is replaced."""
    source = workbook([])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return out.getvalue()


def sheet_of(cells: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{head}<sheetData>{cells}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c s=\">\" r='xfd1048576'><v>1</v></c></row>",
        '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c><c r=A9><v>1</v></c></row>',
    ],
)  # fmt: skip
def test_cells_far_apart_are_refused_before_they_are_laid_out(cells: str) -> None:
    content = laid_out(sheet_of(cells))
    assert len(content) < 20_000
    assert refused("名册.xlsx", content) in {"file.sparse", "file.broken"}
    for reader in (read_units, read_tables, lambda book: read_filled(book, header=["单位"])):
        with pytest.raises(Refused):
            reader(content)


def test_styled_but_empty_cells_take_no_room() -> None:
    empty = (
        '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    ((_, table),) = read_tables(laid_out(sheet_of(empty)))
    assert [[cell.value for cell in row] for row in table] == [[7.0]]


def test_another_kind_of_book_in_the_same_wrapping_is_refused() -> None:
    with pytest.raises(Refused):
        read_tables(archive(**{"content.xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
