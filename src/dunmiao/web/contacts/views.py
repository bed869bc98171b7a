"""The directory: who is known where, one entry, a new one."""

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
from dunmiao.formats.papers import JPEG
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.liaison import selectors
from dunmiao.liaison.actions import contacts, keeping
from dunmiao.liaison.materials import list_materials
from dunmiao.liaison.rules.contacts import WORDS
from dunmiao.liaison.rules.coverage import fresh_since
from dunmiao.liaison.rules.materials import MATERIAL_KINDS
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.contacts import forms, presenters
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE, PAPERS = 100, 30
LEVELS = ("ministry", "bureau", "division")


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """The tree with its coverage and the entries at the node chosen; POST searches, so that no
    name stands in an address."""
    actor, today = request.actor, timezone.localdate()
    search = request.POST.get("q", "")[:60]
    at = request.GET.get("at", "")
    chosen = selectors.get_organisation(actor=actor, uid=inputs.uid(at)) if at else None
    tree = selectors.read_tree(actor=actor, today=today, chosen=chosen)
    rows = selectors.list_contacts(actor=actor, search=search)
    if chosen is not None and not search:
        rows = selectors.under(rows, chosen)
    shown = list(rows[: PAGE + 1])
    who = request.GET.get("who", "")
    selected = next((row for row in shown if str(row.uid) == who), None)
    if selected is None and chosen is not None and shown:
        selected = shown[0]
    papers = list_materials(actor=actor, organisation=chosen, search=search)
    times, newest = selectors.recent_interactions(actor=actor, rows=rows, today=today)
    handovers = selectors.list_handovers(actor=actor, most=6)
    actor.record("contacts.read", None, rows=len(shown))
    context = {
        "here": "contacts",
        "tree": tree,
        "covered": presenters.percent(tree.whole.covered, tree.whole.divisions),
        "branches": presenters.branches(tree, chosen),
        "chosen": chosen,
        "search": search,
        "rows": shown[:PAGE],
        "has_more": len(shown) > PAGE,
        "selected": selected,
        "papers": list(papers[:PAPERS]),
        "material_kinds": MATERIAL_KINDS,
        "file": selectors.read_chain(row=selected) if selected else None,
        "fresh": fresh_since(today),
        "times": times,
        "newest": newest,
        "handovers": handovers,
        "keeps": actor.has(Permission.CONTACTS_KEEP),
        "manages": actor.has(Permission.CONTACTS_MANAGE),
        "today": today,
        **presenters.LABELS,
    }
    return render(request, "web/contacts/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """One card on one screen of a phone; the organisation is chosen or named."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.CONTACTS_KEEP)
    place = selectors.own_place(actor=actor)
    if place is None:
        raise not_permitted()
    findings: list[Finding] = []
    if request.method == "POST":
        try:
            row = contacts.add_contact_at(
                actor=actor,
                place=place,
                names=[request.POST.get(name, "") for name in LEVELS],
                fields=forms.read_fields(request.POST),
                today=today,
            )
        except RuleBroken as refused:
            findings = list(refused.findings)  # browsers forget fields that are not to be kept
        else:
            return _saved(request, row)
    at = request.GET.get("at", "")
    chosen = selectors.get_organisation(actor=actor, uid=inputs.uid(at)) if at else None
    names = selectors.names_of(chosen) if chosen else ["", "", ""]
    context = {
        "here": "my" if place.secondment else "contacts",
        "place": place,
        "ministries": selectors.list_ministries(actor=actor),
        "typed": request.POST or dict(zip(LEVELS, names, strict=True)),
        "numbers": forms.numbers(request.POST),
        "findings": findings,
        **presenters.LABELS,
    }
    return render(request, "web/contacts/new.html", context, status=422 if findings else 200)


def _saved(request: ActorRequest, row: Any) -> HttpResponse:
    messages.success(request, _("已存入，由你保管。"))
    if count := selectors.count_same_number(row=row):
        text = _("有 %(n)s 条号码相同，请到“并重”看是否同一人。") % {"n": count}
        messages.warning(request, text)
    return redirect("contacts:detail", row.uid)


def _page(request: ActorRequest, uid: uuid.UUID, card: Any = None) -> HttpResponse:
    actor = request.actor
    row = selectors.get_contact(actor=actor, uid=uid)
    if card is None:
        actor.record("contact.read", row)
    posts, interactions = selectors.read_life(row=row)
    context = {
        "here": "contacts",
        "row": row,
        "names": selectors.names_of(row.organisation),
        "file": selectors.read_chain(row=row),
        "posts": posts,
        "interactions": interactions,
        "card": card,
        "opens": selectors.may_open(actor=actor, row=row),
        "keeps": keeping.keeps(actor, row),
        "labels": forms.LABELS,
        "spare": range(2),
        "fresh": fresh_since(timezone.localdate()),
        "today": timezone.localdate(),
        **presenters.LABELS,
    }
    return render(request, "web/contacts/detail.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One entry, its numbers masked."""
    return _page(request, uid)


@require_POST
def reveal(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The numbers in plain, by a click that is recorded; never by an address."""
    _row, card = selectors.reveal_contact(actor=request.actor, uid=uid)
    return _page(request, uid, card)


@require_GET
def photo(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The picture on a card, for who may see its numbers."""
    content = selectors.reveal_photo(actor=request.actor, uid=uid)
    return attachment(content, name="photo.jpg", media_type=JPEG)


def _check(data: QueryDict) -> dict[str, Any]:
    return {
        "word": inputs.one(data.get("word", ""), WORDS, "核对结果"),
        "note": data.get("note", ""),
        "post": data.get("post", ""),
        "moved_to": [data.get(name, "") for name in LEVELS],
    }


def _card(data: QueryDict) -> dict[str, Any]:
    revision = inputs.whole(data.get("revision", ""), "版本")
    return {"fields": forms.read_fields(data), "revision": revision}


def _interaction(data: QueryDict) -> dict[str, Any]:
    return {
        "on_day": inputs.day(data.get("on_day", ""), "日期"),
        "purpose": data.get("purpose", ""),
        "result": data.get("result", ""),
        "has_helped": "helped" in data,
    }


_ONE = {"names": "contact_uid", "back": "contacts:detail"}
edit = act(contacts.edit_contact, _card, mark("已保存。"), **_ONE)
check = act(contacts.check_contact, _check, mark("已核对。"), **_ONE)
interaction = act(contacts.log_interaction, _interaction, mark("已登记。"), **_ONE)


@require_POST
def organisation(request: ActorRequest) -> HttpResponse:
    """A node of the tree, so that what is not covered yet can be seen."""
    actor, data = request.actor, request.POST
    above = data.get("parent", "")
    parent = selectors.get_organisation(actor=actor, uid=inputs.uid(above)) if above else None
    row = contacts.add_organisation(
        actor=actor, name=data.get("name", ""), parent=parent, place=data.get("place", "")
    )
    messages.success(request, _("已加入%(name)s。") % {"name": row.name})
    answer = redirect("contacts:index")
    answer["Location"] += f"?at={row.uid}"
    return answer
