"""Activities: called, signed in to by a code that changes, minuted; decisions followed."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.documents.selectors import read_file
from dunmiao.formats.calendars import MEDIA_TYPE, Entry, write_calendar
from dunmiao.formats.qr import qr_runs
from dunmiao.kernel.errors import RuleBroken
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.rules.groups import STEP_SECONDS, code_at
from dunmiao.web.downloads import attachment
from dunmiao.web.groups.views import LABELS
from dunmiao.web.requests import ActorRequest


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One activity; `code` of a scanned picture waits in the form for its owner's tap."""
    actor = request.actor
    row = selectors.get_activity(actor=actor, uid=uid)
    people = selectors.attendances_of(row)
    mine = next((one for one in people if one.member.user_id == actor.user_id), None)
    context = {
        "here": "groups",
        "row": row,
        "people": people,
        "states": {str(one.member.uid): one.state for one in people},
        "came": sum(one.state == "PRESENT" for one in people),
        "mine": mine,
        "code": request.GET.get("code", "")[:6],
        "leads": answers_for(actor, row.group) and row.group.dissolved_on is None,
        "tasks": list(row.tasks.select_related("owner")),
        "photos": list(row.photos.select_related("file")),
        "begun": row.starts_at <= timezone.now(),
        **LABELS,
    }
    return render(request, "web/groups/activity.html", context)


@require_GET
def code(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The code for the screen in the room, new every half-minute; only for who leads."""
    row = selectors.get_activity(actor=request.actor, uid=uid)
    if not answers_for(request.actor, row.group):
        raise RuleBroken([say("group.not_leader")])
    now = timezone.now()
    digits = code_at(row.secret, now)
    address = request.build_absolute_uri(reverse("groups:activity", args=[uid]))
    context: dict[str, Any] = {
        "here": "groups",
        "row": row,
        "digits": f"{digits[:3]} {digits[3:]}",
        "qr": qr_runs(f"{address}?code={digits}"),
        "left": STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS,
    }
    part = "web/groups/_code.html" if "HX-Request" in request.headers else "web/groups/code.html"
    return render(request, part, context)


@require_GET
def photo(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One picture."""
    file = selectors.get_photo(actor=request.actor, uid=uid)
    request.actor.record("file.read", file)
    return attachment(read_file(file), name=file.name, media_type=file.media_type)


@require_GET
def invitation(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The activity for any calendar program."""
    row = selectors.get_activity(actor=request.actor, uid=uid)
    address = request.build_absolute_uri(reverse("groups:activity", args=[uid]))
    entry = Entry(
        f"{row.uid}@dunmiao", row.starts_at.date(), f"{row.group.name}：{row.title}", address,
        row.starts_at, row.place,
    )  # fmt: skip
    content = write_calendar([entry], name=row.title, now=timezone.now())
    return attachment(content, name="活动.ics", media_type=MEDIA_TYPE)
