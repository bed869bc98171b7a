"""From a fresh clone to the first page, and the memory of the idle server."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]


def run() -> None:
    """`git clone` and `make run` in a folder of their own; the package cache may be warm."""
    base = Path(tempfile.mkdtemp(prefix="dms-", dir="/tmp"))
    base.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DUNMIAO_", "DATABASE_"))}
    kept |= {"DUNMIAO_BIND": f"127.0.0.1:{port}", "DUNMIAO_HOME": str(base / "h")}
    began = time.perf_counter()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(base / "clone")], check=True)
    with (base / "log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=base / "clone",
            env=kept,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}/accounts/login/"
    while time.perf_counter() - began < 300:
        try:
            text = urllib.request.urlopen(address, timeout=2).read().decode()
            assert "登录" in text
            break
        except OSError:
            time.sleep(0.1)
    print(f"fresh clone → first page with the example city: {time.perf_counter() - began:.1f} s")
    time.sleep(3)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    total = sum(p.memory_full_info().pss for p in family if p.is_running())
    print(
        f"memory of the idle server, database included: {total / 2**20:.0f} MB (proportional set)"
    )
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(60)
    shutil.rmtree(base, ignore_errors=True)
