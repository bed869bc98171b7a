"""Imports in the background: followed, stopped whole, refused in words, done again when lost."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from dunmiao.access import jobs
from dunmiao.access.models import Job
from dunmiao.kernel.errors import Conflict, NotVisible
from dunmiao.people import tasks
from dunmiao.people.models import Cadre, ImportBatch
from dunmiao.placements.tasks import requeue_lost
from tests.factories.city import Cast
from tests.factories.rosters import NEW, workbook


def upload(city: Cast, content: bytes, key: str = "officer") -> Any:
    sent = {"unit": city.units["市财政局"].uid, "file": SimpleUploadedFile("名册.xlsx", content)}
    return city.client(key).post("/imports/", sent)


def newest(city: Cast) -> tuple[Any, Any]:
    with city.acting("officer"):
        return ImportBatch.objects.latest("pk"), Job.objects.latest("pk")


def work(city: Cast, task: Any) -> Any:
    _, job = newest(city)
    task(str(job.uid), city.users["officer"].pk)
    return newest(city)


def test_an_upload_is_checked_and_written_by_jobs(city: Cast) -> None:
    assert upload(city, workbook([NEW])).status_code == 302
    batch, job = newest(city)
    assert (batch.state, job.state) == ("READING", "QUEUED")
    client = city.client("officer")
    assert "正在后台办理" in client.get(f"/imports/{batch.uid}/").content.decode()
    assert client.get(f"/imports/{batch.uid}/progress/").status_code == 200
    batch, job = work(city, tasks.check)
    assert (batch.state, job.state) == ("CHECKED", "DONE")
    ended = client.get(f"/imports/{batch.uid}/progress/")
    assert (ended.status_code, ended["HX-Refresh"]) == (286, "true")
    assert client.post(f"/imports/{batch.uid}/confirm/").status_code == 302
    assert client.post(f"/imports/{batch.uid}/confirm/").status_code == 409
    batch, job = work(city, tasks.write)
    assert (batch.state, job.state) == ("CONFIRMED", "DONE")
    with city.acting("officer"):
        assert Cadre.objects.filter(name=NEW[0]).exists()
    assert client.post(f"/imports/{batch.uid}/confirm/").status_code == 409


def test_what_is_no_file_of_ours_is_refused_at_once(city: Cast) -> None:
    assert upload(city, b"").status_code == 422
    assert upload(city, b"MZ").status_code == 422
    with city.acting("officer"):
        assert ImportBatch.objects.count() == Job.objects.count() == 0


def test_a_stopped_job_leaves_nothing_and_may_begin_again(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(city, workbook([NEW]))
    batch, _ = newest(city)
    city.client("officer").post(f"/imports/{batch.uid}/stop/")
    # The follower has its own connection, which a test's open transaction hides from.
    monkeypatch.setattr(jobs._Follower, "_look", lambda self: self.stop_asked.set())
    monkeypatch.setattr(jobs, "PAUSE", 0.0)
    monkeypatch.setattr(tasks, "_check", waiting(tasks._check))
    batch, job = work(city, tasks.check)
    assert (batch.state, job.state, job.findings[0]["code"]) == (
        "READING",
        "STOPPED",
        "job.stopped",
    )
    assert batch.rows.count() == 0
    page = city.client("officer").get(f"/imports/{batch.uid}/").content.decode()
    assert "重新预检" in page
    monkeypatch.undo()
    assert city.client("officer").post(f"/imports/{batch.uid}/confirm/").status_code == 302
    batch, job = work(city, tasks.check)
    assert (batch.state, job.state) == ("CHECKED", "DONE")


def waiting(begin: Any) -> Any:
    """The same work, begun when the follower has looked once."""
    import time

    def later(actor: Any, batch_uid: uuid.UUID, tick: jobs.Tick) -> None:
        time.sleep(0.2)
        begin(actor, batch_uid, tick)

    return later


def test_a_refusal_in_a_job_is_told_on_the_page(city: Cast) -> None:
    upload(city, workbook([NEW]))
    batch, job = newest(city)
    with city.acting("officer"):
        ImportBatch.objects.update(state="REFUSED")
    batch, job = work(city, tasks.check)
    assert (job.state, job.findings[0]["code"]) == ("FAILED", "import.read_already")
    assert "已经预检过" in city.client("officer").get(f"/imports/{batch.uid}/").content.decode()


def test_a_bug_in_a_job_is_said_without_its_trace(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    upload(city, workbook([NEW]))
    monkeypatch.setattr(tasks, "_check", broken)
    with pytest.raises(ZeroDivisionError):
        work(city, tasks.check)
    _, job = newest(city)
    assert (job.state, [f["code"] for f in job.findings]) == ("FAILED", ["job.failed"])


def test_one_job_a_subject_and_only_for_who_may_see_it(city: Cast) -> None:
    upload(city, workbook([NEW]), "home")
    batch, job = newest(city)
    with city.acting("home") as actor, pytest.raises(Conflict):
        jobs.queue_job(actor=actor, task=tasks.CHECK, subject_uid=batch.uid)
    with city.acting("other_home") as actor:
        assert jobs.newest_job(actor=actor, subject_uid=batch.uid) is None
        with pytest.raises(NotVisible):
            jobs.cancel_job(actor=actor, job_uid=job.uid)


def test_lost_jobs_are_queued_again(city: Cast) -> None:
    upload(city, workbook([NEW]))
    _, job = newest(city)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert requeue_lost() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args ->> 'job_uid' FROM procrastinate_jobs")
        assert cursor.fetchall() == [(tasks.CHECK, str(job.uid))]
