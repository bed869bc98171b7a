"""Long work over JSON: how far it is, how it ended; it is stopped and retried as an act."""

import uuid
from datetime import datetime
from typing import Any

from ninja import Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.jobs.selectors import get_job

router = Router(tags=["jobs"])


class JobOut(Schema):
    """A job: `done` of `total` pieces of `phase`; `facts` are figures so far (a run of the engine:
    `value`, and `bound`, which it cannot exceed); `findings` say why it did not end well."""

    uid: uuid.UUID
    work: str
    subject_uid: uuid.UUID
    state: str
    phase: str
    done: int
    total: int
    facts: dict[str, int | None]
    findings: list[dict[str, Any]]
    attempt: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@router.get("{uuid:uid}", response=JobOut)
def job(request: ActorRequest, uid: uuid.UUID) -> Any:
    """How a job stands."""
    return get_job(actor=request.actor, uid=uid)
