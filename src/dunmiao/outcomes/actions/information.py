"""Relay information to a unit that can use it; the unit says whether it did."""

from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import RelayedInformation
from dunmiao.outcomes.parties import Place
from dunmiao.outcomes.rules.information import Information, objections_to_information
from dunmiao.secondments.rules.words import objections_to_words


@transaction.atomic
def relay_information(
    *, actor: Actor, place: Place, item: Information, today: date
) -> RelayedInformation:
    """Send it to `place.asked`, the unit that can use it."""
    actor.require(Permission.OUTCOMES_REPORT)
    if not place.is_of(actor):
        raise not_permitted()
    case = place.secondment
    since = case.starts_on if case else None
    found = objections_to_information(item, since=since, today=today)
    if place.asked.pk == place.unit.pk:
        found.append(say("information.own_unit"))
    found += objections_to_words(item.title, item.source, item.text)
    if found:
        raise RuleBroken(found)
    units = {place.unit.pk, place.asked.pk}
    if case is not None:
        units |= {case.home_unit_id, case.host_unit_id}
    row = RelayedInformation.objects.create(
        city_id=actor.city_id,
        programme=place.programme,
        secondment=case,
        unit=place.unit,
        to_unit=place.asked,
        title=item.title.strip()[:120],
        source=item.source.strip()[:120],
        text=item.text.strip(),
        sent_on=item.sent_on,
        sender_id=actor.user_id,
        sender_name=actor.name,
        unit_ids=sorted(units),
        user_ids=[actor.user_id],
    )
    actor.record("information.relayed", row, cadres=place.cadres())
    return row


@transaction.atomic
def answer_information(
    *, actor: Actor, information_uid: Any, used: bool, effect: str, today: date
) -> RelayedInformation:
    """The receiving unit says whether it used it, and for what."""
    seen = visible(RelayedInformation, actor).values("pk")
    row: RelayedInformation | None = (
        RelayedInformation.objects.select_for_update(of=("self",))
        .filter(uid=information_uid, pk__in=seen)
        .first()
    )
    if row is None:
        raise not_visible()
    actor.require(Permission.OUTCOMES_VERIFY, at=[row.to_unit_id])
    if row.is_used is not None:
        raise Conflict([say("information.answered")])
    found = []
    if row.sender_id == actor.user_id:
        found.append(say("information.own"))
    if used and not effect.strip():
        found.append(say("information.no_effect"))
    if found:
        raise RuleBroken(found)
    row.is_used, row.effect, row.answered_on = used, effect.strip()[:300], today
    row.answered_by_id, row.answerer = actor.user_id, actor.name
    row.save()
    actor.record("information.answered", row, used=used)
    return row
