"""The audit page: who saw, who changed; reading it is recorded too."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.selectors import AuditQuery, list_events, list_history
from dunmiao.formats.papers import XLSX
from dunmiao.formats.workbook import write_workbook
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE = 200


def _query(request: ActorRequest) -> AuditQuery:
    get = request.GET
    try:
        cadre = uuid.UUID(get["cadre"]) if get.get("cadre") else None
    except ValueError:
        cadre = None
    return AuditQuery(
        cadre=cadre,
        actor=get.get("actor", "")[:50],
        kind=get.get("kind", "")[:64],
        first=get.get("first", "")[:10],
        last=get.get("last", "")[:10],
    )


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The events of a filter, newest first, 200 a page by keyset."""
    query = _query(request)
    found = list_events(actor=request.actor, query=query)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    events = list(found[: PAGE + 1])
    request.actor.record("audit.read", rows=len(events[:PAGE]))
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "here": "audit",
        "events": events[:PAGE],
        "query": query,
        "kept": kept.urlencode(),
        "older": events[PAGE - 1].pk if len(events) > PAGE else None,
    }
    if query.cadre and request.actor.has_all_units:
        context["history"] = list_history(actor=request.actor, cadre=query.cadre)
    return render(request, "web/audit/index.html", context)


@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The same as a workbook."""
    events = list_events(actor=request.actor, query=_query(request))[:50_000]
    header = ["时间", "账号", "身份", "事项", "对象", "涉及人数", "请求号"]
    rows = [
        [
            f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
            event.actor_name,
            event.role,
            event.kind,
            event.subject,
            len(event.cadres),
            event.request_id,
        ]
        for event in events
    ]
    request.actor.record("audit.exported", rows=len(rows))
    mark = f"{request.actor.name} {timezone.localtime():%Y-%m-%d %H:%M}"
    content = write_workbook(sheet="审计", header=header, rows=rows, watermark=mark)
    return attachment(content, name="审计.xlsx", media_type=XLSX)
