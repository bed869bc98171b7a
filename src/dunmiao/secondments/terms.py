"""How the end of a term moves: extended or ended by a decision, now or on a later day."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.lifecycle import CLOSING_REASONS
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import DatedAct, Secondment
from dunmiao.secondments.moves import may_move, move
from dunmiao.secondments.rules import terms as rules
from dunmiao.secondments.rules.terms import Tenure, TermPolicy

REASON_OF = {"end_early": "EARLY_END", "recall": "RECALLED"}


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
    told = say("secondment.overlap", name=secondment.cadre.name)
    with conflict("secondment_one_at_a_time", told):
        secondment.save()


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
    found = rules.objections_to_extension(
        tenure_of(secondment), new_end=last_day, reason=reason, today=today, policy=policy
    )
    if not document_no.strip():
        found.append(say("change.no_document", where="document_no"))
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
    found = rules.objections_to_early_end(
        tenure_of(secondment), last_day=last_day, reason=reason, document_no=document_no
    )
    if found:
        raise RuleBroken(found)
    may_move(secondment, "end_early")
    end_on(actor, secondment, "end_early", last_day, document_no, reason, today)


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
            secondment, act=act, on_day=last_day, decided_by=actor.name,
            facts={"document_no": document_no, "reason": reason},
        ).save()  # fmt: skip
        return
    move(actor, secondment, act, last_day, document_no=document_no, reason=reason)
    secondment.left_on, secondment.closing_reason = last_day, REASON_OF[act]
    secondment.save()
