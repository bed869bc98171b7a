"""Make two entries of one person one, and take that back."""

import base64
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import One
from dunmiao.db.sealed import seal, unseal
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.cards import joined, keys, open_card, seal_card
from dunmiao.liaison.keeping import recount, seen_by
from dunmiao.liaison.lifecycle import CONTACT
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, ContactMerge, HandedContact, Interaction
from dunmiao.liaison.selectors import list_contacts

PLACE = "liaison_contactmerge.before"
DAYS = ("verified_on", "last_contact_on", "helped_on")


def _others(doing: Doing, kept: Contact) -> QuerySet[Contact]:
    """Entries that may go into this one: where the actor manages, and present."""
    rows: QuerySet[Contact] = list_contacts(actor=doing.actor).exclude(pk=kept.pk)
    units = doing.actor.units_with(Permission.CONTACTS_MANAGE)
    return rows if units is None else rows.filter(keeper_unit__in=units)


def _entry(row: Contact) -> str:
    return f"{row.name}　{row.organisation.name}　{row.post}"


Other = Annotated[
    Contact, One("并入这一条的", offers=_others, say=_entry, search=("name", "name_key"))
]


@act(
    "contact.merge", Contact, "并入另一条", said="已并为一条，可以撤销。", records="contacts.merged",
    may=Held(Permission.CONTACTS_MANAGE, "keeper_unit"), life=CONTACT, moves="merge",
)  # fmt: skip
def merge_contacts(kept: Contact, doing: Doing, *, other: Other) -> ContactMerge:
    """The kept entry takes what the other one has more: numbers, later days, who sees it."""
    actor, today = doing.actor, doing.today
    locked = Contact.objects.select_for_update(of=("self",)).filter(pk=other.pk)
    dropped = locked.exclude(state="MERGED").first()
    if dropped is None:
        raise Conflict([say("contact.gone", where="other")])
    if HandedContact.objects.filter(contact__in=[kept, dropped], state="OFFERED").exists():
        raise RuleBroken([say("merge.offered")])
    merge = ContactMerge(
        city_id=actor.city_id, kept=kept, dropped=dropped, merged_on=today, merged_by=actor.name
    )
    merge.before_sealed = _seal(merge, _before(kept, dropped))
    merge.save()
    seal_card(kept, joined(open_card(kept), open_card(dropped)))
    for name in DAYS:
        days = [day for row in (kept, dropped) if (day := getattr(row, name))]
        setattr(kept, name, max(days, default=None))
    if "RESTRICTED" in (kept.sensitivity, dropped.sensitivity):
        kept.sensitivity = "RESTRICTED"  # joined knowledge is as closed as its most closed part
    kept.post = kept.post or dropped.post
    kept.groups = list(dict.fromkeys([*kept.groups, *dropped.groups]))
    kept.user_ids = sorted({*kept.user_ids, *dropped.user_ids})
    kept.unit_ids = seen_by(kept)
    dropped.state, dropped.merged_into = CONTACT.target("merge"), kept
    _save(kept, dropped)
    Interaction.objects.filter(contact=dropped).update(contact=kept)
    recount(actor=actor, secondments=[kept.secondment_id, dropped.secondment_id], today=today)
    doing.note(dropped=str(dropped.uid))
    return merge


def _before(kept: Contact, dropped: Contact) -> dict[str, Any]:
    return {
        "card": base64.b64encode(bytes(kept.card_sealed)).decode(),
        "masked": kept.phones_masked,
        "phones": [base64.b64encode(bytes(key)).decode() for key in kept.phone_keys],
        "days": {name: day.isoformat() if (day := getattr(kept, name)) else None for name in DAYS},
        "post": kept.post,
        "groups": kept.groups,
        "sensitivity": kept.sensitivity,
        "user_ids": kept.user_ids,
        "state": dropped.state,
        "interactions": list(dropped.interactions.values_list("pk", flat=True)),
    }


def _seal(merge: ContactMerge, before: dict[str, Any]) -> bytes:
    text = json.dumps(before, ensure_ascii=False).encode()
    return seal(keys(), place=PLACE, row=merge.uid.hex, value=text)


def _undone(merge: ContactMerge, doing: Doing) -> Iterable[Finding]:
    if merge.undone_on is not None:
        yield say("merge.undone")
    if merge.kept.state == "MERGED":
        yield say("contact.gone")


@act(
    "contact_merge.undo", ContactMerge, "撤销", said="已撤销，两条都在。", records="contacts.parted",
    may=Held(Permission.CONTACTS_MANAGE, "kept.keeper_unit"), unless=_undone, related="kept",
)  # fmt: skip
def undo_merge(merge: ContactMerge, doing: Doing) -> ContactMerge:
    """Both are as they were; what was noted since stays with the kept one."""
    pair = Contact.objects.select_for_update(of=("self",)).filter(
        pk__in=[merge.kept_id, merge.dropped_id]
    )
    rows = pair.in_bulk()
    if len(rows) != 2:
        raise not_visible()
    kept, dropped = rows[merge.kept_id], rows[merge.dropped_id]
    sealed = unseal(keys(), place=PLACE, row=merge.uid.hex, sealed=bytes(merge.before_sealed))
    _put_back(kept, dropped, json.loads(sealed))
    _save(kept, dropped)
    merge.undone_on = doing.today
    merge.save()
    cases = [kept.secondment_id, dropped.secondment_id]
    recount(actor=doing.actor, secondments=cases, today=doing.today)
    doing.note(dropped=str(dropped.uid))
    return merge


def _put_back(kept: Contact, dropped: Contact, before: dict[str, Any]) -> None:
    kept.card_sealed = base64.b64decode(before["card"])
    kept.phones_masked = before["masked"]
    kept.phone_keys = [base64.b64decode(key) for key in before["phones"]]
    for name, text in before["days"].items():
        was = date.fromisoformat(text) if text else None
        newest = Interaction.objects.filter(contact=kept).exclude(pk__in=before["interactions"])
        if name == "last_contact_on":
            was = max(filter(None, [was, *newest.values_list("on_day", flat=True)]), default=None)
        if name == "helped_on":
            helped = newest.filter(has_helped=True).values_list("on_day", flat=True)
            was = max(filter(None, [was, *helped]), default=None)
        setattr(kept, name, was)
    kept.post, kept.groups = before["post"], before["groups"]
    kept.sensitivity, kept.user_ids = before["sensitivity"], before["user_ids"]
    kept.unit_ids = seen_by(kept)
    dropped.state, dropped.merged_into = before["state"], None
    Interaction.objects.filter(pk__in=before["interactions"]).update(contact=dropped)


def _save(*rows: Contact) -> None:
    for row in rows:
        row.revision += 1
        row.save()
