"""Who came to an event: the list in and out."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import RuleBroken
from dunmiao.outcomes import guests, selectors
from dunmiao.outcomes.actions.guests import bring_guests
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_POST
def bring(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The list as a workbook; it takes the place of the one before."""
    upload = request.FILES.get("file")
    if upload is None:
        raise RuleBroken([inputs.say("input.file")])
    bring_guests(actor=request.actor, outcome_uid=uid, content=upload.read())
    messages.success(request, _("名单已存。"))
    return redirect("outcomes:detail", uid)


@require_GET
def book(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The list, or the empty sheet."""
    row = selectors.get_outcome(actor=request.actor, uid=uid)
    content = guests.guests_book(actor=request.actor, row=row)
    return attachment(content, name=f"{row.title}到会名单.xlsx", media_type=XLSX)
