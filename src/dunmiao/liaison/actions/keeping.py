"""What holds for everything that the city owns and somebody keeps: where, seen by whom, how many."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.liaison.models import Contact, ContactHandover, HostMaterial
from dunmiao.liaison.models.kept import KeptModel
from dunmiao.secondments.duties import note_contacts
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@dataclass(frozen=True)
class Place:
    """For which unit of the city somebody keeps contacts and papers, and in which secondment of his."""

    unit: Unit
    secondment: Secondment | None = None


def is_own(actor: Actor, place: Place) -> bool:
    """Whether the actor may keep contacts there."""
    case = place.secondment
    if case is not None:
        return case.user_id == actor.user_id and case.state not in ENDED
    return actor.may(Permission.CONTACTS_KEEP, at=[place.unit.pk])


def seen_by(row: KeptModel, *more: int) -> list[int]:
    """Units that see it: its own and its keeper's, unless it is restricted; `more` always."""
    units = set() if row.sensitivity == "RESTRICTED" else {row.unit_id, row.keeper_unit_id}
    return sorted(units | set(more))


def recount(*, actor: Actor, secondments: Iterable[int | None], today: date) -> None:
    """Keep the counts of these cases equal to what their persons keep.

    Whoever takes over sees neither the case nor the rest of what its person keeps.
    """
    ids = {pk for pk in secondments if pk is not None}
    with beyond_own_rows(actor):
        kept = Counter(
            Contact.objects.filter(secondment__in=ids)
            .exclude(state="MERGED")
            .order_by()
            .values_list("secondment", flat=True)
        )
        kept.update(
            HostMaterial.objects.filter(secondment__in=ids, state="ACTIVE")
            .order_by()
            .values_list("secondment", flat=True)
        )
    note_contacts(actor=actor, kept={pk: kept[pk] for pk in ids}, today=today)


def keeps(actor: Actor, row: KeptModel) -> bool:
    """Whether the actor keeps it himself, or for the unit that does."""
    if row.keeper_id == actor.user_id:
        return True
    return actor.may(Permission.CONTACTS_KEEP, at=[row.keeper_unit_id])


def is_received_by(actor: Actor, handover: ContactHandover) -> bool:
    """Whether the actor may sign for what is offered: the person named, else who keeps there."""
    if handover.to_secondment_id is not None:
        case = handover.to_secondment  # None where the case itself is out of sight
        return case is not None and case.user_id == actor.user_id
    return actor.may(Permission.CONTACTS_KEEP, at=[handover.to_unit_id])
