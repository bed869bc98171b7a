"""`dunmiao run`: database, migrations, worker thread and the web server as its child."""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from dunmiao.cli.database import database, migrate, say, setup_django
from dunmiao.db.environment import Environment, read_environment
from dunmiao.db.home import private_folder, write_secret
from dunmiao.db.supervising import only_one

APPLICATION = "dunmiao.config.wsgi:application"


def _split(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    return host or "127.0.0.1", int(port)


def _taken_by(port: int) -> str:
    """The program that listens on a port, in words."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.status == "LISTEN":
                name = psutil.Process(connection.pid).name() if connection.pid else "?"
                return f"{name}（pid {connection.pid}）"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass
    return "另一个程序"


def _check_port(environment: Environment) -> None:
    host, port = _split(environment.bind)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise SystemExit(
                f"端口 {port} 已被{_taken_by(port)}占用。请先停掉它，"
                f"或换一个端口：DUNMIAO_BIND=127.0.0.1:8001 make run"
            ) from None


def _check_reach(environment: Environment) -> None:
    host, _ = _split(environment.bind)
    loopback = host in {"127.0.0.1", "localhost", "::1"}
    if not loopback and not environment.https and not environment.allow_plain_http:
        raise SystemExit(
            "对外提供服务须用 https：设置 DUNMIAO_PUBLIC_URL=https://…，"
            "或（仅限可信内网）DUNMIAO_ALLOW_PLAIN_HTTP=1。"
        )


def _web(environment: Environment) -> subprocess.Popen[bytes]:
    host, port = _split(environment.bind)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", "4", "--host", host, "--port", str(port), "--no-ws"]
    command += ["--log-level", "warning", APPLICATION]
    web = subprocess.Popen(command, start_new_session=True)
    private_folder(_note(environment).parent)
    _note(environment).write_text(f"{os.getpid()} {web.pid}", encoding="ascii")
    return web


def _note(environment: Environment) -> Path:
    return environment.home / "keys/web.pid"


def _end_orphan(environment: Environment) -> None:
    """End the web server that a killed `dunmiao run` left behind, and nobody else's."""
    try:
        starter, left = map(int, _note(environment).read_text(encoding="ascii").split())
        orphan = psutil.Process(left)
        if orphan.ppid() != starter and APPLICATION in orphan.cmdline():
            say("上次没有正常结束，先停掉留下的网页服务。")
            family = [orphan, *orphan.children(recursive=True)]
            for process in family:
                process.kill()
            psutil.wait_procs(family, timeout=10)
    except (OSError, ValueError, psutil.Error):
        return


def _wait(environment: Environment, web: subprocess.Popen[bytes]) -> None:
    host, port = _split(environment.bind)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/healthz"  # noqa: S104
    for _ in range(300):
        if web.poll() is not None:
            raise SystemExit("网页服务没有启动，请看上面的日志。")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("网页服务 30 秒内没有应答。")


def _demo(environment: Environment) -> None:
    from dunmiao.example.loading import KEPT, load

    say("装入示例城市（仅第一次）：")
    path: Path | None = load(environment.home, tell=say)
    if path is None:
        path = environment.home / KEPT
        say("  数据库里已有数据，保持不变。")
    if path.exists():
        say(f"\n示例用户（本机专用密码，存于 {path}）：\n{path.read_text(encoding='utf-8')}")


def run(words: list[str]) -> int:
    """Serve until interrupted; the database is started again when it dies."""
    parser = argparse.ArgumentParser("dunmiao run", description="Serve the pages.")
    parser.add_argument(
        "--demo", action="store_true", help="load the example into an empty database"
    )
    asked = parser.parse_args(words)
    if asked.demo:
        os.environ.setdefault("DUNMIAO_REQUIRE_SECOND_FACTOR", "no")
    environment = read_environment()
    _check_reach(environment)
    ending = Ending()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending.ask)
    why = f"dunmiao run 已在 {environment.home} 上运行，不能再启动一个。"
    environment.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(private_folder(environment.home / "keys") / "run.lock", why):
        _end_orphan(environment)
        _check_port(environment)
        with database(supervising=True) as server:
            setup_django()
            _secret_key(environment)
            migrate(environment)
            if asked.demo:
                _demo(environment)
            if server is not None:
                server.supervise()
            return _serve(environment, ending)


def _secret_key(environment: Environment) -> None:
    """Django's key is made once and kept, so that sessions outlive a restart."""
    from django.conf import settings

    path = environment.home / "keys/secret_key"
    if not path.exists():
        private_folder(path.parent)
        write_secret(path, secrets.token_urlsafe(48))
    settings.SECRET_KEY = path.read_text(encoding="utf-8")


class Ending:
    """Asked to end by a signal. A plain flag: a handler may interrupt itself, so no lock."""

    def __init__(self) -> None:
        """Not asked yet."""
        self.asked = False

    def ask(self, *_: object) -> None:
        """The signal handler; a second signal changes nothing."""
        self.asked = True


def _serve(environment: Environment, ending: Ending) -> int:
    from dunmiao.cli.worker import WorkerThread

    worker = WorkerThread()
    worker.start()
    web = _web(environment)
    try:
        _wait(environment, web)
        say(f"墩苗已启动：http://{environment.bind}   （Ctrl+C 结束）")
        while not ending.asked:
            time.sleep(0.3)
            if web.poll() is not None and not ending.asked:
                say("网页服务已退出，重新启动……")
                web = _web(environment)
        return 0
    finally:
        say("正在停止……")
        web.terminate()
        try:
            web.wait(10)
        except subprocess.TimeoutExpired:
            web.kill()
        worker.stop()
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
