"""The audit record is read page by page, newest first, nothing twice and nothing left out."""

import re

import pytest

from dunmiao.access.models import AuditEvent
from dunmiao.web.audit import views
from tests.factories.city import Cast


def test_pages_follow_each_other_without_gap_or_double(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 4)
    with city.acting("officer") as actor:
        for number in range(11):
            actor.record(f"probe.n{number:02d}")
    client, path, seen = city.client("auditor"), "/audit/?kind=probe.", []
    for _ in range(3):
        page = client.get(path).content.decode()
        seen += re.findall(r"probe\.(n\d\d)", page)
        following = re.search(r'href="(\?[^"]*before=\d+)"', page)
        path = "/audit/" + following[1].replace("&amp;", "&") if following else ""
    assert path == ""
    assert seen == [f"n{number:02d}" for number in reversed(range(11))]
    with city.acting("auditor"):
        assert AuditEvent.objects.filter(kind="audit.read").count() == 3


def test_a_page_that_is_none_is_the_first(city: Cast) -> None:
    client = city.client("auditor")
    for before in ("x", "-1", "9" * 40):
        assert client.get(f"/audit/?before={before}").status_code == 200
    assert "没有符合条件" in client.get("/audit/?kind=nothing").content.decode()


def test_an_event_that_counts_items_is_shown_as_any_other(city: Cast) -> None:
    """In a template `detail.items` would be the value under "items", not the pairs."""
    with city.acting("officer") as officer:
        officer.record("handover.listed", items=3)
    page = city.client("auditor").get("/audit/")
    assert page.status_code == 200
    assert "items=3" in page.content.decode().replace("：", "=").replace(": ", "=")
