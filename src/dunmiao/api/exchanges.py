"""Exchanges over JSON: propose, answer, decide, issue, change the term, fall."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.acts import Done, NothingIn, ReasonIn, act, done
from dunmiao.api.requests import ActorRequest
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import exchanges
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.units.selectors import get_unit

router = Router(tags=["exchanges"])


class ExchangeOut(Schema):
    """An exchange in short."""

    uid: uuid.UUID
    name: str
    programme: str = Field(alias="programme.name")
    state: str
    starts_on: date
    ends_on: date
    document_no: str


class WayIn(Schema):
    """One person's way: the nomination and the post."""

    nomination: uuid.UUID
    post: uuid.UUID


class ProposeIn(Schema):
    """A pair or ring."""

    programme: uuid.UUID
    name: str = ""
    ways: list[WayIn]
    starts_on: date
    ends_on: date
    reason: str = ""


class AnswerIn(Schema):
    """A side's answer."""

    side_uid: uuid.UUID
    agree: bool
    document_no: str = ""
    note: str = ""


class DecideIn(Schema):
    """The decision."""

    document_no: str


class TermIn(Schema):
    """A new last day for all."""

    last_day: date
    reason: str
    document_no: str


@router.get("", response=list[ExchangeOut])
def list_exchanges(request: ActorRequest) -> Any:
    """The newest 200 exchanges in scope."""
    return list(exchanges.list_exchanges(actor=request.actor)[:200])


@router.post("", response=Done)
def propose(request: ActorRequest, asked: ProposeIn) -> Any:
    """Propose a pair or ring to its sides."""
    actor, given = request.actor, asked.dict()
    programme = get_programme(actor=actor, uid=given.pop("programme"))
    pairs = [(way["nomination"], way["post"]) for way in given.pop("ways")]

    return done(
        request,
        lambda: actions.propose_exchange(
            actor=actor,
            programme=programme,
            ways=actions.ways_of(actor=actor, pairs=pairs),
            now=timezone.now(),
            today=timezone.localdate(),
            **given,
        ),
    )


class CountIn(Schema):
    """What a unit's personnel office counted on a day."""

    unit: uuid.UUID
    as_of: date
    establishment: int
    occupied: int
    headcount: int | None = None
    leaders: int | None = None
    source: str = ""


@router.post("establishment", response=Done)
def record_establishment(request: ActorRequest, asked: CountIn) -> Any:
    """Write a unit's establishment and headcount."""
    actor, given = request.actor, asked.dict()
    unit = get_unit(city_id=actor.city_id, uid=given.pop("unit"))
    today = timezone.localdate()
    return done(
        request,
        lambda: actions.record_establishment(actor=actor, unit=unit, today=today, **given),
        about=unit.uid,
    )


for _path, _action, _schema, _clock in (
    ("answer", actions.answer_exchange, AnswerIn, "now"),
    ("decide", actions.decide_exchange, DecideIn, "today"),
    ("issue", actions.issue_exchange, NothingIn, "today"),
    ("fall", actions.fall_exchange, ReasonIn, "today"),
    ("change-term", actions.change_exchange_term, TermIn, "today"),
):
    act(router, _path, _action, _schema, names="exchange_uid", clock=_clock)
