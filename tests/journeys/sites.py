"""Running sites. The example city is loaded once; whoever asks gets a copy and may do as he likes."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dunmiao.db.home import SOURCE_ROOT, default_home

PATIENCE = 900  # seconds: loading the example takes two minutes of a free core


@dataclass
class Site:
    """A running installation: its address, the example users' passwords, its process."""

    address: str
    home: Path
    passwords: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address + "/readyz", timeout=2).close()
    except OSError:
        return False
    return True


def launch(address: str, home: Path, log: Path) -> subprocess.Popen[bytes]:
    """`dunmiao run --demo` with its own home; waits until it answers."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DUNMIAO_HOME": str(home), "DUNMIAO_BIND": address.removeprefix("http://")}
    environment["DUNMIAO_REMOTE_BALLOTS"] = "yes"
    with log.open("ab") as out:
        command = [sys.executable, "-m", "dunmiao.cli.main", "run", "--demo"]
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    until = time.monotonic() + PATIENCE
    while process.poll() is None:
        if _answers(address):
            return process
        if time.monotonic() > until:
            process.terminate()
        time.sleep(0.1)
    raise RuntimeError(f"the site has not come up:\n{log.read_text(errors='replace')[-3000:]}")


@contextlib.contextmanager
def serving(base: Path) -> Iterator[Site]:
    """A site on the home `base/h`, which is loaded where there is none; stopped at the end."""
    base.chmod(0o711)
    address, home, log = f"http://127.0.0.1:{_free_port()}", base / "h", base / "run.log"
    site = Site(address, home, {}, launch(address, home, log), log)
    try:
        lines = (home / "keys/demo-passwords.txt").read_text().splitlines()[1:]
        site.passwords |= {line.split()[0]: line.split()[1] for line in lines}
        yield site
    finally:
        # Twice at once, as Ctrl+C under make does: it must still end by itself.
        site.process.send_signal(signal.SIGTERM)
        site.process.send_signal(signal.SIGINT)
        try:
            assert site.process.wait(40) == 0
        finally:
            site.process.kill()


def _key() -> str:
    """Another when the code, its dependencies or the day is another: the example lives today."""
    digest = hashlib.sha256(date.today().isoformat().encode())
    sources = [path for path in (SOURCE_ROOT / "src").rglob("*.*") if path.is_file()]
    for path in [*sorted(sources), SOURCE_ROOT / "requirements.lock"]:
        if path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def loaded() -> Path:
    """The folder whose home holds the example city, at rest; the first who asks makes it."""
    home = default_home(SOURCE_ROOT)
    shelf = home.with_name(home.name + "-loaded")
    shelf.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (shelf / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        base = shelf / _key()
        if not (base / "done").exists():
            for older in [path for path in shelf.iterdir() if path.is_dir()]:
                shutil.rmtree(older)
            base.mkdir()
            with serving(base):
                pass
            (base / "h/keys/web.pid").unlink()  # no copy may take it for its own
            (base / "done").touch()
    return base


@contextlib.contextmanager
def example_city(base: Path | None = None) -> Iterator[Site]:
    """A copy of the loaded example, served from `base` or a folder that is deleted at the end."""
    folder = base or Path(tempfile.mkdtemp(prefix="dm-", dir="/tmp"))
    try:
        subprocess.run(["cp", "-a", loaded() / "h", folder], check=True)
        with serving(folder) as site:
            yield site
    finally:
        if base is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    loaded()
