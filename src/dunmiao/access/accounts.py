"""Accounts and grants as rows: made by the acts of administrators and by set-up, where nobody
could yet act."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.lifecycle import ACCOUNT
from dunmiao.access.messages import say
from dunmiao.access.models import AccessKey, Grant, User
from dunmiao.access.roles import Role
from dunmiao.db.errors import refused
from dunmiao.formats.names import clean_name, pinyin_syllables
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.models import Unit

CODE_DAYS = 7
MIXED = ("grant_one_duty_a_person", "grant.mixed_duties")


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def new_account(
    *, city_id: int, username: str, full_name: str, now: datetime, person_key: bytes | None = None
) -> tuple[User, str]:
    """An account without rights, and its activation code: only its hash is kept, for 7 days."""
    user = User(username=username, full_name=full_name, city_id=city_id, person_key=person_key)
    user.set_unusable_password()
    code = _slip(user, now)
    user.save()
    return user, code


def _slip(user: User, now: datetime) -> str:
    """A code with which the person sets a password; only its hash is kept."""
    code = secrets.token_urlsafe(12)
    user.state = ACCOUNT.target("open")
    user.activation_hash = _hash(code)
    user.activation_expires_at = now + timedelta(days=CODE_DAYS)
    return code


def new_accounts(
    *, city_id: int, people: Iterable[tuple[str, str, bytes | None]], now: datetime
) -> dict[str, str]:
    """Many at once, as (account, name, person); returns account → activation code."""
    users, codes = [], {}
    for username, full_name, person in people:
        user = User(username=username, full_name=full_name, city_id=city_id, person_key=person)
        user.set_unusable_password()
        codes[username] = _slip(user, now)
        users.append(user)
    User.objects.bulk_create(users, batch_size=1000)
    return codes


def renew(user: User, *, now: datetime) -> str:
    """A new slip for an account: its password, sessions and keys end. Returns the code."""
    user.set_unusable_password()
    code = _slip(user, now)
    user.save()
    end_keys(user, now=now)
    return code


def end_keys(user: User, *, now: datetime) -> int:
    """Revoke every key of an account: its password changed or it was disabled."""
    return AccessKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def free_usernames(names: Iterable[str]) -> Iterator[str]:
    """For each name an account name that nobody has: 沈若川 → shenruochuan, then shenruochuan2."""
    taken = set(User.objects.values_list("username", flat=True))
    for name in names:
        bare = "".join(pinyin_syllables(name)).replace("ü", "v").lower()
        base = "".join(c for c in bare if c.isascii() and c.isalnum())[:30] or "user"
        found = next(
            text for n in count(1) if (text := base if n == 1 else f"{base}{n}") not in taken
        )
        taken.add(found)
        yield found


@transaction.atomic
def activate_account(
    *, username: str, code: str, password: str, now: datetime, person: bytes | None
) -> User:
    """Set the password with the code of a slip; the code then is spent.

    `person`: whose ID number was typed. It must be the account's; an account without one (the
    first administrators) takes it, unless he holds another of the separated duties.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    good = (
        user is not None
        and user.state in ACCOUNT.moves["activate"].starts
        and secrets.compare_digest(user.activation_hash, _hash(code.strip()))
        and user.activation_expires_at is not None
        and user.activation_expires_at >= now
        and (user.person_key is None or person == bytes(user.person_key))
    )
    if not good or user is None:
        raise RuleBroken([say("account.code_wrong")])
    if user.person_key is None and person is not None:
        identify(user, person, where="")
    user.set_password(password)
    user.activation_hash = ""
    user.state = ACCOUNT.target("activate")
    user.save()
    end_keys(user, now=now)
    return user


def identify(user: User, person: bytes, *, where: str) -> None:
    """Tie an account and its grants to a natural person; RuleBroken where he then would hold
    two of the separated duties."""
    with refused(MIXED[0], RuleBroken([say(MIXED[1], where=where)])):
        user.person_key = person
        user.save(update_fields=["person_key"])
        user.grants.update(person=person)


def name_faults(name: str, where: str) -> list[Finding]:
    """What speaks against a person's name: blanks, invisible marks and look-alikes of blanks."""
    clean = clean_name(name)
    if not clean or not any(character.isalnum() for character in clean):
        return [say("account.no_name", where=where)]
    return [] if clean == name else [say("account.name_unclean", where=where, name=clean)]


def make_grant(
    *,
    actor: Actor,
    user: User,
    role: Role,
    unit: Unit,
    today: date,
    last: date | None = None,
    deputy_of: User | None = None,
) -> Grant:
    """The writing of a grant from a day on; an equal one that stands then is returned.

    RuleBroken where one natural person would hold two of the separated duties (三员分立): the
    database refuses it.
    """
    standing = Grant.objects.on(today).filter(user=user, role=role.value, unit=unit).first()
    if standing is not None:
        return standing
    with refused(MIXED[0], RuleBroken([say(MIXED[1], where="role")])):
        return Grant.objects.create(
            city_id=actor.city_id, user=user, role=role.value, unit=unit, duty=role.duty,
            person=user.natural_person, valid_from=today, valid_to=last, deputy_of=deputy_of,
        )  # fmt: skip
