"""Outcomes over JSON: report, move on, judge, share out, reverse, hand in
proof and the list of who came."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from dunmiao.api.acts import Done, NothingIn, act, done
from dunmiao.api.requests import ActorRequest
from dunmiao.kernel.errors import not_permitted
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions import guests, judging, reports
from dunmiao.outcomes.actions.information import answer_information, relay_information
from dunmiao.outcomes.actions.judging import Party
from dunmiao.outcomes.parties import Place, choose_unit, own_place, possible_verifiers
from dunmiao.outcomes.rules.information import Information
from dunmiao.outcomes.rules.outcomes import STAGES, Fact, NewOutcome
from dunmiao.posts.selectors import get_programme
from dunmiao.units.selectors import list_units

router = Router(tags=["outcomes"])
steps = Router(tags=["outcomes"])
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


class StepIn(Schema):
    """A stage (`STAGE`) or money come in (`PAID`); amounts in 万元 and 万美元."""

    kind: str
    happened_on: date
    stage: str = ""
    amount: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    foreign: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    words: str = ""


class OutcomeIn(Schema):
    """A report for one's own unit or secondment."""

    kind: str
    title: str
    happened_on: date
    programme: uuid.UUID | None = None
    host: uuid.UUID
    asked: uuid.UUID
    partner: str = ""
    quantity: int | None = None
    level: str = ""
    body: str = ""
    document_no: str = ""
    grant: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    detail: str = ""
    stage: str = ""
    amount: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    foreign: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)


class JudgeIn(Schema):
    """The second unit's word."""

    verified: bool
    words: str = ""


class PartyIn(Schema):
    """A secondment or a unit with its share as written: "30%" or portions."""

    secondment: uuid.UUID | None = None
    unit: uuid.UUID | None = None
    part: str = ""
    share: str


class SharesIn(Schema):
    """All parties at once."""

    revision: int
    parties: list[PartyIn]


class ReversalIn(Schema):
    """When it fell through and why."""

    on_day: date
    reason: str


class DuplicateIn(Schema):
    """The outcome reported first."""

    of_uid: uuid.UUID


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


def _own(request: ActorRequest, programme: Any) -> tuple[Any, Any, Any]:
    """For which unit, secondment and programme the caller reports."""
    own = own_place(actor=request.actor)
    if own is None:
        raise not_permitted()
    unit, case = own
    if case is not None:
        return unit, case, case.programme
    return unit, None, get_programme(actor=request.actor, uid=programme)


@router.post("", response=Done)
def report_outcome(request: ActorRequest, asked: OutcomeIn) -> Any:
    """Report one for one's own unit, or of one's own secondment."""
    actor = request.actor
    given = asked.dict()
    wanted, host, verifier = given.pop("programme"), given.pop("host"), given.pop("asked")
    unit, case, programme = _own(request, wanted)
    place = Place(
        unit,
        choose_unit(list(list_units(city_id=actor.city_id)), host),
        programme,
        choose_unit(possible_verifiers(unit=unit, secondment=case, programme=programme), verifier),
        case,
    )
    stage, amount, foreign = given.pop("stage"), given.pop("amount"), given.pop("foreign")
    first = Fact("STAGE", asked.happened_on, stage, amount, foreign) if stage else None
    return done(
        request,
        lambda: reports.report_outcome(
            actor=actor,
            place=place,
            new=NewOutcome(**given),
            first=first,
            today=timezone.localdate(),
        ),
    )


@router.post("{uuid:uid}/steps", response=Done)
def report_step(request: ActorRequest, uid: uuid.UUID, asked: StepIn) -> Any:
    """A further step."""
    return done(
        request,
        lambda: reports.report_fact(
            actor=request.actor,
            outcome_uid=uid,
            fact=Fact(**asked.dict()),
            today=timezone.localdate(),
        ),
    )


@router.post("{uuid:uid}/shares", response=Done)
def set_shares(request: ActorRequest, uid: uuid.UUID, asked: SharesIn) -> Any:
    """Who has what part; replaces the old shares as a whole."""
    return done(
        request,
        lambda: judging.set_shares(
            actor=request.actor,
            outcome_uid=uid,
            parties=[Party(**one.dict()) for one in asked.parties],
            revision=asked.revision,
            today=timezone.localdate(),
        ),
    )


@router.post("{uuid:uid}/guests", response=Done)
def bring_guests(
    request: ActorRequest,
    uid: uuid.UUID,
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
) -> Any:
    """Who came to an event, as a workbook; it takes the place of the list before."""
    content = file.read()
    return done(
        request,
        lambda: guests.bring_guests(actor=request.actor, outcome_uid=uid, content=content),
        content=content,
    )


@steps.post("{uuid:uid}/evidence", response=Done)
def add_evidence(
    request: ActorRequest,
    uid: uuid.UUID,
    kind: str = Form(...),  # type: ignore[type-arg]
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
) -> Any:
    """A file of proof for a step that waits."""
    proof = reports.Proof(kind, file.name or "proof", file.read())
    return done(
        request,
        lambda: reports.add_evidence(
            actor=request.actor, fact_uid=uid, proofs=[proof], today=timezone.localdate()
        ),
        content=proof.content,
    )


act(steps, "judge", judging.judge_fact, JudgeIn, names="fact_uid")
act(router, "reverse", judging.reverse_outcome, ReversalIn, names="outcome_uid")
act(router, "duplicate", judging.mark_duplicate, DuplicateIn, names="outcome_uid")
act(router, "tell-apart", judging.unmark_duplicate, NothingIn, names="outcome_uid")


class InformationIn(Schema):
    """Something heard that another unit can use."""

    title: str
    source: str
    text: str
    sent_on: date
    to: uuid.UUID
    programme: uuid.UUID | None = None


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


class AnswerIn(Schema):
    """Used or not, and for what."""

    used: bool
    effect: str = ""


@information.get("", response=list[InformationOut])
def list_information(request: ActorRequest) -> Any:
    """Items within sight, the newest 200."""
    return list(selectors.list_information(actor=request.actor)[:200])


@information.post("", response=Done)
def relay(request: ActorRequest, asked: InformationIn) -> Any:
    """Send one to the unit that can use it."""
    actor = request.actor
    given = asked.dict()
    wanted, to = given.pop("programme"), given.pop("to")
    unit, case, programme = _own(request, wanted)
    receiver = choose_unit(list(list_units(city_id=actor.city_id)), to)
    return done(
        request,
        lambda: relay_information(
            actor=actor,
            place=Place(unit, receiver, programme, receiver, case),
            item=Information(**given),
            today=timezone.localdate(),
        ),
    )


act(information, "answer", answer_information, AnswerIn, names="information_uid")
