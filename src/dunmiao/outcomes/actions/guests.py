"""Hand in the list of who came to an event; it stands once the event is verified."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.outcomes.actions.reports import locked_outcome
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import EventGuest, Outcome
from dunmiao.outcomes.rules.guests import GUEST_HEADER, Guest, read_guests
from dunmiao.outcomes.rules.outcomes import EVENT


@transaction.atomic
def bring_guests(*, actor: Actor, outcome_uid: Any, content: bytes) -> Outcome:
    """The list as a workbook, whole: it takes the place of the one before."""
    actor.require(Permission.OUTCOMES_REPORT)
    row = locked_outcome(actor, outcome_uid)
    if row.kind != EVENT:
        raise RuleBroken([say("guest.no_event")])
    if row.counts:
        raise Conflict([say("guest.verified")])
    guests, found = read_guests(_rows(content))
    if found:
        raise RuleBroken(found)
    _write(row, guests)
    actor.record("outcome.guests_listed", row, rows=len(guests))
    return row


def _rows(content: bytes) -> Sequence[tuple[int, dict[str, Any]]]:
    try:
        filled = read_filled(content, header=GUEST_HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if filled.missing:
        raise RuleBroken([say("guest.header", names="、".join(filled.missing))])
    if filled.faults:
        raise RuleBroken(filled.faults)
    return filled.texts()


def _write(row: Outcome, guests: Sequence[Guest]) -> None:
    EventGuest.objects.filter(outcome=row).delete()
    EventGuest.objects.bulk_create(
        EventGuest(
            city_id=row.city_id,
            outcome=row,
            firm=guest.firm,
            person=guest.person,
            post=guest.post,
            intent=guest.intent,
        )
        for guest in guests
    )
