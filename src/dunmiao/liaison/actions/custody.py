"""Hand contacts and papers over: offered by their keeper, received one by one; the city owns them
throughout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.keeping import Place, is_received_by, recount, seen_by
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import (
    Contact,
    ContactHandover,
    Custody,
    HandedContact,
    HandedMaterial,
    HostMaterial,
    MaterialCustody,
)
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.units.models import City


@dataclass(frozen=True)
class _Kind:
    """A kind of thing that is kept: its table, its lines of hand-overs, its chain of keepers."""

    model: Any
    handed: Any
    spans: Any
    name: str
    gone: tuple[str, ...]


CONTACTS = _Kind(Contact, HandedContact, Custody, "contact", ("MERGED",))
MATERIALS = _Kind(
    HostMaterial, HandedMaterial, MaterialCustody, "material", ("REPLACED", "WITHDRAWN")
)
KINDS = (CONTACTS, MATERIALS)


@transaction.atomic
def offer_contacts(
    *,
    actor: Actor,
    contact_uids: Sequence[Any],
    to: Place,
    today: date,
    material_uids: Sequence[Any] = (),
    note: str = "",
) -> ContactHandover:
    """Offer what one keeps oneself to a unit, or to whoever is now at that host; it stays with
    its keeper until it is received."""
    actor.require(Permission.CONTACTS_KEEP)
    asked = ((CONTACTS, contact_uids), (MATERIALS, material_uids))
    chosen = [(kind, _own_rows(actor, kind, uids)) for kind, uids in asked]
    rows = [row for _, some in chosen for row in some]
    found = _objections_to_receiver(actor, to)
    if not rows:
        found.append(say("handover.nothing"))
    for kind, some in chosen:
        found += _objections_to_offer(actor, kind, some)
    if found:
        raise RuleBroken(found)
    receiver = [to.secondment.user_id] if to.secondment and to.secondment.user_id else []
    handover = ContactHandover.objects.create(
        city_id=actor.city_id,
        number=_next_number(actor),
        giver_id=actor.user_id,
        giver_name=actor.name,
        secondment_id=next((row.secondment_id for row in rows if row.secondment_id), None),
        to_unit=to.unit,
        to_secondment=to.secondment,
        offered_on=today,
        note=note.strip()[:200],
        unit_ids=[to.unit.pk],
        user_ids=sorted({actor.user_id, *receiver}),
    )
    for kind, some in chosen:
        kind.handed.objects.bulk_create(
            kind.handed(city_id=actor.city_id, handover=handover, **{kind.name: row})
            for row in some
        )
    for row in rows:
        row.unit_ids = seen_by(row, to.unit.pk)
        row.user_ids = sorted({*row.user_ids, *receiver})
        row.revision += 1
        row.save(update_fields=["unit_ids", "user_ids", "revision"])
    actor.record("contacts.offered", handover, rows=len(rows))
    return handover


def _own_rows(actor: Actor, kind: _Kind, uids: Sequence[Any]) -> list[Any]:
    """Lock what is chosen of one kind; what is not in sight refuses the whole."""
    seen = visible(kind.model, actor).values("pk")
    rows = (
        kind.model.objects.select_for_update(of=("self",))
        .filter(uid__in=list(uids), pk__in=seen)
        .exclude(state__in=kind.gone)
        .order_by("pk")
    )
    if len(rows) != len(set(uids)):
        raise not_visible()
    return list(rows)


def _objections_to_receiver(actor: Actor, to: Place) -> list[Finding]:
    case = to.secondment
    if case is None:
        return []
    if case.user_id is None or not case.arrived_on or case.state in ENDED:
        return [say("handover.not_there")]
    return [say("handover.own")] if case.user_id == actor.user_id else []


def _objections_to_offer(actor: Actor, kind: _Kind, rows: list[Any]) -> list[Finding]:
    waiting = kind.handed.objects.filter(**{f"{kind.name}__in": rows}, state="OFFERED")
    offered = set(waiting.values_list(kind.name, flat=True))
    found = []
    for row in rows:
        name = row.name if kind is CONTACTS else row.title
        if row.keeper_id != actor.user_id:
            found.append(say("handover.not_kept", name=name))
        elif row.pk in offered:
            found.append(say("handover.offered", name=name))
    return found


def _next_number(actor: Actor) -> int:
    """The next number of the city without a gap: the city's row is held until commit."""
    City.objects.select_for_update().get(pk=actor.city_id)
    with beyond_own_rows(actor):
        found = ContactHandover.objects.filter(city_id=actor.city_id).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1


