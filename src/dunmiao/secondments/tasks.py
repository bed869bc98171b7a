"""The day's own work, after midnight of the city and at each start of the worker."""

import logging
from datetime import date

from django.utils import timezone
from procrastinate.contrib.django import app

from dunmiao.access.scopes import scope, system_actor
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.mails import send_due_mails, send_mails
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.notices import REMIND
from dunmiao.units.selectors import get_city

log = logging.getLogger("dunmiao.secondments")
BATCH = 500


@app.periodic(cron="10 16 * * *")  # type: ignore[untyped-decorator]  # 00:10 in Asia/Shanghai; the clock of the queue is UTC
@app.task(  # type: ignore[untyped-decorator]
    name="secondments.daily",
    queue="daily",
    lock="daily",
    queueing_lock="secondments.daily",
    pass_context=False,
)
def daily(timestamp: int) -> None:
    """Once a day."""
    do_days_work(today=timezone.localdate())


def do_days_work(*, today: date) -> int:
    """Apply what falls due and reckon every living case anew; returns rows of duties written.

    Each batch is a transaction of its own, so that a long night blocks nobody's day.
    """
    city = get_city()
    if city is None:
        return 0
    actor = system_actor(city.pk)
    with scope(actor, reason="每日自动办理"):
        apply_due_acts(actor=actor, today=today)
        living = Secondment.objects.filter(city_id=city.pk).exclude(state__in=ENDED)
        ids = list(living.order_by("pk").values_list("pk", flat=True))
    send_due_mails(actor, today=today)
    written = 0
    for start in range(0, len(ids), BATCH):
        with scope(actor, reason="每日自动办理"):
            rows = list(Secondment.objects.filter(pk__in=ids[start : start + BATCH]))
            written += refresh_obligations(actor=actor, secondments=rows, today=today)
    log.info("day's work done", extra={"cases": len(ids), "rows": written})
    return written


@app.task(name=REMIND, queue="mail", pass_context=False)  # type: ignore[untyped-decorator]
def remind_by_mail(obligation_ids: list[int]) -> None:
    """Write to whoever has to do these duties."""
    city = get_city()
    if city is not None:
        with scope(system_actor(city.pk), reason="提醒"):
            send_mails(obligation_ids)
