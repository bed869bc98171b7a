"""Keys of an account for scripts and calendar programs: shown once, kept as a hash, revocable."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.access.models import AccessKey
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken, not_visible

MOST_DAYS = 366
MOST_KEYS = 20


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_key(
    *,
    actor: Actor,
    kind: str,
    name: str,
    rights: Iterable[str] = (),
    days: int,
    now: datetime,
    today: date,
) -> tuple[AccessKey, str]:
    """A new key and its secret, which is shown now and never again.

    An API key carries a part of its owner's rights, never more; it ends by itself.
    """
    chosen = sorted(set(rights))
    found = []
    if not name.strip():
        found.append(say("key.no_name"))
    if not 1 <= days <= MOST_DAYS:
        found.append(say("key.days", most=MOST_DAYS))
    known = {permission.value for permission in Permission if actor.has(permission)}
    if kind == "API" and (not chosen or set(chosen) - known):
        found.append(say("key.rights"))
    if list_keys(actor=actor).filter(revoked_at=None).count() >= MOST_KEYS:
        found.append(say("key.too_many", most=MOST_KEYS))
    if found:
        raise RuleBroken(found)
    secret = secrets.token_urlsafe(32)
    row = AccessKey.objects.create(
        user_id=actor.user_id,
        kind=kind,
        name=name.strip()[:60],
        key_hash=_hash(secret),
        rights=chosen,
        made_at=now,
        valid_to=today + timedelta(days=days),
    )
    actor.record("key.made", row, key_kind=kind, rights=chosen)
    return row, secret


@transaction.atomic
def revoke_key(*, actor: Actor, key_uid: Any, now: datetime) -> AccessKey:
    """End one's own key at once."""
    row = list_keys(actor=actor).filter(uid=key_uid).first()
    if row is None:
        raise not_visible()
    row.revoked_at = row.revoked_at or now
    row.save(update_fields=["revoked_at"])
    actor.record("key.revoked", row)
    return row


def list_keys(*, actor: Actor) -> QuerySet[AccessKey]:
    """One's own keys, newest first."""
    return AccessKey.objects.filter(user_id=actor.user_id)


def find_key(*, kind: str, secret: str, today: date) -> AccessKey | None:
    """The living key of this secret with its account; None for a wrong, old or revoked one."""
    rows = AccessKey.objects.filter(
        kind=kind, key_hash=_hash(secret), revoked_at=None, valid_to__gte=today
    )
    row = rows.filter(user__is_active=True).select_related("user").first()
    if row is not None and row.last_used_on != today:
        AccessKey.objects.filter(pk=row.pk).update(last_used_on=today)
    return row
