"""Grants: within one's scope, never to oneself, with an end, ended with a reason, deputised."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from dunmiao.access.models import Grant
from dunmiao.access.persons import id_key
from dunmiao.access.roles import Role
from dunmiao.accounts.actions.grants import change_end, deputise, end_grant, grant_role
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from tests.acts.stages import by

HOME = Role.HOME_UNIT.value


@pytest.fixture(autouse=True)
def people(city: Any) -> None:
    """Everybody of the cast is known."""
    for name, user in city.users.items():
        user.person_key = id_key(f"test {name}")
        user.save()
        with city.acting("officer"):
            user.grants.update(person=user.person_key)


def held(city: Any, name: str) -> Any:
    """What somebody holds."""
    with city.acting("officer"):
        return Grant.objects.standing().filter(user=city.users[name]).first()


def test_a_grant_ends_at_once_and_stays_readable(city: Any) -> None:
    grant = held(city, "home")
    client = city.client("home")
    assert client.get("/cadres/").status_code == 200
    by(city, "security", end_grant, grant.uid, reason="调离")
    assert client.get("/cadres/").status_code == 403
    page = city.client("security").get(f"/access/accounts/{city.users['home'].uid}/")
    assert "已收回" in page.content.decode()
    with pytest.raises(Conflict):
        by(city, "security", end_grant, grant.uid, reason="再收")
    given = {"role": HOME, "unit": city.units["市财政局"]}
    by(city, "security", grant_role, city.users["home"], **given)
    assert client.get("/cadres/").status_code == 200


def test_a_grant_with_an_end_ends(city: Any) -> None:
    today = timezone.localdate()
    given = {"role": HOME, "unit": city.units["市科技局"], "last_day": today + timedelta(days=3)}
    by(city, "security", grant_role, city.users["stranger"], **given)
    client = city.client("stranger")
    assert client.get("/cadres/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        later = city.client("stranger")
        assert later.get("/cadres/").status_code == 403
    grant = held(city, "stranger")
    by(city, "security", change_end, grant.uid, last_day=today + timedelta(days=9), reason="续")
    with pytest.raises(RuleBroken):
        by(city, "security", change_end, grant.uid, last_day=today - timedelta(days=9), reason="x")
    with pytest.raises(Conflict):
        by(city, "security", grant_role, city.users["stranger"], **given)


def test_the_last_of_a_kind_keeps_his_grant(city: Any) -> None:
    with pytest.raises(Conflict) as refused:
        by(city, "security", end_grant, held(city, "auditor").uid, reason="x")
    assert refused.value.findings[0].code == "account.last"
    with pytest.raises(Conflict) as refused:
        by(city, "security", end_grant, held(city, "security").uid, reason="x")
    assert refused.value.findings[0].code == "grant.own"


def test_nobody_grants_beyond_his_scope_or_to_himself(city: Any) -> None:
    by(city, "security", grant_role, city.users["stranger"], role=Role.SECURITY_ADMIN.value,
       unit=city.units["南湖区"])  # fmt: skip
    given = {"role": Role.HOST_UNIT.value}
    for unit in ("甲市", "新仓镇"):
        with pytest.raises(Unreadable):
            by(city, "stranger", grant_role, city.users["other_home"], unit=city.units[unit].uid,
               **given)  # fmt: skip
    by(
        city,
        "stranger",
        grant_role,
        city.users["other_home"],
        unit=city.units["大桥镇"].uid,
        **given,
    )
    with pytest.raises(Conflict):
        by(city, "stranger", grant_role, city.users["stranger"], unit=city.units["大桥镇"].uid,
           **given)  # fmt: skip
    with pytest.raises(NotPermitted):
        by(city, "stranger", end_grant, held(city, "home").uid, reason="x")


def test_a_deputy_for_a_time(city: Any) -> None:
    today = timezone.localdate()
    span = {"first_day": today, "last_day": today + timedelta(days=5), "reason": "休假"}
    deputy = city.users["stranger"]
    by(city, "security", deputise, city.users["home"], deputy=deputy.uid, **span)
    assert city.client("stranger").get("/cadres/").status_code == 200
    grant = held(city, "stranger")
    assert grant.deputy_of == city.users["home"]
    assert grant.valid_to == span["last_day"]
    with pytest.raises(RuleBroken) as refused:
        by(city, "security", deputise, city.users["home"], deputy=deputy.uid, **span)
    assert refused.value.findings[0].code == "grant.nothing_to_add"
    for wrong in ("auditor", "security"):
        with pytest.raises(RuleBroken):
            by(city, "security", deputise, city.users["home"], deputy=city.users[wrong].uid, **span)
    with pytest.raises(Conflict):
        by(city, "security", deputise, city.users["auditor"], deputy=deputy.uid, **span)


def test_one_who_was_an_officer_may_become_an_administrator(city: Any) -> None:
    by(city, "security", end_grant, held(city, "home").uid, reason="换岗")
    given = {"role": Role.SYSTEM_ADMIN.value, "unit": city.units["甲市"]}
    by(city, "security", grant_role, city.users["home"], **given)
    with pytest.raises(RuleBroken):
        by(city, "security", grant_role, city.users["home"], role=HOME, unit=city.units["市财政局"])
