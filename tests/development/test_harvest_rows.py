"""Both harvests line by line, against figures counted again from the raw records."""

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dunmiao.access.policy import visible
from dunmiao.acts.claims import Doing
from dunmiao.development.harvest_papers import (
    MOST_PLACES,
    MOST_PROGRAMMES,
    MOST_TOWNS,
    report_pdf,
)
from dunmiao.development.harvest_rows import read_rows
from dunmiao.development.harvests import read_harvest
from dunmiao.development.rules.harvests import DIMENSIONS
from dunmiao.documents import harvest as paper
from dunmiao.documents.pdf import FONTS
from dunmiao.kernel.errors import NotPermitted
from dunmiao.liaison.actions import groups, members
from dunmiao.liaison.models import Group
from dunmiao.outcomes.actions.shares import Party, set_shares
from dunmiao.outcomes.models import AttributionShare, Outcome
from dunmiao.outcomes.rules.outcomes import Fact
from dunmiao.secondments.actions.experiences import tell_experience
from dunmiao.secondments.models import Secondment
from tests.outcomes.test_acts import TODAY, first_fact, judge, proof, report


def lived(city: Any) -> list[Any]:
    """Two towns, three people; one investment shared by two of them and a unit, one event."""
    cases = [
        city.secondee("王伟", town="大桥镇"),
        city.secondee("李芳", town="新仓镇"),
        city.secondee("欧阳明", town="大桥镇", arrived=False),
    ]
    signed = Fact("STAGE", TODAY, "SIGNED", Decimal(5000))
    row = report(city, "王伟", first=signed, proofs=[proof("CONTRACT")])
    judge(city, "officer", first_fact(city, row))
    event = report(city, "李芳", kind="EVENT", quantity=9)
    judge(city, "officer", first_fact(city, event))
    with city.acting("officer") as officer:
        parties = [
            Party(secondment=cases[0], part="引荐", share="50%"),
            Party(secondment=cases[1], part="对接", share="20%"),
            Party(unit=row.host_unit, part="落地", share="30%"),
        ]
        set_shares(Doing.by(officer, today=TODAY), row, parties=parties)
    with city.acting("host") as host:
        tell_experience(
            Doing.by(host, today=TODAY), cases[0], kind="招商", text="牵头谈成一个项目",
            on_day=TODAY,
        )  # fmt: skip
    return cases


def raw(city: Any, officer: Any) -> dict[str, dict[str, Fraction]]:
    """Paid and agreed by person and by place, reckoned share by share in exact fractions."""
    people: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for outcome in visible(Outcome, officer).filter(counts=True):
        shares = list(AttributionShare.objects.filter(outcome=outcome))
        whole = sum(share.weight for share in shares)
        for share in shares:
            if share.secondment is not None:
                part = Fraction(outcome.contracted) * share.weight / whole
                people[share.secondment.cadre.name] += part  # type: ignore[assignment]
                places[share.secondment.host_unit.name] += part  # type: ignore[assignment]
    return {"person": dict(people), "place": dict(places)}  # type: ignore[dict-item]


def check_groups(city: Any, officer: Any, cases: list[Any]) -> None:
    """A change of leader leaves two rows of one person, a task group takes no part."""
    people = list(Secondment.objects.select_related("cadre", "home_unit").filter(
        pk__in=[case.pk for case in cases[:2]]).order_by("pk"))  # fmt: skip
    whole = {"unit": city.units["甲市"], "members": people, "leader": people[0]}
    group = groups.found_group(Doing.by(officer), city.programme, name="SECONDMENT组", **whole)
    groups.convene_group(Doing.by(officer), None, kind="TASK", name="TASK组", **whole)
    other = group.groupmembers.get(secondment=people[1])
    members.lead_group(Doing.by(officer, today=TODAY + timedelta(days=3)), other)
    assert group.groupmembers.count() > 2
    (row,) = read_rows(actor=officer, by="group")
    assert (row.name, row.sent, row.serving, row.experiences) == ("SECONDMENT组", 2, 2, 1)
    assert (row.outcomes, row.signed, row.contracted) == (2, 1, 3500)
    board = read_harvest(actor=officer, group=Group.objects.get(uid=row.uid), today=TODAY)
    assert (board.people.sent, board.work.signed.contracted) == (2, 5000)