def _handover(actor: Actor, uid: Any) -> ContactHandover:
    seen = visible(ContactHandover, actor).values("pk")
    row: ContactHandover | None = (
        ContactHandover.objects.select_for_update(of=("self",))
        .select_related("to_secondment")
        .filter(uid=uid, pk__in=seen)
        .first()
    )
    if row is None:
        raise not_visible()
    return row


@transaction.atomic
def receive_contacts(
    *,
    actor: Actor,
    handover_uid: Any,
    contact_uids: Sequence[Any],
    today: date,
    material_uids: Sequence[Any] = (),
) -> ContactHandover:
    """Sign for these; from today on the signer keeps them, for his unit or at his post."""
    handover = _handover(actor, handover_uid)
    actor.require(Permission.CONTACTS_KEEP)
    if handover.giver_id == actor.user_id:
        raise RuleBroken([say("handover.own")])
    if not is_received_by(actor, handover):
        raise not_permitted()
    if handover.to_secondment and handover.to_secondment.state in ENDED:
        raise Conflict([say("handover.not_there")])
    asked = ((CONTACTS, contact_uids), (MATERIALS, material_uids))
    taken = [(kind, _receive(actor, kind, handover, uids, today)) for kind, uids in asked]
    cases = {case for _, some in taken for case in some}
    count = sum(len(some) for _, some in taken)
    if not count:
        raise Conflict([say("handover.none_open")])
    recount(actor=actor, secondments={*cases, handover.to_secondment_id}, today=today)
    actor.record("contacts.received", handover, rows=count)
    return handover


def _receive(
    actor: Actor, kind: _Kind, handover: ContactHandover, uids: Sequence[Any], today: date
) -> list[int | None]:
    """Take these of one kind over; the cases in which they were kept until now."""
    items = kind.handed.objects.filter(
        handover=handover, state="OFFERED", **{f"{kind.name}__uid__in": list(uids)}
    )
    lines = list(items.order_by(kind.name))
    ids = [getattr(item, f"{kind.name}_id") for item in lines]
    rows = kind.model.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
    cases = [row.secondment_id for row in rows.values()]
    for item, pk in zip(lines, ids, strict=True):
        _take(actor, kind, rows[pk], handover, today)
        item.state, item.received_on = "RECEIVED", today
        item.receiver, item.received_by_id = actor.name, actor.user_id
        item.save()
    return cases


def _take(actor: Actor, kind: _Kind, row: Any, handover: ContactHandover, today: date) -> None:
    kind.spans.objects.filter(**{kind.name: row}, to_on=None).update(to_on=today)
    kind.spans.objects.create(
        city_id=row.city_id,
        keeper_id=actor.user_id,
        keeper_name=actor.name,
        unit=handover.to_unit,
        from_on=today,
        handover=handover,
        **{kind.name: row},
    )
    row.keeper_id, row.keeper_name = actor.user_id, actor.name
    row.keeper_unit, row.secondment = handover.to_unit, handover.to_secondment
    row.user_ids = sorted({*row.user_ids, actor.user_id})
    row.unit_ids = seen_by(row)
    row.revision += 1
    row.save()


@transaction.atomic
def withdraw_contacts(*, actor: Actor, handover_uid: Any, today: date) -> ContactHandover:
    """Take back what nobody has received yet."""
    handover = _handover(actor, handover_uid)
    if handover.giver_id != actor.user_id:
        actor.require(Permission.CONTACTS_MANAGE, at=[handover.to_unit_id])
    count = sum(_take_back(kind, handover) for kind in KINDS)
    if not count:
        raise Conflict([say("handover.none_open")])
    actor.record("contacts.withdrawn", handover, rows=count)
    return handover


def _take_back(kind: _Kind, handover: ContactHandover) -> int:
    items = kind.handed.objects.filter(handover=handover, state="OFFERED")
    lines = list(items.select_related(kind.name))
    for item in lines:
        row = getattr(item, kind.name)
        item.state = "WITHDRAWN"
        item.save()
        kept_by = set(row.custodys.values_list("keeper", flat=True)) | {row.given_by_id}
        row.user_ids = sorted(kept_by & set(row.user_ids))
        row.unit_ids = seen_by(row)
        row.revision += 1
        row.save(update_fields=["unit_ids", "user_ids", "revision"])
    return len(lines)
