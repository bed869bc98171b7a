"""Cares with an owner and a day; hand-over from one person at a host to the next."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.secondments.actions import batches, ends, reports
from dunmiao.secondments.models import Care, Handover, HandoverItem, Obligation, Secondment

NOW = timezone.now()


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def raised(city: Any, case: Any, key: str = "王伟", **changed: Any) -> Care:
    day = case.starts_on
    given = {
        "kind": "SCHOOL", "text": "女儿转学", "owner": "HOME", "owner_name": "人事处",
        "due_on": day + timedelta(days=20), "today": day,
    } | changed  # fmt: skip
    with city.acting(key) as actor:
        return batches.raise_care(actor=actor, secondment_uid=case.uid, **given)


def test_a_care_has_an_owner_who_sees_to_it(city: Any) -> None:
    case = city.secondee("王伟")
    day = case.starts_on
    with pytest.raises(RuleBroken) as wrong:
        raised(city, case, text=" ", due_on=day - timedelta(days=1))
    assert codes(wrong) == ["care.no_text", "care.past"]
    care = raised(city, case)
    with city.acting("officer"):
        duty = Obligation.objects.get(secondment=case, kind="CARE")
        assert (duty.party, duty.state) == ("HOME", "OPEN")
    with city.acting("home") as home:
        given = {"actor": home, "care_uid": care.uid, "today": day}
        with pytest.raises(RuleBroken) as empty:
            batches.see_to_care(**given, done_on=day + timedelta(days=1), result="")
        assert codes(empty) == ["care.no_result", "act.in_future"]
        batches.see_to_care(**given, done_on=day, result="已联系教育局，秋季入学")
        with pytest.raises(Conflict):
            batches.see_to_care(**given, done_on=day, result="再次")
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
    with city.acting("host") as host, pytest.raises(NotPermitted):
        batches.raise_care(
            actor=host, secondment_uid=case.uid, kind="OTHER", text="x", owner="HOST",
            owner_name="", due_on=case.starts_on, today=case.starts_on,
        )  # fmt: skip


def test_a_dropped_care_owes_nothing(city: Any) -> None:
    case = city.secondee("王伟")
    care = raised(city, case)
    with city.acting("王伟") as person:
        with pytest.raises(RuleBroken):
            batches.drop_care(actor=person, care_uid=care.uid, reason="", today=case.starts_on)
        batches.drop_care(
            actor=person, care_uid=care.uid, reason="已自行解决", today=case.starts_on
        )
    with city.acting("officer"):
        assert Obligation.objects.get(secondment=case, kind="CARE").state == "VOID"


def test_work_passes_from_one_to_the_next_at_a_host(city: Any) -> None:
    one = city.secondee("王伟")
    city.posts["大桥镇"].seats = 2
    other = city.secondee("李芳")
    last = one.ends_on
    with city.acting("王伟") as person, pytest.raises(RuleBroken) as early:
        batches.list_handover(actor=person, secondment_uid=one.uid, items=[("FILE", "台账")])
    assert codes(early) == ["handover.state"]
    with city.acting("officer") as officer:
        ends.apply_due_acts(actor=officer, today=last)
    with city.acting("王伟") as person:
        with pytest.raises(RuleBroken) as empty:
            batches.list_handover(actor=person, secondment_uid=one.uid, items=[("FILE", " ")])
        assert codes(empty) == ["handover.empty"]
        items = [
            ("FILE", "招商台账 2 册"),
            ("CONTACT", "企业联系人 18 位"),
            ("MATTER", "在谈项目 3 个"),
        ]
        row = batches.list_handover(actor=person, secondment_uid=one.uid, items=items)
    with city.acting("host") as host:
        batches.name_successor(actor=host, secondment_uid=one.uid, successor_uid=other.uid)
    page = city.client("officer").get(f"/secondments/{one.uid}/").content.decode()
    assert "交接清单还没有由接任人签收" in page
    with city.acting("王伟") as person, pytest.raises(NotPermitted):
        batches.receive_handover(actor=person, handover_uid=row.uid, note="", today=last)
    assert "在谈项目 3 个" in city.client("李芳").get("/my/").content.decode()
    with city.acting("李芳") as successor:
        assert HandoverItem.objects.count() == 3
        assert not Secondment.objects.filter(pk=one.pk).exists()  # the list, not the case
        batches.receive_handover(actor=successor, handover_uid=row.uid, note="", today=last)
        with pytest.raises(Conflict):
            batches.receive_handover(actor=successor, handover_uid=row.uid, note="", today=last)
    with city.acting("王伟") as person, pytest.raises(Conflict):
        batches.list_handover(actor=person, secondment_uid=one.uid, items=items)
    with city.acting("officer"):
        assert Handover.objects.get(secondment=one).received_by == "李芳"


def test_a_quarterly_report_is_for_a_quarter_served(city: Any) -> None:
    case = city.secondee("王伟")
    day = case.starts_on + timedelta(days=95)
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    with city.acting("王伟") as person:
        given = {
            "actor": person,
            "secondment_uid": case.uid,
            "text": "小结",
            "now": NOW,
            "today": day,
        }
        for wrong in ("2019-Q1", "2026-Q7", "2026-05"):
            with pytest.raises(RuleBroken):
                reports.send_report(**given, kind="QUARTERLY", period=wrong)
        assert reports.send_report(**given, kind="QUARTERLY", period=quarter).period == quarter
