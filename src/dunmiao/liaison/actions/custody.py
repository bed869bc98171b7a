"""Hand contacts over: offered by their keeper, received one by one; the city owns them throughout."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.liaison.actions.contacts import recount, seen_by
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, ContactHandover, Custody, HandedContact
from dunmiao.units.models import City, Unit


@transaction.atomic
def offer_contacts(
    *, actor: Actor, contact_uids: Sequence[Any], to_unit: Unit, today: date, note: str = ""
) -> ContactHandover:
    """Offer what one keeps oneself to a unit; it stays with its keeper until it is received."""
    actor.require(Permission.CONTACTS_KEEP)
    rows = list(
        Contact.objects.select_for_update(of=("self",))
        .filter(uid__in=list(contact_uids), pk__in=Contact.objects.visible_to(actor).values("pk"))
        .exclude(state="MERGED")
        .order_by("pk")
    )
    if len(rows) != len(set(contact_uids)):
        raise not_visible()
    found = [] if rows else [say("handover.nothing")]
    offered = set(
        HandedContact.objects.filter(contact__in=rows, state="OFFERED").values_list(
            "contact", flat=True
        )
    )
    for row in rows:
        if row.keeper_id != actor.user_id:
            found.append(say("handover.not_kept", name=row.name))
        elif row.pk in offered:
            found.append(say("handover.offered", name=row.name))
    if found:
        raise RuleBroken(found)
    handover = ContactHandover.objects.create(
        city_id=actor.city_id,
        number=_next_number(actor),
        giver_id=actor.user_id,
        giver_name=actor.name,
        secondment_id=next((row.secondment_id for row in rows if row.secondment_id), None),
        to_unit=to_unit,
        offered_on=today,
        note=note.strip()[:200],
        unit_ids=[to_unit.pk],
        user_ids=[actor.user_id],
    )
    HandedContact.objects.bulk_create(
        HandedContact(city_id=actor.city_id, handover=handover, contact=row) for row in rows
    )
    for row in rows:
        row.unit_ids = seen_by(row, to_unit.pk)
        row.revision += 1
        row.save(update_fields=["unit_ids", "revision"])
    actor.record("contacts.offered", handover, rows=len(rows))
    return handover


def _next_number(actor: Actor) -> int:
    """The next number of the city without a gap: the city's row is held until commit."""
    City.objects.select_for_update().get(pk=actor.city_id)
    with beyond_own_rows(actor):
        found = ContactHandover.objects.filter(city_id=actor.city_id).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1


def _handover(actor: Actor, uid: Any) -> ContactHandover:
    visible = ContactHandover.objects.visible_to(actor).values("pk")
    row: ContactHandover | None = (
        ContactHandover.objects.select_for_update(of=("self",))
        .filter(uid=uid, pk__in=visible)
        .first()
    )
    if row is None:
        raise not_visible()
    return row


@transaction.atomic
def receive_contacts(
    *, actor: Actor, handover_uid: Any, contact_uids: Sequence[Any], today: date
) -> ContactHandover:
    """Sign for these; from today on the signer keeps them for his unit."""
    handover = _handover(actor, handover_uid)
    actor.require(Permission.CONTACTS_KEEP, at=[handover.to_unit_id])
    if handover.giver_id == actor.user_id:
        raise RuleBroken([say("handover.own")])
    items = handover.items.filter(state="OFFERED", contact__uid__in=list(contact_uids))
    rows = list(items.order_by("contact_id"))
    if not rows:
        raise Conflict([say("handover.none_open")])
    ids = [item.contact_id for item in rows]
    contacts = Contact.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
    cases = {contact.secondment_id for contact in contacts.values()}
    for item in rows:
        _take(actor, contacts[item.contact_id], handover, today)
        item.state, item.received_on = "RECEIVED", today
        item.receiver, item.received_by_id = actor.name, actor.user_id
        item.save()
    recount(actor=actor, secondments=cases, today=today)
    actor.record("contacts.received", handover, rows=len(rows))
    return handover


def _take(actor: Actor, contact: Contact, handover: ContactHandover, today: date) -> None:
    Custody.objects.filter(contact=contact, to_on=None).update(to_on=today)
    Custody.objects.create(
        city_id=contact.city_id,
        contact=contact,
        keeper_id=actor.user_id,
        keeper_name=actor.name,
        unit=handover.to_unit,
        from_on=today,
        handover=handover,
    )
    contact.keeper_id, contact.keeper_name = actor.user_id, actor.name
    contact.keeper_unit, contact.secondment = handover.to_unit, None
    contact.user_ids = sorted({*contact.user_ids, actor.user_id})
    contact.unit_ids = seen_by(contact)
    contact.revision += 1
    contact.save()


@transaction.atomic
def withdraw_contacts(*, actor: Actor, handover_uid: Any, today: date) -> ContactHandover:
    """Take back what nobody has received yet."""
    handover = _handover(actor, handover_uid)
    if handover.giver_id != actor.user_id:
        actor.require(Permission.CONTACTS_MANAGE, at=[handover.to_unit_id])
    rows = list(handover.items.filter(state="OFFERED").select_related("contact"))
    if not rows:
        raise Conflict([say("handover.none_open")])
    for item in rows:
        item.state = "WITHDRAWN"
        item.save()
        item.contact.unit_ids = seen_by(item.contact)
        item.contact.revision += 1
        item.contact.save(update_fields=["unit_ids", "revision"])
    actor.record("contacts.withdrawn", handover, rows=len(rows))
    return handover
