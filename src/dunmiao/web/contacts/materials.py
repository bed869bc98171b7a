"""Papers about a host beside the directory: a new one, one with its issues, its file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.documents.selectors import read_file
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.liaison import materials, selectors
from dunmiao.liaison.actions import keeping
from dunmiao.liaison.actions import materials as actions
from dunmiao.liaison.rules.contacts import SENSITIVITIES
from dunmiao.liaison.rules.coverage import fresh_since
from dunmiao.liaison.rules.materials import MATERIAL_KINDS, MATERIAL_STATES, MaterialFields
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

LABELS: dict[str, Any] = {
    "kinds": MATERIAL_KINDS,
    "states": MATERIAL_STATES,
    "sensitivities": SENSITIVITIES,
}


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """File a paper at the organisation of the address."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.CONTACTS_KEEP)
    place = selectors.own_place(actor=actor)
    if place is None:
        raise not_permitted()
    uid = inputs.uid(request.GET.get("at", ""))
    organisation = selectors.get_organisation(actor=actor, uid=uid)
    findings: list[Finding] = []
    if request.method == "POST":
        try:
            row = actions.add_material(
                actor=actor,
                place=place,
                organisation=organisation,
                fields=_fields(request.POST),
                today=today,
                **_sent(request),
            )
        except RuleBroken as refused:
            findings = list(refused.findings)
        else:
            messages.success(request, _("已存入，由你保管。"))
            return redirect("contacts:material", row.uid)
    context = {
        "here": "contacts",
        "organisation": organisation,
        "typed": request.POST,
        "findings": findings,
        "today": today,
        **LABELS,
    }
    status = 422 if findings else 200
    return render(request, "web/contacts/material_new.html", context, status=status)


def _fields(data: QueryDict) -> MaterialFields:
    return MaterialFields(
        kind=data.get("kind", ""),
        title=data.get("title", ""),
        as_of=inputs.day(data.get("as_of", ""), "资料日期"),
        note=data.get("note", ""),
        sensitivity=data.get("sensitivity", "INTERNAL"),
    )


def _sent(request: ActorRequest) -> dict[str, Any]:
    upload = request.FILES.get("file")
    if upload is None:
        raise RuleBroken([inputs.say("input.file")])
    return {"name": upload.name or "upload", "content": upload.read()}


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One paper: what it is, who keeps it, its issues."""
    actor, today = request.actor, timezone.localdate()
    row = materials.get_material(actor=actor, uid=uid)
    context = {
        "here": "contacts",
        "row": row,
        "issues": materials.read_issues(actor=actor, row=row),
        "file": materials.read_material_chain(row=row),
        "opens": selectors.may_open(actor=actor, row=row),
        "keeps": row.state == "ACTIVE" and keeping.keeps(actor, row),
        "fresh": fresh_since(today),
        "today": today,
        **LABELS,
    }
    return render(request, "web/contacts/material.html", context)


@require_GET
def file(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The paper itself; each reading is recorded."""
    found = materials.get_material_file(actor=request.actor, uid=uid)
    return attachment(read_file(found), name=found.name, media_type=found.media_type)


@require_POST
def replace(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The newer issue."""
    row = actions.replace_material(
        actor=request.actor,
        material_uid=uid,
        as_of=inputs.day(request.POST.get("as_of", ""), "资料日期"),
        today=timezone.localdate(),
        **_sent(request),
    )
    messages.success(request, _("已换新版，旧的一份仍可查。"))
    return redirect("contacts:material", row.uid)


verify = act(
    actions.verify_material,
    lambda data: {},
    mark("已核对，仍有效。"),
    names="material_uid",
    back="contacts:material",
)
withdraw = act(
    actions.withdraw_material,
    lambda data: {"reason": data.get("reason", "")},
    mark("已撤下。"),
    names="material_uid",
    back="contacts:material",
)
