"""The one way a case moves: the table is asked, the event is written; the caller saves the case."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.moves import MoveKind
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment, SecondmentEvent
from dunmiao.secondments.teams import loss_of


def require_alone(secondment: Secondment) -> None:
    """Refuse what would part a person from his exchange: it stands or falls together."""
    if secondment.kind == MoveKind.EXCHANGE_APPOINTMENT.value and hasattr(
        secondment, "exchange_leg"
    ):
        raise RuleBroken([say("exchange.together")])


def warn_of_loss(
    actor: Actor, secondment: Secondment, *, confirmed: bool, today: date
) -> list[Finding]:
    """Refuse an end that leaves a team without what it must have, until whoever acts has seen
    which requirement breaks and confirms; the warnings are returned to be recorded."""
    found = loss_of(actor=actor, secondment=secondment, today=today)
    if found and not confirmed:
        confirm = say("team.confirm", severity=Severity.WARNING, where="confirmed")
        raise RuleBroken([*found, confirm])
    return found


def note_event(
    actor: Actor,
    secondment: Secondment,
    act: str,
    was: str,
    now: str,
    day: date,
    *,
    document_no: str = "",
    reason: str = "",
) -> None:
    """Write one line of the case's history."""
    SecondmentEvent.objects.create(
        city_id=secondment.city_id, secondment=secondment, act=act, from_state=was, to_state=now,
        on_day=day, actor_name=actor.name, document_no=document_no, reason=reason,
    )  # fmt: skip


def may_move(secondment: Secondment, act: str) -> None:
    """Refuse (409), saying what is allowed, where the act cannot start from this state."""
    if objections := SECONDMENT.objections(state=secondment.state, act=act):
        raise Conflict(objections)


def move(
    actor: Actor,
    secondment: Secondment,
    act: str,
    day: date,
    *,
    document_no: str = "",
    reason: str = "",
) -> None:
    """Move the case and write its event; the caller saves the case."""
    may_move(secondment, act)
    was, secondment.state = secondment.state, SECONDMENT.target(act)
    secondment.revision += 1
    note_event(
        actor, secondment, act, was, secondment.state, day,
        document_no=document_no, reason=reason,
    )  # fmt: skip
