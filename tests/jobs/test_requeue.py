"""Only what a dead worker left is queued again; a living worker's job is its own."""

from datetime import timedelta
from typing import Any

import psutil
import pytest
from django.db import connection
from django.utils import timezone

from dunmiao.jobs import owners
from dunmiao.jobs.models import Job
from dunmiao.jobs.requeue import LOST_AFTER, MOST_ATTEMPTS, requeue_dead
from dunmiao.jobs.works import Run
from tests.factories.city import Cast
from tests.jobs.works import again, doing, queued, told


def nothing(run: Run) -> None:
    with run.finishing():
        pass


def taken(city: Cast, job: Job, **more: Any) -> Job:
    """The job as a worker has it: this process, just now, unless told otherwise."""
    given = {"state": "RUNNING", "owner": owners.me(), "heartbeat_at": timezone.now(), "done": 3}
    with city.acting("officer"):
        Job.objects.filter(pk=job.pk).update(**given | more)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return again(city, job)


def long_ago() -> Any:
    return timezone.now() - LOST_AFTER - timedelta(seconds=5)


def dead_process() -> str:
    """A process that was here and is no more."""
    place = owners.me().rsplit(" ", 2)[0]
    free = next(n for n in range(100_000, 4_000_000) if not psutil.pid_exists(n))
    return f"{place} {free} 1700000000"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "owner": "another-host pid:[4026531836] 77 1700000000"
        },  # of it nothing is known but beats
    ],
)
def test_a_living_workers_job_is_left_alone(city: Cast, more: Any) -> None:
    with doing(nothing):
        job = taken(city, queued(city), **more)
        assert requeue_dead() == 0
        assert again(city, job).state == "RUNNING"
        assert told() == []


@pytest.mark.parametrize("why", ["silent here", "silent elsewhere", "gone", "number used again"])
def test_a_dead_workers_job_is_queued_once(city: Cast, why: str) -> None:
    here = owners.me()
    more = {
        "silent here": {"heartbeat_at": long_ago()},
        "silent elsewhere": {"heartbeat_at": long_ago(), "owner": "another-host x 77 1700000000"},
        "gone": {"owner": dead_process()},
        "number used again": {"owner": here.rsplit(" ", 1)[0] + " 1700000000"},
    }[why]
    with doing(nothing):
        job = taken(city, queued(city), **more)
        assert requeue_dead() == 1
        now = again(city, job)
        assert (now.state, now.attempt, now.owner, now.done) == ("QUEUED", 2, "", 0)
        assert told() == [{"job_uid": str(job.uid), "attempt": 2, "user_id": job.asked_by_id}]
        assert requeue_dead() == 0
        assert len(told()) == 1


def test_a_job_that_kills_its_workers_is_given_up(city: Cast) -> None:
    with doing(nothing):
        job = taken(city, queued(city), owner=dead_process(), attempt=MOST_ATTEMPTS)
        assert requeue_dead() == 0
        now = again(city, job)
        assert (now.state, now.findings[0]["code"]) == ("FAILED", "job.died_often")
        assert queued(city).state == "QUEUED"


def test_a_job_that_was_asked_to_stop_is_not_begun_again(city: Cast) -> None:
    with doing(nothing):
        job = taken(city, queued(city), owner=dead_process(), is_stop_asked=True)
        assert requeue_dead() == 0
        assert again(city, job).state == "STOPPED"


def test_what_waits_is_told_again_only_where_the_queue_forgot_it(city: Cast) -> None:
    with doing(nothing):
        job = queued(city)
        assert requeue_dead() == 0
        assert len(told()) == 1
        taken(city, job, state="QUEUED", owner="", heartbeat_at=timezone.now())
        assert requeue_dead() == 0
        with city.acting("officer"):
            Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago())
        assert requeue_dead() == 1
        with city.acting("officer"):
            Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago())
        assert requeue_dead() == 0
        assert told() == [{"job_uid": str(job.uid), "attempt": 1, "user_id": job.asked_by_id}]


def test_other_work_of_a_dead_worker_is_begun_again(city: Cast) -> None:
    """Letters and the day's work have no record of ours: their entry in the queue counts."""
    with connection.cursor() as cursor:
        for beat, task in (("2 minutes", "secondments.daily"), ("2 minutes", "jobs.run"),
                           ("1 second", "liaison.daily")):  # fmt: skip
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - %s::interval) RETURNING id",
                [beat],
            )
            worker = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
                "VALUES ('daily', %s, '{}', 'doing', %s)",
                [task, worker],
            )
        requeue_dead()
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [("secondments.daily", "todo"), ("liaison.daily", "doing")]


def test_a_worker_knows_itself_and_nobody_of_another_host() -> None:
    assert not owners.is_gone(owners.me())
    assert owners.is_gone(dead_process())
    for strange in ("", "another-host x 77 1700000000", "x y z"):
        assert not owners.is_gone(strange)
