"""Sweeping the box after a session was closed."""

import logging

from procrastinate.contrib.django import app

from dunmiao.access.scopes import scope, system_actor
from dunmiao.assessments.actions.closing import sweep_box
from dunmiao.units.selectors import get_city

log = logging.getLogger("dunmiao.assessments")


@app.task(name="assessments.sweep", queue="daily", pass_context=False)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Rewrite the tables that held codes and ballots."""
    city = get_city()
    if city is not None:
        with scope(system_actor(city.pk), reason="封票后清理"):
            sweep_box()
        log.info("the box was swept")
