"""The harvest of work: what counts, what waits, one outcome, a report, targets."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.outcomes import papers, selectors
from dunmiao.outcomes.actions import judging, reports
from dunmiao.outcomes.guests import read_guest_list
from dunmiao.outcomes.parties import Place, choose_unit, own_place, possible_verifiers
from dunmiao.outcomes.rules.outcomes import EVENT, INVESTMENT, KINDS
from dunmiao.outcomes.rules.targets import MEASURES, score
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments.selectors import list_secondments
from dunmiao.units.selectors import list_units
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.downloads import attachment
from dunmiao.web.outcomes import forms, presenters
from dunmiao.web.requests import ActorRequest

PAGE = 50
STATES = {
    "": mark("全部"),
    "pending": mark("待核实"),
    "verified": mark("已核实"),
    "reversed": mark("已撤回"),
    "duplicate": mark("重复"),
}
LANDS = ("CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN", "ENTERPRISE", "PROJECT")


def _asked(request: ActorRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "")[:40] for name in selectors.FILTERS}
    if asked["programme"]:
        asked["programme"] = str(inputs.uid(asked["programme"]))
    return asked


def _programmes(request: ActorRequest) -> list[Any]:
    if not request.actor.has(Permission.POSTS_VIEW):
        return []
    return list(list_programmes(actor=request.actor))


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The funnel, the rest by kind, and the list, 50 a page by keyset."""
    actor, asked = request.actor, _asked(request)
    found = selectors.list_outcomes(actor=actor, asked=asked)
    base = selectors.list_outcomes(actor=actor, asked={**asked, "state": "", "kind": ""})
    board = selectors.read_board(base)
    page = found.select_related("host_unit", "asked_unit")
    after = request.GET.get("after", "")
    day, _dot, key = after.partition(".")
    if key.isdecimal():
        page = selectors.after(page, inputs.day(day, "日期"), int(key[:18]))
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
        "programmes": _programmes(request),
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


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Report one, on one screen of a phone; the kind is chosen first."""
    actor, today = request.actor, timezone.localdate()
    actor.require(Permission.OUTCOMES_REPORT)
    own = own_place(actor=actor)
    if own is None:
        raise not_permitted()
    unit, case = own
    choices = [case.programme] if case else _programmes(request)
    if request.method == "POST":
        data = request.POST
        wanted = data.get("programme", "")
        chosen = case.programme if case else get_programme(actor=actor, uid=inputs.uid(wanted))
        offered = possible_verifiers(unit=unit, secondment=case, programme=chosen)
        lands = list(list_units(city_id=actor.city_id, kinds=LANDS))
        what, first = forms.read_new(data)
        place = Place(
            unit,
            choose_unit(lands, data.get("host", "")),
            chosen,
            choose_unit(offered, data.get("asked", "")),
            case,
        )
        row = reports.report_outcome(
            actor=actor,
            place=place,
            new=what,
            first=first,
            proofs=forms.read_proofs(request),
            today=today,
        )
        messages.success(
            request, _("已登记，由%(unit)s核实后计入。") % {"unit": row.asked_unit.name}
        )
        return redirect("outcomes:detail", row.uid)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {
        "here": "my" if case and actor.has(Permission.REPORT_OWN) else "outcomes",
        "kind": kind if kind in KINDS else INVESTMENT,
        "unit": unit,
        "case": case,
        "programmes": choices,
        "today": today,
        "lands": list(list_units(city_id=actor.city_id, kinds=LANDS)),
        "offered": possible_verifiers(unit=unit, secondment=case, programme=choices[0])
        if choices
        else [],
        **presenters.LABELS,
    }
    return render(request, "web/outcomes/new.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One outcome: its steps with their proof, shares, what may be done."""
    actor = request.actor
    row = selectors.get_outcome(actor=actor, uid=uid)
    shares = selectors.shares_of([row])[row.pk]
    live = row.reversed_on is None
    manages = live and (
        row.reporter_id == actor.user_id or actor.may(Permission.OUTCOMES_REPORT, at=[row.unit_id])
    )
    judges = live and actor.may(Permission.OUTCOMES_VERIFY, at=[row.asked_unit_id])
    context = {
        "here": "outcomes",
        "row": row,
        "steps": presenters.steps(row.kind, selectors.facts_of(row)),
        "bars": presenters.share_bars(shares),
        "next_steps": presenters.next_steps(row) if row.kind == INVESTMENT else [],
        "alike": selectors.look_alikes(actor=actor, row=row) if live else [],
        "guests": read_guest_list(actor=actor, row=row) if row.kind == EVENT else None,
        "manages": manages and actor.has(Permission.OUTCOMES_REPORT),
        "reports": live and actor.has(Permission.OUTCOMES_REPORT),
        "judges": judges,
        "is_own": row.reporter_id == actor.user_id,
        "parties": _parties(request, row) if manages else [],
        "today": timezone.localdate(),
        **presenters.LABELS,
    }
    actor.record("outcome.read", row)
    return render(request, "web/outcomes/detail.html", context)


