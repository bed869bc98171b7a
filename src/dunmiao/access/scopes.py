"""Open the scope of rows an actor may reach: the only writer of the `app.*` settings."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from dunmiao.access.actors import Actor, HeldGrant
from dunmiao.access.models import Grant, User
from dunmiao.access.openings import EVERYWHERE
from dunmiao.access.policy import settings_of
from dunmiao.access.roles import Role
from dunmiao.units.models import City
from dunmiao.units.selectors import units_below

SYSTEM = 0  # actor id of acts done by the installation itself


def _set(**settings: str) -> None:
    """Set `app.<name>` for the rest of this transaction (never for the session)."""
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    values = [part for name, value in settings.items() for part in (f"app.{name}", value)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", values)  # noqa: S608 - placeholders only


def give_reason(reason: str) -> None:
    """Why the rest of this transaction changes rows: kept with each of them in the history."""
    _set(reason=reason[:300])


def _paper(session: uuid.UUID | None = None, ballot: uuid.UUID | None = None) -> dict[str, str]:
    return {"ballot_session": str(session or ""), "ballot": str(ballot or "")}


def _apply(actor: Actor, reason: str) -> None:
    _set(
        city=str(actor.city_id),
        **_paper(),
        **settings_of(actor),
        actor=str(actor.user_id),
        role=actor.role_label,
        reason=reason,
        request=actor.request_id,
    )


def read_actor(user: User, *, today: date, request_id: str = "") -> Actor:
    """Read the grants of an account that count today. Needs `app.city` to be set."""
    assert user.city_id is not None
    held = Grant.objects.on(today).filter(user=user)
    grants = tuple(
        HeldGrant(
            Role(grant.role),
            grant.unit_id,
            grant.unit.name,
            _covered(grant),
            grant.unit.parent_id is None and not Role(grant.role).is_personal,
        )
        for grant in held.select_related("unit").order_by("pk")
    )
    city = City.objects.get(pk=user.city_id)
    extra: dict[str, Any] = {"request_id": request_id} if request_id else {}
    return Actor(
        user.pk,
        user.full_name,
        city.pk,
        grants,
        user.natural_person,
        city_name=city.name,
        is_example=city.is_example,
        **extra,
    )


def _covered(grant: Grant) -> frozenset[int]:
    """Ids of the unit and all below it; the root covers everything and needs no list.

    A personal role opens no unit: whoever holds it reaches his own rows only.
    """
    if grant.unit.parent_id is None or Role(grant.role).is_personal:
        return frozenset()
    return frozenset(units_below(city_id=grant.city_id, path=grant.unit.path))


@contextmanager
def scope_of(user: User, *, today: date, reason: str = "", request_id: str = "") -> Iterator[Actor]:
    """One transaction in which `user` acts; outermost only, nothing is read after it."""
    with transaction.atomic(durable=True):
        _set(city=str(user.city_id))
        actor = read_actor(user, today=today, request_id=request_id)
        _apply(actor, reason)
        yield actor


@contextmanager
def scope(actor: Actor, *, reason: str = "") -> Iterator[None]:
    """The same for an actor already read (jobs, commands)."""
    with transaction.atomic(durable=True):
        _apply(actor, reason)
        yield


@contextmanager
def beyond_own_rows(actor: Actor) -> Iterator[None]:
    """The whole city's rows for an actor who sees a part of it: for counts told in bands, and
    for what the system itself derives. No row read here may leave the block. Inside an open
    scope only; narrowed again at the end. A test names every place that uses it."""
    own = settings_of(actor)
    _set(**dict.fromkeys(own, EVERYWHERE))
    try:
        yield
    finally:
        _set(**own)


@contextmanager
def voter_scope(*, session: uuid.UUID, ballot: uuid.UUID) -> Iterator[None]:
    """One transaction of a voter without an account: the paper of one open session, and of its
    box only the ballot whose random number he holds. Outermost only."""
    with transaction.atomic(durable=True):
        _set(city="", actor="", **_paper(session, ballot))
        yield


def system_actor(city_id: int) -> Actor:
    """The installation itself, for set-up and dated acts; named so in every record."""
    everywhere = HeldGrant(Role.ORG_DEPARTMENT, 0, "", frozenset(), is_root=True)
    name = City.objects.filter(pk=city_id).values_list("name", flat=True).first() or ""
    return Actor(SYSTEM, "系统", city_id, (everywhere,), city_name=name)
