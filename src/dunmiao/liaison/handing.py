"""What a hand-over moves: contacts and papers, each with its lines and its chain of keepers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.liaison.keeping import seen_by
from dunmiao.liaison.models import (
    Contact,
    ContactHandover,
    Custody,
    HandedContact,
    HandedMaterial,
    HostMaterial,
    MaterialCustody,
)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is kept: its table, its lines of hand-overs, its chain of keepers."""

    model: Any
    handed: Any
    spans: Any
    name: str
    gone: tuple[str, ...]


CONTACTS = Kind(Contact, HandedContact, Custody, "contact", ("MERGED",))
MATERIALS = Kind(
    HostMaterial, HandedMaterial, MaterialCustody, "material", ("REPLACED", "WITHDRAWN")
)
KINDS = (CONTACTS, MATERIALS)


def hold(kind: Kind, rows: Sequence[Any]) -> list[Any]:
    """The same rows as they are now, held until commit."""
    ids = [row.pk for row in rows]
    held = kind.model.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(held.exclude(state__in=kind.gone).order_by("pk"))


def receive(
    actor: Actor, kind: Kind, handover: ContactHandover, chosen: Sequence[Any], today: date
) -> list[int | None]:
    """Take these of one kind over; the cases in which they were kept until now."""
    items = kind.handed.objects.filter(
        handover=handover, state="OFFERED", **{f"{kind.name}__in": chosen}
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


def _take(actor: Actor, kind: Kind, row: Any, handover: ContactHandover, today: date) -> None:
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


def take_back(kind: Kind, handover: ContactHandover) -> int:
    """Take back what of one kind waits; how many."""
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
