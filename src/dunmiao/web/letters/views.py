"""Letter templates of the office: what is in force, what fields there are, adopt and drop."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.documents import templates as actions
from dunmiao.documents.forms import FORMS
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every kind of letter with the template in force and its fields."""
    rows = list(actions.list_templates(actor=request.actor).defer("content")[:100])
    active = {row.kind: row for row in rows if row.is_active}
    context = {
        "here": "templates",
        "forms": [(kind, form, active.get(kind)) for kind, form in FORMS.items()],
        "old": [(row, FORMS[row.kind].label) for row in rows if not row.is_active],
    }
    return render(request, "web/letters/index.html", context)


@require_POST
def adopt(request: ActorRequest) -> HttpResponse:
    """Put an uploaded template in force."""
    kind = inputs.one(request.POST.get("kind", ""), FORMS, "种类")
    part = request.FILES.get("file")
    if part is None:
        raise RuleBroken([inputs.say("input.file")])
    actions.adopt_template(
        actor=request.actor, kind=kind, name=part.name or "模板.docx", content=part.read()
    )
    messages.success(request, _("模板已采用。"))
    return redirect("templates:index")


@require_POST
def drop(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Back to the built-in letter."""
    actions.drop_template(actor=request.actor, template_uid=uid)
    messages.success(request, _("已恢复内置格式。"))
    return redirect("templates:index")


@require_GET
def download(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A template as it was uploaded."""
    row = actions.get_template(actor=request.actor, uid=uid)
    return attachment(bytes(row.content), name=row.name, media_type=DOCX)


@require_GET
def starter(request: ActorRequest, kind: str) -> HttpResponse:
    """A template with every field, to begin with."""
    request.actor.require(Permission.TEMPLATES)
    if kind not in FORMS:
        raise not_visible()
    name = f"{FORMS[kind].label}模板.docx"
    return attachment(actions.starter(kind), name=name, media_type=DOCX)
