"""The pages of a case: each party does its part by the forms, and sees no more than its part."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.secondments.models import FeedbackVisit, Obligation, Secondment, WorkLog
from dunmiao.secondments.tasks import do_days_work
from tests.factories.city import Cast


@pytest.fixture
def begun(city: Cast) -> Any:
    """A case whose term began some time ago, so that today's forms are within it."""
    today = timezone.localdate()
    with city.acting("officer"):
        type(city.programme).objects.update(
            nominate_by=today + timedelta(days=2),
            starts_on=today - timedelta(days=40),
            ends_on=today + timedelta(days=300),
        )
    city.programme.starts_on = today - timedelta(days=40)
    city.programme.ends_on = today + timedelta(days=300)
    return city.secondee("王伟")


def send(city: Cast, key: str, path: str, **fields: Any) -> int:
    return int(city.client(key).post(path, fields).status_code)


def do(city: Cast, key: str, act: str, target: Any, **fields: Any) -> int:
    """The status of the act's page, told these fields."""
    return send(city, key, f"/do/{act}/{getattr(target, 'uid', target)}/", **fields)


def found(text: str, act: str) -> str:
    """The address of the first form of this act on a page."""
    form = re.search(rf"/do/{re.escape(act)}/([0-9a-f-]{{36}})/", text)
    assert form, act
    return form[1]


def page(city: Cast, key: str, path: str) -> str:
    answer = city.client(key).get(path)
    assert answer.status_code == 200, (key, path, answer.status_code)
    return answer.content.decode()


def test_a_secondees_month_by_phone(city: Cast, begun: Any) -> None:
    today = timezone.localdate()
    text = page(city, "王伟", "/my/")
    assert "第 41 天" in text
    month = f"{(today - timedelta(days=40)):%Y-%m}"
    log = {
        "on_day": today,
        "kind": "WORK",
        "text": "走访企业",
        "place": "园区",
        "_key": str(uuid.uuid4()),
    }
    for _ in range(2):  # the answer was lost, and the form is sent again
        assert do(city, "王伟", "log.write", begun, **log) == 302
    with city.acting("王伟"):
        assert WorkLog.objects.count() == 1
    log |= {"_key": str(uuid.uuid4())}
    assert do(city, "王伟", "log.write", begun, **(log | {"text": "绝密"})) == 422
    # The month that is owed stands there already, so that nothing has to be looked for.
    assert re.search(rf'name="period" value="{month}"', text)
    report = {"kind": "MONTHLY", "period": month, "text": "一月来……"}
    assert do(city, "王伟", "report.send", begun, **report) == 302
    assert do(city, "王伟", "report.send", begun, **report) == 409
    first = today + timedelta(days=7 - today.weekday())
    chain = page(city, "王伟", f"/my/leave/chain/?first={first}&last={first}")
    assert "接收单位" in chain
    leave = {"kind": "PERSONAL", "first": first, "last": first, "reason": "家事"}
    assert do(city, "王伟", "leave.ask", begun, **leave) == 302
    measure = {"line": "PARK", "text": "盘活用地", "due_on": today + timedelta(days=60)}
    assert do(city, "王伟", "measure.plan", begun, **measure) == 302
    text = page(city, "王伟", "/my/")
    for word in ("走访企业", month, "待批准", "盘活用地"):
        assert word in text
    done = {"done_on": today, "result": "盘活 30 亩"}
    assert do(city, "王伟", "measure.finish", found(text, "measure.finish"), **done) == 302
    assert do(city, "王伟", "measure.finish", found(text, "measure.finish"), **done) == 409
    assert do(city, "王伟", "leave.withdraw", found(text, "leave.withdraw")) == 302


def test_who_has_no_case_is_told_so(city: Cast) -> None:
    assert city.client("officer").get("/my/").status_code == 403
    city.secondee("王伟")
    with city.acting("officer"):
        Secondment.objects.update(user=None)
    assert "没有挂职安排" in page(city, "王伟", "/my/")


def test_the_record_shows_each_party_its_acts(city: Cast, begun: Any) -> None:
    path = f"/secondments/{begun.uid}/"
    wanted = {
        "officer": ("召回", "暂停", "结案清单", "免除"),
        "host": ("调整分工", "提出变更"),
        "home": ("转出组织关系", "提出变更"),
        "王伟": ("提出变更",),
    }
    for key, words in wanted.items():
        text = page(city, key, path)
        for word in words:
            assert word in text, (key, word)
    assert "召回" not in page(city, "host", path)
    assert city.client("other_host").get(path).status_code == 404
    assert "召回" not in page(city, "leader", path)


