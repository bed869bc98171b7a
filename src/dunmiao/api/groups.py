"""Groups over JSON: who is in them, activities, notes."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.liaison import groups as selectors

router = Router(tags=["groups"])


class GroupOut(Schema):
    """One group."""

    uid: uuid.UUID
    kind: str
    name: str
    place: str
    starts_on: date
    dissolved_on: date | None
    people: int


class MemberOut(Schema):
    """A member; `overdue` counts late reports, for who answers for the group."""

    uid: uuid.UUID
    name: str
    part: str
    overdue: int | None


class ActivityOut(Schema):
    """An activity with how many came of how many called."""

    uid: uuid.UUID
    kind: str
    title: str
    place: str
    starts_at: datetime
    minutes: str
    is_cancelled: bool
    came: int
    invited: int


class WholeOut(Schema):
    """A group with its people and activities."""

    name: str
    meets_by: date
    members: list[MemberOut]
    activities: list[ActivityOut]


@router.get("", response=list[GroupOut])
def list_groups(request: ActorRequest) -> Any:
    """Groups within sight."""
    return list(selectors.list_groups(actor=request.actor))


@router.get("{uuid:uid}", response=WholeOut)
def read_group(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One group."""
    group = selectors.get_group(actor=request.actor, uid=uid)
    file = selectors.read_group(actor=request.actor, group=group, today=timezone.localdate())
    request.actor.record("group.read", group)
    return {
        "name": group.name,
        "meets_by": file.meets_by,
        "members": [
            {
                "uid": line.row.uid,
                "name": line.row.name,
                "part": line.row.part,
                "overdue": len(line.reporting.overdue) if line.reporting else None,
            }
            for line in file.members
        ],
        "activities": file.activities,
    }


class NoteOut(Schema):
    """A note."""

    uid: uuid.UUID
    title: str
    text: str
    writer: str = Field(alias="writer_name")
    written_on: date
    is_shared: bool


notes = Router(tags=["groups"])


@notes.get("", response=list[NoteOut])
def list_notes(request: ActorRequest) -> Any:
    """Notes that any group shares, and those of one's own; 100 at most."""
    return list(selectors.list_notes(actor=request.actor)[:100])
