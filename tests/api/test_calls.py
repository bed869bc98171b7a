"""Who may call, how a refusal is told, what a key carries, and that a repeat is done once."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dunmiao.access.keys import find_key, list_keys
from dunmiao.access.roles import PERMISSIONS, Permission, Role
from dunmiao.accounts.actions.keys import make_key, revoke_key
from dunmiao.acts.claims import Doing
from dunmiao.acts.reading import Unreadable
from dunmiao.secondments.models import Report
from dunmiao.secondments.rules.transfers import RELATION_LABELS
from tests.acts.stages import by

TODAY = timezone.localdate()


def key_of(city: Any, who: str, *rights: Permission, days: int = 30) -> str:
    chosen = [right.value for right in rights]
    return str(by(city, who, make_key, name="脚本", rights=chosen, days=days).facts["接口密钥"])


def call(secret: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    given = {"Authorization": f"Bearer {secret}", **headers}
    sent = json.dumps(body) if body is not None else ""
    return Client().generic(
        method, f"/api/v1/{path}", sent, content_type="application/json", headers=given
    )


def codes(answer: Any) -> list[str]:
    return [finding["code"] for finding in answer.json()["findings"]]


def test_nobody_calls_without_a_session_or_a_key(db: Any) -> None:
    answer = Client().get("/api/v1/secondments")
    assert (answer.status_code, codes(answer)) == (401, ["key.none"])
    wrong = call("no-such-key", "GET", "secondments")
    assert (wrong.status_code, codes(wrong)) == (401, ["key.wrong"])


def test_a_key_carries_a_part_of_its_owners_rights_and_ends(city: Any) -> None:
    case = city.secondee("王伟", arrived=False)
    view = key_of(city, "host", Permission.SECONDMENTS_VIEW)
    assert call(view, "GET", f"secondments/{case.uid}").json()["case"]["state"] == "NOTICED"
    body = {"arrived_on": str(city.programme.starts_on - timedelta(days=10))}
    refused = call(view, "POST", f"acts/secondment.arrive/{case.uid}", body)
    assert refused.status_code == 403
    full = key_of(city, "host", Permission.SECONDMENTS_VIEW, Permission.CONFIRM_ARRIVAL)
    done = call(full, "POST", f"acts/secondment.arrive/{case.uid}", body)
    assert (done.status_code, done.json()["state"]) == (200, "ARRIVED")
    with city.acting("host") as host:
        with pytest.raises(Unreadable) as beyond:
            make_key(Doing.by(host), name="x", rights=[Permission.PLANS_APPROVE.value], days=30)
        assert [(f.code, f.where) for f in beyond.value.findings] == [("field.choice", "rights")]
        row = list_keys(actor=host).first()
        assert row is not None
        revoke_key(Doing.by(host), row)
    assert call(full, "GET", "secondments").status_code == 401
    assert find_key(kind="API", secret=view, today=TODAY + timedelta(days=31)) is None
    assert full not in (row.key_hash, row.name)


def test_refusals_are_those_of_the_pages(city: Any) -> None:
    case = city.secondee("王伟")
    officer = key_of(city, "officer", *PERMISSIONS[Role.ORG_DEPARTMENT])
    wrong = {"last_day": "2026-02-30", "reason": "急需", "document_no": "甲组1号"}
    bad = call(officer, "POST", f"acts/secondment.recall/{case.uid}", wrong)
    assert (bad.status_code, codes(bad)) == (400, ["field.date"])
    assert bad.json()["findings"][0]["where"] == "last_day"
    again = call(officer, "POST", f"acts/secondment.arrive/{case.uid}", {"arrived_on": str(TODAY)})
    assert (again.status_code, codes(again)) == (409, ["state.not_allowed"])
    locked = call(
        officer, "POST", f"acts/relation.send/{case.uid}",
        {"relation": "WAGE", "letter_no": "1", "sent_on": str(TODAY)},
    )  # fmt: skip
    assert (locked.status_code, codes(locked)) == (422, ["transfer.locked"])
    assert locked.json()["findings"][0]["facts"]["relation"] == RELATION_LABELS["WAGE"]
    broken = call(officer, "POST", f"acts/secondment.recall/{case.uid}", None)
    assert broken.status_code == 400
    hidden = call(
        officer, "POST", f"acts/secondment.arrive/{uuid.uuid4()}", {"arrived_on": str(TODAY)}
    )
    assert hidden.status_code == 404
    stranger = key_of(city, "other_host", Permission.SECONDMENTS_VIEW)
    foreign = call(stranger, "GET", f"secondments/{case.uid}")
    absent = call(stranger, "GET", f"secondments/{uuid.uuid4()}")
    assert (foreign.status_code, foreign.json()) == (absent.status_code, absent.json())


def test_a_browser_session_needs_its_csrf_token(city: Any) -> None:
    case = city.secondee("王伟")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.users["officer"], backend="django.contrib.auth.backends.ModelBackend")
    path, body = f"/api/v1/acts/visit.record/{case.uid}", {
        "on_day": str(TODAY), "visitors": "陆", "text": "走访",
    }  # fmt: skip
    without = strict.post(path, body, content_type="application/json")
    assert (without.status_code, codes(without)) == (403, ["key.csrf"])
    assert strict.get(f"/api/v1/secondments/{case.uid}").status_code == 200


def test_a_repeated_call_is_done_once(city: Any) -> None:
    case = city.secondee("王伟")
    person = key_of(city, "王伟", Permission.SECONDMENTS_VIEW, Permission.REPORT_OWN)
    month = city.programme.starts_on
    body = {"kind": "DUTY", "text": "一年来的工作"}
    key = str(uuid.uuid4())
    first = call(person, "POST", f"acts/report.send/{case.uid}", body, **{"Idempotency-Key": key})
    again = call(person, "POST", f"acts/report.send/{case.uid}", body, **{"Idempotency-Key": key})
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    other = call(
        person, "POST", f"acts/report.send/{case.uid}", body | {"text": "另一份"},
        **{"Idempotency-Key": key},
    )  # fmt: skip
    assert other.status_code == 409
    with city.acting("officer"):
        assert Report.objects.filter(secondment=case).count() == 1, month


def test_a_key_that_cannot_be_read_is_refused_and_nothing_done(city: Any) -> None:
    case = city.secondee("王伟")
    person = key_of(city, "王伟", Permission.SECONDMENTS_VIEW, Permission.REPORT_OWN)
    body = {"kind": "DUTY", "text": "一年来的工作"}
    path = f"acts/report.send/{case.uid}"
    refused = call(person, "POST", path, body, **{"Idempotency-Key": "重复-1"})
    assert (refused.status_code, codes(refused)) == (422, ["input.invalid"])
    with city.acting("officer"):
        assert not Report.objects.filter(secondment=case).exists()


def test_lists_go_by_cursor_and_show_what_is_in_scope(city: Any) -> None:
    one = city.secondee("王伟")
    other = city.secondee("李芳", town="新仓镇")
    officer = key_of(city, "officer", Permission.SECONDMENTS_VIEW)
    first = call(officer, "GET", "secondments?limit=1").json()
    second = call(officer, "GET", f"secondments?limit=1&after={first['next']}").json()
    assert [first["items"][0]["uid"], second["items"][0]["uid"]] == [str(other.uid), str(one.uid)]
    assert second["next"] == ""
    host = key_of(city, "host", Permission.SECONDMENTS_VIEW)
    assert [row["uid"] for row in call(host, "GET", "secondments").json()["items"]] == [
        str(one.uid)
    ]
    duties = call(officer, "GET", "obligations?limit=5").json()
    assert {row["person"] for row in duties} <= {"王伟", "李芳"}
