"""What is owed, over JSON: the open duties, a waiver, a reminder."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from dunmiao.api.acts import DutyOut, act
from dunmiao.api.requests import ActorRequest, once
from dunmiao.secondments import cases
from dunmiao.secondments.actions import obligations as actions

router = Router(tags=["obligations"])


class OpenDutyOut(DutyOut):
    """A duty with whose case it is of."""

    person: str = Field(alias="secondment.cadre.name")
    secondment_uid: uuid.UUID = Field(alias="secondment.uid")


class Asked(Schema):
    """Whose duties, and how far ahead."""

    mine: bool = False
    until: date | None = None
    limit: int = Field(100, ge=1, le=500)


class WaiveIn(Schema):
    """Why a duty is let go."""

    reason: str


class RemindIn(Schema):
    """Which duties."""

    obligations: list[uuid.UUID]


@router.get("", response=list[OpenDutyOut])
def list_obligations(request: ActorRequest, asked: Query[Asked]) -> Any:
    """Open duties in scope, the oldest first."""
    rows = cases.list_obligations(actor=request.actor, mine=asked.mine)
    if asked.until:
        rows = rows.filter(due_on__lte=asked.until)
    return list(rows[: asked.limit])


@router.post("remind")
def remind(request: ActorRequest, asked: RemindIn) -> dict[str, int]:
    """Note that these duties were reminded of."""
    answer = once(
        request,
        lambda: actions.remind(
            actor=request.actor, obligation_uids=asked.obligations, now=timezone.now()
        ),
    )
    return {"reminded": int(answer.kept)}


act(router, "waive", actions.waive_obligation, WaiveIn, names="obligation_uid", clock="")
