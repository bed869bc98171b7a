"""Stop long work, have it done once more."""

from collections.abc import Callable
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Text
from dunmiao.jobs.lifecycle import JOB
from dunmiao.jobs.messages import say
from dunmiao.jobs.models import Job
from dunmiao.jobs.policy import FOLLOWED_BY
from dunmiao.jobs.queue import enqueue

Reason = Annotated[str, Text("重试的理由", most=200)]


def _of(right: Permission) -> Callable[[Job], bool]:
    return lambda job: job.right == right.value


MAY = [Held(right, "unit", when=_of(right)) for right in FOLLOWED_BY]


@act(
    "job.stop", Job, "停止", records="job.stop_asked", said="已要求停止。",
    may=MAY, life=JOB, moves="stop",
)  # fmt: skip
def stop_job(job: Job, doing: Doing) -> Job:
    """What waits is stopped at once; what runs at its next tick, and leaves nothing behind."""
    if job.state in JOB.moves["begin"].starts:
        job.state, job.ended_at = JOB.target("stop"), doing.now
        job.findings = [say("job.stopped").as_dict()]
    job.is_stop_asked = True
    job.save(update_fields=["state", "ended_at", "findings", "is_stop_asked"])
    return job


@act(
    "job.retry", Job, "重试", records="job.retried", said="已重新排队。",
    may=MAY, life=JOB, moves="retry",
)  # fmt: skip
def retry_job(job: Job, doing: Doing, *, reason: Reason) -> Job:
    """The same work once more, as whoever asks now; the former job stays as it ended."""
    doing.note(reason=reason)
    return enqueue(
        Job(
            city_id=job.city_id,
            work=job.work,
            right=job.right,
            subject_uid=job.subject_uid,
            unit_id=job.unit_id,
            asked_by_id=doing.actor.user_id,
            retry_of=job,
            reason=reason,
        )
    )
