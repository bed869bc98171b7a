"""The table of units: every fault at once, nothing half-written, done twice adds nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dunmiao.accounts.actions.units import hang_unit, import_units
from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.kernel.errors import NotPermitted, RuleBroken
from dunmiao.units.models import Unit
from tests.factories.city import Cast

HEADER = ["单位", "上级", "类别", "级别", "区划代码"]


def table(*rows: list[Any]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def test_units_are_added_once(city: Cast) -> None:
    content = table(["甲市", "", "CITY", "", ""], ["市商务局", "甲市", "市级部门", "正处", ""])
    with city.acting("system") as actor:
        assert import_units(Doing.by(actor), file=Upload("t.xlsx", content)) == 1
        assert import_units(Doing.by(actor), file=Upload("t.xlsx", content)) == 0
        assert Unit.objects.get(name="市商务局").level == 4


def test_every_fault_comes_at_once_and_nothing_is_written(city: Cast) -> None:
    content = table(
        ["市商务局", "甲市", "市级部门", "正处", ""],
        ["某处", "没有的局", "市级部门", "", ""],
        ["某所", "甲市", "衙门", "", ""],
        ["某局", "甲市", "市级部门", "九品", ""],
    )
    with city.acting("system") as actor:
        with pytest.raises(RuleBroken) as refused:
            import_units(Doing.by(actor), file=Upload("t.xlsx", content))
        codes = {finding.code for finding in refused.value.findings}
        assert codes == {"unit.no_parent", "unit.kind_unknown", "rank.unknown"}
        assert not Unit.objects.filter(name="市商务局").exists()


def test_another_table_is_refused(city: Cast) -> None:
    from tools.example_city import HERE

    with city.acting("system") as actor:
        for content in (b"junk", Path(HERE / "干部名册.xlsx").read_bytes()):
            with pytest.raises(RuleBroken):
                import_units(Doing.by(actor), file=Upload("t.xlsx", content))


def test_only_the_system_administrator_keeps_units(city: Cast) -> None:
    root = city.units["甲市"]
    for key in ("officer", "security", "home"):
        with city.acting(key) as actor, pytest.raises(NotPermitted):
            hang_unit(Doing.by(actor), root, name="新局", kind="DEPARTMENT")
    with city.acting("system") as actor:
        assert hang_unit(Doing.by(actor), root, name="新局", kind="DEPARTMENT").path
