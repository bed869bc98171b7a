"""The year's ledger with its proofs, one pool with its people, what the person may answer."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.assessments import quota
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.quota_papers import ledger_workbook
from dunmiao.assessments.rules.annual import GRADES, POOLS, PROJECT
from dunmiao.formats.papers import XLSX
from dunmiao.web.downloads import attachment
from dunmiao.web.quota import presenters
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The newest year; where there is none, the way to open one."""
    newest = quota.list_years(actor=request.actor).first()
    if newest is not None:
        return redirect("quota:year", newest.year)
    return render(request, "web/quota/empty.html", {"here": "assessments"})


@require_GET
def year(request: ActorRequest, year: int) -> HttpResponse:
    """名额账: pools, ties, proofs, who changed pools."""
    actor = request.actor
    row = quota.get_year(actor=actor, year=year)
    ledger = quota.ledger_of(row)
    context = {
        "here": "assessments",
        "year": row,
        "years": quota.list_years(actor=actor),
        "ledger": ledger,
        "rows": presenters.ledger_rows(ledger),
        "totals": presenters.ledger_totals(ledger),
        "proofs": presenters.proof_rows(ledger),
        "parts": presenters.part_tables(ledger),
        "moved": list(
            row.assessments.filter(is_moved_by_hand=True).select_related("cadre", "pool")[:50]
        ),
    }
    return render(request, "web/quota/year.html", context)


@require_GET
def ledger_table(request: ActorRequest, year: int) -> HttpResponse:
    """The ledger as a workbook: exact theory, what was granted, and the sums that prove it."""
    row = quota.get_year(actor=request.actor, year=year)
    mark = f"{request.actor.name} {timezone.localtime():%Y-%m-%d %H:%M} 内部"
    content = ledger_workbook(quota.ledger_of(row), mark=mark)
    request.actor.record("ledger.exported", row)
    return attachment(content, name=f"{year}年度优秀名额.xlsx", media_type=XLSX)


@require_GET
def pool(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One pool: its places, its parts, its people with their grades."""
    actor = request.actor
    row = quota.get_pool(actor=actor, uid=uid)
    members = list(quota.members_of(row))
    context = {
        "here": "assessments",
        "pool": row,
        "kind": POOLS[row.kind],
        "members": [presenters.member_row(member, actor) for member in members],
        "counts": presenters.grade_counts(members),
        "shares": list(row.shares.all()),
        "labels": ANNUAL.labels,
        "is_separate": row.kind == PROJECT,
        "states": {m.state for m in members},
    }
    return render(request, "web/quota/pool.html", context)


@require_GET
def person(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One person's year: what it rests on, and the next act."""
    actor = request.actor
    row = quota.get_assessment(actor=actor, uid=uid)
    context = {
        "here": "assessments",
        "m": presenters.member_row(row, actor),
        "labels": ANNUAL.labels,
    }
    actor.record("assessment.read", row, cadres=[row.cadre.uid])
    return render(request, "web/quota/person.html", context)


@require_GET
def own(request: ActorRequest) -> HttpResponse:
    """The person's own results, with the way to object."""
    request.actor.require(Permission.REPORT_OWN)
    context = {
        "here": "my",
        "rows": list(quota.own_assessments(actor=request.actor)),
        "grades": GRADES,
        "labels": ANNUAL.labels,
        "days": quota.quota_policy(
            city_id=request.actor.city_id, day=timezone.localdate()
        ).objection_days,
    }
    return render(request, "web/quota/own.html", context)
