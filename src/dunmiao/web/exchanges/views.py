"""Exchanges: the list, a new pair or ring by hand, one exchange with everything that is due."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.placements.rings import propose_rings
from dunmiao.posts.selectors import get_programme, list_posts, list_programmes
from dunmiao.secondments import exchanges, selectors
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.secondments.lifecycle import EXCHANGE, SECONDMENT
from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.rules.transfers import WAYS
from dunmiao.units.selectors import list_units
from dunmiao.web import inputs
from dunmiao.web.acts import Read, act
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


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose people and the posts they go to; POST proposes the pair or ring."""
    request.actor.require(Permission.PLANS_PREPARE)
    programme = get_programme(actor=request.actor, uid=uid)
    if request.method == "POST":
        return _propose(request, programme)
    people = selectors.list_nominations(actor=request.actor, programme=programme, with_facts=False)
    context = {
        "here": "secondments",
        "programme": programme,
        "people": people.filter(state="SCREENED"),
        "posts": list_posts(programme=programme),
    }
    return render(request, "web/exchanges/new.html", context)


@require_GET
def proposals(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Rings that wishes or fit would make, as a part of the page that makes an exchange."""
    request.actor.require(Permission.PLANS_PREPARE)
    programme = get_programme(actor=request.actor, uid=uid)
    found = propose_rings(actor=request.actor, programme=programme)
    context = {"programme": programme, "proposals": found}
    return render(request, "web/exchanges/_rings.html", context)


def _propose(request: ActorRequest, programme: Any) -> HttpResponse:
    data = request.POST
    chosen = [
        (inputs.uid(name.removeprefix("way-")), inputs.uid(str(post)))
        for name, post in data.items()
        if name.startswith("way-") and post
    ]
    exchange = actions.propose_exchange(
        actor=request.actor,
        programme=programme,
        name=data.get("name", ""),
        ways=actions.ways_of(actor=request.actor, pairs=chosen),
        starts_on=inputs.day(data.get("starts_on", ""), "起"),
        ends_on=inputs.day(data.get("ends_on", ""), "止"),
        reason=data.get("reason", ""),
        now=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, _("互派已提出，等待各方表态。"))
    return redirect("exchanges:detail", exchange.uid)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One exchange: the ring, the sides, establishment, every person's relations."""
    actor, today = request.actor, timezone.localdate()
    exchange = exchanges.get_exchange(actor=actor, uid=uid)
    members = exchanges.members_of(exchange)
    legs = [member.leg for member in members]
    places = exchanges.places_around(legs, city_id=actor.city_id, day=today)
    allowed = set(EXCHANGE.allowed(exchange.state))
    manages = actor.may(Permission.CASES_MANAGE, at=[exchange.lead_unit_id])
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
        "places": [
            {**row, "mine": actor.may(Permission.CASES_HOME, at=[row["unit"].pk])}
            for row in presenters.place_rows(members, places)
        ],
        "may_decide": "decide" in allowed
        and actor.may(Permission.PLANS_APPROVE, at=[exchange.lead_unit_id]),
        "may_issue": "issue" in allowed
        and actor.may(Permission.PLANS_ISSUE, at=[exchange.lead_unit_id]),
        "may_fall": manages and "fall" in allowed and _not_begun(members),
        "may_change": manages and "change_term" in allowed,
        "today": today,
    }
    return render(request, "web/exchanges/detail.html", context)


def _not_begun(members: list[exchanges.Member]) -> bool:
    return all(m.case is None or m.case.state in {"APPROVED", "NOTICED"} for m in members)


def _act(action: Callable[..., Any], read: Read, said: str) -> Any:
    return act(action, read, said, names="exchange_uid", back="exchanges:detail")


decide = _act(
    actions.decide_exchange, lambda d: {"document_no": d.get("document_no", "")}, mark("已决定。")
)
issue = _act(actions.issue_exchange, lambda d: {}, mark("已发文。"))
fall = _act(actions.fall_exchange, lambda d: {"reason": d.get("reason", "")}, mark("互派已作废。"))
change_term = _act(
    actions.change_exchange_term,
    lambda d: {
        "last_day": inputs.day(d.get("last_day", ""), "最后一天"),
        "reason": d.get("reason", ""),
        "document_no": d.get("document_no", ""),
    },
    mark("任期已一并调整。"),
)


@require_POST
def answer(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A side agrees or declines."""
    actions.answer_exchange(
        actor=request.actor,
        exchange_uid=uid,
        side_uid=inputs.uid(request.POST.get("side", "")),
        agree="agree" in request.POST,
        document_no=request.POST.get("document_no", ""),
        note=request.POST.get("note", ""),
        now=timezone.now(),
    )
    messages.success(request, _("意见已记录。"))
    return redirect("exchanges:detail", uid)


@require_POST
def establishment(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Write what a unit of the ring counted."""
    data = request.POST
    exchange = exchanges.get_exchange(actor=request.actor, uid=uid)
    asked = inputs.uid(data.get("unit", ""))
    units = list_units(city_id=request.actor.city_id).filter(uid=asked, pk__in=exchange.party_units)
    if (unit := units.first()) is None:
        raise not_visible()
    actions.record_establishment(
        actor=request.actor,
        unit=unit,
        as_of=inputs.day(data.get("as_of", ""), "截至"),
        establishment=inputs.whole(data.get("establishment", ""), "编制"),
        occupied=inputs.whole(data.get("occupied", ""), "实有"),
        headcount=inputs.optional(data.get("headcount", ""), "职数"),
        leaders=inputs.optional(data.get("leaders", ""), "实配"),
        source=data.get("source", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("编制已登记。"))
    return redirect("exchanges:detail", uid)
