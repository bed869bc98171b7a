"""The pages and calls of the annual assessment, by the test client."""

import json
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dunmiao.assessments.models import AnnualAssessment, AssessmentYear, QuotaPool


def body(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(city: Any) -> Any:
    """A year opened and listed by the pages."""
    officer = city.client("officer")
    assert "一年一本账" in body(officer.get("/quota/"))
    year = {"year": "2025", "unit": str(city.units["甲市"].uid), "document": "文 7"}
    officer.post("/do/assessment_year.open/", year)
    officer.post(f"/do/assessment_year.list_people/{year_of(city)}/")
    return officer


def year_of(city: Any) -> str:
    return uid_of(city, AssessmentYear, year=2025)


def uid_of(city: Any, model: Any, **which: Any) -> str:
    with city.acting("officer"):
        return str(model.objects.get(**which).uid)


def test_a_year_from_the_list_to_the_notice(city: Any) -> None:
    officer = opened(city)
    page = body(officer.get("/quota/2025/"))
    assert "名册 5 人，一人一池" in page
    assert "单列 0 + 本单位 5 + 不定等次 0 = 5，重复 0 人" in page
    assert page.count("不成立") == 0
    assert officer.get("/quota/2025/ledger.xlsx").content[:2] == b"PK"
    grant = f"/do/assessment_year.grant_all/{year_of(city)}/"
    assert grant in page
    assert officer.post(grant).status_code == 403, "who listed cannot grant"
    second = city.client("second")
    second.post(grant)
    assert "待核定" not in body(second.get("/quota/2025/"))
    pool = uid_of(city, QuotaPool, name="市科技局")
    assert "未提等次 3" in body(officer.get(f"/quota/pools/{pool}/"))
    home = city.client("other_home")
    uid = uid_of(city, AnnualAssessment, cadre__name="陈静")
    person, propose = f"/quota/people/{uid}/", f"/do/assessment.propose/{uid}/"
    assert propose in body(home.get(person))
    wrong = home.post(propose, {"grade": "EXCELLENT", "reason": ""})
    assert wrong.status_code == 422
    assert "须写明理由" in body(wrong)
    home.post(propose, {"grade": "COMPETENT"})
    home.post(f"/do/quota_pool.propose_rest/{pool}/")
    second.post(f"/do/quota_pool.approve_grades/{pool}/")
    officer.post(f"/do/quota_pool.notify/{pool}/")
    assert body(officer.get(f"/quota/pools/{pool}/")).count("已通知") == 3
    assert city.client("home").get(person).status_code == 404


def test_a_grade_only_proposed_is_not_shown_to_the_other_unit(city: Any) -> None:
    city.secondee("王伟")
    opened(city)
    with city.acting("officer"):
        row = AnnualAssessment.objects.get(cadre__name="王伟")
        row.other_unit, row.other_days = city.units["大桥镇"], 60
        row.save()
    person = f"/quota/people/{row.uid}/"
    basic = {"grade": "BASIC", "reason": "全年缺勤较多"}
    city.client("home").post(f"/do/assessment.propose/{row.uid}/", basic)
    host = city.client("host")
    page = body(host.get(person))
    assert "登记意见" in page
    assert "全年缺勤较多" not in page
    host.post(f"/do/assessment.hear/{row.uid}/", {"opinion": "在镇期间表现正常"})
    assert "在镇期间表现正常" in body(city.client("home").get(person))
    pool = f"/quota/pools/{uid_of(city, QuotaPool, name='市财政局')}/"
    assert "基本称职" not in body(host.get(pool))


def test_the_person_reads_his_own_and_objects(city: Any) -> None:
    city.secondee("王伟")
    officer = opened(city)
    pool = uid_of(city, QuotaPool, name="市财政局")
    city.client("home").post(f"/do/quota_pool.propose_rest/{pool}/")
    city.client("second").post(f"/do/quota_pool.approve_grades/{pool}/")
    person = city.client("王伟")
    assert "还没有通知过" in body(person.get("/quota/own/"))
    officer.post(f"/do/quota_pool.notify/{pool}/")
    page = body(person.get("/quota/own/"))
    assert "2025 年度：称职" in page
    door = re.search(r'action="/do/assessment.object/([^"/]+)/"', page)
    assert door is not None
    person.post(f"/do/assessment.object/{door[1]}/", {"text": "遗漏一项工作"})
    review = {"grade": "COMPETENT", "answer": "经核对，维持"}
    officer.post(f"/do/assessment.answer/{door[1]}/", review)
    assert "经核对，维持" in body(person.get("/quota/own/"))
    assert city.client("王伟").get("/quota/2025/").status_code == 403


def test_query_budgets_of_the_ledger(city: Any) -> None:
    officer = opened(city)
    spent = {}
    pool = f"/quota/pools/{uid_of(city, QuotaPool, name='市财政局')}/"
    person = f"/quota/people/{uid_of(city, AnnualAssessment, cadre__name='王伟')}/"
    for path in ("/quota/2025/", pool, person):
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(path).status_code == 200
        spent[path] = sum(
            not re.match(r"(SAVEPOINT|RELEASE)", q["sql"]) and "django_session" not in q["sql"]
            for q in captured.captured_queries
        )
    assert max(spent.values()) <= 15, spent


def call(client: Any, path: str, **given: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(given), content_type="application/json")


def test_the_same_over_json(city: Any) -> None:
    officer = opened(city)
    ledger = officer.get("/api/v1/quota/2025").json()
    assert ledger["people"] == 5
    assert all(proof["holds"] for proof in ledger["proofs"])
    pool = next(p for p in ledger["pools"] if p["name"] == "市科技局")
    assert (pool["theory"], pool["granted"]) == ("3/5", None)
    people = officer.get(f"/api/v1/quota/pools/{pool['uid']}").json()
    assert [p["state"] for p in people] == ["LISTED"] * 3
    refused = call(officer, f"acts/quota_pool.set_rate/{pool['uid']}", rate="30%")
    assert {f["code"] for f in refused.json()["findings"]} == {"quota.most", "quota.document"}
    path = f"acts/assessment.propose/{people[0]['uid']}"
    assert call(officer, path, grade="COMPETENT").json()["state"] == "PROPOSED"
    assert call(city.client("home"), path, grade="COMPETENT").status_code == 404


def test_rounds_over_json(city: Any) -> None:
    from tests.factories import ballots as play

    round_ = play.make(city)
    session = play.session_of(city, round_)
    play.issue(city, session)
    officer, witness = city.client("officer"), city.client("supervisor")
    listed = officer.get("/api/v1/assessments").json()
    assert [(r["title"], r["held"], r["closed"]) for r in listed] == [("专项考察测评", 1, 0)]
    close = f"acts/ballot_session.close/{session.uid}"
    assert call(officer, f"acts/ballot_session.stop/{session.uid}").json()["state"] == "CLOSING"
    assert call(officer, close).status_code == 403
    assert call(witness, close).json()["state"] == "CLOSED"
    sessions = officer.get(f"/api/v1/assessments/{round_.uid}/sessions").json()
    assert sessions[0]["groups"][0]["phone"] == 6
    assert len(sessions[0]["root"]) == 64
    assert officer.get(f"/api/v1/assessments/{round_.uid}/results").json() == []
    assert city.client("home").get(f"/api/v1/assessments/{round_.uid}/results").status_code == 404
