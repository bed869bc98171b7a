"""Papers about hosts over JSON: list them, read one."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.documents.selectors import read_file
from dunmiao.liaison.materials import get_material_file, list_materials
from dunmiao.liaison.selectors import get_organisation

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


@router.get("", response=list[MaterialOut])
def list_(request: ActorRequest, organisation: uuid.UUID | None = None) -> Any:
    """Present papers within sight, at an organisation and below it; 200 at most."""
    actor = request.actor
    node = get_organisation(actor=actor, uid=organisation) if organisation else None
    return list(list_materials(actor=actor, organisation=node)[:MOST])


@router.get("{uuid:uid}/file")
def read(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The paper itself; recorded."""
    found = get_material_file(actor=request.actor, uid=uid)
    return HttpResponse(read_file(found), content_type=found.media_type)
