"""Composing a team over JSON."""

import uuid
from typing import Any

from ninja import Router, Schema

from dunmiao.api.acts import NothingIn, act
from dunmiao.api.requests import ActorRequest
from dunmiao.people.selectors import get_cadre
from dunmiao.placements.actions import teams as actions

router = Router(tags=["teams"])


class PlanIn(Schema):
    """The draft that is composed in."""

    plan_uid: uuid.UUID


class UnseatIn(PlanIn):
    """Who leaves."""

    nomination_uid: uuid.UUID


class SeatIn(UnseatIn):
    """Who sits where."""

    post_uid: uuid.UUID


for _path, _action, _schema in (
    ("compose", actions.draft_for_team, NothingIn),
    ("seat", actions.seat_person, SeatIn),
    ("unseat", actions.unseat_person, UnseatIn),
    ("undo", actions.undo_move, PlanIn),
    ("fill", actions.fill_team, PlanIn),
):
    act(router, _path, _action, _schema, names="team_uid", clock="")


class KinIn(PlanIn):
    """Two relatives, and why they may serve together."""

    first: uuid.UUID
    second: uuid.UUID
    reason: str


def _people(request: ActorRequest, given: dict[str, Any]) -> dict[str, Any]:
    found = {name: get_cadre(actor=request.actor, uid=given[name]) for name in ("first", "second")}
    return given | found


act(router, "clear-kin", actions.clear_kin, KinIn, names="team_uid", clock="", read=_people)
