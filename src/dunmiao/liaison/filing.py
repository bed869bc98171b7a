"""How an organisation enters the tree, and how a contact is filed with its post and its custody."""

from collections.abc import Sequence
from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.liaison.cards import Sealed, write_card
from dunmiao.liaison.keeping import Place, seen_by
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, ContactPost, Custody, Organisation
from dunmiao.liaison.rules.contacts import BELOW, ContactFields

AT_ONCE = 500
LEAST_NAME = 2


def grow(
    actor: Actor, name: str, parent: Organisation | None = None, place: str = ""
) -> Organisation:
    """A node of the tree: a ministry, or what lies below one."""
    found = []
    if len(name) < LEAST_NAME:
        found.append(say("organisation.name", where="name"))
    if parent is not None and parent.kind not in BELOW:
        found.append(say("organisation.too_deep"))
    once = say("organisation.once", where="name", name=name)
    if Organisation.objects.filter(city_id=actor.city_id, parent=parent, name=name).exists():
        found.append(once)
    if found:
        raise RuleBroken(found)
    kind = BELOW[parent.kind] if parent else "MINISTRY"
    row = Organisation(city_id=actor.city_id, parent=parent, name=name, kind=kind)
    row.place = place or (parent.place if parent else "")
    with conflict("organisation_once", once):
        row.save()
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def organisation_at(actor: Actor, names: Sequence[str]) -> Organisation | None:
    """The node of these names from the root down, unknown levels added; None for no name."""
    node: Organisation | None = None
    for name in names:
        if not name:
            break
        rows = Organisation.objects.filter(city_id=actor.city_id, parent=node, name=name)
        found = rows.first()
        if found is None:
            found = grow(actor, name, node)
            actor.record("organisation.added", found)
        node = found
    return node


def new_contact(
    actor: Actor,
    place: Place,
    organisation: Organisation,
    fields: ContactFields,
    rest: Sealed,
    today: date,
) -> Contact:
    """A contact that its bringer keeps, not yet saved."""
    row = Contact(
        city_id=actor.city_id,
        organisation=organisation,
        unit=place.unit,
        giver=actor.name,
        given_by_id=actor.user_id,
        given_on=today,
        keeper_id=actor.user_id,
        keeper_name=actor.name,
        keeper_unit=place.unit,
        secondment=place.secondment,
        verified_on=today,
        user_ids=[actor.user_id],
    )
    write_card(row, fields, rest)
    row.unit_ids = seen_by(row)
    return row


def save_new(rows: Sequence[Contact]) -> None:
    """Save contacts with the beginning of their posts and of their custody."""
    Contact.objects.bulk_create(rows, batch_size=AT_ONCE)
    ContactPost.objects.bulk_create(
        (
            ContactPost(
                city_id=row.city_id,
                contact=row,
                organisation_id=row.organisation_id,
                post=row.post,
                from_on=row.given_on,
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
    )
    Custody.objects.bulk_create(
        (
            Custody(
                city_id=row.city_id,
                contact=row,
                keeper_id=row.keeper_id,
                keeper_name=row.keeper_name,
                unit_id=row.keeper_unit_id,
                from_on=row.given_on,
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
    )


def move_post(row: Contact, today: date) -> None:
    """Close the present post and open the next; one that began today is written over."""
    now = ContactPost.objects.filter(contact=row, to_on=None).first()
    if now is not None and now.from_on == today:
        now.organisation, now.post = row.organisation, row.post
        now.save()
        return
    if now is not None:
        now.to_on = today
        now.save()
    ContactPost.objects.create(
        city_id=row.city_id, contact=row, organisation=row.organisation, post=row.post,
        from_on=today,
    )  # fmt: skip
