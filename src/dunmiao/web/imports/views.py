"""Import: upload, dry run, confirm, undo, error workbook."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.jobs import cancel_job, newest_job, queue_job
from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.people import exports, selectors, tasks
from dunmiao.people.actions import imports as actions
from dunmiao.units.selectors import list_units
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PHASES = {"": "排队", "reading": "读取文件", "checking": "逐人核对", "writing": "写入档案"}
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
        _begin(request, tasks.check, batch.uid)
        return redirect("imports:detail", batch.uid)
    context = {"here": "imports", "units": units, "imports": selectors.list_imports(actor=actor)}
    return render(request, "web/imports/index.html", context)


def _begin(request: ActorRequest, task: Any, batch_uid: uuid.UUID) -> None:
    job = queue_job(actor=request.actor, task=task.name, subject_uid=batch_uid)
    task.defer(job_uid=str(job.uid), user_id=request.actor.user_id)


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
    """Write the rows taken, or read the upload once more where reading failed."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    if batch.state == "READING":
        _begin(request, tasks.check, batch.uid)
    else:
        actions.may_confirm(actor=request.actor, batch=batch)
        _begin(request, tasks.write, batch.uid)
    return redirect("imports:detail", uid)


@require_GET
def progress(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """How far the job of an import is, as a part, polled; 286 ends the polling."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    job = newest_job(actor=request.actor, subject_uid=batch.uid)
    ended = job is None or not job.is_working
    context = {"job": job, "phase": PHASES.get(job.phase if job else "", PHASES[""]), "uid": uid}
    response = render(request, "web/imports/_job.html", context, status=286 if ended else 200)
    if ended:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def stop(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Stop the job of an import; nothing of it stays."""
    batch = selectors.get_import(actor=request.actor, uid=uid)
    job = newest_job(actor=request.actor, subject_uid=batch.uid)
    if job is not None:
        cancel_job(actor=request.actor, job_uid=job.uid)
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
