"""File a contact, look whether it is still right, note that somebody was in touch."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.liaison.actions.keeping import Place, is_own, keeps, recount, seen_by
from dunmiao.liaison.cards import NOTHING, Sealed, open_card, write_card
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import (
    Contact,
    ContactCheck,
    ContactPost,
    Custody,
    Interaction,
    Organisation,
)
from dunmiao.liaison.rules.contacts import (
    BELOW,
    CHANGED,
    LEFT,
    ContactFields,
    objections_to_contact,
    objections_to_day,
)
from dunmiao.secondments.rules.words import objections_to_words

MOST_WORDS = 200
AT_ONCE = 500


@transaction.atomic
def add_organisation(
    *, actor: Actor, name: str, parent: Organisation | None = None, place: str = ""
) -> Organisation:
    """A node of the tree: a ministry, or what lies below one."""
    actor.require(Permission.CONTACTS_KEEP)
    name = name.strip()
    found = []
    if not 2 <= len(name) <= 100:
        found.append(say("organisation.name"))
    if parent is not None and parent.kind not in BELOW:
        found.append(say("organisation.too_deep"))
    if Organisation.objects.filter(city_id=actor.city_id, parent=parent, name=name).exists():
        found.append(say("organisation.once", name=name))
    if found:
        raise RuleBroken(found)
    kind = BELOW[parent.kind] if parent else "MINISTRY"
    row = Organisation(city_id=actor.city_id, parent=parent, name=name, kind=kind)
    row.place = (place.strip() or (parent.place if parent else ""))[:30]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else was a moment earlier
        raise Conflict([say("organisation.once", name=name)]) from None
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    actor.record("organisation.added", row)
    return row


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    place: Place,
    organisation: Organisation,
    fields: ContactFields,
    today: date,
    rest: Sealed = NOTHING,
) -> Contact:
    """File a contact; whoever brings it keeps it until he hands it over."""
    actor.require(Permission.CONTACTS_KEEP)
    if not is_own(actor, place):
        raise not_permitted()
    found = objections_to_contact(fields) + objections_to_words(fields.post, fields.note)
    rows = visible(Contact, actor).filter(organisation=organisation)
    if rows.filter(name=fields.name.strip()).exclude(state="MERGED").exists():
        found.append(say("contact.already", name=fields.name.strip()))
    if found:
        raise RuleBroken(found)
    row = new_contact(actor, place, organisation, fields, rest, today)
    save_new([row])
    recount(actor=actor, secondments=[row.secondment_id], today=today)
    cadres = [place.secondment.cadre.uid] if place.secondment else []
    actor.record("contact.added", row, cadres=cadres)
    return row


@transaction.atomic
def add_contact_at(
    *, actor: Actor, place: Place, names: Sequence[str], fields: ContactFields, today: date
) -> Contact:
    """File a contact at an organisation named from the ministry down; unknown levels are added."""
    actor.require(Permission.CONTACTS_KEEP)
    node = _organisation_at(actor, names)
    if node is None:
        raise RuleBroken([say("organisation.name")])
    return add_contact(actor=actor, place=place, organisation=node, fields=fields, today=today)


def _organisation_at(actor: Actor, names: Sequence[str]) -> Organisation | None:
    """The node of these names from the root down, unknown levels added; None for no name."""
    node: Organisation | None = None
    for name in names:
        if not name.strip():
            break
        rows = Organisation.objects.filter(city_id=actor.city_id, parent=node, name=name.strip())
        node = rows.first() or add_organisation(actor=actor, name=name, parent=node)
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


def kept_contact(actor: Actor, uid: Any, revision: int | None = None) -> Contact:
    """Lock a contact that the actor may change: its keeper, or the keeper's unit; Conflict when
    it was changed since `revision`."""
    actor.require(Permission.CONTACTS_KEEP)
    seen = visible(Contact, actor).values("pk")
    row: Contact | None = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("organisation", "secondment__cadre")
        .filter(uid=uid, pk__in=seen)
        .first()
    )
    if row is None:
        raise not_visible()
    if row.state == "MERGED":
        raise Conflict([say("contact.gone")])
    if revision is not None and revision != row.revision:
        raise Conflict([say("contact.stale")])
    if not keeps(actor, row):
        raise RuleBroken([say("contact.not_keeper", name=row.keeper_name)])
    return row


@transaction.atomic
def edit_contact(
    *, actor: Actor, contact_uid: Any, fields: ContactFields, revision: int, today: date
) -> Contact:
    """Correct a card; what the card held beyond the fields stays."""
    row = kept_contact(actor, contact_uid, revision)
    if found := objections_to_contact(fields) + objections_to_words(fields.post, fields.note):
        raise RuleBroken(found)
    post_before = row.post
    write_card(row, fields, open_card(row))
    waiting = row.handovers.filter(state="OFFERED").values_list("handover__to_unit", flat=True)
    row.unit_ids = seen_by(row, *waiting)
    _save(row)
    if row.post != post_before:
        _move_post(row, row.organisation, today)
    actor.record("contact.edited", row)
    return row


@transaction.atomic
def check_contact(
    *,
    actor: Actor,
    contact_uid: Any,
    word: str,
    today: date,
    note: str = "",
    post: str = "",
    moved_to: Sequence[str] = (),
) -> Contact:
    """仍有效, 有变化 (with the new post, or the organisation from the ministry down), or 已离任."""
    row = kept_contact(actor, contact_uid)
    is_new = bool(post.strip()) and post.strip() != row.post
    organisation = _organisation_at(actor, moved_to) if word == CHANGED else None
    is_moved = organisation is not None and organisation.pk != row.organisation_id
    found = objections_to_words(note, post)
    if word == CHANGED and not is_new and not is_moved:
        found.append(say("contact.new_post"))
    if len(post.strip()) > 60:
        found.append(say("contact.post", most=60))
    if found:
        raise RuleBroken(found)
    if word == CHANGED:
        row.post = post.strip() or row.post
        row.organisation = organisation or row.organisation
        _move_post(row, row.organisation, today)
    if word == LEFT:
        row.state = "LEFT"
        ContactPost.objects.filter(contact=row, to_on=None).update(to_on=today)
    elif row.state == "LEFT":
        row.state = "ACTIVE"
        _move_post(row, row.organisation, today)
    row.verified_on = today
    _save(row)
    ContactCheck.objects.create(
        city_id=row.city_id,
        contact=row,
        word=word,
        on_day=today,
        checker=actor.name,
        note=note.strip()[:MOST_WORDS],
    )
    actor.record("contact.checked", row, word=word)
    return row


def _move_post(row: Contact, organisation: Organisation, today: date) -> None:
    """Close the present post and open the next; one that began today is written over."""
    now = ContactPost.objects.filter(contact=row, to_on=None).first()
    if now is not None and now.from_on == today:
        now.organisation, now.post = organisation, row.post
        now.save()
        return
    if now is not None:
        now.to_on = today
        now.save()
    ContactPost.objects.create(
        city_id=row.city_id,
        contact=row,
        organisation=organisation,
        post=row.post,
        from_on=today,
    )


def _save(row: Contact) -> None:
    row.revision += 1
    row.save()


@transaction.atomic
def log_interaction(
    *,
    actor: Actor,
    contact_uid: Any,
    on_day: date,
    purpose: str,
    today: date,
    result: str = "",
    has_helped: bool = False,
) -> Interaction:
    """Somebody was in touch: on which day, about what, and whether it helped."""
    row = kept_contact(actor, contact_uid)
    own = row.secondment if row.keeper_id == actor.user_id else None
    found = objections_to_day(on_day, since=own.starts_on if own else None, today=today)
    if not purpose.strip() or len(purpose) > MOST_WORDS:
        found.append(say("contact.no_purpose"))
    if has_helped and not result.strip():
        found.append(say("contact.no_help"))
    found += objections_to_words(purpose, result)
    if found:
        raise RuleBroken(found)
    made = Interaction.objects.create(
        city_id=row.city_id,
        contact=row,
        on_day=on_day,
        person=actor.name,
        user_id=actor.user_id,
        purpose=purpose.strip(),
        result=result.strip()[:MOST_WORDS],
        has_helped=has_helped,
    )
    row.last_contact_on = max(on_day, row.last_contact_on or on_day)
    if has_helped:
        row.helped_on = max(on_day, row.helped_on or on_day)
    _save(row)
    actor.record("contact.interaction", row)
    return made
