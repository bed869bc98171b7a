"""One supervisor for one server: its lock, the server a killed one left, the locks of a dead one."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from dunmiao.kernel.errors import OperatorError


class EmbeddedError(OperatorError):
    """The embedded server cannot be had; the text says why and what to do."""


def drop_stale_locks(data: Path, sockets: Path) -> bool:
    """Delete the lock files of a dead server; True if any were deleted.

    Kept whenever a live postgres process works in this data folder (the postmaster or an
    orphaned back end): two servers on one folder would destroy it. A pid that is alive but
    is some other program, or a zombie, is not this server.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return False
    lines = pid_file.read_text(errors="replace").splitlines()
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else -1
    started = int(lines[2]) if len(lines) > 2 and lines[2].strip().isdigit() else 0
    for process in psutil.process_iter(["pid", "name", "status", "cwd", "create_time"]):
        seen = process.info
        name = seen["name"] or ""
        if not name.startswith("postgres") or seen["status"] == psutil.STATUS_ZOMBIE:
            continue
        same_pid = seen["pid"] == pid and seen["create_time"] <= started + 5
        if seen["cwd"] == str(data) or same_pid:
            return False
    for path in [pid_file, *sockets.glob(".s.PGSQL.*.lock")]:
        path.unlink(missing_ok=True)
    return True


class Adopted:
    """A server that a killed supervisor left running: as `subprocess.Popen`, but no child."""

    def __init__(self, pid: int) -> None:
        """Raises `psutil.NoSuchProcess`."""
        self._process, self.pid = psutil.Process(pid), pid
        self.send_signal, self.kill = self._process.send_signal, self._process.kill

    def poll(self) -> int | None:
        """None while it runs; how it ended is told to its parent only."""
        with contextlib.suppress(psutil.NoSuchProcess):
            if self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                return None
        return -1

    def wait(self, timeout: float) -> int:
        """Until it ended."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("postgres", timeout)
            time.sleep(0.05)
        return code


@contextlib.contextmanager
def only_one(path: Path, why: str) -> Iterator[None]:
    """Hold an operating-system lock, given back when the process ends however it ends; raises
    `EmbeddedError(why)` where another process holds it."""
    with path.open("w") as handle:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise EmbeddedError(why) from taken
        yield
