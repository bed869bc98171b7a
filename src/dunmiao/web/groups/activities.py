"""Activities: called, signed in to by a code that changes, minuted; decisions followed."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_POST

from dunmiao.documents.selectors import read_file
from dunmiao.formats.calendars import MEDIA_TYPE, Entry, write_calendar
from dunmiao.formats.qr import qr_runs
from dunmiao.kernel.errors import RuleBroken
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.actions import activities, notes
from dunmiao.liaison.actions.notes import MOST_PHOTOS
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.rules.groups import STEP_SECONDS, code_at
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.downloads import attachment
from dunmiao.web.groups.views import LABELS
from dunmiao.web.requests import ActorRequest


def _moment(text: str) -> datetime:
    """YYYY-MM-DDTHH:MM in the city's time."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text.strip()))
    except ValueError:
        raise RuleBroken([inputs.say("input.date", label="时间", text=text[:20])]) from None


@require_POST
def call(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Call everybody of a group."""
    data = request.POST
    row = activities.call_activity(
        actor=request.actor,
        group_uid=uid,
        new=activities.NewActivity(
            kind=data.get("kind", ""),
            title=data.get("title", ""),
            starts_at=_moment(data.get("starts_at", "")),
            place=data.get("place", ""),
            agenda=data.get("agenda", ""),
        ),
    )
    messages.success(request, _("已发起，名单上的人在“小组”里看到。"))
    return redirect("groups:activity", row.uid)


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
        "owners": selectors.present_members(group=row.group),
        "came": sum(one.state == "PRESENT" for one in people),
        "mine": mine,
        "code": request.GET.get("code", "")[:6],
        "leads": answers_for(actor, row.group) and row.group.dissolved_on is None,
        "tasks": list(row.tasks.select_related("owner")),
        "photos": list(row.photos.select_related("file")),
        "most_photos": MOST_PHOTOS,
        "begun": row.starts_at <= timezone.now(),
        "today": timezone.localdate(),
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


def _code(data: QueryDict) -> dict[str, Any]:
    return {"code": data.get("code", "").replace(" ", "")}


def _note(data: QueryDict) -> dict[str, Any]:
    return {"note": data.get("note", "")}


def _ticks(data: QueryDict) -> dict[str, Any]:
    return {"states": {key[2:]: str(v) for key, v in data.items() if key.startswith("m-")}}


def _text(data: QueryDict) -> dict[str, Any]:
    return {"text": data.get("text", "")}


def _reason(data: QueryDict) -> dict[str, Any]:
    return {"reason": data.get("reason", "")}


_ONE = {"names": "activity_uid", "back": "groups:activity"}
sign_in = act(activities.sign_in, _code, mark("已签到。"), clock="now", **_ONE)
excuse = act(activities.excuse_oneself, _note, mark("已请假。"), clock="", **_ONE)
tick = act(activities.tick_attendance, _ticks, mark("已登记到会。"), clock="now", **_ONE)
minutes = act(activities.write_minutes, _text, mark("纪要已存。"), clock="now today", **_ONE)
cancel = act(activities.cancel_activity, _reason, mark("已取消。"), clock="", **_ONE)


@require_POST
def task(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A decision of an activity, with owner and day."""
    data = request.POST
    row = selectors.get_activity(actor=request.actor, uid=uid)
    activities.set_task(
        actor=request.actor,
        group_uid=row.group.uid,
        activity=row,
        text=data.get("text", ""),
        owner_uid=inputs.uid(data.get("owner", "")),
        due_on=inputs.day(data.get("due_on", ""), "期限"),
        today=timezone.localdate(),
    )
    messages.success(request, _("已交办。"))
    return redirect("groups:activity", uid)


@require_POST
def finish(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A task is done."""
    row = activities.finish_task(
        actor=request.actor,
        task_uid=uid,
        result=request.POST.get("result", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("已办结。"))
    return redirect("groups:detail", row.group.uid)


@require_POST
def photos(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Add pictures of an activity."""
    sent = [(one.name or "照片", one.read()) for one in request.FILES.getlist("photos")]
    notes.add_photos(actor=request.actor, activity_uid=uid, photos=sent)
    messages.success(request, _("照片已存。"))
    return redirect("groups:activity", uid)


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
