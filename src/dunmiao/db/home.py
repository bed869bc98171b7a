"""Where an installation keeps its data: database, files, keys, logs."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

SOURCE_ROOT = Path(__file__).resolve().parents[3]


def default_home(root: Path = SOURCE_ROOT) -> Path:
    """The home folder used when DUNMIAO_HOME is not set.

    `.dunmiao/` in a clone; for root a folder of the system's state directory named by a
    hash of the clone's path, because PostgreSQL must run as another user who may be unable
    to reach the clone; the user's data folder for an installed wheel.
    """
    name = hashlib.sha256(str(root).encode()).hexdigest()[:10]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib") / f"dunmiao-{name}"
    if (root / "pyproject.toml").is_file():
        return root / ".dunmiao"
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(data) / "dunmiao"


def private_folder(path: Path) -> Path:
    """Make `path` a 0700 folder of ours; refuse one that belongs to somebody else."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    if stat.S_IMODE(found.st_mode) & 0o077:
        path.chmod(0o700)
    return path


def socket_folder(home: Path) -> Path:
    """A short 0700 folder for sockets: a Unix socket path holds about 100 bytes only."""
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:10]
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    if len(base) > 60:
        base = "/tmp"  # noqa: S108 - the folder itself is 0700 and checked for its owner
    return Path(base) / f"dunmiao-{name}"


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
