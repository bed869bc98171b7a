"""Beside a running job: write how far it is and that it lives, look whether it shall stop."""

import logging
import threading
import time
from typing import Any

from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.models.functions import Now

from dunmiao.access.actors import Actor
from dunmiao.access.scopes import scope
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.kernel.errors import DomainError

log = logging.getLogger("dunmiao.jobs")
PAUSE = 0.3  # seconds between two looks
BEAT = 5.0  # seconds between two heartbeats where nothing else changed


class Stopped(DomainError):
    """Somebody asked the work to stop; its transaction is rolled back whole."""

    status = 409


class LostError(Exception):
    """The job was queued anew: this process was thought dead, and may write no more."""


class Follower(threading.Thread):
    """Works on a connection of its own: the work's transaction is open, and may be long."""

    def __init__(self, actor: Actor, job: Job) -> None:
        """Not begun; nothing is told yet."""
        super().__init__(name=f"dunmiao-job-{job.uid.hex[:8]}", daemon=True)
        self._actor, self._job = actor, job
        self._told: dict[str, Any] = {}
        self._beat = time.monotonic()
        self.progress: dict[str, Any] = {"phase": "", "done": 0, "total": 0, "facts": {}}
        self._over, self.stop_asked, self.lost = (threading.Event() for _ in range(3))

    def tick(self, phase: str, done: int = 0, total: int = 0, **facts: int | None) -> None:
        """Called by the work (see `works.Tick`)."""
        known = self.progress["facts"] | facts
        self.progress = {"phase": phase, "done": done, "total": total, "facts": known}
        if self.lost.is_set():
            raise LostError
        if self.stop_asked.is_set():
            raise Stopped([say("job.stopped")])

    def run(self) -> None:
        """Until the work is over; a lost connection is no reason to end the work."""
        while not self._over.wait(PAUSE):
            try:
                self._look()
            except DatabaseTrouble:
                log.warning(
                    "progress of a job cannot be written", extra={"job": str(self._job.uid)}
                )
                connection.close()
        connection.close()

    def _look(self) -> None:
        now = self.progress
        with scope(self._actor):
            job = self._job
            mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state)
            if now != self._told or time.monotonic() - self._beat >= BEAT:
                self._beat = time.monotonic()
                mine.update(**now, heartbeat_at=Now())
            asked = mine.values_list("is_stop_asked", flat=True).first()
        self._told = now
        if asked is None and not self._over.is_set():
            self.lost.set()
        if asked:
            self.stop_asked.set()

    def end(self) -> None:
        """Stop writing and wait for the last write."""
        self._over.set()
        self.join(10)
