"""A database of one's own for a measurement, thrown away afterwards."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def in_own_database(measure: Callable[[], None]) -> None:
    """Start, migrate, measure, stop, delete."""
    base = Path(tempfile.mkdtemp(prefix="dmb-", dir="/tmp"))
    base.chmod(0o711)
    os.environ["DUNMIAO_HOME"] = str(base / "h")
    os.environ["DUNMIAO_REQUIRE_SECOND_FACTOR"] = "no"
    from dunmiao.cli.database import database, migrate, setup_django
    from dunmiao.db.environment import read_environment

    try:
        with database(say=lambda _: None):
            setup_django()
            from django.conf import settings

            settings.ALLOWED_HOSTS.append("testserver")
            migrate(read_environment())
            measure()
            from django.db import connection

            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
    finally:
        shutil.rmtree(base, ignore_errors=True)
