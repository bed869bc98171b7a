"""Exceptions from a rule (破格): asked for with a reason, granted by another with a paper."""

from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Pick, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.rulebook.models import Override
from dunmiao.secondments import selectors
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Nomination

WITH = "cadre programme home_unit"


def _failing(doing: Doing, nomination: Nomination) -> list[tuple[str, str]]:
    """Rules of severity OVERRIDE that the person fails for some post: BLOCK rules have none."""
    day = nomination.programme.starts_on
    found = selectors.fits(actor=doing.actor, nomination=nomination, day=day)
    failed = {
        finding.facts["rule"]: finding.message
        for fit in found
        for finding in fit.findings
        if finding.code == "rule.failed" and finding.facts["rule_severity"] == "OVERRIDE"
    }
    return list(failed.items())


def _open(doing: Doing, nomination: Nomination) -> list[tuple[str, str]]:
    rows = Override.objects.filter(
        city_id=nomination.city_id, subject_uid=nomination.uid, approved_by=None
    )
    return [(row.rule_code, row.reason) for row in rows.order_by("pk")]


def _none_needed(nomination: Nomination, doing: Doing) -> list[Finding]:
    return [] if _failing(doing, nomination) else [say("override.not_needed")]


def _none_open(nomination: Nomination, doing: Doing) -> list[Finding]:
    return [] if _open(doing, nomination) else [say("override.absent")]


@act(
    "override.ask", Nomination, "提出破格", said="已提出破格，待组织部批准。",
    records="override.asked", may=Held(Permission.NOMINATE, "home_unit"), unless=_none_needed,
    related=WITH,
)  # fmt: skip
def ask_override(
    nomination: Nomination,
    doing: Doing,
    *,
    rule: Annotated[str, Pick("规则", offers=_failing)],
    reason: Annotated[str, Text("理由", most=500)],
) -> Nomination:
    """Ask for an exception from one failed rule."""
    Override.objects.get_or_create(
        city_id=nomination.city_id,
        rule_code=rule,
        subject_uid=nomination.uid,
        defaults={
            "subject": "secondments.nomination",
            "reason": reason,
            "asked_by_id": doing.actor.user_id,
        },
    )
    doing.note(rule=rule)
    return nomination


@act(
    "override.grant", Nomination, "批准破格", said="已批准破格。", records="override.granted",
    may=Held(Permission.SCREEN, "programme.lead_unit"), unless=_none_open, waits=True,
    related=WITH,
)  # fmt: skip
def grant_override(
    nomination: Nomination,
    doing: Doing,
    *,
    rule: Annotated[str, Pick("规则", offers=_open)],
    document_no: Annotated[str, Text("文号", most=60)],
) -> Nomination:
    """Grant it: another natural person than who asked, with the number of a paper."""
    override = (
        Override.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .get(city_id=nomination.city_id, subject_uid=nomination.uid, rule_code=rule)
    )
    if override.asked_by.natural_person == doing.actor.natural_person:
        raise RuleBroken([say("override.own")])
    override.approved_by_id, override.approved_at = doing.actor.user_id, doing.now
    override.document_no = document_no
    override.save()
    doing.note(rule=rule, paper=document_no)
    return nomination
