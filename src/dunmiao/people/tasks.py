"""Imports in the background, with progress: checking an upload, writing what was confirmed."""

from django.utils import timezone

from dunmiao.access.roles import Permission
from dunmiao.jobs.works import Run, work
from dunmiao.people.importing import CHECK, WRITE, check_import, write_import


@work(CHECK, queue="import", right=Permission.PEOPLE_IMPORT)
def check(run: Run) -> None:
    """Read and check one upload."""
    with run.finishing() as actor:
        today = timezone.localdate()
        check_import(actor=actor, batch_uid=run.subject_uid, today=today, tick=run.tick)


@work(WRITE, queue="import", right=Permission.PEOPLE_IMPORT)
def write(run: Run) -> None:
    """Write one confirmed import."""
    with run.finishing() as actor:
        now = timezone.now()
        write_import(actor=actor, batch_uid=run.subject_uid, now=now, tick=run.tick)
