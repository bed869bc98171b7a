"""Queue long work and tell the workers of it."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from dunmiao.access.actors import Actor
from dunmiao.db.models import AddressedModel
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.jobs.works import WORKS
from dunmiao.kernel.errors import Conflict

RUN = "jobs.run"


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
    return enqueue(
        Job(
            city_id=actor.city_id,
            work=work,
            right=WORKS[work].right.value,
            subject_uid=subject.uid,
            unit_id=unit_id,
            asked_by_id=actor.user_id,
        )
    )


def enqueue(job: Job) -> Job:
    """Keep a job and tell the workers; refused (409) while the same work is waiting or done."""
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
