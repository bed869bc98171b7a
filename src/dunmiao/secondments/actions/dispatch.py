"""Open, notice, arrive: a secondment from the approved plan to the first day at the post."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.db.errors import violated
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Severity
from dunmiao.people.models import Cadre, CareerStage
from dunmiao.people.writing import share_cadre
from dunmiao.posts.models import Post
from dunmiao.posts.rules import MOVE_OF_PROGRAMME
from dunmiao.secondments import selectors
from dunmiao.secondments.actions.moves import locked_case, may_move, move, note_event, require_alone
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Nomination, Secondment
from dunmiao.secondments.rules import terms as rules


@transaction.atomic
def open_secondment(
    *,
    actor: Actor,
    nomination: Nomination,
    post: Post,
    today: date,
    document_no: str = "",
    term: tuple[date, date] | None = None,
) -> Secondment:
    """Make the secondment of an approved plan's seat, for the programme's term or another.

    An overlap with another secondment of the person is refused by the database.
    """
    actor.require(Permission.PLANS_APPROVE, at=[post.programme.lead_unit_id])
    programme, cadre = post.programme, nomination.cadre
    starts_on, ends_on = term or (programme.starts_on, programme.ends_on)
    try:
        with transaction.atomic():
            secondment = Secondment.objects.create(
                city_id=actor.city_id,
                programme=programme,
                post=post,
                cadre=cadre,
                user_id=cadre.user_id,
                home_unit_id=nomination.home_unit_id,
                host_unit_id=post.unit_id,
                lead_unit_id=programme.lead_unit_id,
                kind=MOVE_OF_PROGRAMME[programme.kind].value,
                purpose=programme.purpose,
                state="APPROVED",
                starts_on=starts_on,
                ends_on=ends_on,
            )
    except IntegrityError as refused:
        if violated(refused) != "secondment_one_at_a_time":
            raise
        raise Conflict([say("secondment.overlap", name=cadre.name)]) from None
    nomination.state = NOMINATION.target("place")
    nomination.save(update_fields=["state"])
    share_cadre(actor=actor, cadre=cadre, unit_id=post.unit_id, today=today, why="placement")
    Cadre.objects.filter(pk=cadre.pk).update(stage=CareerStage.SECONDED)
    note_event(actor, secondment, "open", "", "APPROVED", today, document_no=document_no)
    actor.record("secondment.opened", secondment, cadres=[cadre.uid])
    return secondment


@transaction.atomic
def give_notice(
    *, actor: Actor, secondment: Secondment, notice_no: str, notice_file_id: int, today: date
) -> None:
    """The official notice of this secondment is out."""
    actor.require(Permission.PLANS_ISSUE, at=[secondment.programme.lead_unit_id])
    move(actor, secondment, "notice", today, document_no=notice_no)
    secondment.notice_no, secondment.notice_file_id = notice_no, notice_file_id
    secondment.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.noticed", secondment, document_no=notice_no)


@transaction.atomic
def confirm_arrival(
    *, actor: Actor, secondment_uid: Any, arrived_on: date, today: date
) -> Secondment:
    """The host confirms that the person has come (报到回执)."""
    secondment = selectors.get_secondment(actor=actor, uid=secondment_uid, lock=True)
    actor.require(Permission.CONFIRM_ARRIVAL, at=[secondment.host_unit_id])
    objections = rules.objections_to_arrival(
        arrived_on=arrived_on,
        starts_on=secondment.starts_on,
        ends_on=secondment.ends_on,
        today=today,
    )
    if any(objection.severity is Severity.ERROR for objection in objections):
        raise RuleBroken(objections)
    move(actor, secondment, "arrive", arrived_on)
    secondment.arrived_on = arrived_on
    secondment.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.arrived", secondment, cadres=[secondment.cadre.uid])
    return secondment


@transaction.atomic
def assign_duty(
    *, actor: Actor, secondment_uid: Any, duty: str, on_day: date, document_no: str, today: date
) -> Secondment:
    """The host says what the person is in charge of (分工); again when it changes."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_HOST, at=[secondment.host_unit_id])
    act = "assign" if secondment.state == "ARRIVED" else "reassign"
    may_move(secondment, act)
    assert secondment.arrived_on is not None
    objections = rules.objections_to_assignment(
        duty=duty, on_day=on_day, arrived_on=secondment.arrived_on
    )
    if objections:
        raise RuleBroken(objections)
    move(actor, secondment, act, on_day, document_no=document_no, reason=duty)
    secondment.duty = duty[:2000]
    secondment.assigned_on = secondment.assigned_on or on_day
    secondment.save()
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.duty_assigned", secondment, cadres=[secondment.cadre.uid])
    return secondment


@transaction.atomic
def cancel_secondment(
    *, actor: Actor, secondment_uid: Any, reason: str, document_no: str, today: date
) -> Secondment:
    """Call a secondment off before the person has come."""
    secondment = locked_case(actor, secondment_uid)
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    require_alone(secondment)
    if not reason.strip():
        raise RuleBroken([say("change.no_reason")])
    call_off(
        actor=actor, secondment=secondment, reason=reason, document_no=document_no, today=today
    )
    return secondment


def call_off(
    *, actor: Actor, secondment: Secondment, reason: str, document_no: str, today: date
) -> None:
    """Cancel a case whose row the caller holds; the person is free again."""
    move(actor, secondment, "cancel", today, document_no=document_no, reason=reason)
    secondment.save()
    Cadre.objects.filter(pk=secondment.cadre_id).update(stage=CareerStage.FREE)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("secondment.cancelled", secondment, cadres=[secondment.cadre.uid], reason=reason)
