"""The runner: stale locks, a killed server, one supervisor, roles without superpowers."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dunmiao.db.embedded import EmbeddedServer
from dunmiao.db.home import default_home
from dunmiao.db.supervising import EmbeddedError, drop_stale_locks


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    base = Path(tempfile.mkdtemp(prefix="dme-", dir="/tmp"))
    base.chmod(0o711)
    made = EmbeddedServer(base / "h", durable=False)
    with made:
        yield made
    shutil.rmtree(base, ignore_errors=True)


def test_roles_have_no_superpowers(server: EmbeddedServer) -> None:
    with psycopg.connect(**server.parameters("dunmiao_app", "postgres")) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'dunmiao%'"
        ).fetchall()
    found = {name: (strong, bypass) for name, strong, bypass in rows}
    assert found["dunmiao_app"] == found["dunmiao_owner"] == (False, False)
    assert found["dunmiao_backup"] == (False, True)


def test_a_wrong_password_is_refused(server: EmbeddedServer) -> None:
    wrong = {**server.parameters("dunmiao_app", "postgres"), "password": "x"}
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**wrong)


def test_a_second_supervisor_is_refused(server: EmbeddedServer) -> None:
    with pytest.raises(EmbeddedError):
        EmbeddedServer(server.home, durable=False).start()


def test_secrets_are_for_the_owner_only(server: EmbeddedServer) -> None:
    for path in (server.home / "keys", server.data):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (server.home / "keys/postgres.json").stat().st_mode & 0o077 == 0


def test_locks_of_a_live_server_stay(server: EmbeddedServer) -> None:
    assert drop_stale_locks(server.data, server.sockets) is False
    assert (server.data / "postmaster.pid").exists()


@pytest.mark.parametrize("text", ["", "1\n/x\n0\n", "PID\n/x\n99999999999\n", "torn"])
def test_a_lock_of_something_else_is_dropped(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_text(text.replace("PID", str(os.getpid())))
    (tmp_path / ".s.PGSQL.5432.lock").write_text("1")
    assert drop_stale_locks(tmp_path, tmp_path) is True
    assert not list(tmp_path.glob("*.pid"))
    assert not list(tmp_path.glob(".s.*"))


def test_a_killed_server_comes_back_with_all_that_was_acknowledged(server: EmbeddedServer) -> None:
    login = server.parameters("dunmiao_owner")
    with psycopg.connect(**login, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    server.supervise()
    written = 0
    for _ in range(3):
        with psycopg.connect(**login, autocommit=True) as connection:
            for _ in range(20):
                connection.execute("SET synchronous_commit = on")
                connection.execute("INSERT INTO kept VALUES (1)")
                written += 1
        assert server.process is not None
        dead = server.process.pid
        os.kill(dead, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if server.process.pid != dead and server.is_up():
                break
            time.sleep(0.2)
        with psycopg.connect(**login) as connection:
            row = connection.execute("SELECT count(*) FROM kept").fetchone()
            assert row == (written,)


ALONE = """
import sys, time
from pathlib import Path
from dunmiao.db.embedded import EmbeddedServer
EmbeddedServer(Path(sys.argv[1]), durable=False).start()
print("up", flush=True)
time.sleep(600)
"""


def test_a_server_whose_supervisor_was_killed_is_taken_over_and_watched() -> None:
    base = Path(tempfile.mkdtemp(prefix="dme-", dir="/tmp"))
    base.chmod(0o711)
    command = [sys.executable, "-c", ALONE, str(base / "h")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as former:
        assert former.stdout is not None
        assert former.stdout.readline() == b"up\n"
        with pytest.raises(EmbeddedError):
            EmbeddedServer(base / "h", durable=False).start()
        former.kill()
    said: list[str] = []
    with EmbeddedServer(base / "h", say=said.append, durable=False) as server:
        assert server.process is not None
        left = server.process.pid
        assert said == ["上次没有正常结束，接管留下的数据库。"]
        server.supervise()
        os.kill(left, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while server.process.pid == left or not server.is_up():
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert not server.is_up()
    shutil.rmtree(base, ignore_errors=True)


def test_a_server_taken_over_is_stopped_with_its_new_supervisor() -> None:
    base = Path(tempfile.mkdtemp(prefix="dme-", dir="/tmp"))
    base.chmod(0o711)
    command = [sys.executable, "-c", ALONE, str(base / "h")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as former:
        assert former.stdout is not None
        assert former.stdout.readline() == b"up\n"
        former.kill()
    with EmbeddedServer(base / "h", durable=False) as server:
        assert server.is_up()
    assert not server.is_up()
    assert not (server.data / "postmaster.pid").exists()
    shutil.rmtree(base, ignore_errors=True)


def test_a_folder_with_contents_and_no_version_is_never_wiped() -> None:
    base = Path(tempfile.mkdtemp(prefix="dme-", dir="/tmp"))
    base.chmod(0o711)
    data = base / "h/pg/data"
    (data / "base").mkdir(parents=True)
    (data / "base/1").write_text("half restored")
    server = EmbeddedServer(base / "h", durable=False)
    with pytest.raises(EmbeddedError, match="PG_VERSION"), server:
        pass
    assert (data / "base/1").read_text() == "half restored"
    shutil.rmtree(data / "base")
    (base / "h/pg/data.new").mkdir()
    (base / "h/pg/data.new/torn").touch()  # of an initdb that was killed
    with EmbeddedServer(base / "h", durable=False) as server:
        assert server.is_up()
    assert not (base / "h/pg/data.new").exists()
    shutil.rmtree(base, ignore_errors=True)


def test_a_clone_keeps_its_data_apart_from_others() -> None:
    assert default_home(Path("/a")) != default_home(Path("/b")) or os.geteuid() != 0
