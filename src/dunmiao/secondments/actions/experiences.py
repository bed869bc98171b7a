"""What kinds of experience a post gave, told by those who saw it."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.secondments.actions.moves import locked_case, locked_part
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import GainedExperience, Secondment
from dunmiao.secondments.rules.words import objections_to_words

LEAST_WORDS, MOST_WORDS = 6, 200


def may_tell(actor: Actor, secondment: Secondment) -> bool:
    """The host and the lead unit, once he has arrived; never himself."""
    tells = actor.may(Permission.CASES_HOST, at=[secondment.host_unit_id])
    tells = tells or actor.may(Permission.FEED_BACK, at=[secondment.lead_unit_id])
    return tells and secondment.arrived_on is not None and secondment.user_id != actor.user_id


@transaction.atomic
def tell_experience(
    *, actor: Actor, secondment_uid: Any, kind: str, text: str, on_day: date, today: date
) -> GainedExperience:
    """Record a kind of experience with what shows it."""
    secondment = locked_case(actor, secondment_uid)
    if secondment.user_id == actor.user_id:
        raise RuleBroken([say("experience.own")])
    if not may_tell(actor, secondment):
        raise not_permitted()
    found = objections_to_words(text)
    if kind not in EXPERIENCES:
        found.append(say("experience.kind", all="、".join(EXPERIENCES)))
    if not LEAST_WORDS <= len(text.strip()) <= MOST_WORDS:
        found.append(say("experience.words", least=LEAST_WORDS, most=MOST_WORDS))
    if on_day > today:
        found.append(say("act.in_future", day=on_day.isoformat()))
    if secondment.arrived_on is None or on_day < secondment.arrived_on:
        arrived = str(secondment.arrived_on or "—")
        found.append(say("act.before_arrival", day=on_day.isoformat(), arrived=arrived))
    if found:
        raise RuleBroken(found)
    row = GainedExperience.of(
        secondment,
        kind=kind,
        on_day=on_day,
        text=text.strip(),
        teller=actor.name,
        told_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Conflict([say("experience.once", kind=kind)]) from twice
    actor.record("experience.told", row, cadres=[secondment.cadre.uid])
    return row


@transaction.atomic
def drop_experience(*, actor: Actor, experience_uid: Any) -> Secondment:
    """Take a slip back; the history keeps it."""
    row = locked_part(actor, GainedExperience, experience_uid)
    secondment = locked_case(actor, row.secondment.uid)
    if not may_tell(actor, secondment):
        raise not_permitted()
    actor.record("experience.dropped", row, cadres=[secondment.cadre.uid])
    row.delete()
    return secondment
