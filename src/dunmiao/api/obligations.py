"""What is owed, over JSON: the open duties."""

import uuid
from datetime import date
from typing import Any

from ninja import Field, Query, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.secondments import cases

router = Router(tags=["obligations"])


class DutyOut(Schema):
    """What is owed by whom until when."""

    uid: uuid.UUID
    kind: str
    period: str
    party: str
    due_on: date
    is_provisional: bool
    state: str


class OpenDutyOut(DutyOut):
    """A duty with whose case it is of."""

    person: str = Field(alias="secondment.cadre.name")
    secondment_uid: uuid.UUID = Field(alias="secondment.uid")


class Asked(Schema):
    """Whose duties, and how far ahead."""

    mine: bool = False
    until: date | None = None
    limit: int = Field(100, ge=1, le=500)


@router.get("", response=list[OpenDutyOut])
def list_obligations(request: ActorRequest, asked: Query[Asked]) -> Any:
    """Open duties in scope, the oldest first."""
    rows = cases.list_obligations(actor=request.actor, mine=asked.mine)
    if asked.until:
        rows = rows.filter(due_on__lte=asked.until)
    return list(rows[: asked.limit])
