"""Levels and reserve listings over time: carried on by files, corrected by hand, put back whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.people.actions.corrections import LadderRow, correct_ladders
from dunmiao.people.ladders import Ladders, ladders_of
from dunmiao.people.models import Cadre
from dunmiao.people.rules import (
    Held,
    Listed,
    advance,
    leave,
    objections_to_ladders,
    present,
    relist,
)
from tests.factories.city import Cast

TODAY = date(2026, 3, 5)
M2015, M2020, M2024 = date(2015, 5, 1), date(2020, 1, 1), date(2024, 9, 1)


def test_another_level_closes_the_one_before() -> None:
    held = advance((), ladder="LEADING", value="乡科级副职", since=M2015)
    held = advance(held, ladder="LEADING", value="乡科级正职", since=M2020)
    assert held == (
        Held("LEADING", "乡科级副职", M2015, M2020, is_open=False),
        Held("LEADING", "乡科级正职", M2020),
    )
    assert objections_to_ladders(held, ()) == []


def test_the_same_level_only_brings_its_month() -> None:
    held = advance((), ladder="GRADE", value="一级主任科员", since=None)
    assert advance(held, ladder="GRADE", value="一级主任科员", since=M2020)[0].first == M2020
    assert advance(held, ladder="GRADE", value="", since=M2020) == held


def test_leaving_a_ladder_closes_it() -> None:
    held = leave((Held("LEADING", "乡科级副职", M2015),), ladder="LEADING", month=M2024)
    assert present(held, "LEADING") is None
    assert held[0].last == M2024


values = st.sampled_from(["乡科级副职", "乡科级正职", "县处级副职"])


@given(st.lists(values, max_size=8))
def test_whatever_comes_there_is_one_present_level(names: list[str]) -> None:
    held: tuple[Held, ...] = ()
    for year, name in enumerate(names, start=2000):
        held = advance(held, ladder="LEADING", value=name, since=date(year, 1, 1))
    now = present(held, "LEADING")
    assert (now.value if now else None) == (names[-1] if names else None)
    assert objections_to_ladders(held, ()) == []


def test_pools_end_when_a_file_names_others() -> None:
    listed = relist((), ["市管后备", ""], month=M2020)
    later = relist(listed, ["县管后备"], month=M2024)
    assert later == (Listed("市管后备", None, M2024, is_open=False), Listed("县管后备"))
    assert relist(later, ["县管后备"], month=M2024) == later


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ([Held("LEADING", "大官", M2015)], "held.unknown"),
        ([Held("GRADE", "四级调研员", M2020, M2015, is_open=False)], "held.order"),
        ([Held("GRADE", "a", M2015), Held("GRADE", "b", M2020)], "held.two_open"),
        (
            [Held("GRADE", "a", M2015, M2024, is_open=False), Held("GRADE", "b", M2020)],
            "held.overlap",
        ),
    ],
)
def test_each_objection_alone(held: list[Held], code: str) -> None:
    assert [finding.code for finding in objections_to_ladders(held, ())] == [code]


def correct(city: Cast, key: str, ladders: Ladders, revision: int = 1) -> Cadre:
    with city.acting(key) as actor:
        return correct_ladders(
            Doing.by(actor, today=TODAY), city.cadres["王伟"], rows=rows(ladders), reason="补录",
            revision=revision,
        )  # fmt: skip


def rows(ladders: Ladders) -> list[LadderRow]:
    held = [LadderRow(h.ladder, h.value, h.first, h.last, h.is_open) for h in ladders.held]
    return held + [
        LadderRow("RESERVE", row.pool, row.first, row.last, row.is_open, row.origin)
        for row in ladders.listed
    ]


def test_the_present_follows_from_the_history(city: Cast) -> None:
    ladders = Ladders(
        (
            Held("LEADING", "乡科级副职", M2015, M2020, is_open=False),
            Held("LEADING", "乡科级正职", M2020),
            Held("GRADE", "三级主任科员", M2024),
        ),
        (Listed("市管后备", M2024, None, "2024 年调研"),),
    )
    city.nominate("王伟")
    with pytest.raises(NotPermitted):
        correct(city, "host", ladders)
    correct(city, "home", ladders)
    with city.acting("home"):
        cadre = Cadre.objects.get(name="王伟")
        assert ladders_of(cadre) == ladders
        assert (cadre.rank, cadre.rank_since_month) == (2, M2020)
        assert (cadre.civil_grade, cadre.civil_grade_since_month) == ("三级主任科员", M2024)
    with pytest.raises(Conflict):
        correct(city, "home", ladders, revision=1)
    with pytest.raises(RuleBroken):
        correct(city, "home", Ladders((Held("LEADING", "大官"),)), revision=2)
    with city.acting("home"):
        assert ladders_of(Cadre.objects.get(name="王伟")) == ladders


def test_the_table_of_the_page_saves_as_it_is_shown(city: Cast) -> None:
    client, uid = city.client("home"), city.cadres["王伟"].uid
    page = client.get(f"/cadres/{uid}/").content.decode()
    assert "乡科级副职" in page
    sent = {
        "revision": 1,
        "reason": "补录",
    }
    table = [
        ("LEADING", "乡科级副职", "2015-05", "2020-01", "", ""),
        ("LEADING", "乡科级正职", "2020.01", "", "on", ""),
        ("GRADE", "", "", "", "", ""),
        ("RESERVE", "市管后备", "2024-09", "", "on", "调研"),
    ]
    names = ("kind", "value", "first", "last", "is_open", "origin")
    for number, line in enumerate(table):
        cells = zip(names, line, strict=True)
        sent |= {f"rows.{number}.{name}": text for name, text in cells if text}
    path = f"/do/cadre.correct_ladders/{uid}/"
    assert client.post(path, sent).status_code == 302
    with city.acting("home"):
        cadre = Cadre.objects.get(name="王伟")
        assert cadre.rank == 2
        assert [row.pool for row in cadre.reservelistings.all()] == ["市管后备"]
    wrong = client.post(path, {**sent, "revision": 2, "rows.0.first": "2015.13"})
    assert wrong.status_code == 400
    assert "第 1 行：请填写年月" in wrong.content.decode()
