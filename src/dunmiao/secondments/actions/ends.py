"""The term's ends: extension and early end as decided, recall, acts that wait for their day."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.db.errors import violated
from dunmiao.kernel.errors import Conflict, DomainError, RuleBroken
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.actions.leaves import begin_leave
from dunmiao.secondments.actions.moves import (
    locked_case,
    may_move,
    move,
    require_alone,
    warn_of_loss,
)
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.lifecycle import AT_POST, CLOSING_REASONS
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import DatedAct, LeaveRequest, Secondment
from dunmiao.secondments.rules import terms
from dunmiao.secondments.rules.terms import Tenure, TermPolicy


def term_policy(*, city_id: int, day: date) -> TermPolicy:
    """The parameters of the term in force."""
    return read_policy(TermPolicy, parameters_in_force(city_id=city_id, day=day), prefix="term")


def tenure_of(secondment: Secondment) -> Tenure:
    """The term as plain values."""
    return Tenure(
        secondment.starts_on, secondment.ends_on, secondment.arrived_on, secondment.extensions
    )


def extend_to(
    actor: Actor, secondment: Secondment, new_end: date, paper: str, reason: str, today: date
) -> None:
    """Move the end of a case by a decision that was taken; an overlap is a conflict."""
    move(actor, secondment, "extend", today, document_no=paper, reason=reason)
    secondment.ends_on = new_end
    secondment.extensions += 1
    try:
        with transaction.atomic():
            secondment.save()
    except IntegrityError as refused:
        if violated(refused) != "secondment_one_at_a_time":
            raise
        raise Conflict([say("secondment.overlap", name=secondment.cadre.name)]) from None


def extend_case(
    *,
    actor: Actor,
    secondment: Secondment,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> None:
    """Extend a case by a decision taken above it (an exchange); the caller holds its row."""
    policy = term_policy(city_id=actor.city_id, day=today)
    found = terms.objections_to_extension(
        tenure_of(secondment), new_end=last_day, reason=reason, today=today, policy=policy
    )
    if not document_no.strip():
        found.append(say("change.no_document"))
    if found:
        raise RuleBroken(found)
    may_move(secondment, "extend")
    extend_to(actor, secondment, last_day, document_no, reason, today)


def end_case(
    *,
    actor: Actor,
    secondment: Secondment,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> None:
    """End a case early by a decision taken above it; on a later day it happens by itself."""
    found = terms.objections_to_early_end(
        tenure_of(secondment), last_day=last_day, reason=reason, document_no=document_no
    )
    if found:
        raise RuleBroken(found)
    may_move(secondment, "end_early")
    end_on(actor, secondment, "end_early", last_day, document_no, reason, today)


@transaction.atomic
def recall(
    *,
    actor: Actor,
    secondment_uid: Any,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
    confirmed: bool = False,
) -> Secondment:
    """The organisation department calls somebody back; on a later day it happens by itself.

    `confirmed`: whoever decides has seen what the person's team would lack.
    """
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    may_move(secondment, "recall")
    require_alone(secondment)
    objections = terms.objections_to_early_end(
        tenure_of(secondment), last_day=last_day, reason=reason, document_no=document_no
    )
    if objections:
        raise RuleBroken(objections)
    lost = warn_of_loss(actor, secondment, confirmed=confirmed, today=today)
    end_on(actor, secondment, "recall", last_day, document_no, reason, today)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record(
        "secondment.recalled",
        secondment,
        cadres=[secondment.cadre.uid],
        reason=reason,
        warned=[finding.message for finding in lost],
    )
    return secondment


REASON_OF = {"end_early": "EARLY_END", "recall": "RECALLED"}


def end_on(
    actor: Actor,
    secondment: Secondment,
    act: str,
    last_day: date,
    document_no: str,
    reason: str,
    today: date,
) -> None:
    """End now, or leave a dated act that ends the case on its day."""
    if last_day > today:
        if secondment.datedacts.filter(state="PENDING").exists():
            raise Conflict([say("change.open", kind=CLOSING_REASONS[REASON_OF[act]])])
        DatedAct.of(
            secondment,
            act=act,
            on_day=last_day,
            facts={"document_no": document_no, "reason": reason},
            decided_by=actor.name,
        ).save()
        return
    move(actor, secondment, act, last_day, document_no=document_no, reason=reason)
    secondment.left_on, secondment.closing_reason = last_day, REASON_OF[act]
    secondment.save()


# ── the day's own work ──
@transaction.atomic
def apply_due_acts(*, actor: Actor, today: date) -> int:
    """What takes effect by itself today: decided acts, leaves that begin, terms that run out.

    Each case by itself: one that refuses is noted and keeps nobody else waiting.
    """
    actor.require(Permission.CASES_MANAGE)
    done: dict[int, Secondment] = {}
    for dated in DatedAct.objects.filter(city_id=actor.city_id, state="PENDING", on_day__lte=today):
        _apply_dated(actor, dated, today, done)
    for row in LeaveRequest.objects.filter(
        city_id=actor.city_id,
        state="APPROVED",
        first_day__lte=today,
        secondment__state="SERVING",
        returned_on=None,
    ).select_related("secondment__cadre"):
        begin_leave(actor, row)
        done[row.secondment_id] = row.secondment
    _expire(actor, today, done)
    refresh_obligations(actor=actor, secondments=list(done.values()), today=today)
    return len(done)


def _apply_dated(actor: Actor, dated: DatedAct, today: date, done: dict[int, Secondment]) -> None:
    facts = dated.facts
    # Read anew and held: an act before this one may have moved the case.
    rows = Secondment.objects.select_for_update(of=("self",)).select_related("cadre")
    secondment = rows.get(pk=dated.secondment_id)
    try:
        with transaction.atomic():
            end_on(
                actor,
                secondment,
                dated.act,
                dated.on_day,
                facts["document_no"],
                facts["reason"],
                today,
            )
        dated.state = "DONE"
        done[secondment.pk] = secondment
    except DomainError as refused:
        dated.state = "REFUSED"
        dated.said = "；".join(finding.message for finding in refused.findings)[:300]
    dated.save()


def _expire(actor: Actor, today: date, done: dict[int, Secondment]) -> None:
    """Terms within their last days go to the end-of-term office work."""
    policy = term_policy(city_id=actor.city_id, day=today)
    last = today + timedelta(days=policy.expiring_days)
    states = [state for state in AT_POST if state != "EXPIRING"]
    rows = Secondment.objects.filter(
        city_id=actor.city_id, state__in=states, ends_on__lte=last
    ).exclude(changerequests__state="OPEN", ends_on__gte=today)
    for secondment in rows.select_related("cadre"):
        move(actor, secondment, "expire", today, reason="期满前自动转入")
        secondment.save()
        done[secondment.pk] = secondment
