"""A pytest plugin (`-p tools.seen_templates`): a template that no test renders fails the run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src/dunmiao"
SEEN: set[str] = set()


def templates() -> dict[str, Path]:
    """Every template of the product, by the name it is rendered under."""
    found = (path for path in SOURCE.glob("*/templates/**/*") if path.is_file())
    return {path.as_posix().split("/templates/", 1)[1]: path for path in found}


def _saw(*, template: Any, **_: Any) -> None:
    SEEN.add(str(template.name))


def pytest_configure() -> None:
    """Django's test environment tells of each template as it is rendered."""
    from django.test.signals import template_rendered

    template_rendered.connect(_saw)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker of xdist saw."""
    SEEN.update(getattr(node, "workeroutput", {}).get("templates", ()))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """A worker hands over; the controller tells what was never rendered."""
    yield
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["templates"] = sorted(SEEN)
    elif unseen := sorted(set(templates()) - SEEN):
        print("\ntemplates that no test renders:", *unseen, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
