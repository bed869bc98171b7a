"""Cases over JSON: the list by cursor, one record, and every act on it."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from dunmiao.access.roles import Permission
from dunmiao.api.acts import DutyOut, act
from dunmiao.api.requests import ActorRequest
from dunmiao.posts.selectors import get_post
from dunmiao.secondments import cases, selectors
from dunmiao.secondments.actions import (
    batches,
    bulk,
    changes,
    dispatch,
    ending,
    ends,
    experiences,
    relations,
    reports,
    serving,
)
from dunmiao.secondments.lifecycle import SECONDMENT

router = Router(tags=["secondments"])
MOST = 200


class CaseOut(Schema):
    """A secondment as its reader may see it."""

    uid: uuid.UUID
    person: str = Field(alias="cadre.name")
    person_uid: uuid.UUID = Field(alias="cadre.uid")
    programme: str = Field(alias="programme.name")
    home_unit: str = Field(alias="home_unit.name")
    host_unit: str = Field(alias="host_unit.name")
    post: str = Field(alias="post.title")
    kind: str
    state: str
    starts_on: date
    ends_on: date
    left_on: date | None
    arrived_on: date | None
    duty: str
    closing_reason: str
    notice_no: str


class EventOut(Schema):
    """One line of the history."""

    act: str
    from_state: str
    to_state: str
    on_day: date
    actor_name: str
    document_no: str
    reason: str


class RelationOut(Schema):
    """A relation on one way."""

    uid: uuid.UUID
    relation: str
    way: str
    letter_no: str
    sent_on: date
    received_on: date | None


class RecordOut(Schema):
    """The whole record; parts that the reader may not see are absent."""

    case: CaseOut
    allowed: list[str]
    events: list[EventOut]
    relations: list[RelationOut]
    obligations: list[DutyOut]


class Page(Schema):
    """A page of a list; `next` is the cursor of the following one, empty at the end."""

    items: list[CaseOut]
    next: str


class Asked(Schema):
    """What a list is asked for."""

    state: str = ""
    after: uuid.UUID | None = None
    limit: int = Field(50, ge=1, le=MOST)


@router.get("", response=Page)
def list_secondments(request: ActorRequest, asked: Query[Asked]) -> Any:
    """Secondments in scope, newest first."""
    actor = request.actor
    actor.require(Permission.SECONDMENTS_VIEW)
    rows = selectors.list_secondments(actor=actor)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.after:
        rows = rows.filter(pk__lt=selectors.get_secondment(actor=actor, uid=asked.after).pk)
    found = list(rows[: asked.limit + 1])
    more = len(found) > asked.limit
    items = found[: asked.limit]
    return {"items": items, "next": str(items[-1].uid) if more else ""}


@router.get("{uuid:uid}", response=RecordOut)
def get_secondment(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One record with its history, relations and duties."""
    found = selectors.get_secondment(actor=request.actor, uid=uid)
    file = cases.read_case(secondment=found)
    return {
        "case": found,
        "allowed": SECONDMENT.allowed(found.state),
        "events": list(found.events.all()),
        "relations": [row for entry in file.relations for row in entry["rows"]],
        "obligations": file.obligations,
    }


class ArriveAllIn(Schema):
    """Arrivals of many; a trial says what would happen and writes nothing."""

    secondments: list[uuid.UUID]
    arrived_on: date
    is_trial: bool = True


class TriedOut(Schema):
    """What the act came to for one case."""

    uid: uuid.UUID
    findings: list[dict[str, Any]]


@router.post("arrive-all", response=list[TriedOut])
def arrive_all(request: ActorRequest, asked: ArriveAllIn) -> Any:
    """Confirm the arrival of many, each by itself."""
    tried = bulk.arrive_all(
        actor=request.actor,
        secondment_uids=asked.secondments,
        arrived_on=asked.arrived_on,
        today=timezone.localdate(),
        is_trial=asked.is_trial,
    )
    return [
        TriedOut(uid=row.case.uid, findings=[finding.as_dict() for finding in row.findings])
        for row in tried
    ]


class ArriveIn(Schema):
    """报到."""

    arrived_on: date


class AssignIn(Schema):
    """分工."""

    duty: str
    on_day: date
    document_no: str = ""


