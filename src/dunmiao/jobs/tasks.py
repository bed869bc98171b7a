"""What the workers' queue calls: one job, the watch over dead workers, the day's tidying."""

import uuid

from django.utils import timezone
from procrastinate.contrib.django import app

from dunmiao.access.repeats import forget_old
from dunmiao.access.scopes import scope, system_actor
from dunmiao.jobs.queue import RUN
from dunmiao.jobs.requeue import requeue_dead
from dunmiao.jobs.running import run_job
from dunmiao.units.models import City


@app.task(name=RUN, pass_context=False)  # type: ignore[untyped-decorator]
def run(job_uid: str, attempt: int, user_id: int) -> None:
    """One attempt at one job."""
    run_job(uuid.UUID(job_uid), attempt, user_id)


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="jobs.requeue", queue="watch", queueing_lock="jobs.requeue", pass_context=False)  # type: ignore[untyped-decorator]
def requeue(timestamp: int) -> None:
    """Every minute."""
    requeue_dead()


@app.periodic(cron="50 16 * * *")  # type: ignore[untyped-decorator]  # 00:50 in Asia/Shanghai; the clock of the queue is UTC
@app.task(name="jobs.tidy", queue="daily", queueing_lock="jobs.tidy", pass_context=False)  # type: ignore[untyped-decorator]
def tidy(timestamp: int) -> None:
    """Answers kept for repeated requests go after their seven days."""
    for city_id in City.objects.values_list("pk", flat=True):
        with scope(system_actor(city_id), reason="每日自动办理"):
            forget_old(city_id=city_id, now=timezone.now())
