"""`dunmiao init`: make the city and its three administrators, with activation codes."""

import argparse
import sys

from dunmiao.cli.database import database, migrate, say, setup_django
from dunmiao.db.environment import read_environment


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

        from dunmiao.access.first import make_city
        from dunmiao.rulebook.first import install_rules
        from dunmiao.units.selectors import get_city

        if get_city() is not None:
            sys.stderr.write("已经建立过城市，未作任何改动。\n")
            return 1
        codes = make_city(asked.name, asked.code, now=timezone.now())
        install_rules()
    say(f"已建立{asked.name}。三位管理员的激活码（7 天内有效，只显示这一次）：")
    for username, code in codes.items():
        say(f"  {username:<12} {code}")
    say("国家通用起始规则已装入为草稿：在“规则”页由一人核对、确认后生效。")
    return 0
