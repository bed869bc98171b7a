"""`make test`: everything that this machine can run, and a last line that says what it could not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
AGAIN_ON_15 = ["tests/db", "tests/access", "tests/people", "tests/placements"]
INSTALL = "sudo tools/install_system.sh (Debian: chromium, fonts-noto-cjk, postgresql-15)"


def pytest(*words: str, **more: str) -> bool:
    """Run pytest; True when all passed."""
    command = [sys.executable, "-m", "pytest", "-q", *words]
    environment = {**os.environ, **more}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    """0 when all that could run passed; with CI set, what could not run is a failure."""
    print("── rooms, on the embedded PostgreSQL ──", flush=True)
    good = pytest("-n", "2", "--ignore", "tests/journeys", "tests")
    missing = []
    if POSTGRES_15.is_dir():
        print("── schema, policies, constraints and acts again, on PostgreSQL 15 ──", flush=True)
        good &= pytest("-n", "2", *AGAIN_ON_15, DUNMIAO_TEST_PG_BIN=str(POSTGRES_15))
    else:
        missing.append("PostgreSQL 15: not run")
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        print("── journeys, in Chromium ──", flush=True)
        good &= pytest("-p", "no:django", "tests/journeys")
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
