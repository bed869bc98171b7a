"""Exchanges over JSON, to be read."""

import uuid
from datetime import date
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.secondments import exchanges

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


@router.get("", response=list[ExchangeOut])
def list_exchanges(request: ActorRequest) -> Any:
    """The newest 200 exchanges in scope."""
    return list(exchanges.list_exchanges(actor=request.actor)[:200])
