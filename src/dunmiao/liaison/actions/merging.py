"""Make two entries of one person one, and take that back."""

import base64
import json
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.db.sealed import seal, unseal
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.liaison.actions.keeping import recount, seen_by
from dunmiao.liaison.cards import joined, keys, open_card, seal_card
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, ContactMerge, HandedContact, Interaction

PLACE = "liaison_contactmerge.before"
DAYS = ("verified_on", "last_contact_on", "helped_on")


def _pair(actor: Actor, *uids: Any) -> list[Contact]:
    """Both, locked in the order of their ids, in the order asked for."""
    seen = visible(Contact, actor).values("pk")
    rows = Contact.objects.select_for_update(of=("self",)).filter(uid__in=uids, pk__in=seen)
    found = {str(row.uid): row for row in rows.order_by("pk")}
    if len({str(uid) for uid in uids}) != 2:
        raise RuleBroken([say("merge.same")])
    if len(found) != 2:
        raise not_visible()
    return [found[str(uid)] for uid in uids]


@transaction.atomic
def merge_contacts(*, actor: Actor, kept_uid: Any, dropped_uid: Any, today: date) -> ContactMerge:
    """The kept entry takes what the other one has more: numbers, later days, who sees it."""
    kept, dropped = _pair(actor, kept_uid, dropped_uid)
    actor.require(Permission.CONTACTS_MANAGE, at=[kept.keeper_unit_id])
    actor.require(Permission.CONTACTS_MANAGE, at=[dropped.keeper_unit_id])
    if "MERGED" in (kept.state, dropped.state):
        raise Conflict([say("contact.gone")])
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
    dropped.state, dropped.merged_into = "MERGED", kept
    _save(kept, dropped)
    Interaction.objects.filter(contact=dropped).update(contact=kept)
    recount(actor=actor, secondments=[kept.secondment_id, dropped.secondment_id], today=today)
    actor.record("contacts.merged", kept, dropped=str(dropped.uid))
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


@transaction.atomic
def undo_merge(*, actor: Actor, merge_uid: Any, today: date) -> ContactMerge:
    """Both are as they were; what was noted since stays with the kept one."""
    merge = ContactMerge.objects.select_for_update().filter(uid=merge_uid).first()
    if merge is None:
        raise not_visible()
    if merge.undone_on is not None:
        raise Conflict([say("merge.undone")])
    pair = Contact.objects.select_for_update(of=("self",)).filter(
        pk__in=[merge.kept_id, merge.dropped_id]
    )
    rows = pair.in_bulk()
    if len(rows) != 2:
        raise not_visible()
    kept, dropped = rows[merge.kept_id], rows[merge.dropped_id]
    actor.require(Permission.CONTACTS_MANAGE, at=[kept.keeper_unit_id])
    if kept.state == "MERGED":
        raise Conflict([say("contact.gone")])
    sealed = unseal(keys(), place=PLACE, row=merge.uid.hex, sealed=bytes(merge.before_sealed))
    _put_back(kept, dropped, json.loads(sealed))
    _save(kept, dropped)
    merge.undone_on = today
    merge.save()
    recount(actor=actor, secondments=[kept.secondment_id, dropped.secondment_id], today=today)
    actor.record("contacts.parted", kept, dropped=str(dropped.uid))
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
