"""Ballot night: 5,000 voters over HTTP at the real server, undisturbed and through kill -9.

Two runs on one installation. Undisturbed: a burst of 83 a second (`BALLOT_RATE`) for a minute,
nobody may see an error. Disturbed: the same pace while the web server and PostgreSQL are killed;
every voter presses again until he has his receipt. After each run the box is compared with the
receipts: what was acknowledged is there, once.
"""

import http.client
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

VOTERS = int(os.environ.get("BALLOT_VOTERS", "5000"))
RATE = float(os.environ.get("BALLOT_RATE", "83"))
ITEMS, PEOPLE, CLIENTS = 3, 3, 64
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Night:
    """What the voters saw."""

    port: int
    path: str
    took: list[float] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    retries: int = 0
    gaps: list[float] = field(default_factory=list)

    def cast(self, code: str, due: float, *, patient: bool) -> None:
        """One voter: at his moment, again and again with the same ballot if he is patient."""
        time.sleep(max(0.0, due - time.perf_counter()))
        fields = {f"m-{p}-{i}": "称职" for p in range(PEOPLE) for i in range(ITEMS)}
        number = str(uuid.uuid4())
        body = urlencode({**fields, "code": code, "ballot": number})
        began = time.perf_counter()
        while True:
            try:
                answer = self.post(body)
            except (OSError, http.client.HTTPException) as lost:
                answer = f"lost {type(lost).__name__}"
            if 'id="receipt">' in answer:
                self.took.append(time.perf_counter() - began)
                self.receipts[number] = answer.split('id="receipt">')[1][:9]
                return
            if not patient or time.perf_counter() - began > 120:
                self.refused.append(answer[:200])
                return
            self.retries += 1
            time.sleep(0.5)

    def post(self, body: str) -> str:
        """The page that answers a ballot."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", self.path, body, FORM)
            response = connection.getresponse()
            text = response.read().decode()
            return text if response.status < 500 else f"status {response.status}"
        finally:
            connection.close()

    def run(self, codes: list[str], *, patient: bool) -> float:
        """All voters at the pace; seconds from the first to the last."""
        waiting: queue.Queue[tuple[str, float]] = queue.Queue()
        began = time.perf_counter()
        for n, code in enumerate(codes):
            waiting.put((code, began + n / RATE))

        def voter() -> None:
            while True:
                try:
                    code, due = waiting.get_nowait()
                except queue.Empty:
                    return
                self.cast(code, due, patient=patient)

        threads = [threading.Thread(target=voter) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began


def run() -> None:
    """Serve an empty installation, make two sessions, let everybody vote."""
    with tempfile.TemporaryDirectory(prefix="dmn-", dir="/tmp") as folder:
        base = Path(folder)
        base.chmod(0o711)
        port = _free_port()
        os.environ |= {
            "DUNMIAO_HOME": str(base / "h"),
            "DUNMIAO_BIND": f"127.0.0.1:{port}",
            "DUNMIAO_REQUIRE_SECOND_FACTOR": "no",
        }
        with (base / "log").open("wb") as log:
            command = [sys.executable, "-m", "dunmiao.cli.main", "run"]
            server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(port)
            _measure(port, base / "h")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(1200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the site did not answer")


def _measure(port: int, home: Path) -> None:
    from dunmiao.cli.database import database, setup_django

    with database(say=lambda _: None):
        setup_django()
        from tests.factories.city import Cast

        cast = Cast.build()
        calm = _session(cast, "calm")
        stormy = _session(cast, "stormy")
        night = Night(port, f"/b/{calm[0].uid}/")
        lasted = night.run(calm[1], patient=False)
        _tell("undisturbed", night, lasted, calm[0], cast)
        night = Night(port, f"/b/{stormy[0].uid}/")
        stop = threading.Event()
        storm = threading.Thread(target=_kill_now_and_then, args=(port, home, night, stop))
        storm.start()
        lasted = night.run(stormy[1], patient=True)
        stop.set()
        storm.join()
        _tell("through kill -9", night, lasted, stormy[0], cast)


def _session(cast: Any, name: str) -> tuple[Any, list[str]]:
    """An open session with a code for every voter."""
    from dunmiao.acts.claims import Doing
    from dunmiao.assessments.actions import rounds
    from tests.factories import ballots as play

    people = ("王伟", "李芳", "欧阳明")
    with cast.acting("officer") as officer:
        doing = Doing.by(officer)
        made = rounds.make_round(
            doing, title=name, scheme=play.scheme(officer, name=name), unit=cast.units["甲市"],
            starts_on=date(2026, 9, 24), ends_on=date(2026, 9, 24),
        )  # fmt: skip
        session = play.add(
            cast, doing, made, name, "大桥镇", people, {"A": (VOTERS, 0), "B": (0, 0)}
        )
        rounds.finish_round(doing, made)
    issued = play.issue(cast, session)
    return session, [slip.code for slip in issued]


def _kill_now_and_then(port: int, home: Path, night: Night, stop: threading.Event) -> None:
    """Kill the web worker and the database in turn, and measure how long nothing answers."""
    victims = 0
    while not stop.wait(12.0):
        victims += 1
        if victims % 2:
            targets = [p for p in psutil.process_iter(["cmdline"]) if _is_web(p, port)]
        else:
            targets = [p for p in psutil.process_iter(["cmdline"]) if _is_database(p, home)]
        for process in targets:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        began = time.perf_counter()
        _wait(port)
        night.gaps.append(time.perf_counter() - began)


def _is_web(process: Any, port: int) -> bool:
    words = process.info["cmdline"] or []
    return "granian" in words and str(port) in words


def _is_database(process: Any, home: Path) -> bool:
    words = process.info["cmdline"] or []
    return bool(words) and "postgres" in words[0] and any(str(home) in word for word in words)


def _tell(name: str, night: Night, lasted: float, session: Any, cast: Any) -> None:
    import psycopg

    from dunmiao.assessments.rules.secrecy import receipt_of
    from dunmiao.db.embedded import EmbeddedServer

    boot = EmbeddedServer(Path(os.environ["DUNMIAO_HOME"])).parameters("dunmiao_boot")
    with psycopg.connect(**boot) as looker:
        rows = looker.execute(
            "SELECT id FROM assessments_castballot WHERE session_id = %s", [session.pk]
        ).fetchall()
        spent = looker.execute(
            "SELECT count(*) FROM assessments_ballotcode WHERE session_id = %s AND is_spent",
            [session.pk],
        ).fetchone()
    held = {str(row[0]) for row in rows}
    lost = set(night.receipts) - held
    unknown = held - set(night.receipts)
    wrong = sum(receipt_of(uuid.UUID(k)) != v for k, v in night.receipts.items())
    took = sorted(night.took)
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"{name}: {len(night.receipts)} ballots in {lasted:.0f} s ({len(took) / lasted:.0f}/s), "
        f"median {1000 * middle:.0f} ms, p99 {1000 * late:.0f} ms, {len(night.refused)} errors, "
        f"{night.retries} pressed again; lost {len(lost)}, doubled or unacknowledged "
        f"{len(unknown)}, wrong receipts {wrong}, codes spent {spent[0] if spent else '?'}"
    )
    if night.gaps:
        print(f"  {len(night.gaps)} kills, back after {max(night.gaps):.1f} s at most")
    for text in night.refused[:3]:
        print(f"  refused: {text[:120]!r}")
