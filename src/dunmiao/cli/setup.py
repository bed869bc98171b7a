"""`dunmiao init`: make the city and its three administrators, with activation codes."""

import argparse
import sys
from datetime import datetime

from dunmiao.cli.database import database, migrate, say, setup_django
from dunmiao.config.environment import read_environment

ADMINISTRATORS = (
    ("sysadmin", "系统管理员", "SYSTEM_ADMIN"),
    ("secadmin", "安全管理员", "SECURITY_ADMIN"),
    ("auditadmin", "审计管理员", "AUDIT_ADMIN"),
)


def make_city(name: str, code: str, *, now: datetime, is_example: bool = False) -> dict[str, str]:
    """City, root unit, three administrators; returns account → activation code."""
    from django.db import transaction

    from dunmiao.access import actions
    from dunmiao.access.models import User
    from dunmiao.access.roles import Role
    from dunmiao.access.scopes import scope, system_actor
    from dunmiao.units.actions import add_unit, create_city

    codes: dict[str, str] = {}
    with transaction.atomic():
        city = create_city(name=name, division_code=code, is_example=is_example)
    with scope(system_actor(city.pk), reason="安装"):
        actor = system_actor(city.pk)
        root = add_unit(city=city, name=name, kind="CITY", division_code=code)
        for username, label, role in ADMINISTRATORS:
            user, codes[username] = _account(actor, username, label, now)
            assert isinstance(user, User)
            actions.make_grant(
                actor=actor, user=user, role=Role(role), unit=root, today=now.date()
            )
    return codes


def _account(actor: object, username: str, label: str, now: datetime) -> tuple[object, str]:
    """The first accounts are made by nobody: the right to make them comes after."""
    from dataclasses import replace

    from dunmiao.access import actions
    from dunmiao.access.actors import Actor, HeldGrant
    from dunmiao.access.roles import Role

    assert isinstance(actor, Actor)
    may = replace(
        actor,
        grants=(*actor.grants, HeldGrant(Role.SYSTEM_ADMIN, 0, "", frozenset(), is_root=True)),
    )
    return actions.create_account(actor=may, username=username, full_name=label, now=now)


def run(words: list[str]) -> int:
    """Make a new installation; refused where there is a city already."""
    parser = argparse.ArgumentParser("dunmiao init", description="Make the city.")
    parser.add_argument("name", help="name of the city")
    parser.add_argument("code", help="its division code of six digits")
    asked = parser.parse_args(words)
    if len(asked.code) != 6 or not asked.code.isdigit():
        sys.stderr.write("区划代码应为六位数字。\n")
        return 2
    environment = read_environment()
    with database():
        setup_django()
        migrate(environment)
        from django.utils import timezone

        from dunmiao.units.selectors import get_city

        if get_city() is not None:
            sys.stderr.write("已经建立过城市，未作任何改动。\n")
            return 1
        codes = make_city(asked.name, asked.code, now=timezone.now())
    say(f"已建立{asked.name}。三位管理员的激活码（7 天内有效，只显示这一次）：")
    for username, code in codes.items():
        say(f"  {username:<12} {code}")
    return 0