def test_lines_agree_with_the_raw_records(city: Any) -> None:
    cases = lived(city)
    with city.acting("officer") as officer:
        by = {
            name: {row.name: row for row in read_rows(actor=officer, by=name)}
            for name in DIMENSIONS
        }
        told = raw(city, officer)
        for name in ("person", "place"):
            for key, whole in told[name].items():
                assert Fraction(by[name][key].contracted) == whole
        (programme,) = by["programme"].values()
        assert (programme.sent, programme.serving) == (3, 2)
        assert (programme.contracted, programme.outcomes, programme.signed) == (5000, 2, 1)
        assert by["place"]["大桥镇"].sent == 2
        assert by["place"]["大桥镇"].experiences == by["person"]["王伟"].experiences == 1
        assert (by["person"]["李芳"].outcomes, by["person"]["李芳"].signed) == (2, 1)
        assert list(by["person"]) == sorted(by["person"], key=["王伟", "李芳", "欧阳明"].index)
        assert by["group"] == {}
        check_groups(city, officer, cases)
        year = TODAY.year - 3
        assert read_rows(actor=officer, by="person", year=year) == []
        place = read_harvest(actor=officer, place=city.units["新仓镇"], today=TODAY)
        assert (place.people.sent, place.work.signed.contracted) == (1, 5000)
        assert place.work.counts["EVENT"] == 1
    for key in ("host", "home"):
        with city.acting(key) as actor, pytest.raises(NotPermitted):
            read_rows(actor=actor, by="person")


def test_the_queries_do_not_grow_with_people(city: Any) -> None:
    lived(city)
    client = city.client("officer")
    for by in DIMENSIONS:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/harvest/by/?by={by}").content.decode()
        own = [q["sql"] for q in asked if not re.search("SAVEPOINT|django_session", q["sql"])]
        assert len(own) <= 15, "\n".join(sql[:120] for sql in own)
        assert "双丰收逐行看" in page
    assert "王伟" in client.get("/harvest/by/?by=person").content.decode()
    assert client.get("/harvest/by.xlsx?by=place").status_code == 200
    for narrowed in (f"place={city.units['大桥镇'].uid}", "place=nonsense", "group=x&year=2026"):
        assert client.get(f"/harvest/?{narrowed}").status_code == 200
    assert client.get("/harvest/report.pdf").content.startswith(b"%PDF")


def test_the_report_has_two_pages(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing to tell, and with the longest tables."""
    lived(city)
    seen: dict[str, Any] = {}
    monkeypatch.setattr("dunmiao.development.harvest_papers.two_pages", lambda data: seen.update(data) or b"")  # fmt: skip
    with city.acting("officer") as officer:
        report_pdf(actor=officer, today=TODAY)
    assert pages(seen) == 2
    line = ["一个很长名称的选派批次（重点工作一线选调第七批）", *range(10)]
    for name, most in (("programmes", MOST_PROGRAMMES), ("places", MOST_PLACES)):
        seen[name] |= {"rows": [line] * most, "rest": 40}
    town = [
        "某某某街道（虚构）",
        "+33.7%",
        "+15.9%",
        "+15.3%",
        "[+3.4%，+28.6%]",
        "±14.9%",
        "可以分辨",
    ]
    seen["towns"] = {"line": "一句话。" * 40, "rows": [town] * MOST_TOWNS, "rest": 9}
    assert pages(seen) == 2


def pages(data: dict[str, Any]) -> int:
    import json

    made = typst.compile(
        paper.SOURCE.replace("FONTS", FONTS).encode(), format="png",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    return len(made) if isinstance(made, list) else 1
