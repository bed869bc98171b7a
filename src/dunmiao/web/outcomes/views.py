"""The harvest of work: what counts, what waits, one outcome, a report, targets."""

import uuid
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.offered import uid_of
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import not_permitted
from dunmiao.outcomes import guests, papers, selectors
from dunmiao.outcomes.guests import read_guest_list
from dunmiao.outcomes.lifecycle import LIVE
from dunmiao.outcomes.parties import possible_lands, possible_verifiers
from dunmiao.outcomes.reporting import known_programmes, own_reporting
from dunmiao.outcomes.rules.outcomes import EVENT, INVESTMENT, KINDS
from dunmiao.outcomes.rules.targets import MEASURES, score
from dunmiao.web.downloads import attachment
from dunmiao.web.outcomes import presenters
from dunmiao.web.requests import ActorRequest

PAGE = 50
STATES = {
    "": mark("全部"),
    "pending": mark("待核实"),
    "verified": mark("已核实"),
    "reversed": mark("已撤回"),
    "duplicate": mark("重复"),
}


def _asked(request: ActorRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "")[:40] for name in selectors.FILTERS}
    if asked["programme"]:
        asked["programme"] = str(uid_of(asked["programme"]))
    return asked


def _last_seen(text: str) -> tuple[date, int] | None:
    """The row before the page, `2026-11-30.123`; whatever else begins at the first."""
    day, _dot, key = text.partition(".")
    try:
        return date.fromisoformat(day), int(key[:18])
    except ValueError:
        return None


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The funnel, the rest by kind, and the list, 50 a page by keyset."""
    actor, asked = request.actor, _asked(request)
    found = selectors.list_outcomes(actor=actor, asked=asked)
    base = selectors.list_outcomes(actor=actor, asked={**asked, "state": "", "kind": ""})
    board = selectors.read_board(base)
    page = found.select_related("host_unit", "asked_unit")
    if last := _last_seen(request.GET.get("after", "")):
        page = selectors.after(page, *last)
    rows = list(page[: PAGE + 1])
    shown = rows[:PAGE]
    lines = presenters.listed(shown, selectors.shares_of(shown), selectors.evidence_of(shown))
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "here": "outcomes",
        "board": board,
        "funnel": presenters.funnel(board),
        "lines": lines,
        "next": f"{rows[PAGE - 1].happened_on}.{rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "kept": kept.urlencode(),
        "asked": asked,
        "states": STATES,
        "programmes": known_programmes(actor=actor),
        "years": range(timezone.localdate().year, timezone.localdate().year - 6, -1),
        "reports": actor.has(Permission.OUTCOMES_REPORT),
        **presenters.LABELS,
    }
    return render(request, "web/outcomes/index.html", context)


@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The filtered rows as a workbook, watermarked and recorded."""
    rows = selectors.list_outcomes(actor=request.actor, asked=_asked(request))
    content = papers.outcomes_table(actor=request.actor, rows=rows)
    return attachment(content, name="成果.xlsx", media_type=XLSX)


@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """Report one, on one screen of a phone; the kind is chosen first, then the batch."""
    reporting = own_reporting(actor=request.actor, chosen=request.GET.get("programme", ""))
    if reporting is None:
        raise not_permitted()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else INVESTMENT
    host = asked = None
    if (programme := reporting.programme) is not None:
        doing = Doing.by(request.actor)
        host = possible_lands(doing, programme).first()
        asked = possible_verifiers(doing, programme).first()
    context = {
        "here": "my" if reporting.case and request.actor.has(Permission.REPORT_OWN) else "outcomes",
        "kind": kind,
        "kinds": KINDS,
        "report": f"outcome.report_{kind.lower()}",
        "own": reporting,
        "host": host,
        "asked": asked,
    }
    return render(request, "web/outcomes/new.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One outcome: its steps with their proof, shares, what may be done."""
    actor = request.actor
    row = selectors.get_outcome(actor=actor, uid=uid)
    shares = selectors.shares_of([row])[row.pk]
    context = {
        "here": "outcomes",
        "row": row,
        "steps": presenters.steps(row.kind, selectors.facts_of(row)),
        "bars": presenters.share_bars(shares),
        "alike": selectors.look_alikes(actor=actor, row=row) if row.state in LIVE else [],
        "guests": read_guest_list(actor=actor, row=row) if row.kind == EVENT else None,
        **presenters.LABELS,
    }
    actor.record("outcome.read", row)
    return render(request, "web/outcomes/detail.html", context)


@require_GET
def proof(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One file of proof; the reading is recorded."""
    content, file = papers.evidence_file(actor=request.actor, uid=uid)
    return attachment(content, name=file.name, media_type=file.media_type)


@require_GET
def guests_book(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Who came to an event, or the empty sheet."""
    row = selectors.get_outcome(actor=request.actor, uid=uid)
    content = guests.guests_book(actor=request.actor, row=row)
    return attachment(content, name=f"{row.title}到会名单.xlsx", media_type=XLSX)


@require_GET
def targets(request: ActorRequest) -> HttpResponse:
    """What each programme is to reach in a year, and how far it is."""
    actor = request.actor
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    found = selectors.read_targets(actor=actor, year=year)
    programmes = known_programmes(actor=actor)
    boards = []
    for programme in programmes:
        rows = found.get(programme.pk, [])
        if rows:
            capped, whole = score(rows)
            boards.append((programme, rows, round(float(capped), 1), round(float(whole), 1)))
    context = {
        "here": "outcomes",
        "year": year,
        "years": range(timezone.localdate().year + 1, timezone.localdate().year - 5, -1),
        "boards": boards,
        "programmes": programmes if actor.has(Permission.OUTCOMES_TARGETS) else [],
        "measures": MEASURES,
    }
    return render(request, "web/outcomes/targets.html", context)
