"""Cares with an owner and a day; hand-over from one person at a host to the next."""

from datetime import timedelta
from typing import Any

import pytest

from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.secondments.actions import cares, reports, takeovers
from dunmiao.secondments.actions.takeovers import Item
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.models import Care, Handover, HandoverItem, Obligation, Secondment
from tests.acts.stages import doing
from tests.secondments.test_life_actions import do


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def raised(city: Any, case: Any, key: str = "王伟", **changed: Any) -> Care:
    day = case.starts_on
    given = {
        "kind": "SCHOOL", "text": "女儿转学", "owner": "HOME", "owner_name": "人事处",
        "due_on": day + timedelta(days=20),
    } | changed  # fmt: skip
    return do(city, key, cares.raise_care, case, today=day, **given)


def test_a_care_has_an_owner_who_sees_to_it(city: Any) -> None:
    case = city.secondee("王伟")
    day = case.starts_on
    with pytest.raises(RuleBroken) as wrong:
        raised(city, case, due_on=day - timedelta(days=1))
    assert codes(wrong) == ["care.past"]
    care = raised(city, case)
    with city.acting("officer"):
        duty = Obligation.objects.get(secondment=case, kind="CARE")
        assert (duty.party, duty.state) == ("HOME", "OPEN")

    def see_to(done_on: Any, result: str) -> None:
        do(city, "home", cares.see_to_care, care, today=day, done_on=done_on, result=result)

    with pytest.raises(RuleBroken) as early:
        see_to(day + timedelta(days=1), "已联系")
    assert codes(early) == ["act.in_future"]
    with pytest.raises(NotPermitted):
        do(city, "王伟", cares.see_to_care, care, done_on=day, result="已联系")
    see_to(day, "已联系教育局，秋季入学")
    with pytest.raises(Conflict):
        see_to(day, "再次")
    with city.acting("officer"):
        assert Obligation.objects.get(secondment=case, kind="CARE").state == "MET"


def test_a_host_sees_only_the_cares_it_owns(city: Any) -> None:
    case = city.secondee("王伟")
    raised(city, case)
    raised(city, case, kind="HOUSING", text="人才公寓一间", owner="HOST")
    with city.acting("host"):
        assert [row.text for row in Care.objects.all()] == ["人才公寓一间"]
    with city.acting("other_home"):
        assert Care.objects.count() == 0
    page = city.client("host").get(f"/secondments/{case.uid}/").content.decode()
    assert "女儿转学" not in page
    assert "人才公寓一间" in page
    with pytest.raises(NotPermitted):
        raised(city, case, "host", owner="HOST")


def test_a_dropped_care_owes_nothing(city: Any) -> None:
    case = city.secondee("王伟")
    care = raised(city, case)
    do(city, "王伟", cares.drop_care, care, today=case.starts_on, reason="已自行解决")
    with city.acting("officer"):
        assert Obligation.objects.get(secondment=case, kind="CARE").state == "VOID"


def test_work_passes_from_one_to_the_next_at_a_host(city: Any) -> None:
    one = city.secondee("王伟")
    city.posts["大桥镇"].seats = 2
    other = city.secondee("李芳")
    last = one.ends_on
    items = [
        Item("FILE", "招商台账 2 册"),
        Item("CONTACT", "企业联系人 18 位"),
        Item("MATTER", "在谈项目 3 个"),
    ]
    with pytest.raises(Conflict):
        do(city, "王伟", takeovers.list_handover, one, items=items)
    do(city, "officer", apply_due_acts, today=last)
    with pytest.raises(RuleBroken) as empty:
        do(city, "王伟", takeovers.list_handover, one, items=[])
    assert codes(empty) == ["handover.empty"]
    row = do(city, "王伟", takeovers.list_handover, one, items=items)
    do(city, "host", takeovers.name_successor, row, successor=other)
    page = city.client("officer").get(f"/secondments/{one.uid}/").content.decode()
    assert "交接清单还没有由接任人签收" in page
    with pytest.raises(NotPermitted):
        do(city, "王伟", takeovers.receive_handover, row)
    assert "在谈项目 3 个" in city.client("李芳").get("/my/").content.decode()
    with doing(city, "李芳", day=last) as now:
        assert HandoverItem.objects.count() == 3
        assert not Secondment.objects.filter(pk=one.pk).exists()  # the list, not the case
        takeovers.receive_handover(now, row)
        with pytest.raises(Conflict):
            takeovers.receive_handover(now, row)
    with pytest.raises(Conflict):
        do(city, "王伟", takeovers.list_handover, one, items=items)
    with city.acting("officer"):
        assert Handover.objects.get(secondment=one).received_by == "李芳"


def test_a_quarterly_report_is_for_a_quarter_served(city: Any) -> None:
    case = city.secondee("王伟")
    day = case.starts_on + timedelta(days=95)
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"

    def send(period: str) -> Any:
        given = {"kind": "QUARTERLY", "period": period, "text": "小结"}
        return do(city, "王伟", reports.send_report, case, today=day, **given)

    for wrong in ("2019-Q1", "2026-Q7", "2026-05"):
        with pytest.raises(RuleBroken):
            send(wrong)
    assert send(quarter).period == quarter
