"""A year's ledger with the cast: lists, grants, ties, grades, objections, and what is refused."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from dunmiao.assessments import quota
from dunmiao.assessments.actions import annual
from dunmiao.assessments.actions import quota as pools
from dunmiao.assessments.models import AnnualAssessment, QuotaPool, QuotaShare
from dunmiao.kernel.errors import Conflict, DomainError, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.models import AnnualGrade

TODAY = date(2026, 12, 20)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def opened(city: Any, year: int = 2026) -> Any:
    with city.acting("officer") as officer:
        made = pools.open_year(
            actor=officer, year=year, unit=city.units["甲市"], document="甲组发〔2026〕7号"
        )
        pools.list_people(actor=officer, year=year, today=TODAY)
    return made


def pool_of(city: Any, name: str) -> QuotaPool:
    with city.acting("officer"):
        return QuotaPool.objects.get(name=name)


def row_of(city: Any, name: str) -> AnnualAssessment:
    with city.acting("officer"):
        return AnnualAssessment.objects.select_related("pool").get(cadre__name=name)


def grant(city: Any, pool: QuotaPool, rate: str = "1/4", extra: int = 0) -> QuotaPool:
    with city.acting("officer") as officer:
        pools.set_rate(
            actor=officer,
            pool_uid=pool.uid,
            rate=rate,
            extra=extra,
            document="文 1 号",
            today=TODAY,
        )
    with city.acting("second") as other:
        return pools.grant_places(actor=other, pool_uid=pool.uid, now=timezone.now())


def propose(city: Any, key: str, name: str, grade: str, reason: str = "表现突出") -> Any:
    row = row_of(city, name)
    with city.acting(key) as actor:
        return annual.propose_grade(actor=actor, assessment_uid=row.uid, grade=grade, reason=reason)


def test_everybody_stands_once_in_his_home_pool(city: Any) -> None:
    opened(city)
    with city.acting("officer") as officer:
        names = dict(AnnualAssessment.objects.values_list("cadre__name", "pool__name"))
        assert names == {"王伟": "市财政局", "李芳": "市财政局", "欧阳明": "市科技局",
                         "陈静": "市科技局", "赵刚": "市科技局"}  # fmt: skip
        again = pools.list_people(actor=officer, year=2026, today=TODAY)
        assert again == {"left": 5, "added": 0}
        ledger = quota.ledger_of(quota.get_year(actor=officer, year=2026))
        assert [proof.holds for proof in ledger.proofs] == [True] * 5
        with pytest.raises(Conflict):
            pools.open_year(actor=officer, year=2026, unit=city.units["甲市"], document="")
        with pytest.raises(RuleBroken):
            pools.open_year(actor=officer, year=26, unit=city.units["甲市"], document="")


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
    with city.acting("officer") as officer:
        pools.open_year(actor=officer, year=year, unit=city.units["甲市"], document="")
        pools.list_people(actor=officer, year=year, today=TODAY)
    row = row_of(city, "王伟")
    with city.acting("officer"):
        assert row.assessing_unit == city.units["大桥镇"]
        assert row.other_unit == city.units["市财政局"] or row.other_days == 0
    with city.acting("host") as host:
        annual.propose_grade(actor=host, assessment_uid=row.uid, grade="COMPETENT", reason="")
    with city.acting("other_host") as stranger, pytest.raises(NotVisible):
        annual.propose_grade(actor=stranger, assessment_uid=row.uid, grade="COMPETENT", reason="")


def test_a_person_moved_by_hand_stays_where_he_was_put(city: Any) -> None:
    opened(city)
    row, target = row_of(city, "王伟"), pool_of(city, "市科技局")
    with city.acting("officer") as officer:
        with pytest.raises(RuleBroken):
            pools.move_person(actor=officer, assessment_uid=row.uid, pool_uid=target.uid, reason="")
        pools.move_person(
            actor=officer, assessment_uid=row.uid, pool_uid=target.uid, reason="6 月调入科技局"
        )
        with pytest.raises(Conflict):
            pools.move_person(
                actor=officer, assessment_uid=row.uid, pool_uid=target.uid, reason="又一次"
            )
        pools.list_people(actor=officer, year=2026, today=TODAY)
    assert row_of(city, "王伟").pool == target
    propose(city, "officer", "李芳", "COMPETENT")
    row = row_of(city, "李芳")
    with city.acting("officer") as officer, pytest.raises(Conflict) as refused:
        pools.move_person(actor=officer, assessment_uid=row.uid, pool_uid=target.uid, reason="x")
    assert codes(refused) == ["annual.moved"]


def test_places_are_granted_by_another_and_frozen(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    with city.acting("officer") as officer:
        with pytest.raises(NotPermitted):
            pools.grant_places(actor=officer, pool_uid=pool.uid, now=timezone.now())
        with pytest.raises(RuleBroken) as refused:
            pools.set_rate(
                actor=officer, pool_uid=pool.uid, rate="25%", extra=0, document="", today=TODAY
            )
        assert codes(refused) == ["quota.document"]
    granted = grant(city, pool, rate="25%", extra=1)
    assert (granted.base, granted.places) == (3, 1)
    with city.acting("officer") as officer, pytest.raises(Conflict):
        pools.set_rate(
            actor=officer, pool_uid=pool.uid, rate="1/5", extra=0, document="", today=TODAY
        )
    with city.acting("second") as second:
        pools.take_back(actor=second, pool_uid=pool.uid, reason="基数有误")
    assert pool_of(city, "市科技局").places is None


def test_excellent_grades_never_exceed_the_places(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    for name in ("欧阳明", "陈静"):
        propose(city, "other_home", name, "EXCELLENT")
    with city.acting("second") as second, pytest.raises(RuleBroken) as refused:
        annual.approve_pool_grades(actor=second, pool_uid=pool.uid)
    assert codes(refused) == ["annual.open", "quota.not_approved"]
    grant(city, pool, extra=1)
    with city.acting("other_home") as home:
        assert annual.propose_rest(actor=home, pool_uid=pool.uid) == 1
    with city.acting("second") as second, pytest.raises(RuleBroken) as refused:
        annual.approve_pool_grades(actor=second, pool_uid=pool.uid)
    assert codes(refused) == ["quota.over"]
    row = row_of(city, "陈静")
    with city.acting("officer") as officer:
        annual.return_grade(actor=officer, assessment_uid=row.uid, reason="名额只有 1 个")
    propose(city, "other_home", "陈静", "COMPETENT")
    with city.acting("second") as second:
        assert annual.approve_pool_grades(actor=second, pool_uid=pool.uid) == 3
        with pytest.raises(DatabaseError, match="excellent grades"), transaction.atomic():
            AnnualAssessment.objects.filter(cadre__name="陈静").update(grade="EXCELLENT")
        with pytest.raises(Conflict):
            pools.take_back(actor=second, pool_uid=pool.uid, reason="x")


def test_who_proposed_cannot_approve(city: Any) -> None:
    opened(city)
    for name in ("欧阳明", "陈静", "赵刚"):
        propose(city, "officer", name, "COMPETENT")
    pool = pool_of(city, "市科技局")
    with city.acting("officer") as officer, pytest.raises(NotPermitted):
        annual.approve_pool_grades(actor=officer, pool_uid=pool.uid)


def test_every_grade_but_competent_wants_a_reason(city: Any) -> None:
    opened(city)
    for grade, expected in (("EXCELLENT", "annual.reason"), ("良好", "annual.grade")):
        with pytest.raises(RuleBroken) as refused:
            propose(city, "home", "王伟", grade, reason=" ")
        assert codes(refused) == [expected]
    row = row_of(city, "王伟")
    with city.acting("home") as home, pytest.raises(DomainError):
        annual.propose_grade(
            actor=home, assessment_uid=row.uid, grade="COMPETENT", reason="", revision=99
        )
    propose(city, "home", "王伟", "COMPETENT", reason="")
    with city.acting("other_home") as stranger, pytest.raises(NotVisible):
        annual.propose_grade(actor=stranger, assessment_uid=row.uid, grade="COMPETENT", reason="")


def test_ties_are_returned_and_decided_by_the_committee(city: Any) -> None:
    opened(city)
    pool = pool_of(city, "市科技局")
    with city.acting("officer"):
        rows = list(pool.members.order_by("pk"))
        for row, part in zip(rows, ("甲组", "乙组", "丙组"), strict=True):
            AnnualAssessment.objects.filter(pk=row.pk).update(part=part)
    grant(city, pool, rate="25%", extra=1)
    with city.acting("officer") as officer:
        found = pools.share_out(actor=officer, pool_uid=pool.uid)
        assert found.settled == 0
        assert found.ties[0].places == 1
        for parts, minutes, expected in (
            (["甲组", "乙组"], "纪要 1", "quota.tie_parts"),
            (["丁组"], "纪要 1", "quota.tie_parts"),
            (["甲组"], " ", "quota.minutes"),
        ):
            with pytest.raises(RuleBroken) as refused:
                pools.decide_tie(actor=officer, pool_uid=pool.uid, parts=parts, minutes=minutes)
            assert codes(refused) == [expected]
        ledger = quota.ledger_of(quota.get_year(actor=officer, year=2026))
        assert all(proof.holds for proof in ledger.proofs), "an open tie still adds up"
        pools.decide_tie(
            actor=officer, pool_uid=pool.uid, parts=["乙组"], minutes="纪要〔2026〕3号"
        )
        seats = dict(QuotaShare.objects.values_list("part", "seats"))
        assert seats == {"甲组": 0, "乙组": 1, "丙组": 0}


def test_notice_objection_review_and_the_file(city: Any) -> None:
    city.secondee("王伟")  # gives him an account
    opened(city, 2025)  # a year in which he was at home all the time
    pool = pool_of(city, "市财政局")
    with city.acting("home") as home:
        annual.propose_rest(actor=home, pool_uid=pool.uid)
    with city.acting("second") as second:
        annual.approve_pool_grades(actor=second, pool_uid=pool.uid)
    row = row_of(city, "王伟")
    with city.acting("王伟") as person, pytest.raises(NotVisible):
        quota.get_assessment(actor=person, uid=row.uid)
    with city.acting("officer") as officer:
        assert annual.notify_pool(actor=officer, pool_uid=pool.uid, today=TODAY) == 2
    late = TODAY + timedelta(days=31)
    with city.acting("王伟") as person:
        assert [one.uid for one in quota.own_assessments(actor=person)] == [row.uid]
        for text, day, expected in ((" ", TODAY, "round.reason"), ("不服", late, "annual.term")):
            with pytest.raises(RuleBroken) as refused:
                annual.object_to_grade(actor=person, assessment_uid=row.uid, text=text, today=day)
            assert codes(refused) == [expected]
        annual.object_to_grade(
            actor=person, assessment_uid=row.uid, text="遗漏了一项工作", today=TODAY
        )
    with city.acting("second") as second, pytest.raises(NotPermitted):
        annual.answer_objection(
            actor=second, assessment_uid=row.uid, grade="COMPETENT", answer="维持", today=TODAY
        )
    with city.acting("officer") as officer:
        annual.answer_objection(
            actor=officer,
            assessment_uid=row.uid,
            grade="COMPETENT",
            answer="核对后维持",
            today=TODAY,
        )
        assert annual.settle_pool(actor=officer, pool_uid=pool.uid, today=TODAY) == 0
        assert annual.settle_pool(actor=officer, pool_uid=pool.uid, today=late) == 2
        assert AnnualGrade.objects.get(cadre__name="王伟", year=2025).grade == "称职"


def test_who_reaches_a_year(city: Any) -> None:
    opened(city)
    row = row_of(city, "王伟")
    for key, seen in (("home", True), ("other_home", False), ("leader", True), ("system", False)):
        with city.acting(key) as actor:
            assert AnnualAssessment.objects.filter(pk=row.pk).exists() == seen, key
            if not seen:
                with pytest.raises(NotVisible):
                    quota.get_assessment(actor=actor, uid=row.uid)
    with city.acting("home") as home, pytest.raises(NotPermitted):
        pools.list_people(actor=home, year=2026, today=TODAY)
