"""Long work outside the request: queued, followed, stopped whole, done again when it was lost."""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.access.models import Job, User
from dunmiao.access.scopes import scope_of
from dunmiao.kernel.errors import Conflict, DomainError, not_visible

log = logging.getLogger("dunmiao.jobs")
PAUSE = 0.3  # seconds between two looks of the follower
Tick = Callable[[str, int, int], None]


class Stopped(DomainError):
    """Somebody asked the work to stop; its transaction is rolled back whole."""

    status = 409


def silently(phase: str, done: int, total: int) -> None:
    """A tick that tells nobody: for work done at once."""


@transaction.atomic
def queue_job(*, actor: Actor, task: str, subject_uid: uuid.UUID) -> Job:
    """Note a job for a subject; one at a time. The caller defers its task on commit."""
    try:
        with transaction.atomic():
            return Job.objects.create(
                city_id=actor.city_id, task=task, subject_uid=subject_uid, asked_by_id=actor.user_id
            )
    except IntegrityError:
        raise Conflict([say("job.running")]) from None


def newest_job(*, actor: Actor, subject_uid: uuid.UUID) -> Job | None:
    """The last job of a subject, however it stands."""
    rows = Job.objects.filter(city_id=actor.city_id, subject_uid=subject_uid)
    return rows.order_by("-pk").first()


@transaction.atomic
def cancel_job(*, actor: Actor, job_uid: uuid.UUID) -> Job:
    """Ask a job to stop; what it was writing is rolled back whole."""
    job = Job.objects.filter(city_id=actor.city_id, uid=job_uid).first()
    if job is None:
        raise not_visible()
    Job.objects.filter(pk=job.pk, state__in=Job.WORKING).update(is_cancel_asked=True)
    actor.record("job.stop_asked", job)
    return job


class _Follower(threading.Thread):
    """Writes how far the work is, on a connection of its own: the work's transaction is open."""

    def __init__(self, user: User, job_uid: uuid.UUID) -> None:
        super().__init__(name=f"dunmiao-job-{job_uid.hex[:8]}", daemon=True)
        self._user, self._uid = user, job_uid
        self._now: tuple[str, int, int] = ("", 0, 0)
        self._over, self.stop_asked = threading.Event(), threading.Event()

    def tick(self, phase: str, done: int, total: int) -> None:
        """Called by the work; raises Stopped when somebody asked for it."""
        self._now = (phase, done, total)
        if self.stop_asked.is_set():
            raise Stopped([say("job.stopped")])

    def run(self) -> None:
        """Until the work is over; a lost connection is no reason to end the work."""
        try:
            while not self._over.wait(PAUSE):
                self._look()
        except Exception:
            log.exception("progress of a job cannot be written", extra={"job": str(self._uid)})
        finally:
            connection.close()

    def _look(self) -> None:
        phase, done, total = self._now
        with scope_of(self._user, today=timezone.localdate()):
            rows = Job.objects.filter(uid=self._uid)
            rows.update(phase=phase, done=done, total=total)
            if rows.filter(is_cancel_asked=True).exists():
                self.stop_asked.set()

    def end(self) -> None:
        """Stop writing and wait for the last write."""
        self._over.set()
        self.join(10)


def run_job(
    job_uid: uuid.UUID, user_id: int, work: Callable[[Actor, uuid.UUID, Tick], None]
) -> None:
    """Do the work of a queued job as the person who asked, in one transaction of its own.

    `work(actor, subject_uid, tick)` calls `tick(phase, done, total)` as it goes on.
    """
    user = User.objects.get(pk=user_id)
    with scope_of(user, today=timezone.localdate()):
        job = Job.objects.select_for_update().filter(uid=job_uid, state__in=Job.WORKING).first()
        if job is None:
            return
        job.state, job.started_at = "RUNNING", timezone.now()
        job.save(update_fields=["state", "started_at"])
    follower = _Follower(user, job_uid)
    follower.start()
    findings: list[dict[str, Any]] = []
    try:
        with scope_of(user, today=timezone.localdate()) as actor:
            work(actor, job.subject_uid, follower.tick)
        state = "DONE"
    except DomainError as refused:
        state = "STOPPED" if isinstance(refused, Stopped) else "FAILED"
        findings = [finding.as_dict() for finding in refused.findings]
    except Exception:
        log.exception("job failed", extra={"job": str(job_uid), "task": job.task})
        state, findings = "FAILED", [say("job.failed").as_dict()]
        raise
    finally:
        follower.end()
        with scope_of(user, today=timezone.localdate()):
            _end(job_uid, state, findings, now=timezone.now())


def _end(job_uid: uuid.UUID, state: str, findings: list[dict[str, Any]], *, now: datetime) -> None:
    rows = Job.objects.filter(uid=job_uid)
    rows.update(state=state, findings=findings, ended_at=now, phase="")


def lost_jobs(*, city_id: int) -> list[tuple[str, uuid.UUID, int]]:
    """At the worker's start: what a killed worker left behind, as (task, job, user)."""
    rows = Job.objects.filter(city_id=city_id, state__in=Job.WORKING).order_by("pk")
    return list(rows.values_list("task", "uid", "asked_by_id"))
