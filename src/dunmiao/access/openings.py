"""What a right opens, as the scope sets it and as PostgreSQL's policies read it."""

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission

CITY = "city_id = (SELECT nullif(current_setting('app.city', true), '')::bigint)"
ACTOR = "(SELECT nullif(current_setting('app.actor', true), '')::bigint)"
NO_UNIT = frozenset({0})  # the right is held, but opens no unit: a personal role
EVERYWHERE = "{-1}"  # the setting of a right that is held at the city's root: no unit's id

Right = Permission | None  # None: no right is asked, any business role's units count
Units_ = frozenset[int] | None  # None: everywhere


def setting(right: Right) -> str:
    """Where the scope keeps the units that a right opens, as an array's text."""
    return f"app.may.{right.value.replace('.', '_')}" if right else "app.units"


def held_by(actor: Actor, right: Right) -> Units_:
    """The units a right opens: None everywhere, empty where it is not held."""
    if right is None:
        return None if actor.has_all_units else actor.unit_ids or NO_UNIT
    units = actor.units_with(right)
    return NO_UNIT if units is not None and not units and actor.has(right) else units


def everywhere(right: Right) -> str:
    """SQL: the right is held at the city's root (a parameter of the query, read once)."""
    return f"(SELECT current_setting('{setting(right)}', true) = '{EVERYWHERE}')"


def is_held(right: Right) -> str:
    """SQL: the right is held anywhere."""
    return f"(SELECT coalesce(current_setting('{setting(right)}', true), '') <> '')"


def units(right: Right) -> str:
    """SQL: the ids that the right opens."""
    return f"(SELECT nullif(current_setting('{setting(right)}', true), '')::bigint[])::bigint[]"
