"""Who acts, and who may: the claims that a declaration lists, each tested on the row itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from inspect import signature
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.findings import Finding

ROOT = ""  # `Held(right, ROOT)`: held for the whole city
SELF = "pk"  # `Held(right, SELF)`: the row is itself the unit
# What a record says of itself, beside the facts that an act notes.
RECORDED = frozenset(signature(Actor.record).parameters) - {"self", "detail"}


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, and when; what he notes goes into the record of the act."""

    actor: Actor
    now: datetime
    today: date
    facts: dict[str, Any] = field(default_factory=dict)
    cadres: list[UUID] = field(default_factory=list)

    @classmethod
    def by(cls, actor: Actor, *, now: datetime | None = None, today: date | None = None) -> "Doing":
        """At this moment, or at the one given. Doors and jobs make it; nothing below them."""
        now = now or timezone.now()
        return cls(actor, now, today or timezone.localdate(now))

    def note(self, **facts: object) -> None:
        """Facts for the record; what is said when it is done may name them, too.

        What the record itself holds cannot be a fact of it (TypeError).
        """
        if clash := RECORDED & facts.keys():
            raise TypeError(f"the record itself holds {sorted(clash)}: name the fact otherwise")
        self.facts.update(facts)

    def concern(self, *cadres: UUID) -> None:
        """Whose file the record belongs to, beside those that the row itself names."""
        self.cadres.extend(cadres)


def follow(row: models.Model, path: str) -> Any:
    """The value at `a.b.c` of a row; None where a step is empty."""
    value: Any = row
    for step in path.split("."):
        if value is None:
            return None
        value = getattr(value, step)
    return value


def cadres_of(row: object) -> list[UUID]:
    """The person whose file a row belongs to: itself, its cadre, the cadre of its case; none
    where the actor does not see the case (who takes over a list of things sees only the list).

    A row may name him itself (`cadre_uid`), for those who do not reach the file.
    """
    if (named := getattr(row, "cadre_uid", None)) is not None:
        return [named]
    for path in ("cadre.uid", "secondment.cadre.uid", "nomination.cadre.uid"):
        holder, _, rest = path.partition(".")
        if isinstance(row, models.Model) and getattr(row, f"{holder}_id", None):
            try:
                return [follow(row, path)] if rest else []
            except ObjectDoesNotExist:
                return []
    return [row.uid] if getattr(getattr(row, "_meta", None), "model_name", "") == "cadre" else []  # type: ignore[attr-defined]


def unit_at(row: models.Model, path: str) -> int | None:
    """The id of the unit that a foreign key names (`host_unit`, `secondment.host_unit`)."""
    if path == SELF:
        return int(row.pk)
    *before, last = path.split(".")
    holder = follow(row, ".".join(before)) if before else row
    value: int | None = getattr(holder, f"{last}_id", None)
    return value


class May(Protocol):
    """Anything that says who may: the right it rests on, and yes or no for one row."""

    @property
    def right(self) -> Permission | None: ...  # noqa: D102
    @property
    def else_say(self) -> Callable[[Any], Finding] | None: ...  # noqa: D102
    def allows(self, doing: Doing, row: Any) -> bool: ...  # noqa: D102


def always(row: Any) -> bool:
    """Of every row."""
    return True


@dataclass(frozen=True, slots=True)
class Held:
    """Whoever holds `right` at one of these units of the row.

    `at` names foreign keys ("home_unit lead_unit"), is ROOT or SELF, or tells the ids. `when`:
    for which rows. `is_party`: a right held for the whole city does not make its holder this
    party. `else_say` tells who else it is.
    """

    right: Permission
    at: str | Callable[[Any], Iterable[int | None]] = ROOT
    when: Callable[[Any], bool] = always
    else_say: Callable[[Any], Finding] | None = None
    is_party: bool = False

    def units(self, row: models.Model) -> list[int | None]:
        """The places where the right counts."""
        if callable(self.at):
            return list(self.at(row))
        return [unit_at(row, name) for name in self.at.split()]

    def allows(self, doing: Doing, row: models.Model) -> bool:
        """True when it does here."""
        if not self.when(row):
            return False
        if self.is_party and doing.actor.units_with(self.right) is None:
            return False
        return doing.actor.may(self.right, at=self.units(row))


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Whoever holds `right` at some unit: what he may do it to, the offered rows say."""

    right: Permission
    when: Callable[[Any], bool] = always
    else_say: Callable[[Any], Finding] | None = None

    def allows(self, doing: Doing, row: models.Model) -> bool:
        """True for every holder."""
        return self.when(row) and doing.actor.has(self.right)


@dataclass(frozen=True, slots=True)
class Own:
    """The person himself: `person` names the account on the row, or a list of account ids."""

    right: Permission
    person: str = "user_id"
    when: Callable[[Any], bool] = always
    else_say: Callable[[Any], Finding] | None = None

    def allows(self, doing: Doing, row: models.Model) -> bool:
        """True for him only."""
        if not (self.when(row) and doing.actor.has(self.right)):
            return False
        named = follow(row, self.person)
        mine = named if isinstance(named, list) else [named]
        return doing.actor.user_id in mine


@dataclass(frozen=True, slots=True)
class Whoever:
    """A holder of `right` for whom `test(doing, row)` is true: leaders of a group, say."""

    right: Permission
    test: Callable[[Doing, Any], bool]
    else_say: Callable[[Any], Finding] | None = None

    def allows(self, doing: Doing, row: models.Model) -> bool:
        """The right first, then the test."""
        return doing.actor.has(self.right) and self.test(doing, row)


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever has signed in, on his own things: the rows that the act is found among are his."""

    right: None = None
    else_say: None = None

    def allows(self, doing: Doing, row: Any) -> bool:
        """True."""
        return True