def _parties(request: ActorRequest, row: Any) -> list[tuple[str, str]]:
    """Who may have a share: people of the programme within sight, and the units around it."""
    out = []
    if request.actor.has(Permission.SECONDMENTS_VIEW):
        cases = list_secondments(actor=request.actor).filter(programme=row.programme)
        for case in cases.select_related("cadre", "host_unit")[:500]:
            out.append((f"s:{case.uid}", f"{case.cadre.name} · {case.host_unit.name}"))
    units = list_units(city_id=request.actor.city_id).filter(pk__in=row.unit_ids)
    return out + [(f"u:{unit.uid}", unit.name) for unit in units]


@require_POST
def step(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A further step, with its proof."""
    reports.report_fact(
        actor=request.actor,
        outcome_uid=uid,
        fact=forms.read_step(request.POST),
        proofs=forms.read_proofs(request),
        today=timezone.localdate(),
    )
    messages.success(request, _("已登记，核实后计入。"))
    return redirect("outcomes:detail", uid)


@require_POST
def judge(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The second unit's word on one step."""
    fact = judging.judge_fact(
        actor=request.actor,
        fact_uid=uid,
        verified="verified" in request.POST,
        words=request.POST.get("words", ""),
        today=timezone.localdate(),
    )
    messages.success(
        request, _("已核实，计入合计。") if fact.state == "VERIFIED" else _("已退回。")
    )
    return redirect("outcomes:detail", fact.outcome.uid)


@require_POST
def evidence(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """More proof for a step that waits."""
    proofs = forms.read_proofs(request)
    if not proofs:
        raise RuleBroken([inputs.say("input.file")])
    fact = reports.add_evidence(
        actor=request.actor, fact_uid=uid, proofs=proofs, today=timezone.localdate()
    )
    messages.success(request, _("已上传。"))
    return redirect("outcomes:detail", fact.outcome.uid)


@require_GET
def proof(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One file of proof; the reading is recorded."""
    content, file = papers.evidence_file(actor=request.actor, uid=uid)
    return attachment(content, name=file.name, media_type=file.media_type)


share = act(
    judging.set_shares,
    forms.read_parties,
    mark("份额已保存。"),
    names="outcome_uid",
    back="outcomes:detail",
)
reverse = act(
    judging.reverse_outcome,
    forms.read_reversal,
    mark("已撤回，自撤回之日起不计；记录保留。"),
    names="outcome_uid",
    back="outcomes:detail",
)
duplicate = act(
    judging.mark_duplicate,
    lambda data: {"of_uid": inputs.uid(data.get("of", ""))},
    mark("已标为重复，不再计入。"),
    names="outcome_uid",
    back="outcomes:detail",
)
tell_apart = act(
    judging.unmark_duplicate,
    lambda data: {},
    mark("已取消重复标记。"),
    names="outcome_uid",
    back="outcomes:detail",
)


@require_http_methods(["GET", "POST"])
def targets(request: ActorRequest) -> HttpResponse:
    """What each programme is to reach in a year, and how far it is."""
    actor = request.actor
    if request.method == "POST":
        given = forms.read_target(request.POST)
        programme = get_programme(actor=actor, uid=inputs.uid(request.POST.get("programme", "")))
        judging.set_target(actor=actor, programme=programme, **given)
        messages.success(request, _("目标已保存。"))
        return redirect(f"{request.path}?year={given['year']}")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    found = selectors.read_targets(actor=actor, year=year)
    programmes = _programmes(request)
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
        "programmes": programmes,
        "measures": MEASURES,
        "sets": actor.has(Permission.OUTCOMES_TARGETS),
    }
    return render(request, "web/outcomes/targets.html", context)
