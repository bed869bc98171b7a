"""Both harvests against figures counted again from the raw records."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dunmiao.development.harvests import read_harvest
from dunmiao.kernel.errors import NotPermitted
from dunmiao.outcomes.rules.outcomes import Fact
from dunmiao.secondments.models import Obligation, Secondment
from tests.outcomes.test_acts import TODAY, first_fact, judge, proof, report


def test_both_sides_agree_with_the_raw_records(city: Any) -> None:
    cases = [city.secondee("王伟", town="大桥镇"), city.secondee("李芳", town="新仓镇")]
    city.secondee("欧阳明", town="大桥镇", arrived=False)
    signed = Fact("STAGE", TODAY, "SIGNED", Decimal(5000))
    row = report(city, "王伟", first=signed, proofs=[proof("CONTRACT")])
    judge(city, "officer", first_fact(city, row))
    report(city, "host", kind="EVENT")
    with city.acting("officer") as officer:
        found = read_harvest(actor=officer, today=TODAY)
        arrivals = Obligation.objects.filter(kind="ARRIVAL")
        late = [duty for duty in arrivals if duty.met_on is None or duty.met_on > duty.due_on]
        assert found.people.sent == Secondment.objects.exclude(state="CANCELLED").count() == 3
        assert found.people.serving == 2
        assert (found.people.due, found.people.on_time) == (3, 3 - len(late))
        assert sum(people for _, people, _, _ in found.people.ages) == 2
        assert found.flows is not None
        assert found.flows.total == 3
        assert {node.name for node in found.flows.left} == {"市财政局", "市科技局"}
        assert found.work.signed.contracted == 5000
        assert found.work.pending == 1
        year = cases[0].starts_on.year
        assert read_harvest(actor=officer, year=year, today=TODAY).people.sent == 3
        before = read_harvest(actor=officer, year=year - 1, today=TODAY)
        assert (before.people.sent, before.flows, before.work.signed.count) == (0, None, 0)
        alone = read_harvest(actor=officer, programme=city.programme, today=TODAY)
        assert alone.people == found.people
    for key in ("host", "home"):
        with city.acting(key) as actor, pytest.raises(NotPermitted):
            read_harvest(actor=actor, today=TODAY)


def test_the_department_and_its_leaders_see_both_harvests(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    place = city.units["大桥镇"].uid
    for key, query in (("officer", ""), ("leader", ""), ("officer", f"?place={place}")):
        client = city.client(key)
        assert 'hx-get="/harvest/"' in client.get("/").content.decode()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/harvest/{query}").content.decode()
        own = [q["sql"] for q in asked if not re.search("SAVEPOINT|django_session", q["sql"])]
        assert len(own) <= 15, "\n".join(sql[:120] for sql in own)
        for words in ("双丰收", "育才", "兴业", '<path class="flow', "<html"):
            assert words in page, words
        part = client.get("/harvest/", headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
        assert "HX-Request" in part["Vary"]
    for key in ("host", "home"):
        assert "双丰收" not in city.client(key).get("/").content.decode()
        assert city.client(key).get("/harvest/").status_code == 403
    year = timezone.localdate().year - 2
    page = city.client("officer").get(f"/harvest/?year={year}&programme={city.programme.uid}")
    assert "本期尚无在挂干部" in page.content.decode()
