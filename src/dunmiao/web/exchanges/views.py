"""Exchanges: the list, a new pair or ring by hand, one exchange with everything that is due."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.placements.rings import propose_rings
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments import exchanges
from dunmiao.secondments.lifecycle import EXCHANGE, SECONDMENT
from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.rules.transfers import WAYS
from dunmiao.web.exchanges import presenters
from dunmiao.web.requests import ActorRequest

MOST = 200


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Exchanges in scope by how far they are, and the rounds a new one may be made in."""
    rows = list(exchanges.list_exchanges(actor=request.actor)[:MOST])
    prepares = request.actor.has(Permission.PLANS_PREPARE)
    programmes = list_programmes(actor=request.actor).filter(kind="EXCHANGE") if prepares else []
    context = {
        "here": "secondments",
        "rows": [(row, exchanges.members_of(row)) for row in rows],
        "labels": EXCHANGE.labels,
        "programmes": programmes,
    }
    return render(request, "web/exchanges/index.html", context)


@require_GET
def new(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The rings that suggest themselves, and the form for any other pair or ring."""
    request.actor.require(Permission.PLANS_PREPARE)
    context = {
        "here": "secondments",
        "programme": get_programme(actor=request.actor, uid=uid),
    }
    return render(request, "web/exchanges/new.html", context)


@require_GET
def proposals(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Rings that wishes or fit would make, as a part of the page that makes an exchange."""
    request.actor.require(Permission.PLANS_PREPARE)
    programme = get_programme(actor=request.actor, uid=uid)
    found = propose_rings(actor=request.actor, programme=programme)
    context = {
        "programme": programme,
        "wished": presenters.proposing(found.by_wishes, programme, "按本人志愿能成的环"),
        "fitting": presenters.proposing(found.by_score, programme, "按适配总分最高的环"),
    }
    return render(request, "web/exchanges/_rings.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One exchange: the ring, the sides, establishment, every person's relations."""
    actor, today = request.actor, timezone.localdate()
    exchange = exchanges.get_exchange(actor=actor, uid=uid)
    members = exchanges.members_of(exchange)
    legs = [member.leg for member in members]
    places = exchanges.places_around(legs, city_id=actor.city_id, day=today)
    context = {
        "here": "secondments",
        "exchange": exchange,
        "label": EXCHANGE.labels[exchange.state],
        "shape": exchanges.shape_words(members),
        "ring": presenters.ring(members, today),
        "members": [(member, presenters.relation_rows(member, today)) for member in members],
        "states": SECONDMENT.labels,
        "ways": WAYS,
        "sides": exchanges.sides_of(actor=actor, exchange=exchange),
        "answers": rules.ANSWERS,
        "places": presenters.place_rows(members, places),
    }
    return render(request, "web/exchanges/detail.html", context)
