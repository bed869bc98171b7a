"""Report an outcome and its further steps, with proof; both count only when verified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import AttributionShare, Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.parties import Place, known_facts, recount
from dunmiao.outcomes.rules.outcomes import (
    DONE,
    EVIDENCE,
    INVESTMENT,
    STAGE,
    Fact,
    NewOutcome,
    objections_to_fact,
    objections_to_outcome,
)
from dunmiao.secondments.rules.words import objections_to_words

MOST_FILES = 6


@dataclass(frozen=True, slots=True)
class Proof:
    """A file with what it is."""

    kind: str
    name: str
    content: bytes


@transaction.atomic
def report_outcome(
    *,
    actor: Actor,
    place: Place,
    new: NewOutcome,
    today: date,
    first: Fact | None = None,
    proofs: Sequence[Proof] = (),
) -> Outcome:
    """Report one: by a secondee of his own secondment, or by a unit for itself.

    `first` is the stage that an investment has reached; other kinds are done on their day.
    """
    actor.require(Permission.OUTCOMES_REPORT)
    if not place.is_of(actor):
        raise not_permitted()
    since = place.secondment.starts_on if place.secondment else None
    fact = first if new.kind == INVESTMENT and first else _first(new)
    found = objections_to_outcome(new, since=since, today=today)
    if not found:
        found = objections_to_fact(new.kind, fact, [], since=since, today=today)
    found += objections_to_words(new.title, new.detail, fact.words)
    found += _objections_to_proofs(proofs)
    if place.asked.pk in place.own_units():
        found.append(say("outcome.no_unit"))
    if found:
        raise RuleBroken(found)
    row = _create(actor, place, new, today)
    _share(row, place)
    _add_fact(actor, row, fact, proofs, today)
    actor.record("outcome.reported", row, cadres=place.cadres(), what=new.kind)
    return row


def _first(new: NewOutcome) -> Fact:
    if new.kind == INVESTMENT:
        return Fact(STAGE, new.happened_on, stage="LEAD")
    return Fact(DONE, new.happened_on)


def _create(actor: Actor, place: Place, new: NewOutcome, today: date) -> Outcome:
    case = place.secondment
    units = {place.unit.pk, place.host.pk, place.asked.pk}
    if case is not None:
        units |= {case.home_unit_id, case.host_unit_id}
    return Outcome.objects.create(
        city_id=actor.city_id,
        programme=place.programme,
        secondment=case,
        kind=new.kind,
        title=new.title.strip()[:120],
        happened_on=new.happened_on,
        partner=new.partner.strip()[:120],
        quantity=new.quantity,
        level=new.level,
        body=new.body.strip()[:100],
        document_no=new.document_no.strip()[:60],
        grant=new.grant,
        detail=new.detail.strip(),
        unit=place.unit,
        host_unit=place.host,
        home_unit_id=case.home_unit_id if case else None,
        asked_unit=place.asked,
        reporter_id=actor.user_id,
        reporter_name=actor.name,
        reported_on=today,
        unit_ids=sorted(units),
        user_ids=[actor.user_id],
    )


def _share(row: Outcome, place: Place) -> None:
    """Until the parties agree otherwise, the whole is the reporter's."""
    case = place.secondment
    AttributionShare.objects.create(
        city_id=row.city_id,
        outcome=row,
        secondment=case,
        unit=None if case else place.unit,
        name=case.cadre.name if case else place.unit.name,
        weight=1,
        whole=1,
    )


@transaction.atomic
def report_fact(
    *,
    actor: Actor,
    outcome_uid: Any,
    fact: Fact,
    proofs: Sequence[Proof] = (),
    today: date,
) -> OutcomeFact:
    """Report a further step: a stage reached, or money come in."""
    actor.require(Permission.OUTCOMES_REPORT)
    row = locked_outcome(actor, outcome_uid)
    since = row.secondment.starts_on if row.secondment else None
    before = [known.fact for known in known_facts(row)]
    found = objections_to_fact(row.kind, fact, before, since=since, today=today)
    found += objections_to_words(fact.words)
    found += _objections_to_proofs(proofs)
    if found:
        raise RuleBroken(found)
    made = _add_fact(actor, row, fact, proofs, today)
    actor.record("outcome.moved", row, stage=fact.stage or fact.kind)
    return made


def _add_fact(
    actor: Actor, row: Outcome, fact: Fact, proofs: Sequence[Proof], today: date
) -> OutcomeFact:
    made = OutcomeFact.objects.create(
        city_id=row.city_id,
        outcome=row,
        kind=fact.kind,
        stage=fact.stage,
        happened_on=fact.happened_on,
        amount=fact.amount,
        foreign=fact.foreign,
        words=fact.words.strip()[:500],
        reporter_id=actor.user_id,
        reporter_name=actor.name,
        reported_on=today,
    )
    _keep(actor, row, made, proofs)
    recount(row, today=today)
    return made


def _keep(actor: Actor, row: Outcome, fact: OutcomeFact, proofs: Iterable[Proof]) -> None:
    for proof in proofs:
        stored = store_paper(
            actor=actor,
            kind="EVIDENCE",
            name=proof.name,
            content=proof.content,
            unit_id=row.unit_id,
        )
        Evidence.objects.create(
            city_id=row.city_id, outcome=row, fact=fact, kind=proof.kind, file=stored
        )


@transaction.atomic
def add_evidence(
    *, actor: Actor, fact_uid: Any, proofs: Sequence[Proof], today: date
) -> OutcomeFact:
    """Hand in proof later, while the step waits for the second unit."""
    actor.require(Permission.OUTCOMES_REPORT)
    fact = OutcomeFact.objects.select_related("outcome").filter(uid=fact_uid).first()
    if fact is None:
        raise not_visible()
    row = locked_outcome(actor, fact.outcome.uid)
    fact.refresh_from_db()
    if fact.state != "REPORTED":
        raise Conflict([say("verify.done")])
    if found := _objections_to_proofs(proofs):
        raise RuleBroken(found)
    _keep(actor, row, fact, proofs)
    actor.record("outcome.proved", row, files=len(proofs))
    return fact


def locked_outcome(actor: Actor, uid: Any) -> Outcome:
    """The row for change; refused once it is reversed."""
    rows = Outcome.objects.select_for_update(of=("self",)).select_related("secondment__cadre")
    row: Outcome | None = rows.filter(uid=uid, pk__in=visible(Outcome, actor).values("pk")).first()
    if row is None:
        raise not_visible()
    if row.reversed_on is not None:
        raise Conflict([say("outcome.reversed", day=row.reversed_on.isoformat())])
    return row


def _objections_to_proofs(proofs: Sequence[Proof]) -> list[Finding]:
    found = []
    if len(proofs) > MOST_FILES:
        found.append(say("evidence.too_many", most=MOST_FILES))
    if any(proof.kind not in EVIDENCE for proof in proofs):
        found.append(say("evidence.kind"))
    return found
