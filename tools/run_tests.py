"""`make test`: everything that this machine can run, and a last line that says what it could not."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
AGAIN_ON_15 = ["tests/db", "tests/access", "-k", "not example_city"]  # loaded once is enough
JOURNEYS = ["-p", "no:django", "-n", "2", "--dist", "loadfile", "tests/journeys"]
INSTALL = "sudo tools/install_system.sh (Debian: chromium, fonts-noto-cjk, postgresql-15)"


def phase(title: str, *words: str, **more: str) -> bool:
    """Run pytest and say how long it took; True when all passed."""
    print(f"── {title} ──", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", *words]
    environment = {**os.environ, **more}
    good = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    print(f"── {title}: {time.monotonic() - began:.0f} s ──", flush=True)
    return good


def main() -> int:
    """0 when all that could run passed; with CI set, what could not run is a failure."""
    has_browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if has_browser:  # what the journeys copy is made meanwhile
        loading = subprocess.Popen([sys.executable, "-m", "tests.journeys.sites"], cwd=ROOT)
    rooms = "rooms, on the embedded PostgreSQL"
    good = phase(rooms, "-n", "2", "--ignore", "tests/journeys", "tests")
    missing = []
    if POSTGRES_15.is_dir():
        older = "schema, policies and constraints again, on PostgreSQL 15"
        good &= phase(older, "-n", "2", *AGAIN_ON_15, DUNMIAO_TEST_PG_BIN=str(POSTGRES_15))
    else:
        missing.append("PostgreSQL 15: not run")
    if has_browser:
        loading.wait()
        good &= phase("journeys, in Chromium", *JOURNEYS)
    else:
        missing.append("journeys: not run (no Chromium)")
    for line in missing:
        print(f"{line}; to run them: {INSTALL}")
    if missing and os.environ.get("CI"):
        print("with CI set, what was not run is a failure")
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