def test_an_extension_by_the_forms(city: Cast, begun: Any) -> None:
    path = f"/secondments/{begun.uid}/"
    asked = {"new_end": begun.ends_on + timedelta(days=90), "reason": "项目未完"}
    assert do(city, "host", "change.extend", begun, **(asked | {"new_end": "2026-02-30"})) == 400
    assert do(city, "host", "change.extend", begun, **asked) == 302
    assert do(city, "host", "change.extend", begun, **asked) == 409
    uid = found(page(city, "home", path), "change.answer")
    decide = {"approve": "1", "document_no": "甲组〔2026〕5号"}
    assert do(city, "officer", "change.decide", uid, **decide) == 422
    for key in ("home", "王伟"):
        assert do(city, key, "change.answer", uid, agree="1") == 302
    assert do(city, "officer", "change.decide", uid, **decide) == 302
    assert do(city, "officer", "change.decide", uid, **decide) == 409
    with city.acting("officer"):
        assert Secondment.objects.get(pk=begun.pk).ends_on == asked["new_end"]


def test_the_board_lists_what_one_owes_and_waives_with_a_reason(city: Cast, begun: Any) -> None:
    do_days_work(today=timezone.localdate())
    mine = page(city, "王伟", "/obligations/")
    assert "月报" in mine
    assert "半年走访" not in re.sub(r"<nav.*?</nav>", "", mine, flags=re.S)
    everything = page(city, "officer", "/obligations/?all=1")
    assert "月报" in everything
    assert page(city, "other_host", "/obligations/?all=1").count("王伟") == 0
    with city.acting("officer"):
        row = Obligation.objects.filter(state="OPEN", kind="MONTHLY_REPORT").earliest("due_on")
    assert do(city, "officer", "obligation.waive", row, reason=" ") == 400
    assert do(city, "host", "obligation.waive", row, reason="x") == 403
    assert send(city, "officer", "/do/obligation.remind/", obligations=[row.uid]) == 302
    assert do(city, "officer", "obligation.waive", row, reason="当月未在岗") == 302
    assert do(city, "officer", "obligation.waive", row, reason="again") == 409


def test_the_days_work_is_done_once(city: Cast, begun: Any) -> None:
    today = timezone.localdate()
    assert do_days_work(today=today) >= 0
    assert do_days_work(today=today) == 0


def test_feedback_by_the_forms_and_the_home_unit_sees_exactly_the_letter(
    city: Cast, begun: Any
) -> None:
    today = timezone.localdate()
    with city.acting("officer"):
        Secondment.objects.filter(pk=begun.pk).update(ends_on=today - timedelta(days=1))
    do_days_work(today=today)
    path = f"/secondments/{begun.uid}/"
    assert do(city, "王伟", "appraisal.write", begun, text="一年来……") == 302
    assert do(city, "host", "appraisal.give", begun, text="作风扎实") == 302
    assert "组织部门意见" in page(city, "officer", f"/discovery/appraisals/{begun.uid}/")
    assert do(city, "officer", "appraisal.conclude", begun, text="同意接收单位意见") == 302
    board = page(city, "officer", "/feedback/")
    assert "未约" in board
    plan = {"home_unit": city.units["市财政局"].uid, "planned_on": today}
    answer = city.client("officer").post(f"/do/feedback.arrange/{city.programme.uid}/", plan)
    visit = answer["Location"]
    uid = visit.rstrip("/").rpartition("/")[2]
    assert do(city, "officer", "feedback.draft", uid) == 302
    assert city.client("home").get(visit).status_code == 404
    assert do(city, "officer", "feedback.deliver", uid) == 422
    went = {"visited_on": today, "visitors": "陆组文", "minutes": "内部纪要不外传"}
    assert do(city, "officer", "feedback.visit", uid, **went) == 302
    edited = {"paragraphs.0.person": "王伟", "paragraphs.0.text": "作风扎实，群众基础好",
              "paragraphs.0.source": "鉴定表"}  # fmt: skip
    assert do(city, "officer", "feedback.edit", uid, revision=1, **edited) == 409
    with city.acting("officer"):
        revision = FeedbackVisit.objects.get().revision
    assert do(city, "officer", "feedback.edit", uid, revision=revision, **edited) == 302
    assert do(city, "officer", "feedback.deliver", uid) == 302
    seen = page(city, "home", visit)
    assert "作风扎实" in seen
    assert "内部纪要不外传" not in seen
    assert "日志" not in re.sub(r"<nav.*?</nav>", "", seen, flags=re.S)
    letter = re.search(r'href="(/files/[^"]+)"', seen)
    assert letter
    assert city.client("home").get(letter[1]).status_code == 200
    assert city.client("other_home").get(visit).status_code == 404
    assert do(city, "home", "feedback.receive", uid, received_on=today, reply="已阅") == 302
    assert do(city, "home", "feedback.receive", uid, received_on=today, reply="再阅") == 409
    assert do(city, "host", "secondment.hand_over", begun, on_day=today) == 302
    assert do(city, "officer", "secondment.close", begun, document_no="") == 302
    assert "已结案" in page(city, "officer", path)
