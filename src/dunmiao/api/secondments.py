"""Cases over JSON: the list by cursor, one record, arrivals before they are confirmed."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from dunmiao.access.roles import Permission
from dunmiao.api.obligations import DutyOut
from dunmiao.api.requests import ActorRequest
from dunmiao.secondments import arrivals, cases, selectors
from dunmiao.secondments.lifecycle import SECONDMENT

router = Router(tags=["secondments"])
MOST = 200


class CaseOut(Schema):
    """A secondment as its reader may see it."""

    uid: uuid.UUID
    person: str = Field(alias="cadre.name")
    person_uid: uuid.UUID = Field(alias="cadre.uid")
    programme: str = Field(alias="programme.name")
    home_unit: str = Field(alias="home_unit.name")
    host_unit: str = Field(alias="host_unit.name")
    post: str = Field(alias="post.title")
    kind: str
    state: str
    starts_on: date
    ends_on: date
    left_on: date | None
    arrived_on: date | None
    duty: str
    closing_reason: str
    notice_no: str


class EventOut(Schema):
    """One line of the history."""

    act: str
    from_state: str
    to_state: str
    on_day: date
    actor_name: str
    document_no: str
    reason: str


class RelationOut(Schema):
    """A relation on one way."""

    uid: uuid.UUID
    relation: str
    way: str
    letter_no: str
    sent_on: date
    received_on: date | None


class RecordOut(Schema):
    """The whole record; parts that the reader may not see are absent."""

    case: CaseOut
    allowed: list[str]
    events: list[EventOut]
    relations: list[RelationOut]
    obligations: list[DutyOut]


class Page(Schema):
    """A page of a list; `next` is the cursor of the following one, empty at the end."""

    items: list[CaseOut]
    next: str


class Asked(Schema):
    """What a list is asked for."""

    state: str = ""
    after: uuid.UUID | None = None
    limit: int = Field(50, ge=1, le=MOST)


@router.get("", response=Page)
def list_secondments(request: ActorRequest, asked: Query[Asked]) -> Any:
    """Secondments in scope, newest first."""
    actor = request.actor
    actor.require(Permission.SECONDMENTS_VIEW)
    rows = selectors.list_secondments(actor=actor)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.after:
        rows = rows.filter(pk__lt=selectors.get_secondment(actor=actor, uid=asked.after).pk)
    found = list(rows[: asked.limit + 1])
    more = len(found) > asked.limit
    items = found[: asked.limit]
    return {"items": items, "next": str(items[-1].uid) if more else ""}


@router.get("{uuid:uid}", response=RecordOut)
def get_secondment(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One record with its history, relations and duties."""
    found = selectors.get_secondment(actor=request.actor, uid=uid)
    file = cases.read_case(secondment=found)
    return {
        "case": found,
        "allowed": SECONDMENT.allowed(found.state),
        "events": list(found.events.all()),
        "relations": [row for entry in file.relations for row in entry["rows"]],
        "obligations": file.obligations,
    }


class Arriving(Schema):
    """Whose arrivals, on which day."""

    cases: list[uuid.UUID]
    arrived_on: date


class TriedOut(Schema):
    """What a confirmation would come to for one case: possible where nothing is found."""

    uid: uuid.UUID
    findings: list[dict[str, Any]]


@router.get("arrivals", response=list[TriedOut])
def try_arrivals(request: ActorRequest, asked: Query[Arriving]) -> Any:
    """What `secondment.arrive_many` would come to for each; nothing is written."""
    tried = arrivals.try_arrivals(
        actor=request.actor,
        uids=asked.cases,
        arrived_on=asked.arrived_on,
        today=timezone.localdate(),
    )
    return [
        TriedOut(uid=row.case.uid, findings=[finding.as_dict() for finding in row.findings])
        for row in tried
    ]
