"""Keys of an account for scripts and calendar programs: shown once, kept as a hash, revocable."""

import hashlib
import secrets
from datetime import date, datetime

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.models import AccessKey

MOST_DAYS = 90  # of a key for scripts
CALENDAR_DAYS = 366
MOST_KEYS = 20


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_key(
    *, user_id: int, kind: str, name: str, rights: list[str], now: datetime, valid_to: date
) -> tuple[AccessKey, str]:
    """A new key and its secret, of which only the hash is kept."""
    secret = secrets.token_urlsafe(32)
    row = AccessKey.objects.create(
        user_id=user_id,
        kind=kind,
        name=name,
        key_hash=_hash(secret),
        rights=rights,
        made_at=now,
        valid_to=valid_to,
    )
    return row, secret


def list_keys(*, actor: Actor) -> QuerySet[AccessKey]:
    """One's own keys, newest first."""
    return AccessKey.objects.filter(user_id=actor.user_id)


def find_key(*, kind: str, secret: str, today: date) -> AccessKey | None:
    """The living key of this secret with its account; None for a wrong, old or revoked one."""
    rows = AccessKey.objects.filter(
        kind=kind, key_hash=_hash(secret), revoked_at=None, valid_to__gte=today
    )
    row = rows.filter(user__state="OPEN").select_related("user").first()
    if row is not None and row.last_used_on != today:
        AccessKey.objects.filter(pk=row.pk).update(last_used_on=today)
    return row
