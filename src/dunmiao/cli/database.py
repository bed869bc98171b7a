"""Bring the database up around a command: the embedded one, or the one named."""

import contextlib
import os
from collections.abc import Callable, Iterator

from dunmiao.db.embedded import EmbeddedServer
from dunmiao.db.environment import Environment, read_environment
from dunmiao.db.sealed import create_keys


def say(text: str) -> None:
    """One line for the operator."""
    print(text, flush=True)  # noqa: T201 - the command line speaks by printing


@contextlib.contextmanager
def database(
    *, say: Callable[[str], None] = say, supervising: bool = False
) -> Iterator[EmbeddedServer | None]:
    """Set DATABASE_URL for this process; start the embedded server if none is named.

    A server that another dunmiao process runs on the same folder is used as it is; whoever is
    `supervising` answers for it, takes over one that was left, and is refused beside another.
    """
    environment = read_environment()
    if environment.database_url:
        environment.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield None
        return
    server = EmbeddedServer(environment.home, say=say)
    if not supervising and (environment.home / "keys/postgres.json").exists() and server.is_up():
        _point_at(server)
        yield None
        return
    with server:
        _point_at(server)
        yield server


def _point_at(server: EmbeddedServer) -> None:
    os.environ["DATABASE_URL"] = server.url("dunmiao_app")
    os.environ["DUNMIAO_OWNER_DATABASE_URL"] = server.url("dunmiao_owner")


def setup_django() -> None:
    """Load the settings, after the database's address is known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunmiao.config.settings")
    import django

    django.setup()


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Let Django's default connection be the owner's, for migrations."""
    from django.conf import settings
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    connection = connections["default"]
    parts = conninfo_to_dict(settings.OWNER_DATABASE_URL)
    kept = dict(connection.settings_dict)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(
        USER=parts.get("user", kept["USER"]), PASSWORD=parts.get("password", kept["PASSWORD"])
    )
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict.update(kept)


def migrate(environment: Environment) -> None:
    """Bring the schema up to date as owner, and make keys for a new installation."""
    from django.core.management import call_command

    create_keys_once(environment)
    with as_owner():
        call_command("migrate", verbosity=0, interactive=False)


def create_keys_once(environment: Environment) -> None:
    """Make the data keys only while the database holds no city: never beside sealed values."""
    from django.db import connection

    with connection.cursor() as cursor:
        if "units_city" in connection.introspection.table_names(cursor):
            cursor.execute("SELECT 1 FROM units_city LIMIT 1")
            if cursor.fetchone():
                return
    create_keys(environment.home)
