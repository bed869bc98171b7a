"""Worlds in which both walls are compared: small random ones in tables without constraints, and
the example city. Everything is read by the superuser, who takes the application's role to be
under row-level security and lays it down to be beyond it."""

import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from dunmiao.access import scopes
from dunmiao.access.actors import Actor, HeldGrant
from dunmiao.access.models import User
from dunmiao.access.policy import Seen, policy_of, visible
from dunmiao.access.roles import Role
from dunmiao.access.row_security import models_of_cities
from tests.access.expected import Reader, written_of

CITIES, UNITS, USERS, ROWS = (1, 2), (1, 2, 3, 4, 5), (1, 2, 3), range(1, 8)
ROOT = 1
Ids = dict[str, frozenset[str]]


class World:
    """All rows of all tables, in memory, found by a column."""

    def __init__(self, rows: dict[type[models.Model], list[Any]]) -> None:
        """`rows` by model."""
        self.of = rows
        self._found: dict[tuple[type[models.Model], str], dict[object, list[Any]]] = {}

    def rows(self, model: type[models.Model], column: str, value: object) -> Iterable[Any]:
        """Those whose column has this value."""
        key = (model, column)
        if key not in self._found:
            found: dict[object, list[Any]] = {}
            for row in self.of[model]:
                found.setdefault(getattr(row, column), []).append(row)
            self._found[key] = found
        return self._found[key].get(value, ()) if value is not None else ()

    def holds(self, actor: Actor, row: Any) -> bool:
        """By the row's own declaration."""
        return policy_of(type(row)).holds(actor, row, self)

    def seen_by(self, actor: Actor) -> Ids:
        """Ids by table that plain Python opens."""
        return {
            model._meta.db_table: frozenset(str(row.pk) for row in rows if self.holds(actor, row))
            for model, rows in self.of.items()
        }

    def unexpected(self, actor: Actor, only: type[models.Model] | None = None) -> list[str]:
        """Rows that a declaration opens, or lets write, otherwise than the hand-written table."""
        reader, out = Reader(actor, self), []
        for model, rows in self.of.items():
            if only not in (None, model):
                continue
            label, policy = model._meta.label_lower, policy_of(model)
            for row in rows:
                seen = policy.holds(actor, row, self) == reader.sees(label, row)
                may = policy.lets_write(actor, row, self)
                if not seen or may != reader.sees(label, row, written_of(label)):
                    out.append(f"{label} {row.pk}")
        return out


@contextmanager
def under_row_security() -> Iterator[None]:
    """As the application's role, for the rest of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE dunmiao_app")
        yield
        cursor.execute("RESET ROLE")


def by_row_security(actor: Actor) -> Ids:
    """Ids by table that PostgreSQL's policies open in the actor's scope."""
    scopes._apply(actor, "walls")
    with under_row_security():
        return read_tables()


def read_tables() -> Ids:
    """Ids by table of what can be read now."""
    each = " UNION ALL ".join(
        f"SELECT '{m._meta.db_table}', array_agg({m._meta.pk.column}::text) FROM {m._meta.db_table}"  # noqa: S608 - names of the schema
        for m in models_of_cities()
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return {table: frozenset(ids or ()) for table, ids in cursor.fetchall()}


def by_querysets(actor: Actor) -> Ids:
    """Ids by table that `visible` opens, beyond row-level security."""
    return {
        model._meta.db_table: frozenset(
            map(str, visible(model, actor).order_by().values_list("pk", flat=True))
        )
        for model in models_of_cities()
    }


def compare(actor: Actor, world: World) -> list[str]:
    """Tables on which the three opinions differ."""
    first, second, third = by_row_security(actor), by_querysets(actor), world.seen_by(actor)
    return [
        f"{table}: policy {sorted(first[table])} queryset {sorted(second[table])} "
        f"python {sorted(third[table])}"
        for table in first
        if not first[table] == second[table] == third[table]
    ]


# ── random worlds ──
def build_tables() -> None:
    """The tables of cities anew in a schema of their own, without constraints, with policies."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA walls; GRANT USAGE ON SCHEMA walls TO dunmiao_app")
        cursor.execute("SET LOCAL search_path = walls, public")
        for model in models_of_cities():
            table = model._meta.db_table
            cursor.execute(f"CREATE TABLE walls.{table} (LIKE public.{table})")
            for field in model._meta.concrete_fields:
                if not field.null:
                    cursor.execute(
                        f'ALTER TABLE walls.{table} ALTER "{field.column}" DROP NOT NULL'
                    )
        for model in models_of_cities():
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE walls.{table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"GRANT SELECT ON walls.{table} TO dunmiao_app")
            for name, rule in policy_of(model).rules(table).items():
                cursor.execute(f"CREATE POLICY {name} ON walls.{table} {rule}")


