"""Papers about hosts over JSON: list, bring, newer issue, still valid, take down."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from dunmiao.api.acts import Done, act, done
from dunmiao.api.requests import ActorRequest
from dunmiao.documents.selectors import read_file
from dunmiao.kernel.errors import not_permitted
from dunmiao.liaison.actions.materials import (
    add_material,
    replace_material,
    verify_material,
    withdraw_material,
)
from dunmiao.liaison.materials import get_material_file, list_materials
from dunmiao.liaison.rules.materials import MaterialFields
from dunmiao.liaison.selectors import get_organisation, own_place

MOST = 200
router = Router(tags=["contacts"])


class MaterialOut(Schema):
    """A present paper; the file itself is a recorded read of its own."""

    uid: uuid.UUID
    kind: str
    title: str
    organisation: str = Field(alias="organisation.name")
    as_of: date
    verified_on: date
    sensitivity: str
    keeper: str = Field(alias="keeper_name")
    keeper_unit: str = Field(alias="keeper_unit.name")
    revision: int


class MaterialIn(Schema):
    """What is said of a paper: CHART, RULES, CALENDAR or OTHER, as of the day it states."""

    organisation: uuid.UUID
    kind: str
    title: str
    as_of: date
    note: str = ""
    sensitivity: str = "INTERNAL"


class IssueIn(Schema):
    """The day that the newer issue states."""

    as_of: date


class NothingIn(Schema):
    """Nothing more is asked."""


class ReasonIn(Schema):
    """Why."""

    reason: str


@router.get("", response=list[MaterialOut])
def list_(request: ActorRequest, organisation: uuid.UUID | None = None) -> Any:
    """Present papers within sight, at an organisation and below it; 200 at most."""
    actor = request.actor
    node = get_organisation(actor=actor, uid=organisation) if organisation else None
    return list(list_materials(actor=actor, organisation=node)[:MOST])


@router.post("", response=Done)
def add(
    request: ActorRequest,
    asked: MaterialIn = Form(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
) -> Any:
    """File a paper; the caller keeps it."""
    actor, content = request.actor, file.read()
    place = own_place(actor=actor)
    if place is None:
        raise not_permitted()
    fields = MaterialFields(
        **{name: getattr(asked, name) for name in MaterialIn.model_fields if name != "organisation"}
    )
    return done(
        request,
        lambda: add_material(
            actor=actor,
            place=place,
            organisation=get_organisation(actor=actor, uid=asked.organisation),
            fields=fields,
            name=file.name or "upload",
            content=content,
            today=timezone.localdate(),
        ),
        content=content,
    )


@router.get("{uuid:uid}/file")
def read(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The paper itself; recorded."""
    found = get_material_file(actor=request.actor, uid=uid)
    return HttpResponse(read_file(found), content_type=found.media_type)


@router.post("{uuid:uid}/replace", response=Done)
def replace(
    request: ActorRequest,
    uid: uuid.UUID,
    asked: IssueIn = Form(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - the framework's way
) -> Any:
    """The newer issue of a paper."""
    content = file.read()
    return done(
        request,
        lambda: replace_material(
            actor=request.actor,
            material_uid=uid,
            name=file.name or "upload",
            content=content,
            as_of=asked.as_of,
            today=timezone.localdate(),
        ),
        content=content,
    )


act(router, "verify", verify_material, NothingIn, names="material_uid")
act(router, "withdraw", withdraw_material, ReasonIn, names="material_uid")
