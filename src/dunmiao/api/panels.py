"""Panels over JSON: whom a panel visits, what its members wrote."""

import uuid
from datetime import date, datetime
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.assessments import panels

router = Router(tags=["panels"])
people = Router(tags=["panels"])


class PanelOut(Schema):
    """A panel of the office, or one the caller sits on."""

    uid: uuid.UUID
    title: str
    programme: str = Field(alias="programme.name")
    starts_on: date
    ends_on: date
    state: str


class PersonOut(Schema):
    """Somebody on the route, and how many notes about him are submitted."""

    uid: uuid.UUID
    name: str
    post: str
    place: str
    visit_on: date
    submitted: int


class NoteOut(Schema):
    """A submitted note; a member sees those of others when his own is submitted."""

    member: str = Field(alias="member.name")
    grades: dict[str, str]
    words: dict[str, str]
    talks: dict[str, int]
    shortcoming: str
    submitted_at: datetime


@router.get("", response=list[PanelOut])
def list_panels(request: ActorRequest) -> Any:
    """Panels in scope, the newest first."""
    return list(panels.list_panels(actor=request.actor)[:100])


@router.get("{uuid:uid}/people", response=list[PersonOut])
def route(request: ActorRequest, uid: uuid.UUID) -> Any:
    """The people of a panel in the order of its route."""
    return list(panels.subjects_of(panels.get_panel(actor=request.actor, uid=uid)))


@people.get("{uuid:uid}/notes", response=list[NoteOut])
def notes(request: ActorRequest, uid: uuid.UUID) -> Any:
    """What has been submitted about a person, as far as the caller may read it yet."""
    subject = panels.get_subject(actor=request.actor, uid=uid)
    return panels.notes_seen(actor=request.actor, subject=subject)
