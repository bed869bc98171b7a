"""Papers about a host beside the directory: one with its issues, its file."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.documents.selectors import read_file
from dunmiao.liaison import materials, selectors
from dunmiao.liaison.lifecycle import MATERIAL
from dunmiao.liaison.rules.contacts import SENSITIVITIES
from dunmiao.liaison.rules.coverage import fresh_since
from dunmiao.liaison.rules.materials import MATERIAL_KINDS
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

LABELS: dict[str, Any] = {
    "kinds": MATERIAL_KINDS,
    "states": MATERIAL.labels,
    "sensitivities": SENSITIVITIES,
}


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One paper: what it is, who keeps it, its issues."""
    actor = request.actor
    row = materials.get_material(actor=actor, uid=uid)
    context = {
        "here": "contacts",
        "row": row,
        "issues": materials.read_issues(actor=actor, row=row),
        "file": materials.read_material_chain(row=row),
        "opens": selectors.may_open(actor=actor, row=row),
        "fresh": fresh_since(timezone.localdate()),
        **LABELS,
    }
    return render(request, "web/contacts/material.html", context)


@require_GET
def file(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The paper itself; each reading is recorded."""
    found = materials.get_material_file(actor=request.actor, uid=uid)
    return attachment(read_file(found), name=found.name, media_type=found.media_type)
