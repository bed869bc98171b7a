"""The directory over JSON: find, add, check, note a contact, open a card, hand over."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.acts import Done, act, done
from dunmiao.api.requests import ActorRequest
from dunmiao.kernel.errors import not_permitted
from dunmiao.liaison import selectors
from dunmiao.liaison.actions import contacts, custody
from dunmiao.liaison.actions.keeping import Place
from dunmiao.liaison.rules.contacts import ContactFields
from dunmiao.units.selectors import get_unit

MOST = 200
router = Router(tags=["contacts"])
handovers = Router(tags=["contacts"])


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


class WayIn(Schema):
    """A number or an address with its label."""

    label: str = ""
    value: str


class ContactIn(Schema):
    """A card at an organisation named from the ministry down."""

    organisation: list[str]
    name: str
    post: str = ""
    phones: list[WayIn] = []
    emails: list[WayIn] = []
    note: str = ""
    groups: list[str] = []
    sensitivity: str = "INTERNAL"


class CheckIn(Schema):
    """VALID, CHANGED (with the new post, or the organisation from the ministry down) or LEFT."""

    word: str
    post: str = ""
    moved_to: list[str] = []
    note: str = ""


class InteractionIn(Schema):
    """One time of being in touch."""

    on_day: date
    purpose: str
    result: str = ""
    has_helped: bool = False


class HandoverIn(Schema):
    """Entries and papers to hand over, and the unit that takes them."""

    contacts: list[uuid.UUID] = []
    materials: list[uuid.UUID] = []
    to_unit: uuid.UUID
    note: str = ""


class ReceiptIn(Schema):
    """Entries and papers signed for."""

    contact_uids: list[uuid.UUID] = []
    material_uids: list[uuid.UUID] = []


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


@router.post("", response=Done)
def add_contact(request: ActorRequest, asked: ContactIn) -> Any:
    """File a card; the caller keeps it."""
    place = selectors.own_place(actor=request.actor)
    if place is None:
        raise not_permitted()
    fields = ContactFields(
        name=asked.name,
        post=asked.post,
        phones=tuple((way.label[:20], way.value[:40]) for way in asked.phones),
        emails=tuple((way.label[:20], way.value[:100]) for way in asked.emails),
        note=asked.note,
        groups=tuple(asked.groups),
        sensitivity=asked.sensitivity,
    )
    return done(
        request,
        lambda: contacts.add_contact_at(
            actor=request.actor,
            place=place,
            names=asked.organisation,
            fields=fields,
            today=timezone.localdate(),
        ),
    )


act(router, "check", contacts.check_contact, CheckIn, names="contact_uid")
act(router, "interactions", contacts.log_interaction, InteractionIn, names="contact_uid")


@handovers.post("", response=Done)
def offer_contacts(request: ActorRequest, asked: HandoverIn) -> Any:
    """Offer what the caller keeps to a unit."""
    unit = get_unit(city_id=request.actor.city_id, uid=asked.to_unit)
    return done(
        request,
        lambda: custody.offer_contacts(
            actor=request.actor,
            contact_uids=asked.contacts,
            material_uids=asked.materials,
            to=Place(unit),
            note=asked.note,
            today=timezone.localdate(),
        ),
    )


act(handovers, "receive", custody.receive_contacts, ReceiptIn, names="handover_uid")
