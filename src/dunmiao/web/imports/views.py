"""Import: upload, dry run, confirm, undo, error workbook."""

import uuid
from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.jobs.selectors import newest_job
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.people import exports, selectors
from dunmiao.people.actions import imports as actions
from dunmiao.units.selectors import list_units
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

OUTCOMES = ("NEW", "UPDATE", "SAME", "DUPLICATE", "ERROR")


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """Upload a file; the newest imports below."""
    actor = request.actor
    actor.require(Permission.PEOPLE_IMPORT)
    allowed = actor.units_with(Permission.PEOPLE_IMPORT)
    units = list_units(city_id=actor.city_id)
    if allowed is not None:
        units = units.filter(pk__in=allowed)
    units = units.filter(kind__in=["CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN"])
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise RuleBroken([inputs.say("input.file")])
        unit = units.filter(uid=inputs.uid(request.POST.get("unit", ""))).first()
        if unit is None:
            raise not_visible()
        batch = actions.receive_upload(
            actor=actor, name=upload.name or "upload", content=upload.read(), unit=unit
        )
        actions.ask_check(actor=actor, batch=batch)
        return redirect("imports:detail", batch.uid)
    context = {"here": "imports", "units": units, "imports": selectors.list_imports(actor=actor)}
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


@require_POST
def confirm(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Write the rows taken."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    actions.ask_write(actor=request.actor, batch=batch)
    return redirect("imports:detail", uid)


@require_POST
def undo(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Put everything back."""
    actions.undo_import(actor=request.actor, batch_uid=uid, now=timezone.now())
    messages.success(request, _("已撤销这次导入，各人恢复到导入之前。"))
    return redirect("imports:detail", uid)


@require_GET
def errors(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Rows not taken, with the reason beside each."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    content = exports.export_errors(actor=request.actor, batch=batch)
    return attachment(content, name="未导入.xlsx", media_type=XLSX)
