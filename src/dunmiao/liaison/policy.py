"""A group is seen by the units and the people that it names, its members with it."""

from typing import Any

from dunmiao.access.policy import Persons, Seen, Through, Units, declare
from dunmiao.access.roles import Permission as P


def _group() -> Any:
    from dunmiao.liaison.models import Group

    return Group


declare("liaison.group", Seen(P.GROUPS_VIEW, (Units(), Persons())))
declare("liaison.groupmember", Seen(P.GROUPS_VIEW, (Through(_group, "group"),)))
