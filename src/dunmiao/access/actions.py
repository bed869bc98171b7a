"""Make accounts, activate them, and grant roles: by two different administrators."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import Permission, Role
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.units.models import Unit

CODE_DAYS = 7


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def create_account(
    *, actor: Actor, username: str, full_name: str, now: datetime, person_key: bytes | None = None
) -> tuple[User, str]:
    """Make an account without rights; returns it and the activation code, shown once."""
    actor.require(Permission.ACCOUNTS)
    if User.objects.filter(username=username).exists():
        raise Conflict([say("account.name_taken", name=username)])
    code = secrets.token_urlsafe(12)
    user = User.objects.create(
        username=username,
        full_name=full_name,
        city_id=actor.city_id,
        person_key=person_key,
        activation_hash=_hash(code),
        activation_expires_at=now + timedelta(days=CODE_DAYS),
    )
    actor.record("account.created", user)
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


@transaction.atomic
def grant_role(*, actor: Actor, user: User, role: Role, unit: Unit, today: date) -> Grant:
    """Give an account a role at a unit; refused for oneself and for mixed duties."""
    actor.require(Permission.GRANTS)
    if user.pk == actor.user_id:
        raise RuleBroken([say("grant.own")])
    return make_grant(actor=actor, user=user, role=role, unit=unit, today=today)


def make_grant(*, actor: Actor, user: User, role: Role, unit: Unit, today: date) -> Grant:
    """The writing of a grant, also used by set-up, where nobody could yet give one."""
    try:
        with transaction.atomic():
            grant, _ = Grant.objects.get_or_create(
                city_id=actor.city_id,
                user=user,
                role=role.value,
                unit=unit,
                defaults={"duty": role.duty, "person": user.natural_person, "valid_from": today},
            )
    except IntegrityError as mixed:
        raise RuleBroken([say("grant.mixed_duties")]) from mixed
    actor.record("grant.given", user, role=role.value, unit=str(unit.uid))
    return grant


@transaction.atomic
def set_email(*, actor: Actor, email: str) -> None:
    """Where one's own reminders go; empty: nowhere."""
    text = email.strip()[:200]
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise RuleBroken([say("account.email")]) from None
    User.objects.filter(pk=actor.user_id).update(email=text)
    actor.record("account.email_set", is_set=bool(text))
