"""A real `dunmiao run --demo` for each file of stories, and a real Chromium."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.sites import Site, example_city

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the stories are left out (`make test` says so)."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Each file of stories has the example city for itself."""
    with example_city() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@dataclass
class Person:
    """One signed-in user in a context of his own; console errors are collected."""

    site: Site
    page: Any
    errors: list[str] = field(default_factory=list)
    flying: set[Any] = field(default_factory=set)  # what was asked for and is not answered

    def settle(self) -> None:
        """Wait until the page rests: everything asked for has come, pages or parts of them.

        Playwright's `networkidle` is of the document: a form sent as a part goes unnoticed by it.
        """
        until, quiet = time.monotonic() + 30, 0
        while quiet < 4:
            assert time.monotonic() < until, f"never at rest: {[r.url for r in self.flying]}"
            self.page.wait_for_timeout(50)
            quiet = 0 if self.flying else quiet + 1
        self.page.wait_for_load_state()

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.site.address + path)

    def text(self) -> str:
        """What the page's main part says."""
        return str(self.page.inner_text("main"))

    def press(self, name: str) -> None:
        """Press the button of that name and wait for the answer, a page or a part of it."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def unfold(self, name: str) -> None:
        """Open the form of an act under its button."""
        self.page.locator("summary", has_text=name).first.click()

    def act(self, name: str, within: Any = None) -> None:
        """Press the button of an act (the first `within` a part) and wait until the page tells
        what came of it."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            (within or self.page).get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def confirm(self, name: str) -> None:
        """The same of an act that asks first."""
        self.unfold(name)
        self.act(name)

    def follow(self, name: str) -> None:
        """Follow the link of that name."""
        self.page.get_by_role("link", name=name).first.click()
        self.settle()

    def picture(self, name: str) -> None:
        """Keep a picture of the page, when JOURNEY_PICTURES names a folder."""
        if folder := os.environ.get("JOURNEY_PICTURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            # The caret stays: hiding it adds a style, which the page's policy reports.
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), caret="initial")

    def download(self, name: str) -> bytes:
        """Follow a link that downloads."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=re.compile(name)).first.click()
        return Path(waiting.value.path()).read_bytes()


@pytest.fixture
def sign_in(site: Site, browser: Any) -> Iterator[Any]:
    """`sign_in("zuzhi1")` → Person; at the end no console error and no CSP violation."""
    people: list[Person] = []

    def enter(username: str, *, width: int = 1440, height: int = 900) -> Person:
        context = browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        person = Person(site, context.new_page())
        person.page.set_default_timeout(15_000)
        person.page.on(
            "console",
            lambda message: person.errors.append(message.text) if message.type == "error" else None,
        )
        person.page.on("request", lambda asked: person.flying.add(asked))
        person.page.on("requestfinished", lambda asked: person.flying.discard(asked))
        person.page.on("requestfailed", lambda asked: person.flying.discard(asked))
        person.page.on("pageerror", lambda error: person.errors.append(str(error)))
        person.go("/accounts/login/")
        person.page.fill("input[name=login]", username)
        person.page.fill("input[name=password]", site.passwords[username])
        person.press("登录")
        people.append(person)
        return person

    yield enter
    for person in people:
        person.page.context.close()
    wrong = [e for p in people for e in p.errors if "status of 4" not in e]
    assert wrong == []
