"""Outcomes over JSON: the list, one with its steps and shares, relayed information."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.outcomes import selectors
from dunmiao.outcomes.rules.outcomes import STAGES

router = Router(tags=["outcomes"])
information = Router(tags=["outcomes"])


class ShareOut(Schema):
    """One party's part: its weight over the sum of the weights."""

    name: str
    part: str
    weight: int


class OutcomeOut(Schema):
    """One outcome; sums are those that count, in 万元 and 万美元."""

    uid: uuid.UUID
    kind: str
    title: str
    happened_on: date
    partner: str
    quantity: int | None
    level: str
    body: str
    document_no: str
    grant: Decimal | None
    programme: uuid.UUID = Field(alias="programme.uid")
    host: str = Field(alias="host_unit.name")
    state: str
    is_pending: bool
    stage: str
    contracted: Decimal
    paid_in: Decimal
    foreign_contracted: Decimal
    foreign_paid: Decimal
    reversed_on: date | None
    reversed_reason: str
    revision: int

    @staticmethod
    def resolve_stage(row: Any) -> str:
        """The stage that is verified, empty where none is."""
        return STAGES[row.stage] if row.stage >= 0 else ""


class StepOut(Schema):
    """A dated step."""

    uid: uuid.UUID
    kind: str
    stage: str
    happened_on: date
    amount: Decimal | None
    foreign: Decimal | None
    state: str
    reporter: str = Field(alias="reporter_name")
    judge: str = Field(alias="judge_name")
    judged_on: date | None


class WholeOut(Schema):
    """An outcome with its steps and shares."""

    outcome: OutcomeOut
    steps: list[StepOut]
    shares: list[ShareOut]


@router.get("", response=list[OutcomeOut])
def list_outcomes(
    request: ActorRequest, kind: str = "", year: str = "", state: str = "", after: str = ""
) -> Any:
    """Outcomes within sight, 200 at a time, the newest first; `after` is the last uid seen."""
    rows = selectors.list_outcomes(
        actor=request.actor, asked={"kind": kind, "year": year, "state": state}
    )
    if after:
        last = selectors.get_outcome(actor=request.actor, uid=uuid.UUID(after))
        rows = selectors.after(rows, last.happened_on, last.pk)
    return list(rows.select_related("host_unit", "programme")[:200])


@router.get("{uuid:uid}", response=WholeOut)
def read_outcome(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One outcome with its steps and shares."""
    row = selectors.get_outcome(actor=request.actor, uid=uid)
    request.actor.record("outcome.read", row)
    return {
        "outcome": row,
        "steps": selectors.facts_of(row),
        "shares": selectors.shares_of([row])[row.pk],
    }


class InformationOut(Schema):
    """An item, with what the receiving unit made of it."""

    uid: uuid.UUID
    title: str
    source: str
    text: str
    sent_on: date
    sender: str = Field(alias="sender_name")
    to: str = Field(alias="to_unit.name")
    is_used: bool | None
    answered_on: date | None
    effect: str


@information.get("", response=list[InformationOut])
def list_information(request: ActorRequest) -> Any:
    """Items within sight, the newest 200."""
    return list(selectors.list_information(actor=request.actor)[:200])
