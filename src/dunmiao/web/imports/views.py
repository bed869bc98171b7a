"""Import: upload, dry run, confirm, undo, error workbook."""

import uuid
from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.jobs.selectors import newest_job
from dunmiao.people import exports, selectors
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

OUTCOMES = ("NEW", "UPDATE", "SAME", "DUPLICATE", "ERROR")


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Upload a file; the newest imports below."""
    request.actor.require(Permission.PEOPLE_IMPORT)
    context = {"here": "imports", "imports": selectors.list_imports(actor=request.actor)}
    return render(request, "web/imports/index.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The dry run: what would happen, row by row."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    rows = list(batch.rows.select_related("cadre").order_by("row_no"))
    counts = Counter(row.outcome for row in rows)
    changes = [(row, change) for row in rows for change in row.changes]
    context = {
        "here": "imports",
        "job": newest_job(actor=request.actor, subject_uid=batch.uid),
        "batch": batch,
        "tiles": [(code, counts[code]) for code in OUTCOMES],
        "bad": [row for row in rows if row.outcome in {"ERROR", "DUPLICATE"}][:200],
        "noted": [
            row for row in rows if row.findings and row.outcome not in {"ERROR", "DUPLICATE"}
        ][:50],
        "changes": changes[:50],
        "change_count": len(changes),
        "taken": sum(row.is_taken for row in rows),
    }
    return render(request, "web/imports/detail.html", context)


@require_GET
def errors(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Rows not taken, with the reason beside each."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    content = exports.export_errors(actor=request.actor, batch=batch)
    return attachment(content, name="未导入.xlsx", media_type=XLSX)
