"""Many at once: the preview is what happens; the round of visits is near, early and in workdays."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.acts.reading import Unreadable
from dunmiao.formats.workdays import Workdays
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.actions import dispatch
from dunmiao.secondments.actions.feedback import arrange_round
from dunmiao.secondments.arrivals import try_arrivals
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.models import FeedbackVisit, Obligation, Secondment
from dunmiao.secondments.rules.routes import Stop, plan_round
from tests.secondments.test_life_actions import do

PLAIN = Workdays()


def test_the_preview_says_what_will_happen_and_all_arrive_or_none(city: Any) -> None:
    good = city.secondee("王伟", arrived=False)
    late = city.secondee("欧阳明", town="新仓镇")
    day = city.programme.starts_on - timedelta(days=10)
    with city.acting("officer") as officer:
        given = {"actor": officer, "arrived_on": day, "today": day}
        tried = try_arrivals(uids=[good.uid, late.uid], **given)
        codes = {row.case.pk: [f.code for f in row.findings] for row in tried}
        assert codes == {good.pk: [], late.pk: ["state.not_allowed"]}
        assert Secondment.objects.get(pk=good.pk).state == "NOTICED"
        with pytest.raises(RuleBroken):
            try_arrivals(uids=[], **given)
    with city.acting("host") as host:
        assert (
            try_arrivals(actor=host, uids=[good.uid], arrived_on=day, today=day)[0].findings == []
        )

    def confirm(*cases: Any, on: date = day) -> None:
        do(city, "officer", dispatch.confirm_arrivals, None, today=day, cases=list(cases),
           arrived_on=on)  # fmt: skip

    with pytest.raises(Unreadable):  # who has arrived is not among those offered
        confirm(good, late)
    with pytest.raises(RuleBroken) as early:
        confirm(good, on=day - timedelta(days=300))
    assert [f.code for f in early.value.findings] == ["bulk.person"]
    assert early.value.findings[0].facts["name"] == "王伟"
    confirm(good)
    with city.acting("officer"):
        assert Secondment.objects.get(pk=good.pk).state == "ARRIVED"
        assert not Obligation.objects.filter(secondment=good, kind="ARRIVAL", state="OPEN").exists()


def test_the_page_previews_then_does(city: Any) -> None:
    case = city.secondee("王伟", arrived=False)
    client = city.client("officer")
    assert "预览批量报到" in client.get("/secondments/?state=NOTICED").content.decode()
    day = city.programme.starts_on - timedelta(days=10)
    body = {"cases": case.uid, "arrived_on": day}
    preview = client.get("/secondments/arrivals/", body)
    assert "可以确认" in preview.content.decode()
    with city.acting("officer"):
        assert Secondment.objects.get(pk=case.pk).state == "NOTICED"
    done = client.post("/do/secondment.arrive_many/", body | {"next": "/secondments/"})
    assert (done.status_code, done["Location"]) == (302, "/secondments/")
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

    def arrange(first: date) -> None:
        do(city, "officer", arrange_round, None, today=last, first_day=first, per_day=2)

    with pytest.raises(RuleBroken):
        arrange(last)
    do(city, "officer", apply_due_acts, today=last)
    with pytest.raises(RuleBroken) as past:
        arrange(last - timedelta(days=1))
    assert past.value.findings[0].code == "route.past"
    arrange(last)
    with city.acting("officer"):
        assert FeedbackVisit.objects.count() == 2
    client = city.client("officer")
    assert client.get("/feedback/route/").status_code == 200
    assert client.get("/obligations/month/?all=1").status_code == 200
    assert client.get("/obligations/month/?m=2026-13").status_code == 422
