"""Imports in the background: followed, stopped whole, refused in words, tried again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dunmiao.jobs import following
from dunmiao.jobs.models import Job
from dunmiao.jobs.running import run_job
from dunmiao.people.models import Cadre, ImportBatch
from tests.factories.city import Cast
from tests.factories.rosters import NEW, workbook


@pytest.fixture(autouse=True)
def no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The follower has its own connection, which a test's open transaction hides from."""
    monkeypatch.setattr(following, "PAUSE", 600)


def upload(city: Cast, content: bytes, key: str = "officer") -> Any:
    sent = {"unit": city.units["市财政局"].uid, "file": SimpleUploadedFile("名册.xlsx", content)}
    return city.client(key).post("/do/import.receive/", sent)


def newest(city: Cast) -> tuple[Any, Any]:
    with city.acting("officer"):
        return ImportBatch.objects.latest("pk"), Job.objects.latest("pk")


def work(city: Cast) -> Any:
    """A worker does the newest job."""
    _, job = newest(city)
    run_job(job.uid, job.attempt, job.asked_by_id)
    return newest(city)


def test_an_upload_is_checked_and_written_by_jobs(city: Cast) -> None:
    assert upload(city, workbook([NEW])).status_code == 302
    batch, job = newest(city)
    assert (batch.state, job.state, job.work) == ("READING", "QUEUED", "people.check_import")
    client = city.client("officer")
    assert "正在后台办理" in client.get(f"/imports/{batch.uid}/").content.decode()
    assert client.get(f"/jobs/{job.uid}/progress/").status_code == 200
    assert client.get(f"/jobs/{job.uid}/").headers["Location"] == f"/imports/{batch.uid}/"
    batch, job = work(city)
    assert (batch.state, job.state) == ("CHECKED", "DONE")
    ended = client.get(f"/jobs/{job.uid}/progress/")
    assert (ended.status_code, ended["HX-Refresh"]) == (286, "true")
    assert client.post(f"/do/import.confirm/{batch.uid}/").status_code == 302
    assert client.post(f"/do/import.confirm/{batch.uid}/").status_code == 409
    batch, job = work(city)
    assert (batch.state, job.state) == ("CONFIRMED", "DONE")
    with city.acting("officer"):
        assert Cadre.objects.filter(name=NEW[0]).exists()
    assert client.post(f"/do/import.confirm/{batch.uid}/").status_code == 409


def test_what_is_no_file_of_ours_is_refused_at_once(city: Cast) -> None:
    assert upload(city, b"").status_code == 400
    assert upload(city, b"MZ").status_code == 422
    with city.acting("officer"):
        assert ImportBatch.objects.count() == Job.objects.count() == 0


def test_a_stopped_job_leaves_nothing_and_may_be_tried_again(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(city, workbook([NEW]))

    def asked(self: Any) -> None:
        self.stop_asked.set()

    monkeypatch.setattr(following.Follower, "start", asked)
    monkeypatch.setattr(following.Follower, "end", lambda self: None)
    batch, job = work(city)
    assert (batch.state, job.state, job.findings[0]["code"]) == (
        "READING",
        "STOPPED",
        "job.stopped",
    )
    assert batch.rows.count() == 0
    client = city.client("officer")
    assert f"/do/job.retry/{job.uid}/" in client.get(f"/imports/{batch.uid}/").content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(following, "PAUSE", 600)
    assert client.post(f"/do/job.retry/{job.uid}/", {"reason": ""}).status_code == 400
    answer = client.post(f"/do/job.retry/{job.uid}/", {"reason": "名册已核对"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/imports/{batch.uid}/"
    batch, job = work(city)
    assert (batch.state, job.state) == ("CHECKED", "DONE")


def test_a_queued_import_is_stopped_from_its_page(city: Cast) -> None:
    upload(city, workbook([NEW]))
    batch, job = newest(city)
    client = city.client("officer")
    assert f"/do/job.stop/{job.uid}/" in client.get(f"/imports/{batch.uid}/").content.decode()
    assert client.post(f"/do/job.stop/{job.uid}/").status_code == 302
    batch, job = work(city)
    assert (batch.state, job.state) == ("READING", "STOPPED")


def test_a_refusal_in_a_job_is_told_on_the_page(city: Cast) -> None:
    upload(city, workbook([NEW]))
    batch, job = newest(city)
    with city.acting("officer"):
        ImportBatch.objects.update(state="REFUSED")
    batch, job = work(city)
    assert (job.state, job.findings[0]["code"]) == ("FAILED", "import.read_already")
    assert "已经预检过" in city.client("officer").get(f"/imports/{batch.uid}/").content.decode()


def test_a_unit_follows_its_own_imports_only(city: Cast) -> None:
    upload(city, workbook([NEW]), "home")
    batch, job = newest(city)
    assert city.client("home").get(f"/jobs/{job.uid}/progress/").status_code == 200
    for key in ("other_home", "host", "leader"):
        assert city.client(key).get(f"/jobs/{job.uid}/progress/").status_code == 404
