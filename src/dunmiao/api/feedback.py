"""Feedback to home units over JSON: visits, and a round before it is arranged."""

import uuid
from datetime import date
from typing import Any

from ninja import Field, Query, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.secondments import feedback

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


@router.get("", response=list[VisitOut])
def list_feedback(request: ActorRequest) -> Any:
    """Visits in scope."""
    return list(feedback.list_feedback(actor=request.actor)[:400])


class Round(Schema):
    """From which day on, how many units a day."""

    first_day: date
    per_day: int = 3


class StopOut(Schema):
    """A unit of the round with its day."""

    home_unit: str
    people: int
    day: date
    is_late: bool


@router.get("route", response=list[StopOut])
def route(request: ActorRequest, asked: Query[Round]) -> Any:
    """Days for every unit still to be visited, as `feedback.arrange_round` would arrange them."""
    proposed = feedback.propose_round(actor=request.actor, **asked.dict())
    return [
        StopOut(home_unit=row.unit.name, people=row.people, day=leg.day, is_late=leg.is_late)
        for row, leg in proposed
    ]
