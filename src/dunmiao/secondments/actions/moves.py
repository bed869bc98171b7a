"""The one way a case moves: the table is asked, the event is written, duties are refreshed."""

from datetime import date
from typing import Any, TypeVar

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.posts.rules import MoveKind
from dunmiao.secondments import selectors
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment, SecondmentEvent
from dunmiao.secondments.models.secondments import CaseRow
from dunmiao.secondments.teams import loss_of

Part = TypeVar("Part", bound=CaseRow)


def locked_case(actor: Actor, secondment_uid: Any) -> Secondment:
    """The case in scope, its row held until the end of the transaction."""
    return selectors.get_secondment(actor=actor, uid=secondment_uid, lock=True)


def locked_part(actor: Actor, model: type[Part], uid: Any, *related: str) -> Part:
    """A part of a case in scope (a leave, a report), held together with its case."""
    rows = model.objects.select_for_update(of=("self", "secondment"))  # type: ignore[attr-defined]
    rows = rows.select_related("secondment", *related)
    found: Part | None = rows.filter(city_id=actor.city_id, uid=uid).first()
    if found is None:
        raise not_visible()
    return found


def require_own(actor: Actor, secondment: Secondment) -> None:
    """Refuse (403) anybody but the person whose case it is."""
    actor.require(Permission.REPORT_OWN)
    if secondment.user_id is None or secondment.user_id != actor.user_id:
        raise not_permitted()


def party_acting(actor: Actor, secondment: Secondment) -> str | None:
    """As which party the actor speaks in a case: the person, the host, the home unit."""
    if secondment.user_id is not None and secondment.user_id == actor.user_id:
        return "PERSON"
    for party, permission, unit in (
        ("HOST", Permission.CASES_HOST, secondment.host_unit_id),
        ("HOME", Permission.CASES_HOME, secondment.home_unit_id),
    ):
        units = actor.units_with(permission)
        if units is not None and unit in units:
            return party
    return None


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
        raise RuleBroken([*found, say("team.confirm", severity=Severity.WARNING)])
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
        city_id=secondment.city_id,
        secondment=secondment,
        act=act,
        from_state=was,
        to_state=now,
        on_day=day,
        actor_name=actor.name,
        document_no=document_no[:60],
        reason=reason[:300],
    )


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
        actor,
        secondment,
        act,
        was,
        secondment.state,
        day,
        document_no=document_no,
        reason=reason,
    )
