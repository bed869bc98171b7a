"""How far a job is, wherever its subject has a page."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dunmiao.jobs.lifecycle import JOB
from dunmiao.jobs.selectors import get_job
from dunmiao.web.requests import ActorRequest

PHASES = {
    "starting": "准备",
    "reading": "读取文件",
    "checking": "核对",
    "writing": "写入档案",
    "flow": "求最优流",
    "teams": "安排团队",
    "proof": "证明上界",
    "stable": "双向互选",
    "explain": "计算备选与差额",
    "done": "完成",
    "storing": "保存结果",
}
SUBJECTS = {"people": "imports:detail", "placements": "plans:desk"}


@require_GET
def progress(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The job as a part, polled; 286 ends the polling and the page is read anew."""
    job = get_job(actor=request.actor, uid=uid)
    context = {"job": job, "phase": PHASES.get(job.phase, JOB.labels[job.state])}
    status = 200 if job.is_working else 286
    response = render(request, "web/jobs/_job.html", context, status=status)
    if not job.is_working:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """On to the page of what the job is about."""
    job = get_job(actor=request.actor, uid=uid)
    return redirect(SUBJECTS[job.work.partition(".")[0]], job.subject_uid)
