"""One's own keys, the address for reminders, and the calendar feed behind a secret link."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.actions import set_email
from dunmiao.access.keys import find_key, make_key, revoke_key
from dunmiao.access.scopes import scope_of
from dunmiao.formats.calendars import MEDIA_TYPE
from dunmiao.kernel.errors import not_visible
from dunmiao.secondments.calendars import calendar_of
from dunmiao.web import inputs
from dunmiao.web.middleware import refusal
from dunmiao.web.requests import ActorRequest

KINDS = ("API", "CALENDAR")


@require_POST
def make(request: ActorRequest) -> HttpResponse:
    """Make a key and show its secret, now and never again."""
    data = request.POST
    row, secret = make_key(
        actor=request.actor,
        kind=inputs.one(data.get("kind", ""), KINDS, "种类"),
        name=data.get("name", ""),
        rights=data.getlist("rights"),
        days=inputs.whole(data.get("days", ""), "有效天数"),
        now=timezone.now(),
        today=timezone.localdate(),
    )
    link = request.build_absolute_uri(f"/calendar/{secret}.ics") if row.kind == "CALENDAR" else ""
    context = {"here": "settings", "key": row, "secret": secret, "link": link}
    return render(request, "web/account/key.html", context)


@require_POST
def revoke(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """End a key."""
    revoke_key(actor=request.actor, key_uid=uid, now=timezone.now())
    messages.success(request, _("已停用。"))
    return redirect("settings")


@require_POST
def email(request: ActorRequest) -> HttpResponse:
    """Where reminders go."""
    set_email(actor=request.actor, email=request.POST.get("email", ""))
    messages.success(request, _("已保存。"))
    return redirect("settings")


@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed: whoever has the link reads kinds and days, no names; a wrong link is a 404."""
    today = timezone.localdate()
    key = find_key(kind="CALENDAR", secret=secret, today=today)
    if key is None:
        return refusal(request, not_visible())
    place = request.build_absolute_uri("/").rstrip("/")
    with scope_of(key.user, today=today, reason="calendar") as actor:
        content = calendar_of(actor=actor, place=place, now=timezone.now(), today=today)
    return HttpResponse(content, content_type=MEDIA_TYPE)
