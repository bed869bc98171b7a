"""Every address × every part of the cast: nobody meets a page that is not his."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {"language", "theme", "activate", "healthz", "readyz", "calendar"}
VOTERS = {"ballot", "sign", "receipts"}  # no account; a session that does not exist is a plain 404
UNKNOWN = uuid.UUID("00000000-0000-4000-8000-000000000000")


def patterns(resolver: Any = None, prefix: str = "") -> list[tuple[str, str]]:
    """Every address with its name; ids become one that does not exist."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += patterns(entry, path)
        elif isinstance(entry, URLPattern):
            found.append(
                (
                    re.sub(
                        r"<(?:slug|str):\w+>",
                        "appraisal",
                        re.sub(r"<uuid:\w+>", str(UNKNOWN), path.replace("<int:year>", "1999")),
                    ),
                    entry.name or "",
                )
            )
    return found


ADDRESSES = [(path, name) for path, name in patterns() if not path.startswith("accounts/")]


def test_the_walk_finds_the_pages() -> None:
    assert len(ADDRESSES) > 45


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_answers_a_stranger_without_sign_in(db: Any, method: str) -> None:
    client = Client()
    for path, name in ADDRESSES:
        if name in OPEN:
            continue
        answer = getattr(client, method)(f"/{path}")
        if name in VOTERS:
            assert answer.status_code in {404, 405}, path
            continue
        if path.startswith("api/"):
            assert answer.status_code == 401, path
            continue
        assert answer.status_code == 302, path
        assert "/accounts/login/" in answer["Location"], path


@pytest.mark.parametrize("key", ["officer", "home", "host", "stranger", "system", "auditor"])
def test_an_unknown_id_is_never_a_page(city: Any, key: str) -> None:
    client = city.client(key)
    for path, _ in ADDRESSES:
        if str(UNKNOWN) in path:
            assert client.get(f"/{path}").status_code in {404, 405, 403}, path
            assert client.post(f"/{path}").status_code in {404, 405, 403, 400, 422}, path


def test_hidden_and_absent_look_the_same(city: Any) -> None:
    client = city.client("home")
    hidden = city.cadres["欧阳明"].uid
    one, two = client.get(f"/cadres/{hidden}/"), client.get(f"/cadres/{UNKNOWN}/")

    def body(answer: Any) -> str:
        plain = re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())
        return plain.replace(str(hidden), "").replace(str(UNKNOWN), "")

    assert one.status_code == two.status_code == 404
    assert body(one) == body(two)


PAGES = {
    "/": {"officer", "leader", "home", "host", "supervisor", "stranger", "system", "auditor"},
    "/cadres/": {"officer", "leader", "home", "host"},
    "/cadres/export.xlsx": {"officer", "home"},
    "/imports/": {"officer", "home"},
    "/programmes/": {"officer", "leader", "home", "host", "supervisor"},
    "/secondments/": {"officer", "leader", "home", "host"},
    "/obligations/": {"officer", "leader", "home", "host"},
    "/feedback/": {"officer", "home"},
    "/my/": set(),
    "/assessments/": {"officer", "leader", "supervisor"},
    "/assessments/schemes/": {"officer", "leader", "supervisor"},
    "/assessments/method/": {"officer", "leader", "supervisor"},
    "/assessments/panels/": {"officer", "leader", "supervisor"},
    "/quota/own/": set(),
    "/audit/": {"officer", "supervisor", "auditor"},
    "/access/accounts/": {"system"},
    "/access/grants/": {"security"},
}


@pytest.mark.parametrize("path", sorted(PAGES))
def test_lists_are_for_their_readers_only(city: Any, path: str) -> None:
    everyone = ("officer", "leader", "home", "host", "supervisor", "stranger", "system",
                "security", "auditor")  # fmt: skip
    for key in everyone:
        status = city.client(key).get(path).status_code
        wanted = 200 if key in PAGES[path] or (path == "/") else 403
        assert status == wanted, (path, key)


def test_headers_are_on_every_answer(city: Any) -> None:
    client = city.client("officer")
    for path in ("/", "/cadres/", "/nowhere/", "/accounts/login/"):
        answer = client.get(path)
        assert "default-src 'self'" in answer["Content-Security-Policy"], path
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"


def test_a_get_never_writes_but_the_audit(city: Any) -> None:
    from django.db import connection

    written: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", sql) and "django_session" not in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    client = city.client("officer")
    uid = city.cadres["王伟"].uid
    with connection.execute_wrapper(watch):
        for path in (
            "/",
            "/cadres/",
            f"/cadres/{uid}/",
            "/programmes/",
            f"/programmes/{city.programme.uid}/",
            "/imports/",
            "/audit/",
        ):
            assert client.get(path).status_code == 200
    assert written == []


BUDGET = 15  # besides session, account, and the savepoints that only tests have


def test_query_budgets(city: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = city.client("officer")
    city.nominate("王伟", "欧阳明")
    case = city.secondee("李芳")
    spent = {}
    for path in (
        "/",
        "/cadres/",
        f"/cadres/{city.cadres['王伟'].uid}/",
        "/programmes/",
        f"/programmes/{city.programme.uid}/",
        "/secondments/",
        f"/secondments/{case.uid}/",
        "/obligations/",
        "/obligations/?all=1",
        "/feedback/",
        "/harvest/",
        "/outcomes/",
        "/contacts/",
        "/groups/",
    ):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        own = [
            query["sql"]
            for query in captured.captured_queries
            if not re.match(r"(SAVEPOINT|RELEASE)", query["sql"])
            and "django_session" not in query["sql"]
        ]
        spent[path] = len(own)
    assert max(spent.values()) <= BUDGET, spent


def test_a_repeated_post_is_done_once(city: Any) -> None:
    from dunmiao.placements.models import PlacementPlan

    client, key = city.client("officer"), str(uuid.uuid4())
    make, body = f"/do/plan.make/{city.programme.uid}/", {"name": "", "_key": key}
    one, two = client.post(make, body), client.post(make, body)
    assert one["Location"] == two["Location"]
    with city.acting("officer"):
        assert PlacementPlan.objects.count() == 1
    other = client.post(make, {**body, "name": "x"})
    assert other.status_code == 409


def test_names_are_searched_by_characters_pinyin_and_initials(city: Any) -> None:
    client = city.client("officer")
    for text in ("王伟", "伟", "wangwei", "ww", "ＷＷ"):
        assert "王伟" in client.post("/cadres/", {"q": text}).content.decode(), text
    for text in ("%", "_", "' or 1=1--", "欧阳王"):
        answer = client.post("/cadres/", {"q": text})
        assert answer.status_code == 200
        assert "没有找到" in answer.content.decode(), text
    assert "欧阳明" not in city.client("home").post("/cadres/", {"q": "欧阳"}).content.decode()


def test_sort_names_come_from_a_list(city: Any) -> None:
    client = city.client("officer")
    assert client.get("/cadres/?sort=pinyin").status_code == 200
    assert client.get("/cadres/?sort=(select 1)").status_code == 400
