"""Exceptions from a rule (破格): asked for with a reason, granted by another with a paper."""

from datetime import datetime
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.rulebook.models import Override
from dunmiao.secondments import selectors
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Nomination


def _failing(actor: Actor, nomination: Nomination) -> set[str]:
    """Rules of severity OVERRIDE that the person fails for some post."""
    found = selectors.fits(actor=actor, nomination=nomination, day=nomination.programme.starts_on)
    return {
        finding.facts["rule"]
        for fit in found
        for finding in fit.findings
        if finding.code == "rule.failed" and finding.facts["rule_severity"] == "OVERRIDE"
    }


@transaction.atomic
def ask_override(*, actor: Actor, nomination_uid: Any, rule_code: str, reason: str) -> Override:
    """Ask for an exception from one failed rule; BLOCK rules have none."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    if not reason.strip():
        raise RuleBroken([say("override.reason")])
    if rule_code not in _failing(actor, nomination):
        raise RuleBroken([say("override.not_needed")])
    override, _ = Override.objects.get_or_create(
        city_id=actor.city_id,
        rule_code=rule_code,
        subject_uid=nomination.uid,
        defaults={
            "subject": "secondments.nomination",
            "reason": reason[:500],
            "asked_by_id": actor.user_id,
        },
    )
    actor.record("override.asked", nomination, cadres=[nomination.cadre.uid], rule=rule_code)
    return override


@transaction.atomic
def grant_override(
    *, actor: Actor, nomination_uid: Any, rule_code: str, document_no: str, now: datetime
) -> Override:
    """Grant it: another natural person than who asked, with the number of a paper."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.SCREEN, at=[nomination.programme.lead_unit_id])
    override = (
        Override.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .filter(city_id=actor.city_id, subject_uid=nomination.uid, rule_code=rule_code)
        .first()
    )
    if override is None or override.approved_by_id is not None:
        raise Conflict([say("override.absent")])
    objections = []
    if not document_no.strip():
        objections.append(say("override.document"))
    if override.asked_by.natural_person == actor.natural_person:
        objections.append(say("override.own"))
    if objections:
        raise RuleBroken(objections)
    override.approved_by_id, override.approved_at = actor.user_id, now
    override.document_no = document_no.strip()[:60]
    override.save()
    actor.record(
        "override.granted",
        nomination,
        cadres=[nomination.cadre.uid],
        rule=rule_code,
        paper=document_no,
    )
    return override
