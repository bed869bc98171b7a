"""The calendar feed behind a secret link."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.keys import find_key
from dunmiao.access.scopes import scope_of
from dunmiao.formats.calendars import MEDIA_TYPE
from dunmiao.kernel.errors import not_visible
from dunmiao.secondments.calendars import calendar_of
from dunmiao.web.middleware import refusal


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
