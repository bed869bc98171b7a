"""The background run of the engine: in its own process, watched from the job's thread."""

import logging
import multiprocessing
import time
import uuid
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from dunmiao.access.jobs import lost_jobs
from dunmiao.access.models import User
from dunmiao.access.repeats import forget_old
from dunmiao.access.scopes import scope_of
from dunmiao.kernel.errors import DomainError
from dunmiao.placements import engine
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.messages import say

log = logging.getLogger("dunmiao.placements")
SECONDS = 120.0
POLL = 0.2


@app.task(name="placements.solve", queue="solve", pass_context=False)  # type: ignore[untyped-decorator]
def solve(run_uid: str, user_id: int) -> None:
    """Solve one queued run as the person who asked for it."""
    execute(uuid.UUID(run_uid), user_id)


def execute(run_uid: uuid.UUID, user_id: int) -> None:
    """Freeze, solve in a process, store; each step in a short transaction of its own."""
    user = User.objects.get(pk=user_id)
    try:
        with scope_of(user, today=timezone.localdate()) as actor:
            begun = actions.begin_run(actor=actor, run_uid=run_uid, now=timezone.now())
        if begun is None:
            return
        run, frozen = begun
        outcome, answer = _watch(user, run_uid, frozen.files, run.plan.seed, run.plan.mode)
        with scope_of(user, today=timezone.localdate()) as actor:
            if outcome == "done":
                actions.store_result(
                    actor=actor, run_uid=run_uid, frozen=frozen, answer=answer, now=timezone.now()
                )
            else:
                state = "STOPPED" if outcome == "stopped" else "FAILED"
                actions.end_run(run_uid=run_uid, state=state, message=answer, now=timezone.now())
    except DomainError as refused:
        message = "；".join(finding.message for finding in refused.findings)
        with scope_of(user, today=timezone.localdate()):
            actions.end_run(run_uid=run_uid, state="FAILED", message=message, now=timezone.now())


def _watch(
    user: User, run_uid: uuid.UUID, files: dict[str, str], seed: int, mode: str
) -> tuple[str, Any]:
    """Follow the process: write progress, stop it when asked, notice when it dies."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=engine.solve_in_child, args=(there, files, seed, SECONDS, mode), daemon=True
    )
    process.start()
    there.close()
    phase: tuple[str, int | None, int | None] = ("checking", None, None)
    deadline = time.monotonic() + SECONDS * 2
    try:
        while True:
            if here.poll(POLL):
                try:
                    kind, content = here.recv()
                except EOFError:
                    return "failed", say("run.failed", reason="求解进程意外退出").message
                if kind == "done":
                    return "done", content
                if kind == "failed":
                    log.error("solver process failed", extra={"run": str(run_uid)})
                    return "failed", say("run.failed", reason=content).message
                phase = content
            with scope_of(user, today=timezone.localdate()):
                stop = actions.note_progress(
                    run_uid=run_uid,
                    phase=phase[0],
                    value=phase[1],
                    bound=phase[2],
                    now=timezone.now(),
                )
            if stop:
                return "stopped", say("run.stopped").message
            if time.monotonic() > deadline:
                return "failed", say("run.failed", reason="超过时间上限").message
    finally:
        here.close()
        if process.is_alive():
            process.terminate()
        process.join(10)


def requeue_lost() -> int:
    """At the worker's start: work that a killed worker left behind is queued again.

    Answers kept for repeated requests are dropped after their seven days, too.
    """
    from dunmiao.access.scopes import scope, system_actor
    from dunmiao.placements.models import SolveRun
    from dunmiao.units.selectors import get_city

    city = get_city()
    if city is None:
        return 0
    with scope(system_actor(city.pk)):
        forget_old(city_id=city.pk, now=timezone.now())
        runs = SolveRun.objects.filter(city_id=city.pk, state__in=actions.WORKING)
        lost_runs = list(runs.values_list("uid", "asked_by_id"))
        lost = lost_jobs(city_id=city.pk)
    for run_uid, user_id in lost_runs:
        solve.defer(run_uid=str(run_uid), user_id=user_id)
    for task, job_uid, user_id in lost:
        app.configure_task(task).defer(job_uid=str(job_uid), user_id=user_id)
    return len(lost_runs) + len(lost)
