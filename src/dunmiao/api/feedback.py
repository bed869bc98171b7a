"""Feedback to home units over JSON: arrange, prepare, visit, deliver, receive."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.acts import Done, NothingIn, act
from dunmiao.api.requests import ActorRequest, once
from dunmiao.kernel.errors import not_visible
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import cases
from dunmiao.secondments.actions import ending as actions
from dunmiao.units.selectors import list_units

router = Router(tags=["feedback"])


class VisitOut(Schema):
    """A visit to a home unit."""

    uid: uuid.UUID
    programme: str = Field(alias="programme.name")
    home_unit: str = Field(alias="home_unit.name")
    due_on: date
    planned_on: date | None
    visited_on: date | None
    letter_no: str
    letter_on: date | None
    received_on: date | None


class ArrangeIn(Schema):
    """When which unit is visited."""

    programme: uuid.UUID
    home_unit: uuid.UUID
    planned_on: date


class VisitedIn(Schema):
    """The visit took place."""

    visited_on: date
    visitors: str
    minutes: str


class ReceivedIn(Schema):
    """The home unit's receipt."""

    received_on: date
    reply: str = ""


@router.get("", response=list[VisitOut])
def list_feedback(request: ActorRequest) -> Any:
    """Visits in scope."""
    return list(cases.list_feedback(actor=request.actor)[:400])


@router.post("", response=Done)
def arrange(request: ActorRequest, asked: ArrangeIn) -> Any:
    """Arrange the one visit to a home unit."""
    actor = request.actor
    unit = list_units(city_id=actor.city_id).filter(uid=asked.home_unit).first()
    if unit is None:
        raise not_visible()
    programme = get_programme(actor=actor, uid=asked.programme)
    made = once(
        request,
        lambda: actions.plan_feedback(
            actor=actor,
            programme=programme,
            home_unit=unit,
            planned_on=asked.planned_on,
            today=timezone.localdate(),
        ),
    )
    if made is None:
        return Done(uid=programme.uid, repeated=True)
    return Done(uid=made.uid)


for _path, _action, _schema, _clock in (
    ("prepare", actions.prepare_letter, NothingIn, ""),
    ("visited", actions.record_feedback_visit, VisitedIn, "today"),
    ("deliver", actions.deliver_letter, NothingIn, "today"),
    ("receive", actions.receive_letter, ReceivedIn, "today"),
):
    act(router, _path, _action, _schema, names="visit_uid", clock=_clock)
