"""Where a unit of the tree may hang, and what speaks against changing it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.messages import say
from dunmiao.units.models import Unit
from dunmiao.units.selectors import list_units


def closed(unit: Unit, doing: Doing) -> Iterable[Finding]:
    """Nothing more is changed once it is closed."""
    return [say("unit.closed")] if unit.valid_to is not None else []


def not_movable(unit: Unit, doing: Doing) -> Iterable[Finding]:
    """The root stays where it is."""
    return [say("unit.root")] if unit.parent_id is None else closed(unit, doing)


def elsewhere(doing: Doing, unit: Unit) -> QuerySet[Unit]:
    """Units that are open and not below this one: under them it makes no cycle."""
    return list_units(city_id=doing.actor.city_id).exclude(path__startswith=unit.path)


def require_past(doing: Doing, day: date) -> None:
    """RuleBroken for a day to come: the tree is as it is today."""
    if day > doing.today:
        raise RuleBroken([say("unit.future", where="since")])
