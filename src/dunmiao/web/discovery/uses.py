"""The ledger of uses: suggestions under way, decisions, look-backs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.development import papers, selectors
from dunmiao.development.lifecycle import UNDER_WAY
from dunmiao.development.rules import uses as rules
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.ranks import RANK_LABELS, Rank
from dunmiao.people.selectors import get_cadre
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

MOST_SHOWN = 200


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """What is proposed, what was decided, what is to be looked back at."""
    actor, today = request.actor, timezone.localdate()
    uses = list(selectors.list_uses(actor=actor)[:MOST_SHOWN])
    context = {
        "here": "discovery",
        "uses": uses,
        "open": list(
            selectors.list_suggestions(actor=actor).filter(state__in=UNDER_WAY)[:MOST_SHOWN]
        ),
        "due": list(selectors.due_look_backs(actor=actor, today=today)[:MOST_SHOWN]),
        "kinds": rules.KINDS,
        "suggested": rules.SUGGESTIONS,
        "findings": rules.FINDINGS,
        "ranks": RANK_LABELS,
        "counts": [
            (label, sum(u.kind == code for u in uses)) for code, label in rules.KINDS.items()
        ],
        "records": actor.has(Permission.USES_RECORD),
        "today": today,
    }
    return render(request, "web/discovery/uses.html", context)


@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """What can be recorded about one person, at each of his secondments that showed him."""
    actor = request.actor
    actor.require(Permission.USES_RECORD)
    cadre = get_cadre(actor=actor, uid=uid_of(request.GET.get("cadre", "")))
    context = {
        "here": "discovery",
        "cadre": cadre,
        "cases": selectors.secondments_of(actor=actor, cadre_uid=cadre.uid),
        "present": RANK_LABELS[Rank(cadre.rank)],
        "ledger": reverse("discovery:uses"),
    }
    return render(request, "web/discovery/new_use.html", context)


@require_GET
def ledger(request: ActorRequest) -> HttpResponse:
    """The ledger as a workbook."""
    content = papers.ledger_table(actor=request.actor)
    return attachment(content, name="使用台账.xlsx", media_type=XLSX)