@cache
def columns_of(model: type[models.Model]) -> dict[str, list[Any]]:
    """For each column that a declaration may ask, what a random row may hold."""
    today = timezone.localdate()
    out: dict[str, list[Any]] = {"city_id": [*CITIES, CITIES[0], CITIES[0]]}
    for field in model._meta.concrete_fields:
        if field.name in ("unit_ids", "party_units"):
            out[field.column] = [[], [2], [3, 4], [5]]
        elif field.name == "user_ids":
            out[field.column] = [[], [1], [2, 3]]
        elif field.name in ("valid_from", "valid_to"):
            near = [today + timedelta(days=days) for days in (-9, -1, 0, 1)]
            out[field.column] = near if field.name == "valid_from" else [None, *near]
        elif field.is_relation and field.name != "city":
            target = field.related_model._meta.label_lower
            ids = {"units.unit": UNITS, "access.user": USERS}.get(target, ROWS)
            out[field.column] = [*ids, None]
    for way in policy_of(model).see:
        for column, values in way.only.items() if isinstance(way, Seen) else ():
            field = model._meta.get_field(column)
            other = {"BooleanField": False, "CharField": "OTHER"}.get(field.get_internal_type())
            filled = today if values is None else None
            out[column] = [*out.get(column, [other]), *(values or [filled])]
    if model._meta.label_lower == "assessments.ballotsession":
        out["state"] = ["OPEN", "CLOSED", "VOID"]
    return out


def imagine(lot: random.Random) -> World:
    """Random rows of every model, in memory only."""
    world: dict[type[models.Model], list[Any]] = {}
    for model in models_of_cities():
        columns, key = columns_of(model), model._meta.pk
        is_uuid = key.get_internal_type() == "UUIDField"
        world[model] = [
            model(
                **{key.attname: uuid.UUID(int=number) if is_uuid else number},
                **{name: lot.choice(of) for name, of in columns.items()},
            )
            for number in ROWS
        ]
    return World(world)


def store(world: World) -> None:
    """The same rows in the tables of `build_tables`, which this transaction now reads."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = walls, public")
        for model, rows in world.of.items():
            names = [model._meta.pk.attname, *columns_of(model)]
            columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in names)
            marks = ", ".join(["(" + ", ".join(["%s"] * len(names)) + ")"] * len(rows))
            cursor.execute(
                f"INSERT INTO walls.{model._meta.db_table} ({columns}) VALUES {marks}",
                [getattr(row, name) for row in rows for name in names],
            )


def anybody(lot: random.Random) -> Actor:
    """An account with one or two random grants."""
    grants = []
    for _ in range(lot.choice((1, 1, 2))):
        role, unit = lot.choice(list(Role)), lot.choice(UNITS)
        is_root = unit == ROOT and not role.is_personal
        below = frozenset(lot.sample(UNITS, 2)) | {unit}
        covers = frozenset[int]() if is_root or role.is_personal else below
        grants.append(HeldGrant(role, unit, "", covers, is_root))
    return Actor(lot.choice(USERS), "某", CITIES[0], tuple(grants))


def some(lot: random.Random, count: int) -> list[Actor]:
    """So many of them."""
    return [anybody(lot) for _ in range(count)]


# ── the example city ──
UNREAD = {"db.rowhistory": ("old", "new"), "access.auditevent": ("detail",)}


def read_everything() -> World:
    """Every row of every table of cities."""
    return World(
        {
            model: list(
                model._base_manager.defer(*UNREAD.get(model._meta.label_lower, ())).order_by()
            )
            for model in models_of_cities()
        }
    )


def actor_of(user: User) -> Actor:
    """An account with its grants, in an open transaction."""
    scopes._set(city=str(user.city_id))
    return scopes.read_actor(user, today=timezone.localdate())
