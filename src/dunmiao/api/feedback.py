"""Feedback to home units over JSON: arrange, prepare, visit, deliver, receive."""

import json
import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.acts import Done, NothingIn, act, done
from dunmiao.api.requests import ActorRequest, once
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import cases
from dunmiao.secondments.actions import bulk
from dunmiao.secondments.actions import ending as actions
from dunmiao.units.selectors import get_unit

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
    unit = get_unit(city_id=actor.city_id, uid=asked.home_unit)
    programme = get_programme(actor=actor, uid=asked.programme)
    return done(
        request,
        lambda: actions.plan_feedback(
            actor=actor,
            programme=programme,
            home_unit=unit,
            planned_on=asked.planned_on,
            today=timezone.localdate(),
        ),
    )


class RouteIn(Schema):
    """From which day on, how many units a day; a trial arranges nothing."""

    first_day: date
    per_day: int = 3
    is_trial: bool = True


class StopOut(Schema):
    """A unit of the round with its day."""

    home_unit: str
    people: int
    day: date
    is_late: bool


@router.post("route", response=list[StopOut])
def route(request: ActorRequest, asked: RouteIn) -> Any:
    """Days for every unit still to be visited; arranged all or none unless it is a trial."""
    actor = request.actor
    days: dict[str, Any] = {"first_day": asked.first_day, "per_day": asked.per_day}

    def propose() -> list[dict[str, Any]]:
        return [
            StopOut(
                home_unit=row.unit.name, people=row.people, day=leg.day, is_late=leg.is_late
            ).model_dump(mode="json")
            for row, leg in bulk.propose_round(actor=actor, **days)
        ]

    def arrange() -> list[dict[str, Any]]:
        stops = propose()
        bulk.arrange_round(actor=actor, today=timezone.localdate(), **days)
        return stops

    # What was arranged is no longer proposed: a repeat is told the days that were kept.
    return propose() if asked.is_trial else json.loads(once(request, arrange, keep=json.dumps).kept)


for _path, _action, _schema, _clock in (
    ("prepare", actions.prepare_letter, NothingIn, ""),
    ("visited", actions.record_feedback_visit, VisitedIn, "today"),
    ("deliver", actions.deliver_letter, NothingIn, "today"),
    ("receive", actions.receive_letter, ReceivedIn, "today"),
):
    act(router, _path, _action, _schema, names="visit_uid", clock=_clock)
