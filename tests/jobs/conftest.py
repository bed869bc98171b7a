"""Jobs inside a test's open transaction, which the follower's own connection cannot see."""

import pytest

from dunmiao.jobs import following


@pytest.fixture(autouse=True)
def no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The follower looks never, unless a test makes it."""
    monkeypatch.setattr(following, "PAUSE", 600)
