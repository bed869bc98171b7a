"""The directory: who is known where, one entry, a new one."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.formats.papers import JPEG
from dunmiao.kernel.errors import not_permitted
from dunmiao.liaison import selectors
from dunmiao.liaison.materials import list_materials
from dunmiao.liaison.rules.coverage import fresh_since
from dunmiao.liaison.rules.materials import MATERIAL_KINDS
from dunmiao.web.contacts import presenters
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE, PAPERS = 100, 30


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """The tree with its coverage and the entries at the node chosen; POST searches, so that no
    name stands in an address."""
    actor, today = request.actor, timezone.localdate()
    search = request.POST.get("q", "")[:60]
    at = request.GET.get("at", "")
    chosen = selectors.get_organisation(actor=actor, uid=uid_of(at)) if at else None
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


@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """One card on one screen of a phone; the organisation is chosen or named."""
    actor = request.actor
    actor.require(Permission.CONTACTS_KEEP)
    place = selectors.own_place(actor=actor)
    if place is None:
        raise not_permitted()
    at = request.GET.get("at", "")
    context = {
        "here": "my" if place.secondment else "contacts",
        "place": place,
        "chosen": selectors.get_organisation(actor=actor, uid=uid_of(at)) if at else None,
        "phones": [{"label": label} for label in presenters.PHONES],
    }
    return render(request, "web/contacts/new.html", context)


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
        "typed": presenters.typed(row, card) if card else {},
        "fresh": fresh_since(timezone.localdate()),
        "same": selectors.count_same_number(row=row),
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
