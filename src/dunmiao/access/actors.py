"""The person acting, with the rights already read: passed to every action and selector."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dunmiao.access import audit
from dunmiao.access.roles import PERMISSIONS, Permission, Role
from dunmiao.kernel.errors import not_permitted


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A role with every unit it covers."""

    role: Role
    unit_id: int
    unit_name: str
    covers: frozenset[int]
    is_root: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which city, in which rows. Ids are internal; `uid` is the address."""

    user_id: int
    name: str
    city_id: int
    grants: tuple[HeldGrant, ...] = ()
    natural_person: bytes = b""
    city_name: str = ""
    is_example: bool = False
    # Where a key acts for the person: the part of his rights that the key carries.
    only: frozenset[str] | None = None
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def role_label(self) -> str:
        """The acting role in words, for the header and the record."""
        return "、".join(dict.fromkeys(g.role.label for g in self.grants)) or "—"

    @property
    def unit_label(self) -> str:
        """Where the first grant lies."""
        return self.grants[0].unit_name if self.grants else ""

    def _business(self) -> Iterable[HeldGrant]:
        return (grant for grant in self.grants if grant.role.duty == 0)

    @property
    def has_all_units(self) -> bool:
        """True when a business role is held at the city's root."""
        return any(grant.is_root for grant in self._business())

    @property
    def unit_ids(self) -> frozenset[int]:
        """Every unit covered by a business role."""
        return frozenset().union(*(grant.covers for grant in self._business()))

    def grants_with(self, permission: Permission) -> list[HeldGrant]:
        """The grants that give this right; none where a key does not carry it."""
        if self.only is not None and permission.value not in self.only:
            return []
        return [grant for grant in self.grants if permission in PERMISSIONS[grant.role]]

    def units_with(self, permission: Permission) -> frozenset[int] | None:
        """Units where the actor has this right; None means everywhere."""
        held = self.grants_with(permission)
        if any(grant.is_root for grant in held):
            return None
        return frozenset().union(*(grant.covers for grant in held))

    def has(self, permission: Permission) -> bool:
        """True when the right is held anywhere: menus and buttons ask this."""
        return bool(self.grants_with(permission))

    def may(self, permission: Permission, *, at: Iterable[int | None]) -> bool:
        """True when the right is held at one of these units."""
        units = self.units_with(permission)
        return units is None or not units.isdisjoint(unit for unit in at if unit is not None)

    def require(self, permission: Permission, *, at: Iterable[int | None] | None = None) -> None:
        """Refuse (403) without the right at one of these units; `at=None` asks for anywhere."""
        if not (self.has(permission) if at is None else self.may(permission, at=at)):
            raise not_permitted()

    def record(
        self, kind: str, subject: Any = None, *, cadres: Iterable[Any] = (), **detail: Any
    ) -> None:
        """Write an audit event in the current transaction: `kind` is `<noun>.<past tense>`.

        It concerns the units of the actor's grants and those that the subject's policy names.
        """
        own = (grant.unit_id for grant in self.grants if not grant.is_root)
        audit.append(
            city_id=self.city_id,
            actor_id=self.user_id,
            actor_name=self.name,
            role=self.role_label,
            kind=kind,
            subject=subject._meta.label_lower if subject is not None else "",
            subject_uid=getattr(subject, "uid", None),
            cadres=list(cadres),
            units=[*own, *(audit.concerned(subject) if subject is not None else ())],
            detail=detail,
            request_id=self.request_id,
        )
