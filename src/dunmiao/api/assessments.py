"""Rounds of ballots over JSON: how far they are, what was counted."""

import uuid
from datetime import date
from typing import Any

from ninja import Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.assessments import selectors
from dunmiao.assessments.rules import results as rules

router = Router(tags=["assessments"])


class RoundOut(Schema):
    """A round and how many of its sessions are closed."""

    uid: uuid.UUID
    kind: str
    title: str
    starts_on: date
    ends_on: date
    state: str
    held: int
    closed: int


class GroupOut(Schema):
    """The balance of a group of a session."""

    code: str
    due: int
    present: int
    paper: int
    phone: int
    returned_paper: int
    returned_phone: int


class SessionOut(Schema):
    """A session with its balance; the root once it is closed."""

    uid: uuid.UUID
    name: str
    place: str
    held_on: date
    state: str
    ballots: int
    root: str
    groups: list[GroupOut]


class PersonOut(Schema):
    """One person's legal count on one item; `counts` is null where it must not be shown."""

    name: str
    post: str
    counts: dict[str, int] | None
    groups: dict[str, dict[str, int]]
    withheld: list[str]
    score: str | None


@router.get("", response=list[RoundOut])
def list_rounds(request: ActorRequest) -> Any:
    """Rounds in scope, the newest first."""
    return list(selectors.list_rounds(actor=request.actor)[:100])


@router.get("{uuid:uid}/sessions", response=list[SessionOut])
def list_sessions(request: ActorRequest, uid: uuid.UUID) -> Any:
    """Sessions of a round."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    rows = round_.sessions.select_related("place").prefetch_related("groups")
    names = ("uid", "name", "held_on", "state", "ballots", "root")
    return [
        {name: getattr(row, name) for name in names}
        | {"place": row.place.name, "groups": list(row.groups.all())}
        for row in rows
    ]


@router.get("{uuid:uid}/results", response=list[PersonOut])
def counted(request: ActorRequest, uid: uuid.UUID, item: str = "") -> Any:
    """The legal tally on an item (the last one of the form if none is named), stroke order.

    Scores are exact fractions as text. Small and unanimous cells are withheld as on the page.
    """
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    form = round_.form
    people, cells = selectors.counted(round_)
    asked = item if item in form.item_names else form.item_names[-1]
    rows = rules.result_rows(cells, form, item=asked)
    request.actor.record("results.read", round_, cadres=[p.cadre.uid for p in people.values()])
    return [
        {
            "name": people[row.subject].name,
            "post": people[row.subject].post,
            "counts": row.total.counts if row.total else None,
            "groups": {code: line.counts for code, line in row.groups.items()},
            "withheld": list(row.withheld),
            "score": None if row.score is None else str(row.score),
        }
        for row in rows
    ]
