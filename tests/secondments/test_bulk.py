"""Many at once: the preview is what happens; the round of visits is near, early and in workdays."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats.workdays import Workdays
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.actions import bulk, ends
from dunmiao.secondments.models import FeedbackVisit, Obligation, Secondment, SecondmentEvent
from dunmiao.secondments.rules.routes import Stop, plan_round

PLAIN = Workdays()


def test_the_preview_writes_nothing_and_says_what_will_happen(city: Any) -> None:
    good = city.secondee("王伟", arrived=False)
    late = city.secondee("欧阳明", town="新仓镇")
    day = city.programme.starts_on - timedelta(days=10)
    with city.acting("officer") as officer:
        given = {
            "actor": officer, "secondment_uids": [good.uid, late.uid], "arrived_on": day,
            "today": day,
        }  # fmt: skip
        before = SecondmentEvent.objects.count(), Obligation.objects.count()
        tried = bulk.arrive_all(**given, is_trial=True)
        assert (SecondmentEvent.objects.count(), Obligation.objects.count()) == before
        assert Secondment.objects.get(pk=good.pk).state == "NOTICED"
        done = bulk.arrive_all(**given, is_trial=False)
        codes = [[f.code for f in row.findings] for row in tried]
        assert codes == [[f.code for f in row.findings] for row in done]
        assert codes == [[], ["state.not_allowed"]]
        assert Secondment.objects.get(pk=good.pk).state == "ARRIVED"
        with pytest.raises(RuleBroken):
            bulk.arrive_all(
                actor=officer, secondment_uids=[], arrived_on=day, today=day, is_trial=True
            )


def test_the_page_previews_then_does(city: Any) -> None:
    case = city.secondee("王伟", arrived=False)
    client = city.client("officer")
    assert "预览批量报到" in client.get("/secondments/?state=NOTICED").content.decode()
    day = city.programme.starts_on - timedelta(days=10)
    body = {"id": case.uid, "arrived_on": day}
    preview = client.post("/secondments/arrive-all/", body)
    assert "可以确认" in preview.content.decode()
    with city.acting("officer"):
        assert Secondment.objects.get(pk=case.pk).state == "NOTICED"
    assert client.post("/secondments/arrive-all/", body | {"confirmed": "1"}).status_code == 302
    with city.acting("officer"):
        assert Secondment.objects.get(pk=case.pk).state == "ARRIVED"


days = st.integers(0, 60).map(lambda n: date(2026, 3, 2) + timedelta(days=n))
stops = st.lists(
    st.tuples(st.integers(0, 99), st.sampled_from("甲乙丙"), days),
    max_size=25,
    unique_by=lambda s: s[0],
)


@given(stops, st.integers(1, 5), days)
def test_every_unit_has_one_workday_and_areas_stay_together(
    rows: list[tuple[int, str, date]], per_day: int, first: date
) -> None:
    asked = [Stop(str(key), area, due) for key, area, due in rows]
    legs = plan_round(asked, first_day=first, per_day=per_day, workdays=PLAIN)
    assert sorted(leg.stop.key for leg in legs) == sorted(stop.key for stop in asked)
    assert all(PLAIN.is_workday(leg.day) and leg.day >= first for leg in legs)
    used = [leg.day for leg in legs]
    assert used == sorted(used)
    assert all(used.count(day) <= per_day for day in used)
    areas = [leg.stop.area for leg in legs]
    changes = sum(a != b for a, b in zip(areas, areas[1:], strict=False))
    assert changes == max(0, len(set(areas)) - 1)
    assert all(leg.is_late == (leg.day > leg.stop.due_on) for leg in legs)


def test_a_round_is_arranged_all_or_none(city: Any) -> None:
    one = city.secondee("王伟")
    city.secondee("欧阳明", town="新仓镇")
    last = one.ends_on
    with city.acting("officer") as officer:
        with pytest.raises(RuleBroken):
            bulk.arrange_round(actor=officer, first_day=last, per_day=2, today=last)
        ends.apply_due_acts(actor=officer, today=last)
        with pytest.raises(RuleBroken) as past:
            bulk.arrange_round(
                actor=officer, first_day=last - timedelta(days=1), per_day=2, today=last
            )
        assert past.value.findings[0].code == "route.past"
        made = bulk.arrange_round(actor=officer, first_day=last, per_day=2, today=last)
        assert len(made) == FeedbackVisit.objects.count() == 2
    client = city.client("officer")
    assert client.get("/feedback/route/").status_code == 200
    assert client.get("/obligations/month/?all=1").status_code == 200
    assert client.get("/obligations/month/?m=2026-13").status_code == 422
