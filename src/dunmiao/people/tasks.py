"""Imports in the background, with progress: checking an upload, writing what was confirmed."""

import uuid

from django.utils import timezone
from procrastinate.contrib.django import app

from dunmiao.access.actors import Actor
from dunmiao.access.jobs import Tick, run_job
from dunmiao.people.actions.imports import check_import, confirm_import

CHECK, WRITE = "people.check_import", "people.write_import"


def _check(actor: Actor, batch_uid: uuid.UUID, tick: Tick) -> None:
    check_import(actor=actor, batch_uid=batch_uid, today=timezone.localdate(), tick=tick)


def _write(actor: Actor, batch_uid: uuid.UUID, tick: Tick) -> None:
    confirm_import(actor=actor, batch_uid=batch_uid, now=timezone.now(), tick=tick)


@app.task(name=CHECK, queue="import", pass_context=False)  # type: ignore[untyped-decorator]
def check(job_uid: str, user_id: int) -> None:
    """Read and check one upload."""
    run_job(uuid.UUID(job_uid), user_id, _check)


@app.task(name=WRITE, queue="import", pass_context=False)  # type: ignore[untyped-decorator]
def write(job_uid: str, user_id: int) -> None:
    """Write one confirmed import."""
    run_job(uuid.UUID(job_uid), user_id, _write)
