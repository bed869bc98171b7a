"""A year's ledger with the cast: lists, grants, ties, grades, objections, and what is refused."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dunmiao.acts.reading import Unreadable
from dunmiao.assessments import quota
from dunmiao.assessments.actions import annual, years
from dunmiao.assessments.actions import quota as pools
from dunmiao.assessments.models import AnnualAssessment, QuotaPool, QuotaShare
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.models import AnnualGrade
from tests.acts.stages import by, doing

TODAY = date(2026, 12, 20)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def opened(city: Any, year: int = 2026) -> Any:
    made = by(city, "officer", years.open_year, year=year, unit=city.units["甲市"],
              document="甲组发〔2026〕7号")  # fmt: skip
    return act(city, "officer", years.list_people, made)


def act(city: Any, who: str, what: Any, row: Any, day: date = TODAY, **given: Any) -> Any:
    """Do it as this part of the cast, on the day of the year's end."""
    with doing(city, who, day=day) as now:
        return what(now, row, **given)


def pool_of(city: Any, name: str) -> QuotaPool:
    with city.acting("officer"):
        return QuotaPool.objects.get(name=name)


def row_of(city: Any, name: str) -> AnnualAssessment:
    with city.acting("officer"):
        return AnnualAssessment.objects.select_related("pool").get(cadre__name=name)


def grant(city: Any, pool: QuotaPool, rate: str = "1/4", extra: int = 0) -> QuotaPool:
    act(city, "officer", pools.set_rate, pool, rate=rate, extra=extra, document="文 1 号")
    granted: QuotaPool = act(city, "second", pools.grant_places, pool)
    return granted


def propose(city: Any, key: str, name: str, grade: str, reason: str = "表现突出") -> Any:
    row = row_of(city, name)
    return act(city, key, annual.propose_grade, row, grade=grade, reason=reason)


def test_everybody_stands_once_in_his_home_pool(city: Any) -> None:
    year = opened(city)
    with doing(city, "officer", day=TODAY) as now:
        names = dict(AnnualAssessment.objects.values_list("cadre__name", "pool__name"))
        assert names == {"王伟": "市财政局", "李芳": "市财政局", "欧阳明": "市科技局",
                         "陈静": "市科技局", "赵刚": "市科技局"}  # fmt: skip
        years.list_people(now, year)
        assert now.facts == {"left": 5, "added": 0, "changed": 0}
        ledger = quota.ledger_of(quota.get_year(actor=now.actor, year=2026))
        assert [proof.holds for proof in ledger.proofs] == [True] * 5
        with pytest.raises(Conflict):
            years.open_year(now, year=2026, unit=city.units["甲市"])
    with pytest.raises(Unreadable) as refused:
        years.open_year.read({"year": "26", "unit": "x"})
    assert codes(refused) == ["field.least"]


def test_two_pools_cannot_claim_one_person(city: Any) -> None:
    opened(city)
    row = row_of(city, "王伟")
    with city.acting("officer"):
        second = AnnualAssessment.objects.get(pk=row.pk)
        second.pk, second.uid = None, uuid.uuid4()
        second.pool = QuotaPool.objects.get(name="市科技局")
        with pytest.raises(IntegrityError, match="one_pool_a_year"), transaction.atomic():
            second.save(force_insert=True)


def test_who_served_half_a_year_is_assessed_by_the_host(city: Any) -> None:
    case = city.secondee("王伟")
    year = case.arrived_on.year + 1  # the whole of next year lies in the term
    opened(city, year)
    row = row_of(city, "王伟")
    with city.acting("officer"):
        assert row.assessing_unit == city.units["大桥镇"]
        assert row.other_unit == city.units["市财政局"] or row.other_days == 0
    act(city, "host", annual.propose_grade, row, grade="COMPETENT")
    with pytest.raises(NotVisible):
        act(city, "other_host", annual.propose_grade, row, grade="COMPETENT")


def test_a_person_moved_by_hand_stays_where_he_was_put(city: Any) -> None:
    year = opened(city)
    row, target = row_of(city, "王伟"), pool_of(city, "市科技局")
    act(city, "officer", pools.move_person, row, pool=target, reason="6 月调入科技局")
    with pytest.raises(Unreadable):  # the pool he is in already is not offered
        act(city, "officer", pools.move_person, row, pool=target, reason="又一次")
    act(city, "officer", years.list_people, year)
    assert row_of(city, "王伟").pool == target
    propose(city, "officer", "李芳", "COMPETENT")
    with pytest.raises(Conflict) as refused:
        act(city, "officer", pools.move_person, row_of(city, "李芳"), pool=target, reason="x")
    assert codes(refused) == ["state.not_allowed"]


