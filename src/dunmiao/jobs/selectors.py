"""Reads of jobs."""

import uuid

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.jobs.lifecycle import WORKING
from dunmiao.jobs.models import Job
from dunmiao.kernel.errors import not_visible


def get_job(*, actor: Actor, uid: uuid.UUID) -> Job:
    """One job that the actor may follow."""
    found: Job | None = visible(Job, actor).filter(uid=uid).first()
    if found is None:
        raise not_visible()
    return found


def newest_job(*, actor: Actor, subject_uid: uuid.UUID) -> Job | None:
    """The last job of a subject, however it stands; None where there is none to be followed."""
    found: Job | None = visible(Job, actor).filter(subject_uid=subject_uid).order_by("-pk").first()
    return found


def is_worked_on(subject_uid: uuid.UUID) -> bool:
    """True while a job for the subject waits or runs, whoever asked for it."""
    return Job.objects.filter(subject_uid=subject_uid, state__in=WORKING).exists()
