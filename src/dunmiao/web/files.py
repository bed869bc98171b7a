"""Stored files: served only after the policy was asked, never inline."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dunmiao.documents.selectors import get_file, read_file
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_GET
def download(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One file of a unit in scope; the reading is recorded."""
    row = get_file(actor=request.actor, uid=uid)
    request.actor.record("file.read", row)
    return attachment(read_file(row), name=row.name, media_type=row.media_type)
