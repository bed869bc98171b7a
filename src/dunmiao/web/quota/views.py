"""The year's ledger with its proofs, one pool with its people, what the person may answer."""

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
from dunmiao.assessments import quota
from dunmiao.assessments.actions import annual
from dunmiao.assessments.actions import quota as pools
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.quota_papers import ledger_workbook
from dunmiao.assessments.rules.annual import GRADES, POOLS, PROJECT
from dunmiao.formats.papers import XLSX
from dunmiao.units.selectors import get_unit, list_units
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.downloads import attachment
from dunmiao.web.quota import presenters
from dunmiao.web.requests import ActorRequest


@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """The newest year; POST opens one."""
    actor = request.actor
    if request.method == "POST":
        made = pools.open_year(
            actor=actor,
            year=inputs.whole(request.POST.get("year", ""), "年度"),
            unit=get_unit(city_id=actor.city_id, uid=inputs.uid(request.POST.get("unit", ""))),
            document=request.POST.get("document", ""),
        )
        return redirect("quota:year", made.year)
    newest = quota.list_years(actor=actor).first()
    if newest is not None:
        return redirect("quota:year", newest.year)
    context = {
        "here": "assessments",
        "manages": actor.has(Permission.QUOTA_MANAGE),
        "units": list_units(city_id=actor.city_id).filter(parent=None),
        "next": timezone.localdate().year,
    }
    return render(request, "web/quota/empty.html", context)


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
        "grants": actor.may(Permission.QUOTA_GRANT, at=[row.unit_id]),
        "manages": actor.may(Permission.QUOTA_MANAGE, at=[row.unit_id]),
        "units": list_units(city_id=actor.city_id).filter(parent=None),
        "next": year + 1,
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


@require_POST
def list_people(request: ActorRequest, year: int) -> HttpResponse:
    """Put everybody into one pool, by the days of the year."""
    told = pools.list_people(actor=request.actor, year=year, today=timezone.localdate())
    said = _("已列入 %(a)s 人，变动 %(b)s 人。") % {"a": told["added"], "b": told.get("changed", 0)}
    messages.success(request, said)
    return redirect("quota:year", year)


@require_POST
def grant_all(request: ActorRequest, year: int) -> HttpResponse:
    """Grant the places of every pool that waits."""
    count = pools.grant_all(actor=request.actor, year=year, now=timezone.now())
    messages.success(request, _("已核定 %(n)s 个池。") % {"n": count})
    return redirect("quota:year", year)


@require_GET
def pool(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One pool: its places, its parts, its people with their grades."""
    actor = request.actor
    row = quota.get_pool(actor=actor, uid=uid)
    members = list(quota.members_of(row))
    at = [row.unit_id]
    context = {
        "here": "assessments",
        "pool": row,
        "kind": POOLS[row.kind],
        "members": [presenters.member_row(member, actor) for member in members],
        "counts": presenters.grade_counts(members),
        "shares": list(row.shares.all()),
        "grades": GRADES,
        "labels": ANNUAL.labels,
        "manages": actor.may(Permission.QUOTA_MANAGE, at=at),
        "grants": actor.may(Permission.QUOTA_GRANT, at=at),
        "proposes": any(m.state == "LISTED" for m in members)
        and actor.has(Permission.GRADES_PROPOSE),
        "is_separate": row.kind == PROJECT,
        "states": {m.state for m in members},
    }
    return render(request, "web/quota/pool.html", context)


def _pool_act(action: Any, said: str, *, read: Any = None, clock: str = "") -> Any:
    return act(
        action, read or (lambda data: {}), said, names="pool_uid", back="quota:pool", clock=clock
    )


set_rate = _pool_act(
    pools.set_rate,
    mark("比例已设，待另一人核定。"),
    read=lambda data: {
        "rate": data.get("rate", ""),
        "extra": inputs.optional(data.get("extra", ""), "另加名额") or 0,
        "document": data.get("document", ""),
    },
    clock="today",
)
grant = _pool_act(pools.grant_places, mark("名额已核定。"), clock="now")
take_back = _pool_act(
    pools.take_back,
    mark("核定已撤回。"),
    read=lambda data: {"reason": data.get("reason", "")},
)
share_out = _pool_act(
    pools.share_out,
    mark("名额已分到各项。"),
    read=lambda data: {"method": data.get("method", "hamilton")},
)
decide_tie = _pool_act(
    pools.decide_tie,
    mark("委员会的决定已录入。"),
    read=lambda data: {"parts": data.getlist("part"), "minutes": data.get("minutes", "")},
)
propose_rest = _pool_act(annual.propose_rest, mark("其余人员已提“称职”。"))
approve = _pool_act(annual.approve_pool_grades, mark("等次已审定。"))
notify = _pool_act(annual.notify_pool, mark("已书面通知本人。"), clock="today")
settle = _pool_act(annual.settle_pool, mark("异议期满的等次已生效，写入干部档案。"), clock="today")


@require_http_methods(["GET", "POST"])
def person(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One person's year: what it rests on, and the next act."""
    if request.method == "POST":
        return _act_on_person(request, uid)
    actor = request.actor
    row = quota.get_assessment(actor=actor, uid=uid)
    at = [row.unit_id]
    manages = actor.may(Permission.QUOTA_MANAGE, at=at)
    context = {
        "here": "assessments",
        "m": presenters.member_row(row, actor),
        "grades": GRADES,
        "labels": ANNUAL.labels,
        "manages": manages,
        "grants": actor.may(Permission.QUOTA_GRANT, at=at),
        "others": row.year.pools.exclude(pk=row.pool_id) if manages else [],
    }
    actor.record("assessment.read", row, cadres=[row.cadre.uid])
    return render(request, "web/quota/person.html", context)


def _act_on_person(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Propose, hear, return, move, or answer an objection."""
    data, actor = request.POST, request.actor
    what = inputs.one(data.get("act", ""), ("propose", "hear", "return", "move", "answer"), "操作")
    if what == "propose":
        row = annual.propose_grade(
            actor=actor,
            assessment_uid=uid,
            grade=data.get("grade", ""),
            reason=data.get("text", ""),
            revision=inputs.optional(data.get("revision", ""), "revision"),
        )
    elif what == "hear":
        row = annual.hear_other(actor=actor, assessment_uid=uid, opinion=data.get("text", ""))
    elif what == "return":
        row = annual.return_grade(actor=actor, assessment_uid=uid, reason=data.get("text", ""))
    elif what == "move":
        row = pools.move_person(
            actor=actor,
            assessment_uid=uid,
            pool_uid=inputs.uid(data.get("pool", "")),
            reason=data.get("text", ""),
        )
    else:
        row = annual.answer_objection(
            actor=actor,
            assessment_uid=uid,
            grade=data.get("grade", ""),
            answer=data.get("text", ""),
            today=timezone.localdate(),
        )
    messages.success(request, _("已办理。"))
    return redirect("quota:person", row.uid)


@require_http_methods(["GET", "POST"])
def own(request: ActorRequest) -> HttpResponse:
    """The person's own results, with the way to object."""
    if request.method == "POST":
        annual.object_to_grade(
            actor=request.actor,
            assessment_uid=inputs.uid(request.POST.get("assessment", "")),
            text=request.POST.get("text", ""),
            today=timezone.localdate(),
        )
        messages.success(request, _("异议已提交。"))
        return redirect("quota:own")
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