class PaperIn(Schema):
    """Reason and paper."""

    reason: str
    document_no: str = ""


class InterruptIn(PaperIn):
    """Reason, paper and day."""

    on_day: date


class RecallIn(PaperIn):
    """召回; `confirmed` once the loss to the team was seen."""

    last_day: date
    confirmed: bool = False


class VisitIn(Schema):
    """走访谈话."""

    on_day: date
    visitors: str
    text: str


class ExperienceIn(Schema):
    """A kind of experience that the post gave, and what shows it."""

    kind: str
    text: str
    on_day: date


class TextIn(Schema):
    """An opinion."""

    text: str


class DayIn(Schema):
    """A day."""

    on_day: date


class CloseIn(Schema):
    """结案."""

    document_no: str = ""


class LetterIn(Schema):
    """A relation's letter; `way` OUT, BACK or STAY."""

    relation: str = Field(pattern="^(PERSONNEL|WAGE|PARTY)$")
    way: str = Field("OUT", pattern="^(OUT|BACK|STAY)$")
    letter_no: str
    sent_on: date


class ChangeIn(Schema):
    """A change asked for."""

    kind: str = Field(pattern="^(EXTENSION|EARLY_END|RETENTION|REASSIGNMENT|REHOST)$")
    reason: str
    new_end: date | None = None
    new_duty: str = ""
    new_post: uuid.UUID | None = None


class LogIn(Schema):
    """工作日志 (pictures only by the page)."""

    on_day: date
    kind: str = Field(pattern="^(WORK|RESEARCH|STUDY|ACTIVITY)$")
    text: str
    place: str = ""


class CareIn(Schema):
    """A care with its owner and day."""

    kind: str = Field(pattern="^(HOUSING|SPOUSE|SCHOOL|PARENTS|HEALTH|OTHER)$")
    text: str
    owner: str = Field(pattern="^(ORG|LEAD|HOST|HOME)$")
    owner_name: str = ""
    due_on: date


class HandoverIn(Schema):
    """What is handed over: pairs of kind and text."""

    items: list[tuple[str, str]]


class SuccessorIn(Schema):
    """Who takes over."""

    successor_uid: uuid.UUID


class MeasureIn(Schema):
    """A measure for the host's problems."""

    line: str = Field(pattern="^(INDUSTRY|PARK|INNOVATION|SERVICE)$")
    text: str
    due_on: date


def _post(request: ActorRequest, given: dict[str, Any]) -> dict[str, Any]:
    uid = given.pop("new_post")
    return given | {"new_post": get_post(actor=request.actor, uid=uid) if uid else None}


def _no_photos(request: ActorRequest, given: dict[str, Any]) -> dict[str, Any]:
    return given | {"photos": []}


for _path, _action, _schema, _clock in (
    ("arrive", dispatch.confirm_arrival, ArriveIn, "today"),
    ("assign", dispatch.assign_duty, AssignIn, "today"),
    ("cancel", dispatch.cancel_secondment, PaperIn, "today"),
    ("suspend", serving.suspend, InterruptIn, "today"),
    ("resume", serving.resume, InterruptIn, "today"),
    ("recall", ends.recall, RecallIn, "today"),
    ("visit", reports.record_visit, VisitIn, "today"),
    ("experiences", experiences.tell_experience, ExperienceIn, "today"),
    ("appraise-oneself", ending.appraise_oneself, TextIn, ""),
    ("appraise", ending.appraise_by_host, TextIn, "today"),
    ("hand-over", ending.hand_over, DayIn, "today"),
    ("close", ending.close_secondment, CloseIn, "today"),
    ("letters", relations.send_letter, LetterIn, "today"),
    ("measures", reports.plan_measure, MeasureIn, "today"),
    ("cares", batches.raise_care, CareIn, "today"),
    ("handover", batches.list_handover, HandoverIn, ""),
    ("successor", batches.name_successor, SuccessorIn, ""),
):
    act(router, _path, _action, _schema, names="secondment_uid", clock=_clock)
act(
    router, "changes", changes.ask_change, ChangeIn,
    names="secondment_uid", clock="now today", read=_post,
)  # fmt: skip
act(
    router, "logs", reports.write_log, LogIn,
    names="secondment_uid", clock="now today", read=_no_photos,
)  # fmt: skip
