"""Stages of long work: an import of 市财政局, asked for by the department."""

from typing import Any

from dunmiao.jobs.actions import stop_job
from dunmiao.jobs.queue import queue_job
from tests.acts.stages import DEPARTMENT, Stage, by

IMPORTERS = DEPARTMENT | {"home"}


def job(city: Any, state: str) -> Any:
    """A job about the unit, which waits or was stopped."""
    with city.acting("officer") as actor:
        unit = city.units["市财政局"]
        made = queue_job(actor=actor, work="people.check_import", subject=unit, unit_id=unit.pk)
    return by(city, "officer", stop_job, made.uid) if state == "STOPPED" else made


STAGES = {
    "job.stop": Stage(make=job, may=IMPORTERS, sees=IMPORTERS, state="QUEUED", wrong="STOPPED"),
    "job.retry": Stage(make=job, may=IMPORTERS, sees=IMPORTERS, state="STOPPED", wrong="QUEUED",
                       given={"reason": "名册已核对"}),
}  # fmt: skip
