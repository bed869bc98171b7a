"""A row that is seen with another row: by that row's own declaration, or by ties of its own."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q

from dunmiao.access.actors import Actor
from dunmiao.access.openings import Right, Units_, is_held
from dunmiao.access.policy import units_of, visible
from dunmiao.access.relations import NOBODY, Relation, Row, World


@dataclass(frozen=True, slots=True)
class Through:
    """Whoever sees the row that a foreign key names (or, with `back`, a row that names this),
    or, with `by`, whom one of these relations of that row ties to it. The right must be held."""

    parent: str
    column: str
    back: bool = False
    by: tuple[Relation, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        """The other row's model."""
        return apps.get_model(self.parent)

    def q(self, actor: Actor, held: Units_) -> Q:
        """As a filter."""
        if held is not None and not held:
            return NOBODY
        key = {self.column: OuterRef("pk")} if self.back else {"pk": OuterRef(f"{self.column}_id")}
        if not self.by:
            return Q(Exists(visible(self.model, actor).filter(**key)))
        tied = NOBODY
        for one in self.by:
            tied |= one.q(actor, held)
        return Q(Exists(self.model._base_manager.filter(tied, city_id=actor.city_id, **key)))

    def sql(self, table: str, right: Right) -> str:
        """As a policy: the other table's own policy decides inside the sub-select."""
        join = (
            f"p.{self.column}_id = {table}.id" if self.back else f"p.id = {table}.{self.column}_id"
        )
        if self.by:
            join += f" AND ({' OR '.join(one.sql('p', right) for one in self.by)})"
        seen = f"EXISTS (SELECT 1 FROM {self.model._meta.db_table} p WHERE {join})"  # noqa: S608 - names of the schema
        return f"({is_held(right)} AND {seen})"

    def _others(self, row: Row, world: World) -> Iterable[Row]:
        if self.back:
            return world.rows(self.model, f"{self.column}_id", row.pk)
        return world.rows(self.model, "id", getattr(row, f"{self.column}_id"))

    def holds(self, actor: Actor, held: Units_, row: Row, world: World) -> bool:
        """In Python."""
        if held is not None and not held:
            return False
        others = self._others(row, world)
        if not self.by:
            return any(world.holds(actor, one) for one in others)
        return any(
            one.city_id == actor.city_id and tie.holds(actor, held, one, world)
            for one in others
            for tie in self.by
        )

    def units_of(self, row: Row) -> Iterator[int | None]:
        """Those that the named row's declaration names."""
        if self.back or getattr(row, f"{self.column}_id") is None:
            return
        with contextlib.suppress(ObjectDoesNotExist):  # hidden from who acts
            yield from units_of(getattr(row, self.column))
