"""The first rows of an installation: city, root unit, three administrators."""

from datetime import datetime

from django.db import transaction

from dunmiao.access.accounts import make_grant, new_account
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, system_actor
from dunmiao.units.writing import add_unit, create_city

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
            user, codes[username] = new_account(
                city_id=city.pk, username=username, full_name=label, now=now
            )
            make_grant(actor=actor, user=user, role=role, unit=root, today=now.date())
            actor.record("account.created", user)
    return codes
