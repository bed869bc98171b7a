"""A job is done once, as whoever asked, whole or not at all, and a failure locks nothing."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection

from dunmiao.access.models import AuditEvent
from dunmiao.acts.claims import Doing
from dunmiao.jobs import following
from dunmiao.jobs.actions import retry_job, stop_job
from dunmiao.jobs.models import Job
from dunmiao.jobs.queue import queue_job
from dunmiao.jobs.running import run_job
from dunmiao.jobs.works import Run
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from tests.factories.city import Cast
from tests.jobs.works import TRIAL, again, doing, queued, told, worked


def records(city: Cast) -> int:
    with city.acting("auditor"):
        return AuditEvent.objects.filter(kind="trial.done").count()


def once(run: Run) -> None:
    with run.finishing() as actor:
        run.tick("writing", 1, 2, value=7)
        actor.record("trial.done")


def test_a_job_is_done_by_the_first_worker_only(city: Cast) -> None:
    with doing(once):
        job = queued(city)
        assert told() == [{"job_uid": str(job.uid), "attempt": 1, "user_id": job.asked_by_id}]
        done = worked(city, job)
        assert (done.state, done.done, done.total, done.facts) == ("DONE", 1, 2, {"value": 7})
        assert done.owner
        assert done.ended_at is not None
        assert worked(city, job).ended_at == done.ended_at
    assert records(city) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (DatabaseError("gone"), "job.failed"),
        (ZeroDivisionError(), "job.failed"),
        (RuleBroken([following.say("job.process_died")]), "job.process_died"),
    ],
)
def test_whatever_goes_wrong_ends_the_job_and_leaves_nothing(
    city: Cast, trouble: Exception, code: str
) -> None:
    def broken(run: Run) -> None:
        with run.finishing() as actor:
            actor.record("trial.done")
            raise trouble

    with doing(broken):
        job = worked(city, queued(city))
        assert (job.state, [f["code"] for f in job.findings]) == ("FAILED", [code])
        assert "gone" not in str(job.findings)
        assert records(city) == 0
        assert queued(city).state == "QUEUED"


def test_an_error_of_the_database_itself_ends_the_job(city: Cast) -> None:
    def broken(run: Run) -> None:
        with run.finishing(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with doing(broken):
        assert worked(city, queued(city)).state == "FAILED"
        assert queued(city).state == "QUEUED"


def test_a_work_that_forgets_to_finish_is_a_failure(city: Cast) -> None:
    with doing(lambda run: None):
        assert worked(city, queued(city)).state == "FAILED"


def test_whoever_lost_his_job_writes_nothing(city: Cast) -> None:
    def overtaken(run: Run) -> None:
        with run.acting():
            Job.objects.update(attempt=2, state="QUEUED")
        once(run)

    with doing(overtaken):
        job = worked(city, queued(city))
        assert (job.state, job.attempt) == ("QUEUED", 2)
        assert records(city) == 0
    with doing(once):
        assert worked(city, job).state == "DONE"
    assert records(city) == 1


def test_the_follower_tells_how_far_it_is_and_hears_stop(city: Cast) -> None:
    """Its looks are made by hand: its own connection would not see the test's transaction."""
    seen = []

    def followed(run: Run) -> None:
        follower: Any = run.tick.__self__  # type: ignore[attr-defined]
        run.tick("writing", 3, 9, value=None)
        follower._look()
        with run.acting() as actor:
            job = Job.objects.get()
            seen.append((job.phase, job.done, job.total, job.percent, job.facts))
            stop_job(Doing.by(actor), job.uid)
        follower._look()
        run.tick("writing", 4, 9)

    with doing(followed):
        job = worked(city, queued(city))
    assert seen == [("writing", 3, 9, 33, {"value": None})]
    assert (job.state, job.findings[0]["code"]) == ("STOPPED", "job.stopped")


def test_the_followers_heartbeat_goes_on_where_nothing_changes(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = []

    def quiet(run: Run) -> None:
        follower: Any = run.tick.__self__  # type: ignore[attr-defined]
        for beat in (600.0, 600.0, 0.0, 0.0):
            monkeypatch.setattr(following, "BEAT", beat)
            follower._look()
            with run.acting():
                beats.append(Job.objects.get().heartbeat_at)
        once(run)

    with doing(quiet):
        worked(city, queued(city))
    assert beats[0] == beats[1] < beats[2] < beats[3]


def test_what_waits_is_stopped_at_once(city: Cast) -> None:
    with doing(once):
        job = queued(city)
        with city.acting("second") as actor:
            stop_job(Doing.by(actor), job.uid)
        assert worked(city, job).state == "STOPPED"
        assert records(city) == 0


def test_one_at_a_time_a_subject_and_the_constraint_says_so(city: Cast) -> None:
    with doing(once):
        job = queued(city)
        with pytest.raises(Conflict):
            queued(city)
        with city.acting("officer") as actor:
            other = queue_job(
                actor=actor, work=TRIAL, subject=city.units["市科技局"], unit_id=job.unit_id
            )
        assert other.pk != job.pk
        worked(city, job)
        assert queued(city).pk != job.pk


def test_a_retry_says_why_and_keeps_the_former(city: Cast) -> None:
    with doing(lambda run: None):
        failed = worked(city, queued(city))
        with city.acting("second") as actor:
            made = retry_job(Doing.by(actor), failed.uid, reason="内存已加大")
            assert (made.retry_of_id, made.reason, made.asked_by_id, made.state) == (
                failed.pk,
                "内存已加大",
                actor.user_id,
                "QUEUED",
            )
            with pytest.raises(Conflict):
                retry_job(Doing.by(actor), failed.uid, reason="又一次")
            with pytest.raises(Conflict):
                retry_job(Doing.by(actor), made.uid, reason="尚未办")
        assert again(city, failed).state == "FAILED"
    with doing(once):
        assert worked(city, made).state == "DONE"


def test_a_job_is_for_its_unit_and_whoever_asked(city: Cast) -> None:
    with doing(once):
        job = queued(city, "home")
        for key, refusal in (("other_home", NotVisible), ("host", NotVisible),
                             ("leader", NotVisible), ("system", NotVisible)):  # fmt: skip
            with city.acting(key) as actor, pytest.raises(refusal):
                stop_job(Doing.by(actor), job.uid)
        mine = queued(city, "host", "市科技局")  # by his own right no more: seen, not stopped
        with city.acting("host") as actor, pytest.raises(NotPermitted):
            stop_job(Doing.by(actor), mine.uid)
        with city.acting("home") as actor:
            assert stop_job(Doing.by(actor), job.uid).state == "STOPPED"


def test_the_api_tells_how_a_job_stands(city: Cast) -> None:
    with doing(once):
        job = worked(city, queued(city))
    answer = city.client("officer").get(f"/api/v1/jobs/{job.uid}")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["state"], body["work"], body["done"], body["total"], body["facts"]) == (
        "DONE", TRIAL, 1, 2, {"value": 7},
    )  # fmt: skip
    assert city.client("other_home").get(f"/api/v1/jobs/{job.uid}").status_code == 404
    assert city.client("officer").post(f"/api/v1/acts/job.stop/{job.uid}").status_code == 409


def test_no_thread_is_left(city: Cast) -> None:
    with doing(once):
        worked(city, queued(city))
    assert not [t for t in threading.enumerate() if t.name.startswith("dunmiao-job-")]


def test_nothing_is_done_for_a_job_that_is_not_there(city: Cast) -> None:
    run_job(city.units["甲市"].uid, 1, city.users["officer"].pk)
    assert records(city) == 0
