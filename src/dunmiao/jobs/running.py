"""Do a queued job in this process: taken once, followed, ended once."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseTrouble
from django.db.models.functions import Now
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.scopes import scope_of
from dunmiao.jobs.following import Follower, LostError, Stopped
from dunmiao.jobs.lifecycle import JOB
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.jobs.owners import me
from dunmiao.jobs.works import WORKS, Tick
from dunmiao.kernel.errors import DomainError
from dunmiao.kernel.findings import Finding

log = logging.getLogger("dunmiao.jobs")


class Taken:
    """A job that this process has taken (see `works.Run`)."""

    def __init__(self, user: User, job: Job, follower: Follower) -> None:
        """`job` as it was when taken."""
        self._user, self._job, self._follower = user, job, follower
        self.is_finished = False

    @property
    def subject_uid(self) -> uuid.UUID:
        """What the work is about."""
        return self._job.subject_uid

    @property
    def tick(self) -> Tick:
        """Tell how far it is."""
        return self._follower.tick

    @contextmanager
    def acting(self) -> Iterator[Actor]:
        """A transaction of whoever asked."""
        with scope_of(self._user, today=timezone.localdate()) as actor:
            yield actor

    @contextmanager
    def finishing(self) -> Iterator[Actor]:
        """The last one. Refused whole (`LostError`) where another worker has the job by now."""
        with self.acting() as actor:
            yield actor
            reached = self._follower.progress | {"phase": ""}
            if not _end(self._job, JOB.target("finish"), **reached):
                raise LostError
        self.is_finished = True


def run_job(job_uid: uuid.UUID, attempt: int, user_id: int) -> None:
    """Do one attempt at a job; nothing where it was taken, stopped or queued anew meanwhile.

    Whatever goes wrong ends the job as failed. Where even that cannot be written, its heartbeat
    ends and the job is taken up again later.
    """
    user = User.objects.get(pk=user_id)
    if (found := _take(user, job_uid, attempt)) is None:
        return
    job, actor = found
    follower = Follower(actor, job)
    taken = Taken(user, job, follower)
    follower.start()
    try:
        WORKS[job.work].do(taken)
        if not taken.is_finished:
            raise RuntimeError(f"{job.work} ended outside run.finishing()")
    except LostError:
        log.warning("another worker has the job", extra={"job": str(job_uid)})
    except DomainError as refused:
        act = "stop" if isinstance(refused, Stopped) else "fail"
        _give_up(user, job, act, refused.findings)
    except Exception:
        log.exception("job failed", extra={"job": str(job_uid), "work": job.work})
        _give_up(user, job, "fail", [say("job.failed")])
    finally:
        follower.end()


def _take(user: User, job_uid: uuid.UUID, attempt: int) -> tuple[Job, Actor] | None:
    """The job, marked as this process's own; None where it does not wait with this number."""
    with scope_of(user, today=timezone.localdate()) as actor:
        waiting = Job.objects.filter(uid=job_uid, attempt=attempt)
        taken = waiting.filter(state__in=JOB.moves["begin"].starts).update(
            state=JOB.target("begin"), owner=me(), started_at=Now(), heartbeat_at=Now()
        )
        return (waiting.get(), actor) if taken else None


def _end(job: Job, state: str, **more: object) -> bool:
    """Mark the end, where the job is still this attempt's."""
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state)
    return bool(mine.update(state=state, ended_at=Now(), **more))


def _give_up(user: User, job: Job, act: str, findings: list[Finding]) -> None:
    try:
        with scope_of(user, today=timezone.localdate()):
            told = [finding.as_dict() for finding in findings]
            _end(job, JOB.target(act), findings=told, phase="")
    except DatabaseTrouble:
        log.exception("the end of a job cannot be written", extra={"job": str(job.uid)})
