"""Open, notice, arrive: a secondment from the approved plan to the first day at the post."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Severity
from dunmiao.people.actions.cadres import share_cadre
from dunmiao.people.models import Cadre, CareerStage
from dunmiao.posts.models import Post
from dunmiao.posts.rules import MOVE_OF_PROGRAMME
from dunmiao.secondments import rules, selectors
from dunmiao.secondments.lifecycle import NOMINATION, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Nomination, Secondment, SecondmentEvent


@transaction.atomic
def open_secondment(
    *, actor: Actor, nomination: Nomination, post: Post, today: date, document_no: str = ""
) -> Secondment:
    """Make the secondment of an approved plan's seat; an overlap is refused by the database."""
    actor.require(Permission.PLANS_APPROVE, at=[post.programme.lead_unit_id])
    programme, cadre = post.programme, nomination.cadre
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
                kind=MOVE_OF_PROGRAMME[programme.kind].value,
                purpose=programme.purpose,
                state="APPROVED",
                starts_on=programme.starts_on,
                ends_on=programme.ends_on,
            )
    except IntegrityError:
        raise Conflict([say("secondment.overlap", name=cadre.name)]) from None
    nomination.state = NOMINATION.target("place")
    nomination.save(update_fields=["state"])
    share_cadre(actor=actor, cadre=cadre, unit_id=post.unit_id, today=today, why="placement")
    Cadre.objects.filter(pk=cadre.pk).update(stage=CareerStage.SECONDED)
    _event(actor, secondment, "", "APPROVED", today, document_no=document_no)
    actor.record("secondment.opened", secondment, cadres=[cadre.uid])
    return secondment


def _event(
    actor: Actor, secondment: Secondment, was: str, now: str, day: date, *, document_no: str = ""
) -> None:
    SecondmentEvent.objects.create(
        city_id=actor.city_id,
        secondment=secondment,
        from_state=was,
        to_state=now,
        on_day=day,
        actor_name=actor.name,
        document_no=document_no,
    )


def _move(
    actor: Actor, secondment: Secondment, act: str, day: date, *, document_no: str = ""
) -> None:
    if objections := SECONDMENT.objections(state=secondment.state, act=act):
        raise Conflict(objections)
    was, secondment.state = secondment.state, SECONDMENT.target(act)
    secondment.revision += 1
    _event(actor, secondment, was, secondment.state, day, document_no=document_no)


@transaction.atomic
def give_notice(
    *, actor: Actor, secondment: Secondment, notice_no: str, notice_file_id: int, today: date
) -> None:
    """The official notice of this secondment is out."""
    actor.require(Permission.PLANS_ISSUE, at=[secondment.programme.lead_unit_id])
    _move(actor, secondment, "notice", today, document_no=notice_no)
    secondment.notice_no, secondment.notice_file_id = notice_no, notice_file_id
    secondment.save()
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
    _move(actor, secondment, "arrive", arrived_on)
    secondment.arrived_on = arrived_on
    secondment.save()
    actor.record("secondment.arrived", secondment, cadres=[secondment.cadre.uid])
    return secondment
