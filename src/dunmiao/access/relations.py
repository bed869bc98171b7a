"""How a row belongs to somebody: each relation is told three times, as SQL for the policies of
PostgreSQL, as a filter for the querysets, and in plain Python for the proof that both agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, DateField, F, Func, Q

from dunmiao.access.actors import Actor
from dunmiao.access.openings import ACTOR, Right, Units_, is_held, units

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY  # an empty Q() vanishes beside another by |
Row = Any  # a row of any model; its columns are those that the relation names


class World(Protocol):
    """All rows, as the plain-Python opinion reads them, whoever may see them."""

    def rows(self, model: type[models.Model], column: str, value: object) -> Iterable[Row]:
        """The rows of a model whose column has this value."""
        ...  # noqa: PIE790

    def holds(self, actor: Actor, row: Row) -> bool:
        """Whether the actor sees a row, by its own declaration."""
        ...  # noqa: PIE790


class OneOf(Func):
    """`column = ANY (ARRAY(SELECT …))`: the sub-select is read once, and indexes still serve."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


class DatabaseDay(Func):
    """Today as the policies reckon it."""

    template = "CURRENT_DATE"
    output_field = DateField()


class Relation(Protocol):
    """What ties a row to the holder of a right."""

    def q(self, actor: Actor, held: Units_) -> Q: ...  # noqa: D102
    def sql(self, table: str, right: Right) -> str: ...  # noqa: D102
    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool: ...  # noqa: D102
    def units_of(self, row: Row) -> Iterator[int | None]: ...  # noqa: D102


def in_force() -> Q:
    """Rows whose validity holds on the database's day."""
    today = DatabaseDay()
    return (Q(valid_to=None) | Q(valid_to__gte=today)) & Q(valid_from__lte=today)


class NoUnits:
    """A relation that names no unit."""

    def units_of(self, row: Row) -> Iterator[int | None]:
        """None at all."""
        return iter(())


@dataclass(frozen=True, slots=True)
class All(NoUnits):
    """Every row of the city, for whoever holds the right anywhere."""

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        return EVERYBODY if held is None or held else NOBODY

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        return is_held(right) if right else "true"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        return held is None or bool(held)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that a column names."""

    column: str

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        return Q(**{f"{self.column}_id__in": held or ()})

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        return f"{table}.{self.column}_id = ANY ({units(right)})"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        return getattr(row, f"{self.column}_id") in (held or ())

    def units_of(self, row: Row) -> Iterator[int | None]:
        """That unit."""
        yield getattr(row, f"{self.column}_id")


@dataclass(frozen=True, slots=True)
class Units:
    """Any of the units that an array names."""

    column: str = "unit_ids"

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        return Q(**{f"{self.column}__overlap": sorted(held or ())})

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        return f"{table}.{self.column} && {units(right)}"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        return not (held or frozenset()).isdisjoint(getattr(row, self.column))

    def units_of(self, row: Row) -> Iterator[int | None]:
        """Those units."""
        yield from getattr(row, self.column)


@dataclass(frozen=True, slots=True)
class Person(NoUnits):
    """The account that a column names; needs no right."""

    column: str = "user"

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        return Q(**{f"{self.column}_id": actor.user_id})

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        return f"{table}.{self.column}_id = {ACTOR}"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        return bool(getattr(row, f"{self.column}_id") == actor.user_id)


@dataclass(frozen=True, slots=True)
class Persons(NoUnits):
    """Any of the accounts that an array names; needs no right."""

    column: str = "user_ids"

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        return Q(**{f"{self.column}__contains": [actor.user_id]})

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        return f"{ACTOR} = ANY ({table}.{self.column})"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        return actor.user_id in getattr(row, self.column)


@dataclass(frozen=True, slots=True)
class Named(NoUnits):
    """Another table names the row by `key` together with a unit or an account of the holder.

    `at`: the column of this row that `key` equals, the row itself without. `in_force`: only
    while the naming row's validity holds, by the database's day.
    """

    table: str
    key: str
    unit: str = ""
    person: str = ""
    at: str = ""
    in_force: bool = False

    @property
    def _own(self) -> str:
        return f"{self.at}_id" if self.at else "id"

    @property
    def model(self) -> type[models.Model]:
        """The table that names."""
        return apps.get_model(self.table)

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        if not self.person and not held:
            return NOBODY
        rows = self.model._base_manager.filter(
            city_id=actor.city_id,
            **({f"{self.person}_id": actor.user_id} if self.person else {}),
            **({f"{self.unit}_id__in": held} if self.unit else {}),
        )
        if self.in_force:
            rows = rows.filter(in_force())
        return Q(OneOf(F(self._own), ArraySubquery(rows.values(f"{self.key}_id"))))

    def sql(self, table: str, right: Right) -> str:
        """As a policy."""
        asked = f"n.{self.person}_id = {ACTOR}"
        if self.unit:
            asked = f"n.{self.unit}_id = ANY ({units(right)})"
        if self.in_force:
            asked += " AND n.valid_from <= current_date"
            asked += " AND (n.valid_to IS NULL OR n.valid_to >= current_date)"
        names = f"SELECT n.{self.key}_id FROM {self.model._meta.db_table} n WHERE {asked}"  # noqa: S608 - names of the schema
        return f"{table}.{self._own} = ANY (ARRAY({names}))"

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        from django.utils import timezone

        today = timezone.localdate()
        for one in world.rows(self.model, f"{self.key}_id", getattr(row, self._own)):
            if one.city_id != actor.city_id:
                continue
            if self.person and getattr(one, f"{self.person}_id") != actor.user_id:
                continue
            if self.unit and getattr(one, f"{self.unit}_id") not in (held or ()):
                continue
            if not self.in_force or one.valid_from <= today <= (one.valid_to or today):
                return True
        return False
