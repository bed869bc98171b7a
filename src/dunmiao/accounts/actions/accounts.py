"""Accounts by the system administrator, grants by the security administrator; one's own address."""

from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from dunmiao.access.accounts import make_grant, new_account
from dunmiao.access.messages import say
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import LABELS, Permission, Role
from dunmiao.acts.claims import ROOT, Anyone, Doing, Held
from dunmiao.acts.declare import Shown, act
from dunmiao.acts.fields import Choice, One, Text
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.units.models import City, Unit

ROLES = {role.value: label for role, label in LABELS.items()}


def _accounts(doing: Doing) -> QuerySet[User]:
    return User.objects.filter(city_id=doing.actor.city_id)


def _units(doing: Doing, account: User) -> QuerySet[Unit]:
    return Unit.objects.filter(city_id=doing.actor.city_id).order_by("path")


GrantUnit = Annotated[Unit, One("单位", offers=_units, help="含下级单位")]


def _own(doing: Doing) -> QuerySet[User]:
    return User.objects.filter(pk=doing.actor.user_id)


@act(
    "account.create", City, "新建账号", said="账号 {username} 已建立。", records="account.created",
    may=Held(Permission.ACCOUNTS, ROOT),
)  # fmt: skip
def create_account(
    city: City,
    doing: Doing,
    *,
    username: Annotated[str, Text("账号", most=50)],
    full_name: Annotated[str, Text("姓名", most=50)],
) -> Shown:
    """Make an account without rights; its activation code is shown once."""
    with conflict(
        "access_user_username_key", say("account.name_taken", where="username", name=username)
    ):
        user, code = new_account(
            city_id=city.pk, username=username, full_name=full_name, now=doing.now
        )
    doing.note(username=username)
    return Shown(user, {"账号": username, "激活码（7 天内有效）": code})


@act(
    "grant.give", User, "授权", said="已授权。", records="grant.given",
    may=Held(Permission.GRANTS, ROOT), among=_accounts,
    unless=lambda account, doing: [say("grant.own")] if account.pk == doing.actor.user_id else [],
)  # fmt: skip
def grant_role(
    account: User,
    doing: Doing,
    *,
    role: Annotated[str, Choice("身份", of=ROLES)],
    unit: GrantUnit,
) -> Grant:
    """Give an account a role at a unit; refused for oneself and for mixed duties."""
    doing.note(role=role, unit=str(unit.uid))
    return make_grant(
        actor=doing.actor, user=account, role=Role(role), unit=unit, today=doing.today
    )


@act(
    "account.set_email", User, "保存邮箱", said="已保存。", records="account.email_set",
    may=Anyone(), among=_own,
)  # fmt: skip
def set_email(
    account: User,
    doing: Doing,
    *,
    email: Annotated[str, Text("邮箱", most=200)] = "",
) -> User:
    """Where one's own reminders go; empty: nowhere."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise RuleBroken([say("account.email", where="email")]) from None
    account.email = email
    account.save(update_fields=["email"])
    doing.note(is_set=bool(email))
    return account
