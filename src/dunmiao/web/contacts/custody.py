"""Hand-over with receipts, duplicates side by side, cards in and out."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import not_permitted
from dunmiao.liaison import papers, selectors
from dunmiao.liaison.actions import custody, merging
from dunmiao.liaison.actions.cards import take_cards, undo_import
from dunmiao.liaison.actions.keeping import Place, is_received_by
from dunmiao.liaison.materials import kept_materials
from dunmiao.liaison.rules.contacts import TAKING
from dunmiao.liaison.rules.duplicates import REASONS
from dunmiao.liaison.rules.materials import MATERIAL_KINDS
from dunmiao.units.selectors import get_unit
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

VCARD = "text/vcard; charset=utf-8"
MOST_UPLOAD = 64 << 20


@require_http_methods(["GET", "POST"])
def handovers(request: ActorRequest) -> HttpResponse:
    """Every hand-over within sight; POST offers what one keeps to a unit."""
    actor, today = request.actor, timezone.localdate()
    if request.method == "POST":
        data = request.POST
        to = _receiver(actor, data.get("to", ""))
        row = custody.offer_contacts(
            actor=actor,
            contact_uids=inputs.uids(data.getlist("contact")),
            material_uids=inputs.uids(data.getlist("material")),
            to=to,
            note=data.get("note", ""),
            today=today,
        )
        messages.success(request, _("已移交%(unit)s，等待签收。") % {"unit": to.unit.name})
        return redirect("contacts:handover", row.uid)
    place = selectors.own_place(actor=actor)
    keeps = actor.has(Permission.CONTACTS_KEEP)
    context = {
        "here": "contacts",
        "case": place.secondment if place else None,
        "lines": selectors.list_handovers(actor=actor),
        "kept": selectors.kept_by(actor=actor) if keeps else [],
        "papers": kept_materials(actor=actor) if keeps else [],
        "kinds": MATERIAL_KINDS,
        "units": selectors.receiving_units(actor=actor),
        "persons": selectors.present_persons(actor=actor) if keeps else [],
    }
    return render(request, "web/contacts/handovers.html", context)


def _receiver(actor: Actor, text: str) -> Place:
    """The unit chosen, or the person on secondment."""
    for case in selectors.present_persons(actor=actor):
        if str(case.uid) == text:
            return Place(case.lead_unit, case)
    return Place(get_unit(city_id=actor.city_id, uid=inputs.uid(text)))


@require_http_methods(["GET", "POST"])
def handover(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One hand-over; POST signs for the entries ticked, or takes back what waits."""
    actor, today = request.actor, timezone.localdate()
    if request.method == "POST":
        if "withdraw" in request.POST:
            custody.withdraw_contacts(actor=actor, handover_uid=uid, today=today)
            messages.success(request, _("已收回未签收的条目。"))
        else:
            custody.receive_contacts(
                actor=actor,
                handover_uid=uid,
                contact_uids=inputs.uids(request.POST.getlist("contact")),
                material_uids=inputs.uids(request.POST.getlist("material")),
                today=today,
            )
            messages.success(request, _("已签收，从今天起由你保管。"))
        return redirect("contacts:handover", uid)
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
        "receives": row.giver_id != actor.user_id and is_received_by(actor, row),
        "gives": row.giver_id == actor.user_id,
    }
    return render(request, "web/contacts/handover.html", context)


@require_http_methods(["GET", "POST"])
def duplicates(request: ActorRequest) -> HttpResponse:
    """Entries that may be one person, side by side; POST makes them one."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.CONTACTS_MANAGE)
    if request.method == "POST":
        data = request.POST
        merging.merge_contacts(
            actor=actor,
            kept_uid=inputs.uid(data.get("kept", "")),
            dropped_uid=inputs.uid(data.get("dropped", "")),
            today=today,
        )
        messages.success(request, _("已并为一条，可以撤销。"))
        return redirect("contacts:duplicates")
    context = {
        "here": "contacts",
        "pairs": selectors.list_duplicates(actor=actor),
        "merges": selectors.list_merges(actor=actor),
        "reasons": REASONS,
    }
    return render(request, "web/contacts/duplicates.html", context)


@require_POST
def part(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Undo a merge."""
    merging.undo_merge(actor=request.actor, merge_uid=uid, today=timezone.localdate())
    messages.success(request, _("已撤销，两条都在。"))
    return redirect("contacts:duplicates")


@require_http_methods(["GET", "POST"])
def cards(request: ActorRequest) -> HttpResponse:
    """Cards of a phone or a sheet, each told what became of it."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.CONTACTS_KEEP)
    place = selectors.own_place(actor=actor)
    if place is None:
        raise not_permitted()
    context: dict[str, Any] = {
        "here": "contacts",
        "roots": selectors.list_ministries(actor=actor),
        "outcomes": TAKING,
    }
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None or upload.size is None or upload.size > MOST_UPLOAD:
            raise inputs.BadRequest([inputs.say("input.file")])
        root = selectors.get_organisation(actor=actor, uid=inputs.uid(request.POST.get("root", "")))
        found, broken = papers.read_file(name=upload.name or "", content=upload.read())
        report = take_cards(
            actor=actor, place=place, cards=found, root=root, today=today, name=upload.name or ""
        )
        context |= {"report": report, "broken": broken, "root": root}
        context["counts"] = [(label, report.count(code)) for code, label in TAKING.items()]
    context["imports"] = selectors.list_imports(actor=actor)
    return render(request, "web/contacts/cards.html", context)


@require_POST
def undo_cards(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Take back what a file brought."""
    made = undo_import(actor=request.actor, import_uid=uid, today=timezone.localdate())
    left = made.taken - made.dropped
    text = _("已撤销，取回 %(n)s 条。") % {"n": made.dropped}
    if left:
        text += _("另有 %(n)s 条已用过或已移交，保留。") % {"n": left}
    messages.success(request, text)
    return redirect("contacts:cards")


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
        rows = selectors.under(rows, selectors.get_organisation(actor=actor, uid=inputs.uid(at)))
    if form == "xlsx":
        content = papers.contacts_as_table(actor=actor, rows=rows)
        return attachment(content, name="联络通讯录.xlsx", media_type=XLSX)
    version = inputs.one(form, ("3.0", "4.0"), "格式")
    content = papers.contacts_as_vcards(actor=actor, rows=rows, version=version)
    return attachment(content, name="联络通讯录.vcf", media_type=VCARD)
