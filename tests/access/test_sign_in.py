"""Signing in: lock-out, activation, second factor, no sign-up, no default account."""

import base64
import hashlib
import hmac
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dunmiao.access.models import User
from dunmiao.access.persons import id_key
from dunmiao.accounts.actions.accounts import create_account
from dunmiao.accounts.actions.grants import grant_role
from dunmiao.kernel.errors import Conflict, NotPermitted
from tests.acts.stages import by


def test_a_wrong_and_an_unknown_account_look_the_same(city: Any) -> None:
    one = Client().post("/accounts/login/", {"login": "officer", "password": "no"})
    two = Client().post("/accounts/login/", {"login": "nobody", "password": "no"})
    assert one.status_code == two.status_code == 200
    assert "账号或密码不符" in one.content.decode()
    assert len(one.content) - len("officer") == len(two.content) - len("nobody")


def test_five_wrong_passwords_lock(city: Any) -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/accounts/login/", {"login": "officer", "password": "no"})
    assert answer.status_code in {403, 429}
    right = client.post("/accounts/login/", {"login": "officer", "password": "x"})
    assert right.status_code in {403, 429}


def test_the_right_password_opens_home(city: Any) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": "officer", "password": "x"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_there_is_no_sign_up_and_no_reset(db: Any) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/admin/"):
        assert Client().get(path).status_code in {302, 404}


def test_accounts_and_grants_need_two_administrators(city: Any) -> None:
    from dunmiao.access.roles import Role

    with pytest.raises(NotPermitted):
        by(city, "security", create_account, username="n", full_name="n", id_number="1")
    given = {"role": Role.HOME_UNIT.value, "unit": city.units["市财政局"]}
    city.users["stranger"].person_key = id_key("the stranger")
    city.users["stranger"].save()
    with pytest.raises(NotPermitted):
        by(city, "system", grant_role, city.users["stranger"], **given)
    by(city, "security", grant_role, city.users["stranger"], **given)
    with pytest.raises(Conflict):
        by(city, "security", grant_role, city.users["security"], **given)


def test_a_second_factor_is_asked_of_those_who_approve(city: Any, settings: Any) -> None:
    settings.DUNMIAO_REQUIRE_SECOND_FACTOR = True
    answer = city.client("officer").get("/")
    assert answer.status_code == 302
    assert "2fa" in answer["Location"]
    assert city.client("home").get("/").status_code == 200


def test_a_revoked_grant_counts_on_the_next_request(city: Any) -> None:
    from dunmiao.access.models import Grant

    client = city.client("home")
    assert client.get("/cadres/").status_code == 200
    with city.acting("officer"):
        Grant.objects.filter(user=city.users["home"]).update(
            valid_to=timezone.localdate() - timedelta(days=1)
        )
    assert client.get("/cadres/").status_code == 403


def test_nobody_is_a_superuser() -> None:
    assert not hasattr(User, "is_superuser")


def test_sign_ins_are_recorded_without_what_was_typed(city: Any) -> None:
    from dunmiao.access.models import AuditEvent

    client = Client()
    client.post("/accounts/login/", {"login": "home", "password": "secret-typed"})
    client.post("/accounts/login/", {"login": "home", "password": "x"})
    with city.acting("auditor"):
        rows = AuditEvent.objects.filter(kind__startswith="session.").order_by("pk")
        assert [row.kind for row in rows][-2:] == ["session.refused", "session.opened"]
        assert "secret-typed" not in str([row.detail for row in rows])


def one_time_code(secret: str) -> str:
    """Six digits an authenticator shows now for a base32 secret (RFC 6238, SHA-1, 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, (int(time.time()) // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_second_factor_is_set_up_and_then_asked_for(city: Any) -> None:
    setup = "/accounts/2fa/totp/activate/"
    client = Client()
    client.post("/accounts/login/", {"login": "home", "password": "x"})
    client.post("/accounts/reauthenticate/", {"password": "x", "next": setup})
    shown = re.search(r'code big">([A-Z2-7]+)<', client.get(setup).content.decode())
    assert shown
    right = one_time_code(shown[1])
    wrong = f"{(int(right) + 500_000) % 1_000_000:06d}"
    refused = client.post(setup, {"code": wrong})
    assert refused.status_code == 200
    assert "✗" in refused.content.decode()
    assert client.post(setup, {"code": one_time_code(shown[1])}).status_code == 302
    assert "已启用" in client.get("/accounts/2fa/").content.decode()

    later = Client()
    answer = later.post("/accounts/login/", {"login": "home", "password": "x"})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert later.get("/cadres/").status_code == 302
    assert later.get(answer["Location"]).status_code == 200
