"""The directory over JSON: find an entry, read it, open its card."""

import uuid
from datetime import date
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.liaison import selectors

MOST = 200
router = Router(tags=["contacts"])


class ContactOut(Schema):
    """One entry; numbers are masked."""

    uid: uuid.UUID
    name: str
    post: str
    organisation: str = Field(alias="organisation.name")
    phones: list[str] = Field(alias="phones_masked")
    groups: list[str]
    sensitivity: str
    giver: str
    keeper: str = Field(alias="keeper_name")
    keeper_unit: str = Field(alias="keeper_unit.name")
    state: str
    verified_on: date
    last_contact_on: date | None
    revision: int


class WayOut(Schema):
    """A number or an address with its label."""

    label: str
    value: str


class CardOut(Schema):
    """What is sealed, in plain: each reading is recorded."""

    phones: list[WayOut]
    emails: list[WayOut]
    note: str


class SearchIn(Schema):
    """Name, pinyin, initials, post, or a whole number; in the body, so that no log holds it."""

    search: str = ""


@router.post("search", response=list[ContactOut])
def search_contacts(request: ActorRequest, asked: SearchIn) -> Any:
    """Entries within sight, 200 at most."""
    rows = list(selectors.list_contacts(actor=request.actor, search=asked.search)[:MOST])
    request.actor.record("contacts.read", None, rows=len(rows))
    return rows


@router.get("{uuid:uid}", response=ContactOut)
def read_contact(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One entry."""
    row = selectors.get_contact(actor=request.actor, uid=uid)
    request.actor.record("contact.read", row)
    return row


@router.post("{uuid:uid}/reveal", response=CardOut)
def reveal_contact(request: ActorRequest, uid: uuid.UUID) -> Any:
    """The numbers in plain."""
    _row, card = selectors.reveal_contact(actor=request.actor, uid=uid)
    return {
        "phones": [{"label": label, "value": value} for label, value in card.phones],
        "emails": [{"label": label, "value": value} for label, value in card.emails],
        "note": card.note,
    }
