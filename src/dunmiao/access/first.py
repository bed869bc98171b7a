"""The first rows of an installation: city, root unit, three administrators."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from dunmiao.access import actions
from dunmiao.access.actors import Actor, HeldGrant
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, system_actor
from dunmiao.units.actions import add_unit, create_city

ADMINISTRATORS = (
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员", Role.SECURITY_ADMIN),
    ("auditadmin", "审计管理员", Role.AUDIT_ADMIN),
)


def make_city(name: str, code: str, *, now: datetime, is_example: bool = False) -> dict[str, str]:
    """City, root unit, three administrators; returns account → activation code."""
    codes: dict[str, str] = {}
    with transaction.atomic():
        city = create_city(name=name, division_code=code, is_example=is_example)
    actor = system_actor(city.pk)
    with scope(actor, reason="安装"):
        root = add_unit(city=city, name=name, kind="CITY", division_code=code)
        for username, label, role in ADMINISTRATORS:
            user, codes[username] = _account(actor, username, label, now)
            actions.make_grant(actor=actor, user=user, role=role, unit=root, today=now.date())
    return codes


def _account(actor: Actor, username: str, label: str, now: datetime) -> tuple[User, str]:
    """The first accounts are made by nobody: the right to make them comes after."""
    grant = HeldGrant(Role.SYSTEM_ADMIN, 0, "", frozenset(), is_root=True)
    may = replace(actor, grants=(*actor.grants, grant))
    return actions.create_account(actor=may, username=username, full_name=label, now=now)
