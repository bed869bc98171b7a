"""The example city in a database of its own, kept on the tests' server while the sources last."""

import contextlib
import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests import conftest


def _name() -> str:
    digest = hashlib.sha256()
    source = conftest.ROOT / "src/dunmiao"
    for path in sorted(p for p in source.rglob("*") if p.suffix in (".py", ".json", ".xlsx")):
        if "web" not in path.parts and "api" not in path.parts and "engines" not in path.parts:
            digest.update(path.read_bytes())
    return f"example_{digest.hexdigest()[:12]}"


def _load(database: str) -> None:
    """As `dunmiao run --demo` does, with throw-away keys: what is sealed is not read again."""
    from django.conf import settings

    from dunmiao.db.sealed import create_keys
    from dunmiao.example.loading import load

    kept = settings.DUNMIAO_HOME
    with tempfile.TemporaryDirectory() as folder, conftest.connected_as("dunmiao_app", database):
        settings.DUNMIAO_HOME = Path(folder)
        try:
            create_keys(Path(folder))
            load(Path(folder), tell=lambda _: None)
        finally:
            settings.DUNMIAO_HOME = kept


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """One loads, the others wait; who needs no example does not."""
    with (conftest.test_home() / "keys/example.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def example_city() -> Iterator[None]:
    """Django's connection is the superuser's of the example's database inside the block."""
    name = _name()
    login = conftest.SERVER["server"].parameters("dunmiao_boot", "postgres")
    with _lock(), psycopg.connect(**login, autocommit=True) as server:
        known = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if f"{name}_done" not in known:
            for old in sorted(one for one in known if one.startswith("example_")):
                server.execute(f"DROP DATABASE {old} WITH (FORCE)")
            server.execute(
                f"CREATE DATABASE {name} TEMPLATE {conftest._template()}_done OWNER dunmiao_owner"
            )
            _load(name)
            server.execute(f"ALTER DATABASE {name} RENAME TO {name}_done")
    with conftest.connected_as("dunmiao_boot", f"{name}_done"):
        yield
