"""Stages of accounts, grants, keys and units."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator

from dunmiao.access.models import AccessKey, Grant, User
from dunmiao.access.persons import id_key
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import scope, system_actor
from dunmiao.accounts.actions import keys
from dunmiao.acts.fields import Upload
from dunmiao.formats.accounts import HEAD
from dunmiao.formats.workbook import write_workbook
from dunmiao.units.writing import add_unit
from tests.acts.stages import EVERYBODY, Stage, by, today
from tests.factories.rosters import id_number
from tests.people.test_units_import import table

NUMBER = id_number(77, date(1980, 3, 1), "男")
SINCE = {"since": "2026-01-01", "reason": "机构改革"}
SIGNED_IN = EVERYBODY | {"foreign"}


def city_itself(city: Any, state: str) -> Any:
    """The city: its acts have no row."""
    return city.city


def root(city: Any, state: str) -> Any:
    """The city's own unit."""
    return city.units["甲市"]


def department(city: Any, state: str) -> Any:
    """A unit with people in it."""
    return city.units["市财政局"]


def empty_unit(city: Any, state: str) -> Any:
    """A unit without people, units below or grants."""
    with scope(system_actor(city.city.pk), reason="test"):
        return add_unit(city=city.city, name="空局", kind="DEPARTMENT", parent=city.units["甲市"])


def stranger(city: Any, state: str) -> Any:
    """An account without any grant."""
    return city.users["stranger"]


def known(city: Any, state: str) -> Any:
    """The same, of a person who is known."""
    user = city.users["stranger"]
    user.person_key = id_key("the stranger")
    user.save()
    return user


def in_state(city: Any, state: str) -> Any:
    """An account in this state; one with a second factor."""
    user = User.objects.create(
        username="bieren", full_name="别人", city=city.city, state=state or "OPEN"
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    return user


def home_account(city: Any, state: str) -> Any:
    """Somebody with work that another could do."""
    city.users["second"].person_key = id_key("the second")
    city.users["second"].save()
    return city.users["home"]


def grant(city: Any, state: str) -> Any:
    """What the home unit's officer holds."""
    with scope(system_actor(city.city.pk), reason="test"):
        return Grant.objects.get(user=city.users["home"])


def asked(city: Any, state: str) -> Any:
    """The city, where an account waits to be opened."""
    User.objects.create(username="xinren", full_name="新人", city=city.city, state="ASKED")
    return city.city


def deputy(city: Any, row: Any) -> dict[str, Any]:
    """The second officer stands in for a day."""
    return {"deputy": str(city.users["second"].uid), "first_day": today().isoformat(),
            "last_day": today().isoformat(), "reason": "休假"}  # fmt: skip


def own_key(city: Any, state: str) -> Any:
    """A key of the home unit's officer."""
    by(city, "home", keys.make_calendar)
    return AccessKey.objects.get(user=city.users["home"])


def key(city: Any, row: Any, who: str) -> dict[str, Any]:
    """A key with the first right of its owner."""
    with city.acting(who) as actor:
        own = [right.value for right in Permission if actor.has(right)][:1]
    return {"name": "脚本", "days": 30, "rights": own}


STAGES = {
    "account.create": Stage(make=city_itself, may={"system"}, sees=SIGNED_IN,
                            given={"username": "xin", "full_name": "新人", "id_number": NUMBER}),
    "account.import": Stage(make=city_itself, may={"system"}, sees=SIGNED_IN, given={
        "file": Upload("账号表.xlsx", write_workbook(
            sheet="账号表", header=HEAD, rows=[["新人", NUMBER, ""]]))}),
    "account.open": Stage(make=asked, may={"system"}, sees=SIGNED_IN, given=lambda city, row: {
        "accounts": [str(User.objects.get(username="xinren").uid)]},
        ),
    "account.rename": Stage(make=stranger, may={"system"}, sees=EVERYBODY,
                            given={"full_name": "陌生", "reason": "更正"}),
    "account.identify": Stage(make=stranger, may={"system"}, sees=EVERYBODY,
                              given={"id_number": NUMBER, "reason": "登记"}),
    "account.reset_password": Stage(make=in_state, may={"system"}, sees=EVERYBODY, state="OPEN",
                                    wrong="DISABLED", given={"reason": "忘了"}),
    "account.reset_factor": Stage(make=in_state, may={"security"}, sees=EVERYBODY,
                                  given={"reason": "换手机"}),
    "account.unlock": Stage(make=stranger, may={"system"}, sees=EVERYBODY),
    "account.disable": Stage(make=in_state, may={"system"}, sees=EVERYBODY, state="OPEN",
                             wrong="DISABLED", given={"reason": "调离"}),
    "account.enable": Stage(make=in_state, may={"system"}, sees=EVERYBODY, state="DISABLED",
                            wrong="OPEN", given={"reason": "调回"}),
    "account.set_email": Stage(make=stranger, may={"stranger"}, sees={"stranger"},
                               given={"email": "a@example.cn"}),
    "grant.end": Stage(make=grant, may={"security"}, sees=EVERYBODY, given={"reason": "调离"}),
    "grant.change_end": Stage(make=grant, may={"security"}, sees=EVERYBODY,
                              given={"last_day": "2999-12-31", "reason": "借用到期"}),
    "grant.deputise": Stage(make=home_account, may={"security"}, sees=EVERYBODY, given=deputy),
    "grant.give": Stage(make=known, may={"security"}, sees=EVERYBODY, given=lambda city, row: {
        "role": "HOME_UNIT", "unit": str(city.units["市财政局"].uid)}),
    "key.make": Stage(make=city_itself, may=SIGNED_IN, sees=SIGNED_IN, given_to=key,
                      told={"stranger": 400}),  # who has no right has none to give
    "key.make_calendar": Stage(make=city_itself, may=SIGNED_IN, sees=SIGNED_IN),
    "key.revoke": Stage(make=own_key, may={"home"}, sees={"home"}),
    "unit.add": Stage(make=root, may={"system"}, sees=EVERYBODY,
                      given={"name": "新局", "kind": "DEPARTMENT"}),
    "unit.rename": Stage(make=department, may={"system"}, sees=EVERYBODY, given={
        "name": "市财政和国资局", **SINCE}),
    "unit.move": Stage(make=department, may={"system"}, sees=EVERYBODY, given=lambda city, row: {
        "parent": str(city.units["南湖区"].uid), **SINCE}),
    "unit.correct": Stage(make=department, may={"system"}, sees=EVERYBODY, given={
        "kind": "COUNTY_DEPARTMENT", "level": 3, **SINCE}),
    "unit.close": Stage(make=empty_unit, may={"system"}, sees=EVERYBODY, given=SINCE),
    "unit.merge": Stage(make=department, may={"system"}, sees=EVERYBODY, given=lambda city, row: {
        "into": str(city.units["市科技局"].uid), **SINCE}),
    "unit.import": Stage(make=city_itself, may={"system"}, sees=SIGNED_IN, given={
        "file": Upload("单位表.xlsx", table(["市商务局", "甲市", "市级部门", "正处", ""]))}),
}  # fmt: skip
