"""Verify, return, share out, reverse, and mark what was reported twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible, require_revision
from dunmiao.outcomes.actions.reports import locked_outcome
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import AttributionShare, Outcome, OutcomeFact, OutcomeTarget
from dunmiao.outcomes.parties import recount
from dunmiao.outcomes.rules.outcomes import LEAST_REASON, Fact, objections_to_verifying
from dunmiao.outcomes.rules.shares import read_shares
from dunmiao.outcomes.rules.targets import Target, objections_to_target
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@transaction.atomic
def judge_fact(
    *, actor: Actor, fact_uid: Any, verified: bool, words: str = "", today: date
) -> OutcomeFact:
    """A second unit confirms a step after looking at its proof, or returns it with a reason."""
    fact = OutcomeFact.objects.select_related("outcome").filter(uid=fact_uid).first()
    if fact is None:
        raise not_visible()
    row = locked_outcome(actor, fact.outcome.uid)
    fact.refresh_from_db()
    unit = _judging_unit(actor, row)
    if fact.state != "REPORTED":
        raise Conflict([say("verify.done")])
    if actor.user_id in (fact.reporter_id, row.reporter_id):
        raise RuleBroken([say("verify.own_report")])
    step = Fact(fact.kind, fact.happened_on, fact.stage, fact.amount, fact.foreign)
    held = fact.evidence.values_list("kind", flat=True) if verified else ["*"]
    found = objections_to_verifying(
        row.kind, step, held, verifier=unit, own=[row.unit_id, row.home_unit_id]
    )
    if not verified:
        found = [one for one in found if one.code != "verify.no_proof"]
        if not words.strip():
            found.append(say("verify.no_words"))
    if found:
        raise RuleBroken(found)
    fact.state = "VERIFIED" if verified else "RETURNED"
    fact.judged_by_id, fact.judge_name = actor.user_id, actor.name
    fact.judging_unit_id, fact.judged_on = unit, today
    fact.judged_words = words.strip()[:200]
    fact.save()
    recount(row, today=today)
    actor.record("outcome.verified" if verified else "outcome.returned", row, step=fact.kind)
    return fact


def _judging_unit(actor: Actor, row: Outcome) -> int:
    """The unit for which the actor speaks: the one that was asked, else one above it."""
    if not actor.has(Permission.OUTCOMES_VERIFY):
        raise not_permitted()
    held = [g for g in actor.grants_with(Permission.OUTCOMES_VERIFY) if not g.role.is_personal]
    for grant in held:
        if grant.unit_id == row.asked_unit_id:
            return grant.unit_id
    for grant in held:
        if grant.is_root or row.asked_unit_id in grant.covers:
            return grant.unit_id
    raise not_permitted()


@dataclass(frozen=True, slots=True)
class Party:
    """A person's secondment or a unit, by address, with what it did and its share as written."""

    secondment: Any
    unit: Any
    part: str
    share: str


@transaction.atomic
def set_shares(
    *, actor: Actor, outcome_uid: Any, parties: Sequence[Party], revision: int, today: date
) -> Outcome:
    """Say who has what part; the old shares are replaced as a whole, or nothing is."""
    actor.require(Permission.OUTCOMES_REPORT)
    row = locked_outcome(actor, outcome_uid)
    _may_manage(actor, row)
    require_revision(given=revision, current=row.revision)
    weights, found = read_shares([party.share for party in parties])
    rows = []
    for party, weight in zip(parties, weights or [0] * len(parties), strict=True):
        rows.append(_party(row, party, weight, sum(weights)))
    names = [(one.secondment_id, one.unit_id) for one in rows]
    for at, one in enumerate(rows):
        if names.index(names[at]) != at:
            found.append(say("share.twice", name=one.name))
        case = one.secondment
        if case is not None and case.programme_id != row.programme_id:
            found.append(say("share.outside", name=one.name))
    if found:
        raise RuleBroken(found)
    row.shares.all().delete()
    AttributionShare.objects.bulk_create(rows)
    _let_see(row, rows)
    recount(row, today=today)
    cases = [one.secondment.cadre.uid for one in rows if one.secondment is not None]
    actor.record("outcome.shared", row, cadres=cases, parties=len(rows))
    return row


