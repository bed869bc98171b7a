"""Figures of towns: a book is taken whole or not at all, revisions and definitions are kept."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import User
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission, Role
from dunmiao.acts.fields import Upload
from dunmiao.formats.books import read_tables
from dunmiao.formats.workbook import Sheet, write_sheets
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.kernel.quarters import of_year, quarter_code, quarter_label, quarter_of, read_quarter
from dunmiao.outcomes import indicator_papers, indicators
from dunmiao.outcomes.actions.indicators import (
    bring_book,
    discard_book,
    take_book,
    withdraw_book,
)
from dunmiao.outcomes.comparing import compare_with_present
from dunmiao.outcomes.models import IndicatorBook, IndicatorFigure
from dunmiao.outcomes.rules.indicator_books import DEFINED, read_figure, read_indicator_book
from dunmiao.outcomes.rules.indicators import AT_END, TO_DATE, by_quarter
from tests.acts.stages import by
from tests.api.test_calls import call, key_of
from tests.outcomes.test_acts import codes

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
LAST = quarter_of(NOW.date()) - 1
OUTPUT = ["规上总产值", "万元", "年初累计", "规模以上工业总产值，现价", "统计部门", ""]


def book(
    figures: dict[int, list[list[Any]]],
    definitions: list[list[str]] | None = None,
    heads: list[str] | None = None,
) -> bytes:
    heads = heads or ["单位", "规上总产值（万元）"]
    sheets = [Sheet("指标说明", DEFINED, [OUTPUT] if definitions is None else definitions)]
    sheets += [Sheet(quarter_label(at), heads, rows) for at, rows in figures.items()]
    return write_sheets(sheets)


def bring(city: Any, content: bytes, key: str = "officer") -> IndicatorBook:
    return by(city, key, bring_book, file=Upload("镇指标.xlsx", content))


def take(city: Any, row: IndicatorBook, reason: str = "", key: str = "officer") -> IndicatorBook:
    return by(city, key, take_book, row, reason=reason)


def withdraw(
    city: Any, row: IndicatorBook, reason: str = "报错了的", key: str = "officer"
) -> IndicatorBook:
    return by(city, key, withdraw_book, row, reason=reason)


def present(city: Any, key: str = "officer") -> dict[tuple[str, str], Decimal]:
    with city.acting(key) as actor:
        rows = visible(IndicatorFigure, actor).filter(is_present=True)
        return {
            (unit, quarter_code(quarter)): value
            for unit, quarter, value in rows.values_list("unit__name", "quarter", "value")
        }


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("2026年第3季度", of_year(2026, 3)),
        ("2026年三季度", of_year(2026, 3)),
        ("2026Q1", of_year(2026, 1)),
        ("2026-q4", of_year(2026, 4)),
        ("2026年1-9月", of_year(2026, 3)),
        ("２０２６年１—６月", of_year(2026, 2)),
        ("2025年前三季度", of_year(2025, 3)),
        ("2025年全年", of_year(2025, 4)),
        ("2025年", None),
        ("2025年1-5月", None),
        ("Sheet1", None),
    ],
)
def test_quarters_as_tables_call_them(text: str, quarter: int | None) -> None:
    assert read_quarter(text) == quarter
    if quarter is not None:
        assert (
            read_quarter(quarter_label(quarter)) == read_quarter(quarter_code(quarter)) == quarter
        )


@pytest.mark.parametrize(
    ("raw", "value"),
    [(12.5, "12.5"), ("1,234.50", "1234.5"), ("１２", "12"), (-3, "-3"), ("—", None), ("保密", None)],
)  # fmt: skip
def test_figures_as_cells_have_them(raw: Any, value: str | None) -> None:
    assert read_figure(raw) == (None if value is None else Decimal(value), "")


@pytest.mark.parametrize(
    ("raw", "code"),
    [("约500", "indicator.number"), ("5%", "indicator.percent"), (True, "indicator.number"),
     ("NaN", "indicator.number"), ("1e20", "indicator.absurd"), ("=1+1", "indicator.number")],
)  # fmt: skip
def test_cells_that_are_no_figures(raw: Any, code: str) -> None:
    assert read_figure(raw) == (None, code)


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=4), st.integers(1990, 2090))
def test_sums_since_the_new_year_are_taken_apart_exactly(parts: list[int], year: int) -> None:
    quarters = [of_year(year, number) for number in (1, 2, 3, 4)]
    sums = {at: Decimal(sum(parts[: n + 1])) for n, at in enumerate(quarters)}
    assert by_quarter(sums, TO_DATE) == dict(zip(quarters, map(Decimal, parts), strict=True))
    assert by_quarter(sums, AT_END) == sums
    del sums[quarters[1]]
    assert quarters[2] not in by_quarter(sums, TO_DATE)


def test_every_fault_of_a_book_is_told_with_its_cell() -> None:
    content = write_sheets(
        [
            Sheet("指标说明", DEFINED, [
                OUTPUT, OUTPUT, ["税收", "亿元", "每月", "一般公共预算", "", ""],
                ["企业数", "家", "期末", "期末在库", "", "2026年"],
            ]),
            Sheet("2026年第2季度", ["单位", "规上总产值（亿元）"], [["大桥镇", "约五百"], ["", 3]]),
            Sheet("2026年1-6月", ["单位", "规上总产值"], [["大桥镇", 1]]),
            Sheet("二季度", ["单位", "规上总产值"], [["大桥镇", 1]]),
            Sheet("2026年第1季度", ["村", "规上总产值"], [["大桥镇", 1]]),
        ]
    )  # fmt: skip
    _, found = read_indicator_book(read_tables(content))
    assert [(one.code.removeprefix("indicator."), one.where) for one in found] == [
        ("defined_twice", "指标说明 第 3 行"),
        ("basis", "指标说明 第 4 行"),
        ("since_unread", "指标说明 第 5 行"),
        ("other_measure", "2026年第2季度!B1"),
        ("number", "2026年第2季度!B2"),
        ("no_unit", "2026年第2季度!B3"),
        ("sheet_twice", "2026年1-6月"),
        ("sheet", "二季度"),
        ("no_header", "2026年第1季度"),
    ]
    assert read_indicator_book([])[1][0].code == "indicator.empty"


def test_a_book_is_checked_taken_and_counted_once(city: Any) -> None:
    content = book({LAST: [["大桥镇", 500], ["平湖市新仓镇", "1,200.5"], ["合计", 1700.5]]})
    row = bring(city, content)
    assert row.state == "WAITING"
    assert present(city) == {}
    taken = take(city, row)
    assert (taken.new_count, taken.revised_count) == (2, 0)
    code = quarter_code(LAST)
    assert present(city) == {("大桥镇", code): 500, ("新仓镇", code): Decimal("1200.5")}
    with pytest.raises(Conflict):
        take(city, row)
    with pytest.raises(RuleBroken) as refused:
        bring(city, content)
    assert codes(refused) == ["indicator.nothing_new"]
    with city.acting("host") as host:  # a town sees its own figures
        table = indicators.read_table(
            actor=host, definition=indicators.list_definitions(actor=host)[0]
        )
    assert [name for name, _ in table.lines] == ["大桥镇"]
    with city.acting("home") as home, pytest.raises(NotPermitted):
        indicators.list_definitions(actor=home)


def test_unknown_units_and_slips_are_refused_and_oddities_told(city: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        bring(city, book({LAST: [["太桥镇", 5], ["市财政局", 5], ["大桥镇", 1], ["大桥镇", 2]],
                          LAST + 2: [["大桥镇", 5]]}))  # fmt: skip
    assert sorted(codes(refused)) == [
        "indicator.future", "indicator.twice", "indicator.unit_kind", "unit.unknown",
    ]  # fmt: skip
    assert IndicatorBook.objects.count() == 0
    row = bring(
        city, book({LAST - 4: [["大桥镇", 500]], LAST: [["大桥镇", 50_000], ["新仓镇", -1]]})
    )
    with city.acting("officer") as officer:
        found = compare_with_present(actor=officer, book=row, today=TODAY).warnings
    assert [one.code for one in found] == ["indicator.jump", "indicator.negative"]


def test_a_percentage_kept_as_a_fraction_is_pointed_out(city: Any) -> None:
    rate = ["增速", "%", "当季", "同比增速", "", ""]
    row = bring(
        city, book({LAST: [["大桥镇", 0.052], ["新仓镇", "5.2%"]]}, [rate], ["单位", "增速"])
    )
    with city.acting("officer") as officer:
        found = compare_with_present(actor=officer, book=row, today=TODAY)
    assert [(one.code, one.facts["unit"]) for one in found.warnings] == [
        ("indicator.small_percent", "大桥镇")
    ]
    assert [cell.value for cell in found.new] == [Decimal("0.0520"), Decimal("5.2")]


def test_a_revision_needs_a_ground_and_can_be_withdrawn(city: Any) -> None:
    take(city, bring(city, book({LAST: [["大桥镇", 500], ["新仓镇", 90]]})))
    second = bring(city, book({LAST: [["大桥镇", 520], ["新仓镇", 90]]}))
    third = bring(city, book({LAST: [["大桥镇", 530]]}))
    with pytest.raises(RuleBroken) as refused:
        take(city, second)
    assert codes(refused) == ["indicator.no_reason"]
    take(city, second, "统计年报核定")
    take(city, third, "又核了一次")
    code = quarter_code(LAST)
    assert present(city)["大桥镇", code] == 530
    with city.acting("officer") as officer:
        definition = indicators.list_definitions(actor=officer)[0]
        history = indicators.read_revisions(actor=officer, definition=definition)
    assert [(one.value, one.before) for one in history] == [(530, 520), (520, 500)]
    assert definition.revised == 1
    for book_, code_ in ((second, "indicator.later"), (third, None), (second, None)):
        if code_:
            with pytest.raises(Conflict) as early:
                withdraw(city, book_)
            assert codes(early) == [code_]
        else:
            withdraw(city, book_)
    assert present(city) == {("大桥镇", code): 500, ("新仓镇", code): 90}
    again = bring(city, book({LAST: [["大桥镇", 520]]}))
    take(city, again, "统计年报核定")
    assert present(city)["大桥镇", code] == 520
    with city.acting("officer"):  # a revision number is never given twice
        numbers = IndicatorFigure.objects.filter(unit=city.units["大桥镇"]).order_by("revision")
        assert list(numbers.values_list("revision", flat=True)) == [1, 2, 3, 4]


def test_a_changed_definition_begins_a_new_series(city: Any) -> None:
    take(city, bring(city, book({LAST - 1: [["大桥镇", 500]]})))
    other = [*OUTPUT[:3], "规模以上工业总产值，含园区，现价", "统计部门", ""]
    with pytest.raises(RuleBroken) as refused:
        bring(city, book({LAST: [["大桥镇", 700]]}, [other]))
    assert codes(refused) == ["indicator.changed"]
    other[-1] = quarter_label(LAST)
    with pytest.raises(RuleBroken) as refused:
        bring(city, book({LAST - 1: [["大桥镇", 700]]}, [other]))
    assert codes(refused) == ["indicator.before_since"]
    new = bring(city, book({LAST: [["大桥镇", 700]]}, [other]))
    take(city, new)
    with pytest.raises(RuleBroken) as refused:  # the old definition has ended
        bring(city, book({LAST: [["新仓镇", 60]]}))
    assert codes(refused) == ["indicator.replaced"]
    late = bring(city, book({LAST - 1: [["新仓镇", 60]]}))  # a late figure of its time is taken
    take(city, late)
    with city.acting("officer") as officer:
        (newest,) = indicators.list_definitions(actor=officer)
        assert (newest.version, newest.units) == (2, 1)
        assert [one.version for one in indicators.versions_of(newest)] == [1, 2]
    withdraw(city, new, "口径还没定")
    with city.acting("officer") as officer:
        (newest,) = indicators.list_definitions(actor=officer)
        assert (newest.version, newest.units) == (1, 2)


def test_the_database_keeps_one_present_figure(city: Any) -> None:
    take(city, bring(city, book({LAST: [["大桥镇", 500]]})))
    with city.acting("officer"):
        row = IndicatorFigure.objects.get()
        row.pk, row.revision = None, 2
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    with city.acting("other_host"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outcomes_indicatorfigure")
        assert cursor.fetchone() == (0,)


def test_who_may_bring_and_drop(city: Any) -> None:
    content = book({LAST: [["大桥镇", 500]]})
    for key in ("host", "home", "leader"):
        with pytest.raises(NotPermitted):
            bring(city, content, key)
    row = bring(city, content)
    by(city, "officer", discard_book, row)
    with pytest.raises(NotVisible):
        by(city, "officer", discard_book, row)
    with city.acting("officer") as officer:
        sheets = dict(read_tables(indicator_papers.template_book(actor=officer, quarter=LAST)))
    assert list(sheets) == ["指标说明", quarter_label(LAST)]
    assert "大桥镇" in [line[0].text for line in sheets[quarter_label(LAST)]]


def test_the_pages_from_upload_to_withdrawal(city: Any) -> None:
    client = city.client("officer")
    upload = SimpleUploadedFile("镇指标.xlsx", book({LAST: [["太桥镇", 5]]}))
    assert "/do/indicator_book.bring/" in client.get("/indicators/").content.decode()
    refused = client.post("/do/indicator_book.bring/", {"file": upload})
    assert refused.status_code == 422
    assert "太桥镇" in refused.content.decode()
    take(city, bring(city, book({LAST: [["大桥镇", 500]]})))
    upload = SimpleUploadedFile("镇指标.xlsx", book({LAST: [["大桥镇", 520], ["新仓镇", 7]]}))
    sent = client.post("/do/indicator_book.bring/", {"file": upload})
    page = client.get(sent.url).content.decode()
    uid = sent.url.rstrip("/").rpartition("/")[2]
    taking, going = (f"/do/indicator_book.{verb}/{uid}/" for verb in ("take", "withdraw"))
    assert taking in page
    for words in ("尚未写入任何数据", "<del>500</del>", "<ins>520</ins>", "修订的理由或依据"):
        assert words in page, words
    assert client.post(taking, {"reason": ""}).status_code == 422
    assert client.post(taking, {"reason": "统计年报核定"}).status_code == 302
    index = client.get("/indicators/").content.decode()
    assert "新增 1，修订 1" in index
    with city.acting("officer") as officer:
        definition = indicators.list_definitions(actor=officer)[0]
    detail = client.get(f"/indicators/{definition.uid}/").content.decode()
    for words in ("规上总产值", "520", "<del>500</del>", "统计年报核定", "第 1 版"):
        assert words in detail, words
    exported = client.get(f"/indicators/{definition.uid}/figures.xlsx").content
    sheets = dict(read_tables(exported))
    revised = [cell.value for cell in sheets["修订"][1][:4]]
    assert revised == ["大桥镇", quarter_code(LAST), 520.0, 500.0]
    assert going in client.get(sent.url).content.decode()
    assert client.post(going, {"reason": "报错了的"}).status_code == 302
    assert "恢复" in client.get(sent.url).content.decode()
    assert client.get("/indicators/template.xlsx").status_code == 200
    assert city.client("host").get("/indicators/").status_code == 200
    assert city.client("host").get(sent.url).status_code in {403, 404}


def test_the_same_over_json(city: Any) -> None:
    rights = (Permission.INDICATORS_VIEW, Permission.INDICATORS_MANAGE, Permission.DEVELOPMENT_VIEW)
    secret = key_of(city, "officer", *rights)
    given = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    content = book({LAST: [["大桥镇", 500]]})
    answers = [
        Client().post(
            "/api/v1/acts/indicator_book.bring",
            {"file": SimpleUploadedFile("镇指标.xlsx", content)},
            headers=given,
        ).json()
        for _ in range(2)
    ]  # fmt: skip
    assert [answer["repeated"] for answer in answers] == [False, True]
    assert answers[0]["state"] == "WAITING"
    uid = answers[0]["uid"]
    taken = call(secret, "POST", f"acts/indicator_book.take/{uid}", {"reason": ""})
    assert taken.json()["state"] == "TAKEN"
    (row,) = call(secret, "GET", "indicators").json()
    assert (row["name"], row["since"]) == ("规上总产值", "")
    figures = call(secret, "GET", f"indicators/{row['uid']}/figures").json()
    assert figures == [
        {"unit": "大桥镇", "quarter": quarter_code(LAST), "value": "500.0000", "is_revised": False}
    ]
    compared = call(secret, "GET", f"indicators/{row['uid']}/towns").json()
    assert (compared["towns"], compared["whole"]) == ([], None)
    refused = Client().post(
        "/api/v1/acts/indicator_book.bring",
        {"file": SimpleUploadedFile("镇指标.xlsx", b"PK nonsense")},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert refused.status_code == 422


def county(city: Any) -> None:
    """An officer of the county's own department joins the cast."""
    with city.acting("officer") as officer:
        user = User.objects.create(
            username="county", full_name="县组", city_id=city.city.pk, password="x"
        )
        make_grant(
            actor=officer, user=user, role=Role.ORG_DEPARTMENT, unit=city.units["南湖区"],
            today=date(2020, 1, 1),
        )  # fmt: skip
    city.users["county"] = user


def test_a_county_brings_its_own_towns_and_defines_nothing(city: Any) -> None:
    county(city)
    own, other = "大桥镇", "新仓镇"
    assert city.units[own].parent == city.units["南湖区"] != city.units[other].parent
    with pytest.raises(RuleBroken) as refused:
        bring(city, book({LAST: [[own, 5], [other, 6]]}), "county")
    assert codes(refused) == ["indicator.unit_beyond", "indicator.city_defines"]
    first = bring(city, book({LAST - 1: [[own, 4], [other, 6]]}))
    take(city, first)
    row = bring(city, book({LAST: [[own, 5]]}), "county")
    take(city, row, key="county")
    with city.acting("county") as actor:
        assert [one.pk for one in indicators.list_books(actor=actor)] == [row.pk]
    with pytest.raises(NotVisible):
        withdraw(city, first, "不归我管", "county")
    assert {unit for unit, _ in present(city, "county")} == {own}
    assert present(city)[own, quarter_code(LAST)] == 5
