"""`dunmiao demo`: load the example city, or make new passwords for its users."""

import argparse
import sys

from dunmiao.cli.database import database, migrate, say, setup_django
from dunmiao.db.environment import read_environment


def run(words: list[str]) -> int:
    """Load the example, or make new passwords for its users."""
    parser = argparse.ArgumentParser("dunmiao demo", description="Load the example city.")
    parser.add_argument("--passwords", action="store_true", help="make new passwords")
    asked = parser.parse_args(words)
    environment = read_environment()
    with database():
        setup_django()
        migrate(environment)
        from dunmiao.example.loading import KEPT, load, new_passwords

        if asked.passwords:
            new_passwords(environment.home)
        elif load(environment.home, tell=say) is None:
            sys.stderr.write("数据库不是空的：示例只装入空库，未作任何改动。\n")
            return 1
        say((environment.home / KEPT).read_text(encoding="utf-8"))
    return 0
