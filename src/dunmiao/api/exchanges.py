"""Exchanges over JSON: propose, answer, decide, issue, change the term, fall."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.acts import Done, NothingIn, ReasonIn, act
from dunmiao.api.requests import ActorRequest, once
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import exchanges
from dunmiao.secondments.actions import exchanges as actions

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

    def call() -> Any:
        return actions.propose_exchange(
            actor=actor,
            programme=programme,
            ways=actions.ways_of(actor=actor, pairs=pairs),
            now=timezone.now(),
            today=timezone.localdate(),
            **given,
        )

    made = once(request, call)
    if made is None:
        return Done(uid=programme.uid, repeated=True)
    return Done(uid=made.uid, state=made.state)


for _path, _action, _schema, _clock in (
    ("answer", actions.answer_exchange, AnswerIn, "now"),
    ("decide", actions.decide_exchange, DecideIn, "today"),
    ("issue", actions.issue_exchange, NothingIn, "today"),
    ("fall", actions.fall_exchange, ReasonIn, "today"),
    ("change-term", actions.change_exchange_term, TermIn, "today"),
):
    act(router, _path, _action, _schema, names="exchange_uid", clock=_clock)
