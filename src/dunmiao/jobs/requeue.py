"""Take up again what a dead worker left behind, and only that."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from dunmiao.access.actors import Actor
from dunmiao.access.scopes import scope, system_actor
from dunmiao.jobs.lifecycle import JOB, WORKING
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.jobs.owners import is_gone
from dunmiao.jobs.queue import RUN, defer
from dunmiao.units.models import City

log = logging.getLogger("dunmiao.jobs")
LOST_AFTER = timedelta(seconds=60)  # without a heartbeat
MOST_ATTEMPTS = 3  # a work that kills its worker each time is not begun for ever


def requeue_dead() -> int:
    """Queue again the jobs whose worker is gone or silent; returns how many.

    A job of a living worker is never touched. Several hosts may call this at once: one works, the
    others do nothing.
    """
    count = 0
    for city_id in City.objects.order_by("pk").values_list("pk", flat=True):
        actor = system_actor(city_id)
        with scope(actor, reason="后台任务"):
            if now := _alone_since():
                count += sum(_settle(actor, job, now) for job in _silent(city_id, now))
    _retry_stalled()
    return count


def _alone_since() -> datetime | None:
    """The database's clock, where no other host does the same at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() WHERE pg_try_advisory_xact_lock(hashtext('dunmiao.jobs'))"
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _silent(city_id: int, now: datetime) -> Iterator[Job]:
    """What waits or runs without a sign of life; what is being ended right now is left out."""
    rows = Job.objects.select_for_update(skip_locked=True).order_by("pk")
    for job in rows.filter(city_id=city_id, state__in=WORKING):
        if job.heartbeat_at < now - LOST_AFTER or is_gone(job.owner):
            yield job


def _settle(actor: Actor, job: Job, now: datetime) -> bool:
    """Queue it again, or end it; True where it was queued."""
    if job.state not in JOB.moves["requeue"].starts:  # waits: the worker died before it took it
        job.heartbeat_at = now
        job.save(update_fields=["heartbeat_at"])
        return defer(job)
    over = "stop" if job.is_stop_asked else "fail" if job.attempt >= MOST_ATTEMPTS else ""
    if over:
        told = say("job.stopped") if job.is_stop_asked else say("job.died_often", times=job.attempt)
        job.state, job.ended_at, job.findings = JOB.target(over), now, [told.as_dict()]
    else:
        job.state, job.attempt = JOB.target("requeue"), job.attempt + 1
        job.owner, job.started_at, job.heartbeat_at = "", None, now
    job.phase, job.done, job.total, job.facts = "", 0, 0, {}
    job.save()
    actor.record("job.requeued" if not over else "job.given_up", job, attempt=job.attempt)
    log.warning("job of a dead worker", extra={"job": str(job.uid), "state": job.state})
    return not over and defer(job)


def _retry_stalled() -> None:
    """Letters, sweeping, the day's work: queued by themselves, begun again as they are. Our own
    jobs were settled above, so of them only the dead entry of the queue is put away."""
    manager = app.job_manager
    stalled = async_to_sync(manager.get_stalled_jobs)(
        seconds_since_heartbeat=LOST_AFTER.total_seconds()
    )
    for entry in stalled:
        try:
            with transaction.atomic():
                if entry.task_name != RUN:
                    async_to_sync(manager.retry_job)(entry)
                    continue
        except AlreadyEnqueued:
            pass
        async_to_sync(manager.finish_job)(entry, status=Status.FAILED, delete_job=True)
