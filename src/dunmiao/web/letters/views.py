"""Letter templates of the office: what is in force, what fields there are, adopt and drop."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.documents import templates
from dunmiao.documents.forms import FORMS
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.errors import not_visible
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every kind of letter with the template in force and its fields."""
    rows = list(templates.list_templates(actor=request.actor).defer("content")[:100])
    active = {row.kind: row for row in rows if row.is_active}
    context = {
        "here": "templates",
        "forms": [(kind, form, active.get(kind)) for kind, form in FORMS.items()],
        "old": [(row, FORMS[row.kind].label) for row in rows if not row.is_active],
    }
    return render(request, "web/letters/index.html", context)


@require_GET
def download(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A template as it was uploaded."""
    row = templates.get_template(actor=request.actor, uid=uid)
    return attachment(bytes(row.content), name=row.name, media_type=DOCX)


@require_GET
def starter(request: ActorRequest, kind: str) -> HttpResponse:
    """A template with every field, to begin with."""
    request.actor.require(Permission.TEMPLATES)
    if kind not in FORMS:
        raise not_visible()
    name = f"{FORMS[kind].label}模板.docx"
    return attachment(templates.starter(kind), name=name, media_type=DOCX)