def _party(row: Outcome, party: Party, weight: int, whole: int) -> AttributionShare:
    made = AttributionShare(
        city_id=row.city_id, outcome=row, part=party.part.strip()[:60], weight=weight, whole=whole
    )
    if party.secondment:
        case = Secondment.objects.select_related("cadre").filter(uid=party.secondment).first()
        if case is None:
            raise not_visible()
        made.secondment, made.name = case, case.cadre.name
        return made
    unit = Unit.objects.filter(city_id=row.city_id, uid=party.unit).first()
    if unit is None:
        raise not_visible()
    made.unit, made.name = unit, unit.name
    return made


def _let_see(row: Outcome, shares: Sequence[AttributionShare]) -> None:
    """Whoever has a part sees it, and so do his home and host; nobody loses sight of it."""
    units, users = set(row.unit_ids), set(row.user_ids)
    for share in shares:
        if share.unit_id is not None:
            units.add(share.unit_id)
        if share.secondment is not None:
            units |= {share.secondment.home_unit_id, share.secondment.host_unit_id}
            if share.secondment.user_id is not None:
                users.add(share.secondment.user_id)
    row.unit_ids, row.user_ids = sorted(units), sorted(users)


def _may_manage(actor: Actor, row: Outcome) -> None:
    """The reporter, his unit, and the department."""
    if row.reporter_id != actor.user_id:
        actor.require(Permission.OUTCOMES_REPORT, at=[row.unit_id])


@transaction.atomic
def reverse_outcome(
    *, actor: Actor, outcome_uid: Any, on_day: date, reason: str, today: date
) -> Outcome:
    """It fell through or was not true: from that day on it counts nothing, and stays to be seen."""
    actor.require(Permission.OUTCOMES_REPORT)
    row = locked_outcome(actor, outcome_uid)
    _may_manage(actor, row)
    found = []
    if on_day > today:
        found.append(say("outcome.in_future", day=on_day.isoformat()))
    if on_day < row.happened_on:
        found.append(
            say(
                "outcome.reversed_early",
                day=on_day.isoformat(),
                first=row.happened_on.isoformat(),
            )
        )
    if len(reason.strip()) < LEAST_REASON:
        found.append(say("outcome.no_reason", least=LEAST_REASON))
    if found:
        raise RuleBroken(found)
    row.lost = row.contracted or row.claimed_contracted
    row.reversed_on, row.reversed_reason = on_day, reason.strip()[:200]
    row.reversed_by = actor.name
    recount(row, today=today)
    actor.record("outcome.reversed", row, day=on_day.isoformat())
    return row


@transaction.atomic
def mark_duplicate(*, actor: Actor, outcome_uid: Any, of_uid: Any, today: date) -> Outcome:
    """The same thing was reported before: this one counts nothing while it is marked."""
    actor.require(Permission.OUTCOMES_VERIFY)
    row = locked_outcome(actor, outcome_uid)
    first = visible(Outcome, actor).filter(uid=of_uid).first()
    if first is None:
        raise not_visible()
    _judging_unit(actor, row)
    if first.pk == row.pk:
        raise RuleBroken([say("outcome.itself")])
    if first.duplicate_of_id is not None or row.duplicates.exists():
        raise RuleBroken([say("outcome.chain")])
    if first.kind != row.kind:
        raise RuleBroken([say("outcome.other_kind")])
    row.duplicate_of = first
    recount(row, today=today)
    actor.record("outcome.found_twice", row, first=str(first.uid))
    return row


@transaction.atomic
def unmark_duplicate(*, actor: Actor, outcome_uid: Any, today: date) -> Outcome:
    """It is not the same after all: it counts again as far as it is verified."""
    actor.require(Permission.OUTCOMES_VERIFY)
    row = locked_outcome(actor, outcome_uid)
    _judging_unit(actor, row)
    row.duplicate_of = None
    recount(row, today=today)
    actor.record("outcome.told_apart", row)
    return row


@transaction.atomic
def set_target(
    *,
    actor: Actor,
    programme: Any,
    year: int,
    measure: str,
    value: Decimal,
    weight: int,
    document_no: str = "",
) -> OutcomeTarget:
    """Set or change what a programme is to reach in a year."""
    actor.require(Permission.OUTCOMES_TARGETS)
    if found := objections_to_target(Target(measure, value, weight)):
        raise RuleBroken(found)
    row, _ = OutcomeTarget.objects.update_or_create(
        city_id=actor.city_id,
        programme=programme,
        year=year,
        measure=measure,
        defaults={"value": value, "weight": weight, "document_no": document_no.strip()[:60]},
    )
    actor.record("outcome.target_set", row, measure=measure)
    return row
