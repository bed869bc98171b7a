"""The ledger of uses: suggestions under way, decisions, look-backs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dunmiao.access.roles import Permission
from dunmiao.development import papers, selectors
from dunmiao.development.actions.uses import record_use
from dunmiao.development.rules import uses as rules
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.ranks import RANK_LABELS, Rank
from dunmiao.people.selectors import get_cadre
from dunmiao.web import inputs
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
            selectors.list_suggestions(actor=actor).filter(state__in=["OPEN", "SENT"])[:MOST_SHOWN]
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


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Record a decision about one person; which of his secondments showed him is chosen."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.USES_RECORD)
    if request.method == "POST":
        data = request.POST
        rank = data.get("rank", "")
        suggestion = data.get("suggestion", "")
        use = rules.Use(
            data.get("kind", ""),
            inputs.day(data.get("decided_on", ""), "决定日期"),
            data.get("document_no", ""),
            data.get("post", ""),
            Rank(inputs.whole(rank, "职务层次")) if rank else None,
            data.get("pool", ""),
            data.get("words", ""),
        )
        record_use(
            actor=actor,
            secondment_uid=inputs.uid(data.get("secondment", "")),
            use=use,
            today=today,
            suggestion_uid=inputs.uid(suggestion) if suggestion else None,
        )
        messages.success(request, _("已登记，1、3、5 年后各回看一次。"))
        return redirect("discovery:uses")
    cadre = get_cadre(actor=actor, uid=inputs.uid(request.GET.get("cadre", "")))
    context = {
        "here": "discovery",
        "cadre": cadre,
        "cases": selectors.secondments_of(actor=actor, cadre_uid=cadre.uid),
        "open": selectors.open_suggestions(actor=actor, cadres=[cadre.pk]).get(cadre.pk, []),
        "suggested": rules.SUGGESTIONS,
        "kinds": rules.KINDS,
        "ranks": [(int(rank), label) for rank, label in RANK_LABELS.items() if rank > cadre.rank],
        "present": RANK_LABELS[Rank(cadre.rank)],
        "today": today,
    }
    return render(request, "web/discovery/new_use.html", context)


@require_GET
def ledger(request: ActorRequest) -> HttpResponse:
    """The ledger as a workbook."""
    content = papers.ledger_table(actor=request.actor)
    return attachment(content, name="使用台账.xlsx", media_type=XLSX)
