"""Accounts and grants as rows: made by the acts of administrators and by set-up, where nobody
could yet act."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import Role
from dunmiao.db.errors import refused
from dunmiao.kernel.errors import RuleBroken
from dunmiao.units.models import Unit

CODE_DAYS = 7


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def new_account(
    *, city_id: int, username: str, full_name: str, now: datetime, person_key: bytes | None = None
) -> tuple[User, str]:
    """An account without rights, and its activation code: only its hash is kept, for 7 days."""
    code = secrets.token_urlsafe(12)
    user = User.objects.create(
        username=username,
        full_name=full_name,
        city_id=city_id,
        person_key=person_key,
        activation_hash=_hash(code),
        activation_expires_at=now + timedelta(days=CODE_DAYS),
    )
    return user, code


@transaction.atomic
def activate_account(*, username: str, code: str, password: str, now: datetime) -> User:
    """Set the first password with the activation code; the code then is spent."""
    user = User.objects.select_for_update().filter(username=username, is_active=True).first()
    good = (
        user is not None
        and user.activation_hash
        and secrets.compare_digest(user.activation_hash, _hash(code.strip()))
        and user.activation_expires_at is not None
        and user.activation_expires_at >= now
    )
    if not good or user is None:
        raise RuleBroken([say("account.code_wrong")])
    user.set_password(password)
    user.activation_hash = ""
    user.save()
    return user


def make_grant(*, actor: Actor, user: User, role: Role, unit: Unit, today: date) -> Grant:
    """The writing of a grant; an equal one stands. RuleBroken where one natural person would
    hold two of the separated duties (三员分立): the database refuses it."""
    with refused("grant_one_duty_a_person", RuleBroken([say("grant.mixed_duties", where="role")])):
        grant, _ = Grant.objects.get_or_create(
            city_id=actor.city_id,
            user=user,
            role=role.value,
            unit=unit,
            defaults={"duty": role.duty, "person": user.natural_person, "valid_from": today},
        )
    return grant