def test_places_are_granted_by_another_and_frozen(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    with pytest.raises(NotPermitted):
        act(city, "officer", pools.grant_places, pool)
    with pytest.raises(RuleBroken) as refused:
        act(city, "officer", pools.set_rate, pool, rate="25%")
    assert codes(refused) == ["quota.document"]
    granted = grant(city, pool, rate="25%", extra=1)
    assert (granted.base, granted.places) == (3, 1)
    with pytest.raises(Conflict):
        act(city, "officer", pools.set_rate, pool, rate="1/5")
    act(city, "second", pools.take_back, pool, reason="基数有误")
    assert pool_of(city, "市科技局").places is None
    with pytest.raises(Conflict):
        act(city, "second", pools.take_back, pool, reason="再撤")


def test_excellent_grades_never_exceed_the_places(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    for name in ("欧阳明", "陈静"):
        propose(city, "other_home", name, "EXCELLENT")
    with pytest.raises(RuleBroken) as refused:
        act(city, "second", annual.approve_pool_grades, pool)
    assert codes(refused) == ["annual.open", "quota.not_approved"]
    grant(city, pool, extra=1)
    act(city, "other_home", annual.propose_rest, pool)
    assert row_of(city, "赵刚").grade == "COMPETENT"
    with pytest.raises(RuleBroken) as refused:
        act(city, "second", annual.approve_pool_grades, pool)
    assert codes(refused) == ["quota.over"]
    act(city, "officer", annual.return_grade, row_of(city, "陈静"), reason="名额只有 1 个")
    propose(city, "other_home", "陈静", "COMPETENT")
    act(city, "second", annual.approve_pool_grades, pool)
    with city.acting("second"):
        assert set(pool.members.values_list("state", flat=True)) == {"APPROVED"}
        with pytest.raises(DatabaseError, match="excellent grades"), transaction.atomic():
            AnnualAssessment.objects.filter(cadre__name="陈静").update(grade="EXCELLENT")
    with pytest.raises(Conflict) as told:
        act(city, "second", pools.take_back, pool, reason="x")
    assert codes(told) == ["quota.over"]


def test_who_proposed_cannot_approve(city: Any) -> None:
    opened(city)
    for name in ("欧阳明", "陈静", "赵刚"):
        propose(city, "officer", name, "COMPETENT")
    pool = pool_of(city, "市科技局")
    with pytest.raises(NotPermitted):
        act(city, "officer", annual.approve_pool_grades, pool)


def test_every_grade_but_competent_wants_a_reason(city: Any) -> None:
    opened(city)
    with pytest.raises(RuleBroken) as refused:
        propose(city, "home", "王伟", "EXCELLENT", reason="")
    assert [(f.code, f.where) for f in refused.value.findings] == [("annual.reason", "reason")]
    row = row_of(city, "王伟")
    with pytest.raises(Conflict):
        act(city, "home", annual.propose_grade, row, grade="COMPETENT", revision=99)
    propose(city, "home", "王伟", "COMPETENT", reason="")
    with pytest.raises(NotVisible):
        act(city, "other_home", annual.propose_grade, row, grade="COMPETENT")


def test_ties_are_returned_and_decided_by_the_committee(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    with city.acting("officer"):
        rows = list(pool.members.order_by("pk"))
        for row, part in zip(rows, ("甲组", "乙组", "丙组"), strict=True):
            AnnualAssessment.objects.filter(pk=row.pk).update(part=part)
    grant(city, pool, rate="25%", extra=1)
    act(city, "officer", pools.share_out, pool)
    with city.acting("officer") as officer:
        tied = list(QuotaShare.objects.values_list("seats", "is_tied", "tied_places"))
        assert tied == [(0, True, 1)] * 3
        ledger = quota.ledger_of(quota.get_year(actor=officer, year=2026))
        assert all(proof.holds for proof in ledger.proofs), "an open tie still adds up"
    with pytest.raises(RuleBroken) as refused:
        act(city, "officer", pools.decide_tie, pool, parts=["甲组", "乙组"], minutes="纪要 1")
    assert codes(refused) == ["quota.tie_parts"]
    with pytest.raises(Unreadable):
        act(city, "officer", pools.decide_tie, pool, parts=["丁组"], minutes="纪要 1")
    act(city, "officer", pools.decide_tie, pool, parts=["乙组"], minutes="纪要〔2026〕3号")
    with city.acting("officer"):
        seats = dict(QuotaShare.objects.values_list("part", "seats"))
    assert seats == {"甲组": 0, "乙组": 1, "丙组": 0}


def test_notice_objection_review_and_the_file(city: Any) -> None:
    city.secondee("王伟")  # gives him an account
    opened(city, 2025)  # a year in which he was at home all the time
    pool = pool_of(city, "市财政局")
    act(city, "home", annual.propose_rest, pool)
    act(city, "second", annual.approve_pool_grades, pool)
    row = row_of(city, "王伟")
    with city.acting("王伟") as person, pytest.raises(NotVisible):
        quota.get_assessment(actor=person, uid=row.uid)
    act(city, "officer", annual.notify_pool, pool)
    late = TODAY + timedelta(days=31)
    with city.acting("王伟") as person:
        assert [one.uid for one in quota.own_assessments(actor=person)] == [row.uid]
    with pytest.raises(RuleBroken) as refused:
        act(city, "王伟", annual.object_to_grade, row, day=late, text="不服")
    assert codes(refused) == ["annual.term"]
    act(city, "王伟", annual.object_to_grade, row, text="遗漏了一项工作")
    review = {"grade": "COMPETENT", "answer": "核对后维持"}
    with pytest.raises(NotPermitted):
        act(city, "second", annual.answer_objection, row, **review)
    act(city, "officer", annual.answer_objection, row, **review)
    act(city, "officer", annual.settle_pool, pool)
    assert row_of(city, "王伟").state == "NOTIFIED"
    act(city, "officer", annual.settle_pool, pool, day=late)
    with city.acting("officer"):
        assert set(pool.members.values_list("state", flat=True)) == {"FINAL"}
        assert AnnualGrade.objects.get(cadre__name="王伟", year=2025).grade == "称职"


def test_who_reaches_a_year(city: Any) -> None:
    year = opened(city)
    row = row_of(city, "王伟")
    for key, seen in (("home", True), ("other_home", False), ("leader", True), ("system", False)):
        with city.acting(key) as actor:
            assert AnnualAssessment.objects.filter(pk=row.pk).exists() == seen, key
            if not seen:
                with pytest.raises(NotVisible):
                    quota.get_assessment(actor=actor, uid=row.uid)
    with pytest.raises(NotPermitted):
        act(city, "home", years.list_people, year)
