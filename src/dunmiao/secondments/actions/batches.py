"""Away from home: cares raised and seen to; work handed over to who comes next."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.secondments.actions.moves import locked_case, locked_part, party_acting
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.labels import CARE_KINDS, HANDOVER_KINDS
from dunmiao.secondments.lifecycle import ENDED, ENDING
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Care, Handover, HandoverItem, Secondment
from dunmiao.secondments.rules.obligations import PARTIES
from dunmiao.secondments.selectors import get_secondment

RIGHT = {
    "ORG": (Permission.CASES_MANAGE, "lead_unit_id"),
    "LEAD": (Permission.FEED_BACK, "lead_unit_id"),
    "HOST": (Permission.CASES_HOST, "host_unit_id"),
    "HOME": (Permission.CASES_HOME, "home_unit_id"),
}
MOST_ITEMS = 60


def may_see_to(actor: Actor, row: Care) -> bool:
    """True where the actor acts for the party that owns the care."""
    right, column = RIGHT[row.owner]
    return row.done_on is None and actor.may(right, at=[getattr(row, column)])


@transaction.atomic
def raise_care(
    *,
    actor: Actor,
    secondment_uid: Any,
    kind: str,
    text: str,
    owner: str,
    owner_name: str,
    due_on: date,
    today: date,
) -> Care:
    """The person, the home unit or the department names a care, who sees to it, and by when."""
    secondment = locked_case(actor, secondment_uid)
    speaks = party_acting(actor, secondment) in {"PERSON", "HOME"}
    if not speaks:
        actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    found = []
    if kind not in CARE_KINDS or owner not in RIGHT:
        found.append(say("care.unknown"))
    if not text.strip():
        found.append(say("care.no_text"))
    if due_on < today:
        found.append(say("care.past", day=due_on.isoformat()))
    if secondment.state in ENDED:
        found.append(say("care.ended"))
    if found:
        raise RuleBroken(found)
    row = Care.of(
        secondment,
        kind=kind,
        text=text.strip()[:300],
        owner=owner,
        owner_name=owner_name.strip()[:50],
        raised_on=today,
        raised_by=actor.name,
        due_on=due_on,
    )
    row.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("care.raised", row, cadres=[secondment.cadre.uid], care=kind)
    return row


@transaction.atomic
def see_to_care(*, actor: Actor, care_uid: Any, done_on: date, result: str, today: date) -> Care:
    """The owner says what was done."""
    row = locked_part(actor, Care, care_uid)
    right, column = RIGHT[row.owner]
    actor.require(right, at=[getattr(row, column)])
    if row.done_on is not None or row.dropped_reason:
        raise Conflict([say("care.done")])
    found = []
    if not result.strip():
        found.append(say("care.no_result"))
    if done_on > today:
        found.append(say("act.in_future", day=done_on.isoformat()))
    if done_on < row.raised_on:
        found.append(say("care.before", day=row.raised_on.isoformat()))
    if found:
        raise RuleBroken(found)
    row.done_on, row.result = done_on, result.strip()[:300]
    row.save()
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("care.seen_to", row, owner=PARTIES[row.owner])
    return row


@transaction.atomic
def drop_care(*, actor: Actor, care_uid: Any, reason: str, today: date) -> Care:
    """A care that is no longer needed, with the reason."""
    row = locked_part(actor, Care, care_uid)
    if party_acting(actor, row.secondment) not in {"PERSON", "HOME"}:
        actor.require(Permission.CASES_MANAGE, at=[row.lead_unit_id])
    if row.done_on is not None or row.dropped_reason:
        raise Conflict([say("care.done")])
    if not reason.strip():
        raise RuleBroken([say("change.no_reason")])
    row.dropped_reason = reason.strip()[:300]
    row.save()
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("care.dropped", row, reason=reason)
    return row


# ── to who comes next ──
@transaction.atomic
def list_handover(
    *, actor: Actor, secondment_uid: Any, items: Sequence[tuple[str, str]]
) -> Handover:
    """The leaving person (or the host) lists what is handed over; anew until it is received."""
    secondment = locked_case(actor, secondment_uid)
    if party_acting(actor, secondment) not in {"PERSON", "HOST"}:
        actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    kept = [(kind, text.strip()[:300]) for kind, text in items if text.strip()]
    found = []
    if secondment.state not in ENDING:
        found.append(say("handover.state"))
    if not kept:
        found.append(say("handover.empty"))
    if len(kept) > MOST_ITEMS:
        found.append(say("handover.too_many", most=MOST_ITEMS))
    if any(kind not in HANDOVER_KINDS for kind, _ in kept):
        found.append(say("care.unknown"))
    if found:
        raise RuleBroken(found)
    row = Handover.objects.filter(secondment=secondment).first() or Handover.of(secondment)
    if row.received_on is not None:
        raise Conflict([say("handover.received")])
    row.save()
    row.items.all().delete()
    HandoverItem.objects.bulk_create(
        HandoverItem.of(
            secondment, handover=row, kind=kind, text=text, successor_user=row.successor_user
        )
        for kind, text in kept
    )
    actor.record("handover.listed", row, items=len(kept))
    return row


@transaction.atomic
def name_successor(*, actor: Actor, secondment_uid: Any, successor_uid: Any) -> Handover:
    """The host or the department says who takes over: somebody at the same host, later."""
    secondment = locked_case(actor, secondment_uid)
    if not actor.may(Permission.CASES_HOST, at=[secondment.host_unit_id]):
        actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    row = Handover.objects.filter(secondment=secondment).first()
    if row is None:
        raise RuleBroken([say("handover.empty")])
    if row.received_on is not None:
        raise Conflict([say("handover.received")])
    successor = get_secondment(actor=actor, uid=successor_uid)
    same = successor.host_unit_id == secondment.host_unit_id and successor.pk != secondment.pk
    if not same or successor.state in ENDED:
        raise RuleBroken([say("handover.not_next")])
    row.successor, row.successor_user_id = successor, successor.user_id
    row.save()
    row.items.update(successor_user_id=successor.user_id)
    actor.record("handover.successor_named", row)
    return row


@transaction.atomic
def receive_handover(*, actor: Actor, handover_uid: Any, note: str, today: date) -> Handover:
    """Who comes next has everything on the list, or says in the note what lacks."""
    rows = Handover.objects.select_for_update(of=("self",)).filter(city_id=actor.city_id)
    row = rows.filter(uid=handover_uid).first()
    if row is None:
        raise not_visible()
    if row.successor_user_id is None or row.successor_user_id != actor.user_id:
        raise not_permitted()
    if row.received_on is not None:
        raise Conflict([say("handover.received")])
    row.received_on, row.received_by, row.note = today, actor.name, note.strip()[:300]
    row.save()
    actor.record("handover.received", row)
    return row


def takeovers_of(*, actor: Actor) -> list[Handover]:
    """What is waiting for, or was taken over by, the person signed in."""
    rows = Handover.objects.filter(city_id=actor.city_id, successor_user_id=actor.user_id)
    return list(rows.prefetch_related("items").order_by("-pk")[:5])


def successors_of(*, actor: Actor, secondment: Secondment) -> list[Secondment]:
    """Who may take over: living cases at the same host."""
    rows = visible(Secondment, actor).filter(host_unit_id=secondment.host_unit_id)
    rows = rows.exclude(pk=secondment.pk).exclude(state__in=ENDED)
    return list(rows.select_related("cadre", "post").order_by("-starts_on")[:20])
