"""Discovery and use over JSON: who was found, notes, suggestions, the ledger, look-backs."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.assessments.selectors import get_round
from dunmiao.development import discovery, selectors
from dunmiao.development.appraisals import offered_lines
from dunmiao.secondments.selectors import get_secondment

router = Router(tags=["development"])
everyday = Router(tags=["development"])
cases = Router(tags=["development"])


class ViewOut(Schema):
    """One person in one view: against the mean of those comparable, and the chance of the best
    fifth."""

    view: str
    difference: float
    low: float
    high: float
    top: float
    count: int


class FoundOut(Schema):
    """Somebody on the list, which is in stroke order."""

    uid: uuid.UUID
    name: str
    home_unit: str
    found_in: list[str]
    views: list[ViewOut]


class NoteOut(Schema):
    """An everyday note, always signed."""

    uid: uuid.UUID
    cadre: uuid.UUID = Field(alias="cadre_uid")
    name: str
    observed_on: date
    place: str
    tone: str
    source: str
    source_text: str
    text: str
    writer: str
    written_on: date
    answer_by: date | None
    seen_on: date | None
    answer: str
    withdrawn_on: date | None
    withdrawn_reason: str


class LookBackOut(Schema):
    """A look-back: due, or made."""

    uid: uuid.UUID
    years: int
    due_on: date
    finding: str
    words: str
    looked_by: str
    looked_on: date | None


class UseOut(Schema):
    """A line of the ledger."""

    uid: uuid.UUID
    cadre: uuid.UUID = Field(alias="cadre.uid")
    name: str = Field(alias="cadre.name")
    secondment: uuid.UUID = Field(alias="secondment.uid")
    kind: str
    decided_on: date
    document_no: str
    post: str
    rank_before: int
    rank_after: int | None
    pool: str
    look_backs: list[LookBackOut]

    @staticmethod
    def resolve_look_backs(row: Any) -> list[Any]:
        """All of them, the first due first."""
        return list(row.look_backs.all())


class LineOut(Schema):
    """A line of evidence that may go into the appraisal."""

    key: str
    tone: str
    text: str
    source: str


@router.get("rounds/{uuid:uid}", response=list[FoundOut])
def found(request: ActorRequest, uid: uuid.UUID) -> Any:
    """Who was found in an archived round, in stroke order."""
    actor = request.actor
    board = discovery.read_board(actor=actor, round_=get_round(actor=actor, uid=uid))
    actor.record("discovery.read", board.round, cadres=[board.people[u].uid for u in board.listed])
    return [
        {
            "uid": one,
            "name": board.people[one].name,
            "home_unit": board.people[one].home_unit.name,
            "found_in": list(board.found[one]),
            "views": [
                {"view": name, "difference": v[one].difference, "low": v[one].low,
                 "high": v[one].high, "top": v[one].top, "count": v[one].count}
                for name, v in board.views.items() if one in v
            ],
        }
        for one in board.listed
    ]  # fmt: skip


@everyday.get("", response=list[NoteOut])
def list_notes(request: ActorRequest) -> Any:
    """Notes in scope, the newest first."""
    rows = list(selectors.list_notes(actor=request.actor)[:200])
    request.actor.record("notes.read", None, cadres=[row.cadre_uid for row in rows])
    return rows


@router.get("uses", response=list[UseOut])
def list_uses(request: ActorRequest) -> Any:
    """The ledger, the newest decision first."""
    return list(selectors.list_uses(actor=request.actor)[:500])


@cases.get("{uuid:uid}/evidence", response=list[LineOut])
def evidence(request: ActorRequest, uid: uuid.UUID) -> Any:
    """What may go into the end-of-term appraisal; facts go in whether picked or not."""
    secondment = get_secondment(actor=request.actor, uid=uid)
    offered = offered_lines(actor=request.actor, secondment=secondment, today=timezone.localdate())
    request.actor.record("appraisal.prepared", secondment, cadres=[secondment.cadre.uid])
    return [
        {"key": key, "tone": line.tone, "text": line.text, "source": line.source}
        for lines in (offered.facts, offered.strengths, offered.shortcomings)
        for key, line in lines.items()
    ]
