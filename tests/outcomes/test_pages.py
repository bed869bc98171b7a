"""The pages of outcomes as their users go through them, and the same over JSON."""

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dunmiao.access.models import AuditEvent
from dunmiao.access.roles import Permission
from dunmiao.outcomes.models import Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.rules.outcomes import Fact
from tests.api.test_calls import call, key_of
from tests.outcomes.test_acts import TODAY, first_fact, judge, proof, report

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def body(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def sent(city: Any, key: str, path: str, **data: Any) -> Any:
    answer = city.client(key).post(path, {"_key": str(uuid.uuid4()), **data})
    return answer


def uid_of(city: Any, name: str) -> str:
    return str(city.units[name].uid)


def proven(kind: str, name: str = "合同.pdf") -> dict[str, Any]:
    """The first row of proof of a form."""
    return {"proofs.0.kind": kind, "proofs.0.files": SimpleUploadedFile(name, PDF)}


def event(city: Any) -> dict[str, Any]:
    """What the form of an event asks for."""
    return {
        "title": "装备产业推介会", "happened_on": timezone.localdate().isoformat(), "quantity": "3",
        "host": uid_of(city, "大桥镇"), "asked": uid_of(city, "甲市"),
    }  # fmt: skip


def investment(city: Any) -> dict[str, Any]:
    """What the form of an investment asks for."""
    fields = event(city) | {"title": "装备产业园二期", "partner": "禾丰装备"}
    del fields["quantity"]
    return fields | {"stage": "SIGNED", "amount": "2.3亿", "foreign": ""}


def where_to(city: Any, kind: str = "investment") -> str:
    return f"/do/outcome.report_{kind}/{city.programme.uid}/"


def reported(city: Any, kind: str = "investment", **changes: Any) -> Outcome:
    data = (event(city) if kind == "event" else investment(city)) | proven("CONTRACT") | changes
    answer = sent(city, "host", where_to(city, kind), **data)
    assert answer.status_code == 302, body(answer)[:2000]
    with city.acting("officer"):
        return Outcome.objects.latest("pk")


def test_from_report_to_the_funnel(city: Any) -> None:
    row = reported(city)
    page = body(city.client("host").get("/outcomes/"))
    assert "另有 1 项待核实（协议 23,000 万元）" in page
    assert "还没有核实的签约" in page
    detail = body(city.client("officer").get(f"/outcomes/{row.uid}/"))
    assert "待甲市核实" in detail
    with city.acting("officer"):
        fact = OutcomeFact.objects.get(outcome_id=row.pk)
        proof = Evidence.objects.get(outcome_id=row.pk)
    assert f"/do/step.verify/{fact.uid}/" in detail
    assert sent(city, "officer", f"/do/step.verify/{fact.uid}/").status_code == 302
    page = body(city.client("host").get("/outcomes/"))
    assert "1 项签约，到位占协议 0.0%" in page
    assert "2.30" in page
    file = city.client("officer").get(f"/outcomes/evidence/{proof.uid}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content if file.streaming else [file.content]) == PDF
    answer = sent(
        city, "host", f"/do/outcome.pay_in/{row.uid}/", amount="4600", foreign="",
        happened_on=timezone.localdate().isoformat(), **proven("BANK_SLIP", "到账单.pdf"),
    )  # fmt: skip
    assert answer.status_code == 302
    with city.acting("officer") as officer:
        assert AuditEvent.objects.filter(kind="file.read", actor_id=officer.user_id).exists()
        paid = OutcomeFact.objects.get(kind="PAID")
        officer_revision = Outcome.objects.get(pk=row.pk).revision
    assert sent(city, "officer", f"/do/step.verify/{paid.uid}/").status_code == 302
    assert "到位占协议 20.0%" in body(city.client("officer").get("/outcomes/"))
    path, share = f"/do/outcome.share/{row.uid}/", {"parties.0.share": "100%"}
    share |= {"parties.0.unit": uid_of(city, "大桥镇"), "parties.0.part": "落地"}
    late = sent(city, "host", path, revision=str(officer_revision), **share)
    assert late.status_code == 409
    kept = sent(city, "host", path, revision=str(officer_revision + 1), **share)
    assert kept.status_code == 302


def test_amounts_that_cannot_be_read_are_told_all_at_once(city: Any) -> None:
    data = investment(city) | {"amount": "很多", "foreign": "-3"}
    answer = sent(city, "host", where_to(city), **data)
    assert answer.status_code == 422
    assert "读不出金额" in body(answer)
    assert "不能是负数" in body(answer)
    with city.acting("officer"):
        assert not Outcome.objects.exists()


def test_reversal_duplicates_targets_and_export(city: Any) -> None:
    first, again = reported(city), reported(city)
    assert "可能是同一件事" in body(city.client("officer").get(f"/outcomes/{again.uid}/"))
    path = f"/do/outcome.mark_duplicate/{again.uid}/"
    assert sent(city, "officer", path, first=str(first.uid)).status_code == 302
    assert "与另一项重复" in body(city.client("host").get("/outcomes/"))
    assert sent(city, "officer", f"/do/outcome.tell_apart/{again.uid}/").status_code == 302
    day = timezone.localdate().isoformat()
    path = f"/do/outcome.reverse/{again.uid}/"
    answer = sent(city, "host", path, on_day=day, reason="投资方撤回")
    assert answer.status_code == 302
    page = body(city.client("host").get("/outcomes/?state=reversed"))
    assert "投资方撤回" in page
    assert ">23,000</span>" in page, "what fell through stays in sight"
    assert "撤回 1 项、23,000 万元" in page
    given = {"measure": "SIGNED", "value": "4", "weight": "60",
             "year": str(timezone.localdate().year)}  # fmt: skip
    path = f"/do/target.set/{city.programme.uid}/"
    assert path in body(city.client("officer").get("/outcomes/targets/"))
    assert sent(city, "officer", path, **given).status_code == 302
    assert "签约项目" in body(city.client("officer").get("/outcomes/targets/"))
    assert path not in body(city.client("host").get("/outcomes/targets/"))
    assert sent(city, "host", path, **given).status_code == 403
    book = city.client("host").get("/outcomes/export.xlsx")
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("kind", ["INVESTMENT", "EVENT", "VISIT", "TALENT", "POLICY", "SOLVED"])
def test_each_kind_has_its_form_and_a_secondee_finds_it(city: Any, kind: str) -> None:
    city.secondee("王伟", town="大桥镇")
    page = body(city.client("王伟").get(f"/outcomes/new/?kind={kind}"))
    assert 'name="title"' in page
    assert where_to(city, kind.lower()) in page
    assert 'name="programme"' not in page, "who serves reports of his own batch"
    host = page[page.index('name="host"') :]
    assert f'value="{uid_of(city, "大桥镇")}" selected' in host[: host.index("</select>")]
    asked = page[page.index('name="asked"') :]
    offered = asked[: asked.index("</select>")]
    assert "市财政局" not in offered
    assert f'value="{uid_of(city, "南湖区")}" selected' in offered
    assert 'href="/outcomes/new/"' in body(city.client("王伟").get("/my/"))


def test_who_may_not_sees_nothing(city: Any) -> None:
    row = reported(city)
    for key in ("other_host", "other_home"):
        assert city.client(key).get(f"/outcomes/{row.uid}/").status_code == 404
    for key in ("supervisor", "stranger"):
        assert city.client(key).get("/outcomes/").status_code == 403
    assert city.client("home").get("/outcomes/new/").status_code == 403
    assert city.client("leader").get("/outcomes/").status_code == 200


def test_the_list_asks_little_and_pages_by_key(city: Any) -> None:
    for number in range(3):
        reported(city, title=f"项目{number}")
    client = city.client("officer")
    with CaptureQueriesContext(connection) as asked:
        page = body(client.get("/outcomes/"))
    own = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(own) <= 15, "\n".join(sql[:150] for sql in own)
    assert page.index("项目2") < page.index("项目0")
    with city.acting("officer"):
        middle = Outcome.objects.get(title="项目1")
    rest = body(city.client("officer").get(f"/outcomes/?after={middle.happened_on}.{middle.pk}"))
    assert "项目0" in rest
    assert "项目2</a>" not in rest
    client.post("/language/", {"language": "en", "next": "/"})
    for path in ("/outcomes/", "/outcomes/targets/", "/outcomes/new/", f"/outcomes/{middle.uid}/"):
        page = body(client.get(path))
        assert 'lang="en"' in page
        assert "待核实" not in page, path
        assert "登记" not in page, path


def test_the_same_over_json(city: Any) -> None:
    row = reported(city)
    rights = (
        Permission.POSTS_VIEW,
        Permission.OUTCOMES_VIEW,
        Permission.OUTCOMES_REPORT,
        Permission.OUTCOMES_VERIFY,
    )
    host, officer = (key_of(city, who, *rights) for who in ("host", "officer"))
    (listed,) = call(host, "GET", "outcomes").json()
    assert (listed["title"], listed["state"], listed["contracted"]) == (
        "装备产业园二期", "REPORTED", "0.00",
    )  # fmt: skip
    whole = call(officer, "GET", f"outcomes/{row.uid}").json()
    step = whole["steps"][0]["uid"]
    assert call(officer, "POST", f"acts/step.verify/{step}").json()["state"] == "VERIFIED"
    given, path = event(city) | {"quantity": 12}, f"acts/outcome.report_event/{city.programme.uid}"
    made = call(host, "POST", path, given)
    assert made.status_code == 200, made.content
    (refused,) = call(host, "POST", path, {**given, "quantity": 0}).json()["findings"]
    assert (refused["code"], refused["where"]) == ("field.least", "quantity")
    uid = made.json()["uid"]
    shares = {"revision": 2, "parties": [{"unit": uid_of(city, "大桥镇"), "share": "99%"}]}
    (refused,) = call(host, "POST", f"acts/outcome.share/{uid}", shares).json()["findings"]
    assert (refused["code"], refused["where"]) == ("share.sum", "parties")
    gone = {"on_day": timezone.localdate().isoformat(), "reason": "活动取消了"}
    assert call(host, "POST", f"acts/outcome.reverse/{uid}", gone).json()["state"] == "REVERSED"


def test_more_paid_in_than_agreed_is_pointed_out(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    signed = Fact("STAGE", TODAY, "SIGNED", Decimal(500))
    row = report(city, "王伟", first=signed, proofs=[proof("CONTRACT")])
    judge(city, "officer", first_fact(city, row))
    where = f"/outcomes/{row.uid}/"
    assert "到位超过协议" not in city.client("officer").get(where).content.decode()
    with city.acting("officer"):
        Outcome.objects.filter(pk=row.pk).update(paid_in=501)
    assert "到位超过协议" in city.client("officer").get(where).content.decode()
