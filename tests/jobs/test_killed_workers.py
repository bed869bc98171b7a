"""Real workers, killed with -9 in the middle: the work is taken up again, nothing is doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import conftest

PEOPLE = 400
PATIENCE = 120.0  # seconds


@dataclass
class Site:
    """A database of its own with workers; read past row security, by the server's superuser."""

    environment: dict[str, str]
    login: dict[str, Any]
    log: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def tell(self, *words: str) -> Any:
        """What `world` answers."""
        command = [sys.executable, "-m", "tests.jobs.world", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=conftest.ROOT, check=True, capture_output=True
        )
        return json.loads(done.stdout)

    def worker(self) -> subprocess.Popen[bytes]:
        """One more worker; answers when it takes jobs."""
        before = self.one("SELECT count(*) FROM procrastinate_workers")
        command = [sys.executable, "-m", "dunmiao.cli.main", "worker"]
        with self.log.open("ab") as log:
            made = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.workers.append(made)
        self.until("SELECT count(*) > %s FROM procrastinate_workers", before)
        return made

    def one(self, query: str, *given: Any) -> Any:
        """The first value of a row."""
        with psycopg.connect(**self.login, autocommit=True) as connection:
            row = connection.execute(query, given).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def until(self, query: str, *given: Any) -> None:
        """Wait until the query says true."""
        deadline = time.monotonic() + PATIENCE
        while not self.one(query, *given):
            assert time.monotonic() < deadline, self.log.read_text(errors="replace")[-3000:]
            time.sleep(0.05)


@pytest.fixture
def site(django_db_setup: None, worker_id: str, tmp_path: Path) -> Iterator[Site]:
    server = conftest.SERVER["server"]
    name = f"killed_{worker_id}"
    boot = server.parameters("dunmiao_boot", "postgres")
    with psycopg.connect(**boot, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        template = f"{conftest._template()}_done"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER dunmiao_owner")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("DUNMIAO_")},
        "DATABASE_URL": server.url("dunmiao_app", name),
        "DUNMIAO_HOME": str(conftest.test_home()),
    }
    made = Site(environment, server.parameters("dunmiao_boot", name), tmp_path / "log")
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()
    with psycopg.connect(**boot, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_import_goes_on_after_its_worker_was_killed(site: Site) -> None:
    job = site.tell("importing", str(PEOPLE))
    before = site.one("SELECT count(*) FROM people_cadre")
    doomed = site.worker()
    site.until("SELECT done > 20 FROM jobs_job WHERE uid = %s AND phase = 'writing'", job)
    doomed.send_signal(signal.SIGSTOP)  # so that it lives, and is still at it
    site.worker()  # starts beside a living one, and takes nothing from it
    assert site.tell("requeue") == 0
    assert site.one("SELECT attempt FROM jobs_job WHERE uid = %s", job) == 1
    assert site.one("SELECT state FROM jobs_job WHERE uid = %s", job) == "RUNNING"
    doomed.kill()
    doomed.wait()
    assert site.one("SELECT state FROM jobs_job WHERE uid = %s", job) == "RUNNING"
    assert site.one("SELECT count(*) FROM people_cadre") == before
    site.tell("requeue")  # unless the other worker's own watch was first
    site.until("SELECT state = 'DONE' FROM jobs_job WHERE uid = %s", job)
    assert site.one("SELECT attempt FROM jobs_job WHERE uid = %s", job) == 2
    assert site.one("SELECT count(*) FROM people_cadre") == before + PEOPLE
    confirmed = "SELECT count(*) FROM access_auditevent WHERE kind = 'import.confirmed'"
    assert site.one(confirmed) == 1
    assert site.tell("requeue") == 0


def test_a_run_of_another_host_waits_for_its_heartbeat(site: Site) -> None:
    job = site.tell("solving", "3")
    doomed = site.worker()
    site.until("SELECT state = 'RUNNING' FROM jobs_job WHERE uid = %s", job)
    doomed.kill()
    doomed.wait()
    site.one(
        "UPDATE jobs_job SET owner = 'another-host x 77 1700000000' WHERE uid = %s RETURNING 1", job
    )
    site.worker()
    assert site.one("SELECT state FROM jobs_job WHERE uid = %s", job) == "RUNNING"
    site.one(
        "UPDATE jobs_job SET heartbeat_at = now() - interval '61 s' WHERE uid = %s RETURNING 1", job
    )
    site.tell("requeue")  # unless the other worker's own watch was first
    site.until("SELECT state = 'DONE' FROM jobs_job WHERE uid = %s", job)
    assert site.one("SELECT attempt FROM jobs_job WHERE uid = %s", job) == 2
    assert site.one("SELECT count(*) FROM placements_planseat") == 2
    assert site.one("SELECT count(*) FROM placements_planevent WHERE kind = 'solved'") == 1
    assert site.one("SELECT NOT is_outdated FROM placements_placementplan")
