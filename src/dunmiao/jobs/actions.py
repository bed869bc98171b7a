"""Queue long work, stop it, have it done once more."""

from collections.abc import Callable
from typing import Annotated

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Text
from dunmiao.db.models import AddressedModel
from dunmiao.jobs.lifecycle import JOB
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.jobs.policy import FOLLOWED_BY
from dunmiao.jobs.works import WORKS
from dunmiao.kernel.errors import Conflict

RUN = "jobs.run"
Reason = Annotated[str, Text("重试的理由", most=200)]


def _of(right: Permission) -> Callable[[Job], bool]:
    return lambda job: job.right == right.value


MAY = [Held(right, "unit", when=_of(right)) for right in FOLLOWED_BY]


@transaction.atomic
def queue_job(
    *,
    actor: Actor,
    work: str,
    subject: AddressedModel,
    unit_id: int,
) -> Job:
    """Have a work done for a subject, by a worker; one at a time. The act that calls it asks
    the right. `work`: its name; `unit_id`: where the subject belongs."""
    return _queued(
        Job(
            city_id=actor.city_id,
            work=work,
            right=WORKS[work].right.value,
            subject_uid=subject.uid,
            unit_id=unit_id,
            asked_by_id=actor.user_id,
        )
    )


def _queued(job: Job) -> Job:
    job.heartbeat_at = Now()
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        raise Conflict([say("job.running")]) from None
    defer(job)
    return Job.objects.get(pk=job.pk)


def defer(job: Job) -> bool:
    """Tell the workers of a queued job; False where they know already."""
    told = {"job_uid": str(job.uid), "attempt": job.attempt, "user_id": job.asked_by_id}
    lock = f"{job.uid} {job.attempt}"
    task = app.configure_task(RUN, queue=WORKS[job.work].queue, queueing_lock=lock)
    try:
        with transaction.atomic():
            task.defer(**told)
    except AlreadyEnqueued:
        return False
    return True


@act(
    "job.stop", Job, "停止", records="job.stop_asked", said="已要求停止。",
    may=MAY, life=JOB, moves="stop",
)  # fmt: skip
def stop_job(job: Job, doing: Doing) -> Job:
    """What waits is stopped at once; what runs at its next tick, and leaves nothing behind."""
    if job.state in JOB.moves["begin"].starts:
        job.state, job.ended_at = JOB.target("stop"), doing.now
        job.findings = [say("job.stopped").as_dict()]
    job.is_stop_asked = True
    job.save(update_fields=["state", "ended_at", "findings", "is_stop_asked"])
    return job


@act(
    "job.retry", Job, "重试", records="job.retried", said="已重新排队。",
    may=MAY, life=JOB, moves="retry",
)  # fmt: skip
def retry_job(job: Job, doing: Doing, *, reason: Reason) -> Job:
    """The same work once more, as whoever asks now; the former job stays as it ended."""
    doing.note(reason=reason)
    return _queued(
        Job(
            city_id=job.city_id,
            work=job.work,
            right=job.right,
            subject_uid=job.subject_uid,
            unit_id=job.unit_id,
            asked_by_id=doing.actor.user_id,
            retry_of=job,
            reason=reason,
        )
    )
