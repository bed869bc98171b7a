"""Sweeping the box after a session was closed."""

import logging
import time

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dunmiao.access.scopes import scope, system_actor
from dunmiao.assessments.sweeping import (
    SWEEP,
    newest_transaction,
    seen_by_others,
    sweep_box,
)
from dunmiao.units.selectors import get_city

log = logging.getLogger("dunmiao.assessments")
PATIENCE = 20.0
POLL = 0.2
AGAIN = RetryStrategy(wait=5)  # for ever: dropped codes must not stay on the disk


class StillInUseError(Exception):
    """Somebody's transaction is older than the closing; the job is tried again."""


@app.task(name=SWEEP, queue="daily", pass_context=False, retry=AGAIN)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Rewrite the tables that held codes and ballots, once nobody sees the dropped rows."""
    city = get_city()
    if city is None:
        return
    wait_until_unseen()
    with scope(system_actor(city.pk), reason="封票后清理"):
        sweep_box()
    log.info("the box was swept")


def wait_until_unseen(patience: float = PATIENCE) -> None:
    """Return when every transaction that began before now has ended; `StillInUseError` else.

    Call it outside a transaction. `patience`: seconds.
    """
    mark, end = newest_transaction(), time.monotonic() + patience
    while seen_by_others(mark):
        if time.monotonic() > end:
            raise StillInUseError("an older transaction still sees the dropped rows")
        time.sleep(POLL)
