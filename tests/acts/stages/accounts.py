"""Stages of accounts, grants, keys and units."""

from typing import Any

from dunmiao.access.models import AccessKey
from dunmiao.access.roles import Permission
from dunmiao.accounts.actions import keys
from dunmiao.acts.fields import Upload
from tests.acts.stages import EVERYBODY, Stage, by
from tests.people.test_units_import import table

SIGNED_IN = EVERYBODY | {"foreign"}


def city_itself(city: Any, state: str) -> Any:
    """The city: its acts have no row."""
    return city.city


def root(city: Any, state: str) -> Any:
    """The city's own unit."""
    return city.units["甲市"]


def stranger(city: Any, state: str) -> Any:
    """An account without any grant."""
    return city.users["stranger"]


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
                            given={"username": "xin", "full_name": "新人"}),
    "account.set_email": Stage(make=stranger, may={"stranger"}, sees={"stranger"},
                               given={"email": "a@example.cn"}),
    "grant.give": Stage(make=stranger, may={"security"}, sees=EVERYBODY, given=lambda city, row: {
        "role": "HOME_UNIT", "unit": str(city.units["市财政局"].uid)}),
    "key.make": Stage(make=city_itself, may=SIGNED_IN, sees=SIGNED_IN, given_to=key,
                      told={"stranger": 400}),  # who has no right has none to give
    "key.make_calendar": Stage(make=city_itself, may=SIGNED_IN, sees=SIGNED_IN),
    "key.revoke": Stage(make=own_key, may={"home"}, sees={"home"}),
    "unit.add": Stage(make=root, may={"system"}, sees=EVERYBODY,
                      given={"name": "新局", "kind": "DEPARTMENT"}),
    "unit.import": Stage(make=city_itself, may={"system"}, sees=SIGNED_IN, given={
        "file": Upload("单位表.xlsx", table(["市商务局", "甲市", "市级部门", "正处", ""]))}),
}  # fmt: skip
