"""Hand-over with receipts, duplicates side by side, cards in and out."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.offered import uid_of
from dunmiao.formats.papers import XLSX
from dunmiao.liaison import papers, selectors
from dunmiao.liaison.actions.custody import receive_contacts
from dunmiao.liaison.materials import kept_materials
from dunmiao.liaison.rules.duplicates import REASONS
from dunmiao.liaison.rules.materials import MATERIAL_KINDS
from dunmiao.web import queries
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

VCARD = "text/vcard; charset=utf-8"


@require_GET
def handovers(request: ActorRequest) -> HttpResponse:
    """Every hand-over within sight, and the forms that offer what one keeps."""
    actor = request.actor
    place = selectors.own_place(actor=actor)
    keeps = actor.has(Permission.CONTACTS_KEEP)
    kept = list(selectors.kept_by(actor=actor)) if keeps else []
    brought = list(kept_materials(actor=actor)) if keeps else []
    ends = place is not None and place.secondment is not None
    context = {
        "here": "contacts",
        "lines": selectors.list_handovers(actor=actor),
        "kept": kept,
        "papers": brought,
        "contacts": [str(row.uid) for row in kept] if ends else [],
        "materials": [str(row.uid) for row in brought] if ends else [],
    }
    return render(request, "web/contacts/handovers.html", context)


@require_GET
def handover(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One hand-over with the form that signs for the entries ticked."""
    actor = request.actor
    row, items, brought = selectors.get_handover(actor=actor, uid=uid)
    lines = [*items, *brought]
    context = {
        "here": "contacts",
        "row": row,
        "items": items,
        "papers": brought,
        "kinds": MATERIAL_KINDS,
        "whole": len(lines),
        "waits": sum(item.state == "OFFERED" for item in lines),
        "received": sum(item.state == "RECEIVED" for item in lines),
        "receives": receive_contacts.is_open(Doing.by(actor), row),
    }
    return render(request, "web/contacts/handover.html", context)


@require_GET
def duplicates(request: ActorRequest) -> HttpResponse:
    """Entries that may be one person, side by side."""
    actor = request.actor
    actor.require(Permission.CONTACTS_MANAGE)
    context = {
        "here": "contacts",
        "pairs": selectors.list_duplicates(actor=actor),
        "merges": selectors.list_merges(actor=actor),
        "reasons": REASONS,
    }
    return render(request, "web/contacts/duplicates.html", context)


@require_GET
def cards(request: ActorRequest) -> HttpResponse:
    """Where files of cards are read in, by ministry, and what was read in lately."""
    actor = request.actor
    actor.require(Permission.CONTACTS_KEEP)
    context = {
        "here": "contacts",
        "roots": selectors.list_ministries(actor=actor),
        "imports": selectors.list_imports(actor=actor),
    }
    return render(request, "web/contacts/cards.html", context)


@require_GET
def template(request: ActorRequest) -> HttpResponse:
    """The empty sheet."""
    request.actor.require(Permission.CONTACTS_KEEP)
    return attachment(papers.template_sheet(), name="联络通讯录模板.xlsx", media_type=XLSX)


@require_POST
def export(request: ActorRequest) -> HttpResponse:
    """What one may read in plain, as vCards 3.0 or 4.0 or a workbook; watermarked, recorded."""
    actor, form = request.actor, request.POST.get("form", "")
    rows = selectors.list_contacts(actor=actor)
    at = request.POST.get("at", "")
    if at:
        rows = selectors.under(rows, selectors.get_organisation(actor=actor, uid=uid_of(at)))
    if form == "xlsx":
        content = papers.contacts_as_table(actor=actor, rows=rows)
        return attachment(content, name="联络通讯录.xlsx", media_type=XLSX)
    version = queries.one(form, ("3.0", "4.0"), "格式")
    content = papers.contacts_as_vcards(actor=actor, rows=rows, version=version)
    return attachment(content, name="联络通讯录.vcf", media_type=VCARD)
