"""A work of the tests' own, on a subject of the cast: what it does is set by each test."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from dunmiao.access.roles import Permission
from dunmiao.jobs.models import Job
from dunmiao.jobs.queue import queue_job
from dunmiao.jobs.running import run_job
from dunmiao.jobs.works import WORKS, Run, Work
from tests.factories.city import Cast

TRIAL = "people.trial"


@contextmanager
def doing(do: Callable[[Run], None]) -> Iterator[None]:
    """While this is what the work does."""
    WORKS[TRIAL] = Work(TRIAL, "trial", Permission.PEOPLE_IMPORT, do)
    try:
        yield
    finally:
        del WORKS[TRIAL]


def queued(city: Cast, key: str = "officer", unit: str = "市财政局") -> Job:
    """A job about a unit."""
    with city.acting(key) as actor:
        at = city.units[unit]
        return queue_job(actor=actor, work=TRIAL, subject=at, unit_id=at.pk)


def worked(city: Cast, job: Job) -> Job:
    """The job after a worker did what it was told of."""
    run_job(job.uid, job.attempt, job.asked_by_id)
    return again(city, job)


def again(city: Cast, job: Job) -> Job:
    """The job as it stands."""
    with city.acting("officer"):
        return Job.objects.get(pk=job.pk)


def told() -> list[dict[str, Any]]:
    """What the workers' queue holds of our jobs, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'jobs.run' AND status = 'todo' "
            "ORDER BY id"
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]
