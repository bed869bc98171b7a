"""Import: nothing before confirm, all of it after, everything back on undo."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.formats.lrmx_write import write_lrmx
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.people.actions.imports import receive_upload, undo_import
from dunmiao.people.importing import check_upload, write_import
from dunmiao.people.models import Cadre, ImportState
from dunmiao.people.records import record_of
from tests.factories.city import Cast
from tests.factories.rosters import HEADER, NEW, workbook

TODAY = date(2026, 11, 23)


def check(
    city: Cast, actor: Any, content: bytes, name: str = "名册.xlsx", unit: str = "市财政局"
) -> Any:
    return check_upload(actor=actor, name=name, content=content, unit=city.units[unit], today=TODAY)


def test_a_dry_run_writes_no_cadre(city: Cast) -> None:
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW]))
        assert [row.outcome for row in batch.rows.all()] == ["NEW"]
        assert Cadre.objects.count() == 5


def test_confirm_and_undo_of_a_new_person(city: Cast) -> None:
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW]))
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        cadre = Cadre.objects.get(name="孙𠮷")
        assert (cadre.rank, cadre.birth_month) == (2, date(1985, 6, 1))
        undo_import(Doing.by(actor), batch)
        assert not Cadre.objects.filter(name="孙𠮷").exists()


def test_an_update_keeps_what_the_file_does_not_say_and_undo_restores(city: Cast) -> None:
    number = Cast.record("王伟", serial=1, rank=1, year=1990, place="").id_number
    row = ["王伟", "男", "1990.03", number, "市财政局", "国库处处长", "正科"]
    with city.acting("officer") as actor:
        before = record_of(Cadre.objects.get(name="王伟"))
        batch = check(city, actor, workbook([row]))
        found = batch.rows.get()
        assert found.outcome == "UPDATE"
        assert {change["field"] for change in found.changes} == {"现任职务", "职务层次"}
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        after = record_of(Cadre.objects.get(name="王伟"))
        assert after == replace(before, post="国库处处长", rank=2)
        undo_import(Doing.by(actor), batch)
        assert record_of(Cadre.objects.get(name="王伟")) == before


def test_the_same_file_twice_changes_nothing(city: Cast) -> None:
    content = workbook([NEW])
    with city.acting("officer") as actor:
        first = check(city, actor, content)
        write_import(actor=actor, batch_uid=first.uid, now=timezone.now())
        again = check(city, actor, content)
        assert [row.outcome for row in again.rows.all()] == ["SAME"]
        assert any(finding["code"] == "import.same_file" for finding in again.findings)
        with pytest.raises(RuleBroken):
            write_import(actor=actor, batch_uid=again.uid, now=timezone.now())


def test_undo_is_refused_after_a_later_change(city: Cast) -> None:
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW]))
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        later = check(city, actor, workbook([[*NEW[:5], "局长", "正科"]]))
        write_import(actor=actor, batch_uid=later.uid, now=timezone.now())
        with pytest.raises(Conflict) as refused:
            undo_import(Doing.by(actor), batch)
        assert "孙𠮷" in refused.value.findings[0].message
        undo_import(Doing.by(actor), later)
        # Undoing writes too, so the first import stays refused: nothing is guessed back.
        assert Cadre.objects.filter(name="孙𠮷").exists()


def test_a_batch_is_confirmed_once(city: Cast) -> None:
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW]))
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        with pytest.raises(Conflict):
            write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())


def test_people_are_never_matched_by_name_alone(city: Cast) -> None:
    row = ["王伟", "男", "1975.01", "", "市财政局", "处长", "正科"]
    with city.acting("officer") as actor:
        assert check(city, actor, workbook([row])).rows.get().outcome == "NEW"


def test_bad_rows_name_their_cell_and_the_others_go_on(city: Cast) -> None:
    bad = ["周某", "男", "2月30日", "33999919850601100X", "市财政局", "处长", "副科"]
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([bad, NEW]))
        error, good = batch.rows.order_by("row_no")
        assert (error.outcome, good.outcome) == ("ERROR", "NEW")
        places = {finding["code"]: finding["where"] for finding in error.findings}
        assert places["month.bad"] == "名册!C3"
        assert places["id.check_digit"] == "名册!D3"


def test_the_error_workbook_has_the_row_as_written_and_its_reason(city: Cast) -> None:
    import python_calamine

    from dunmiao.people.exports import export_errors

    bad = ["周某", "男", "1985.06", "339999198506010011", "市财政局", "处长", "副科"]
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([bad, NEW]))
        content = export_errors(actor=actor, batch=batch)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(
        0
    )
    header, row = sheet.to_python()
    assert header == [*HEADER, "原因", "位置"]
    assert row[: len(bad)] == bad
    assert "校验位不对" in str(row[len(bad)])


def test_a_home_unit_imports_only_its_own(city: Cast) -> None:
    foreign = [*NEW[:4], "市科技局", "处长", "正科"]
    with city.acting("home") as actor:
        batch = check(city, actor, workbook([foreign]))
        assert batch.rows.get().outcome == "ERROR"
        with pytest.raises(Unreadable):
            receive_upload(Doing.by(actor), unit=city.units["市科技局"],
                           file=Upload("名册.xlsx", workbook([NEW])))  # fmt: skip
        own = check(city, actor, workbook([NEW]))
        write_import(actor=actor, batch_uid=own.uid, now=timezone.now())


def test_an_id_number_of_a_person_out_of_sight_is_refused_without_a_name(city: Cast) -> None:
    number = Cast.record("欧阳明", serial=3, rank=1, year=1992, place="").id_number
    row = ["冒名", "男", "1992.03", number, "市财政局", "处长", "正科"]
    with city.acting("home") as actor:
        batch = check(city, actor, workbook([row, NEW]))
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        refused = batch.rows.get(row_no=1)
        assert refused.outcome == "ERROR"
        assert "欧阳" not in str(refused.findings)
        assert Cadre.objects.filter(name="孙𠮷").exists()


def test_a_zip_of_forms_keeps_unknown_elements(city: Cast) -> None:
    from dunmiao.people.exports import export_form

    record = replace(
        Cast.record("钱工", serial=60, rank=1, year=1987, place=""),
        unit="",
        submitting_unit="市财政局",
    )
    raw = write_lrmx(record).replace(
        b"<Version>", b"<QiTa>\xe4\xbf\x9d\xe7\x95\x99</QiTa><Version>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("钱工.lrmx", raw)
        archive.writestr(
            "坏.lrmx", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Person/>"
        )
    with city.acting("officer") as actor:
        batch = check(city, actor, stream.getvalue(), name="表.zip")
        assert [row.outcome for row in batch.rows.all()] == ["NEW"]
        assert any(finding["code"] == "xml.dtd" for finding in batch.findings)
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        out = export_form(actor=actor, cadre=Cadre.objects.get(name="钱工"), today=TODAY)
        assert "<QiTa>保留</QiTa>" in out.decode()


def test_an_upload_lies_sealed_and_for_its_owner_only(city: Cast) -> None:
    from dunmiao.documents.storing import file_path

    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW]))
        path = file_path(batch.file.uid)
    assert b"xl/workbook.xml" not in path.read_bytes()
    for folder in (path.parent, path.parent.parent):
        assert folder.stat().st_mode & 0o077 == 0


def test_no_space_left_is_a_refusal_that_keeps_nothing(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dunmiao.documents import storing as documents
    from dunmiao.people.models import ImportBatch

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents.os, "fsync", full)
    with city.acting("officer") as actor:
        with pytest.raises(documents.DiskFull):
            check(city, actor, workbook([NEW]))
        assert not ImportBatch.objects.exists()


def test_a_table_of_another_kind_is_refused_whole(city: Cast) -> None:
    content = workbook([["镇", "产值", "3"]], header=["单位", "指标", "数值"])
    with city.acting("officer") as actor:
        batch = check(city, actor, content)
        assert batch.state == ImportState.REFUSED
        assert batch.findings[0]["code"] == "roster.no_header"


def test_nobody_becomes_two_people_unasked(city: Cast) -> None:
    """The same name and birth month twice in a file, one without a number: neither is taken."""
    again = [*NEW[:3], "", "", "", ""]
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook([NEW, again]))
        assert [row.outcome for row in batch.rows.all()] == ["DUPLICATE"] * 2


def test_an_error_in_the_cell_of_the_unit_or_number_is_no_default(city: Cast) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("名册")
    page.write_row(0, 0, HEADER)
    for row, column in ((1, 4), (2, 3), (3, 5)):
        page.write_row(row, 0, [f"甲{'一二三'[row - 1]}", *NEW[1:3], "", *NEW[4:]])
        page.write_formula(row, column, "=NA()", value="#REF!")
    book.close()
    with city.acting("officer") as actor:
        batch = check(city, actor, stream.getvalue())
        outcomes = [row.outcome for row in batch.rows.order_by("row_no")]
        assert outcomes == ["ERROR", "ERROR", "NEW"]


def test_a_post_that_names_a_unit_puts_its_holder_there_and_says_so(city: Cast) -> None:
    header = ["姓名", "性别", "出生年月", "所在单位及职务"]
    rows = [["甲一", "男", "1985.06", "市科技局副局长"], ["乙一", "女", "1986.06", "外地某局科员"]]
    with city.acting("officer") as actor:
        batch = check(city, actor, workbook(rows, header=header))
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        one, two = Cadre.objects.filter(name__in=["甲一", "乙一"]).order_by("birth_month")
        assert (one.home_unit.name, two.home_unit.name) == ("市科技局", "市财政局")
        codes = [[f["code"] for f in row.findings] for row in batch.rows.order_by("row_no")]
        assert codes == [["import.unit_of_post"], []]
