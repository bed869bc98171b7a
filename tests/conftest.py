"""One embedded server for the whole run, a template database named by the migrations' hash,
one copy of it for each worker; tests connect as the application's role."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVER: dict[str, Any] = {}
# What the tables, policies and functions of a new database follow from.
MAKES_TABLES = (
    "src/dunmiao/*/migrations/*.py",
    "src/dunmiao/*/policy.py",
    "src/dunmiao/access/[oprt]*.py",  # what policies are made of
    "src/dunmiao/db/operations.py",
    "src/dunmiao/db/ranges.py",
    "requirements.lock",
)


def test_home() -> Path:
    """The home of the tests' server: beside the installation's, never the same."""
    from dunmiao.db.home import default_home

    home = default_home(ROOT)
    kind = "-test15" if os.environ.get("DUNMIAO_TEST_PG_BIN") else "-test"
    return home.with_name(home.name + kind)


test_home.__test__ = False  # type: ignore[attr-defined]


def uses_database(config: pytest.Config) -> bool:
    """`-p no:django` runs the pure rooms without a server."""
    return config.pluginmanager.hasplugin("django")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; workers find it running."""
    if not uses_database(config):
        return
    from dunmiao.db.embedded import EmbeddedServer
    from dunmiao.db.sealed import create_keys

    server = EmbeddedServer(test_home(), durable=False)
    SERVER["server"] = server
    if not hasattr(config, "workerinput"):
        if not ((test_home() / "keys/postgres.json").exists() and server.is_up()):
            server.start()
            SERVER["started"] = True
        create_keys(test_home())
    from django.conf import settings

    settings.DUNMIAO_HOME = test_home()
    settings.DUNMIAO_REQUIRE_SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_USE_FINDERS = False


def pytest_unconfigure(config: pytest.Config) -> None:
    """The starter alone stops it."""
    if SERVER.get("started"):
        SERVER["server"].stop()


def _template() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for made in MAKES_TABLES for path in ROOT.glob(made)):
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:12]}"


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    import fcntl

    with (test_home() / "keys/template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def connected_as(role: str, database: str = "") -> Iterator[None]:
    """Let Django's connection be another role's (and another database's) for a while."""
    from django.db import connection

    kept = dict(connection.settings_dict)
    wanted = SERVER["server"].parameters(role, database or kept["NAME"])
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(
        NAME=wanted["dbname"], USER=wanted["user"], PASSWORD=wanted["password"]
    )
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict.update(kept)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Migrate the template once as owner, copy it for this worker, connect as app."""
    import psycopg
    from django.core.management import call_command
    from django.db import connection

    server = SERVER["server"]
    template, mine = _template(), f"test_{worker_id}"
    owner, app = server.parameters("dunmiao_owner"), server.parameters("dunmiao_app")

    def point(role: dict[str, str], database: str) -> None:
        connection.close()
        connection.close_pool()
        # Settings without a server wait a tenth of a second only; a busy machine needs more.
        connection.settings_dict["OPTIONS"]["pool"]["timeout"] = 20
        connection.settings_dict.update(
            NAME=database, USER=role["user"], PASSWORD=role["password"], HOST=role["host"]
        )

    login = server.parameters("dunmiao_boot", "postgres")  # may end left-over sessions
    with django_db_blocker.unblock(), _lock(), psycopg.connect(**login, autocommit=True) as c:
        done = c.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [template + "_done"]
        ).fetchone()
        if not done:
            made = "SELECT datname FROM pg_database WHERE starts_with(datname, 'template_')"
            for (older,) in c.execute(made).fetchall():  # of other migrations, or half done
                c.execute(f"DROP DATABASE {older} WITH (FORCE)")
            c.execute(f"CREATE DATABASE {template} OWNER dunmiao_owner")
            point(owner, template)
            call_command("migrate", verbosity=0)
            connection.close()
            connection.close_pool()
            c.execute(f"ALTER DATABASE {template} RENAME TO {template}_done")
        c.execute(f"DROP DATABASE IF EXISTS {mine} WITH (FORCE)")
        c.execute(f"CREATE DATABASE {mine} TEMPLATE {template}_done OWNER dunmiao_owner")
        point(app, mine)
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """`master` without xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture
def city(db: Any) -> Any:
    """The standing cast: see tests/factories/city.py."""
    from tests.factories.city import Cast

    return Cast.build()
