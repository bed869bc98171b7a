"""Do a repeated POST once: (account, key) → the answer given, kept seven days."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.access.models import KeptAnswer
from dunmiao.kernel.errors import Conflict

KEPT_DAYS = 7


def body_hash(path: str, fields: Mapping[str, list[str]], files: Mapping[str, bytes]) -> str:
    """A digest of what was sent, without the CSRF token and the key itself."""
    digest = hashlib.sha256(path.encode())
    for name in sorted(fields):
        if name in {"csrfmiddlewaretoken", "_key"}:
            continue
        for value in fields[name]:
            digest.update(f"\x00{name}\x00{len(value)}\x00{value}".encode())
    for name in sorted(files):
        digest.update(f"\x01{name}\x01".encode() + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def claim(*, actor: Actor, key: uuid.UUID, body: str) -> str | None:
    """Claim a key. None: go ahead. Text: the place the first answer led to.

    A second request with the same key waits for the first one's transaction; the same key
    with another body is a Conflict.
    """
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(
                city_id=actor.city_id, user_id=actor.user_id, key=key, body_hash=body, location=""
            )
    except IntegrityError:
        kept = KeptAnswer.objects.get(user_id=actor.user_id, key=key)
        if kept.body_hash != body:
            raise Conflict([say("request.repeated_differently")]) from None
        return kept.location
    return None


def keep(*, actor: Actor, key: uuid.UUID, location: str) -> None:
    """Keep where the answer led to."""
    KeptAnswer.objects.filter(user_id=actor.user_id, key=key).update(location=location)


def release(*, actor: Actor, key: uuid.UUID) -> None:
    """A refused act may be tried again with the same key."""
    KeptAnswer.objects.filter(user_id=actor.user_id, key=key).delete()


def forget_old(*, city_id: int, now: datetime) -> None:
    """Drop answers older than seven days."""
    KeptAnswer.objects.filter(city_id=city_id, made_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
