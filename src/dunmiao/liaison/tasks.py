"""What groups need each day: who is back leaves his group on the day his case closed."""

import logging
from datetime import date

from django.utils import timezone
from procrastinate.contrib.django import app

from dunmiao.access.scopes import scope, system_actor
from dunmiao.liaison.memberships import end_memberships
from dunmiao.units.selectors import get_city

log = logging.getLogger("dunmiao.liaison")


@app.periodic(cron="40 16 * * *")  # type: ignore[untyped-decorator]  # 00:40 in Asia/Shanghai; the clock of the queue is UTC
@app.task(  # type: ignore[untyped-decorator]
    name="liaison.daily",
    queue="daily",
    lock="daily",
    queueing_lock="liaison.daily",
    pass_context=False,
)
def daily(timestamp: int) -> None:
    """Once a day."""
    tidy_groups(today=timezone.localdate())


def tidy_groups(*, today: date) -> int:
    """End the memberships of closed cases; returns how many."""
    city = get_city()
    if city is None:
        return 0
    actor = system_actor(city.pk)
    with scope(actor, reason="每日自动办理"):
        count = end_memberships(actor=actor, today=today)
    log.info("groups tidied", extra={"rows": count})
    return count
