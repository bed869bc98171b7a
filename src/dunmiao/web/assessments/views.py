"""Rounds of ballots: the list, the forms, one round with its sessions, what was counted."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.assessments import panels, papers, selectors
from dunmiao.assessments.actions import results, rounds
from dunmiao.assessments.lifecycle import ROUND, SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.rules.results import CONCLUSIONS
from dunmiao.assessments.rules.rounds import review_round
from dunmiao.assessments.rules.schemes import APPRAISAL, KINDS, RECOMMENDATION
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.ranks import RANK_LABELS
from dunmiao.people.selectors import eligible
from dunmiao.posts.selectors import get_programme, list_programmes
from dunmiao.secondments.selectors import list_secondments
from dunmiao.units.selectors import get_unit, list_units
from dunmiao.web import inputs
from dunmiao.web.acts import act
from dunmiao.web.assessments import presenters
from dunmiao.web.assessments import results as presented
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

MOST = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Rounds in scope, the newest first."""
    context = {
        "here": "assessments",
        "rows": list(selectors.list_rounds(actor=request.actor)[:MOST]),
        "labels": ROUND.labels,
        "kinds": KINDS,
        "prepares": request.actor.has(Permission.ROUNDS_PREPARE),
    }
    return render(request, "web/assessments/index.html", context)


@require_http_methods(["GET", "POST"])
def schemes(request: ActorRequest) -> HttpResponse:
    """The ballot forms; POST keeps a new one or a new version."""
    request.actor.require(Permission.ASSESSMENTS_VIEW)
    if request.method == "POST":
        data = request.POST
        row = rounds.keep_scheme(
            actor=request.actor,
            name=data.get("name", ""),
            kind=inputs.one(data.get("kind", ""), KINDS, "种类"),
            items=data.get("items", ""),
            grades=data.get("grades", ""),
            groups=data.get("groups", ""),
            choose=inputs.optional(data.get("choose", ""), "最多推荐人数") or 0,
            document=data.get("document", ""),
            today=timezone.localdate(),
        )
        messages.success(
            request, _("表样“%(name)s”已存为第 %(v)s 版。") % {"name": row.name, "v": row.version}
        )
        return redirect("assessments:schemes")
    context = {
        "here": "assessments",
        "rows": [(row, row.form) for row in selectors.list_schemes(actor=request.actor)],
        "kinds": KINDS,
        "prepares": request.actor.has(Permission.ROUNDS_PREPARE),
    }
    return render(request, "web/assessments/schemes.html", context)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """A new round: name, form, days, the batch it belongs to."""
    actor = request.actor
    actor.require(Permission.ROUNDS_PREPARE)
    if request.method == "POST":
        data = request.POST
        programme = data.get("programme", "")
        made = rounds.make_round(
            actor=actor,
            title=data.get("title", ""),
            scheme=selectors.get_scheme(actor=actor, uid=inputs.uid(data.get("scheme", ""))),
            unit=get_unit(city_id=actor.city_id, uid=inputs.uid(data.get("unit", ""))),
            programme=get_programme(actor=actor, uid=inputs.uid(programme)) if programme else None,
            starts_on=inputs.day(data.get("starts_on", ""), "开始"),
            ends_on=inputs.day(data.get("ends_on", ""), "结束"),
        )
        return redirect("assessments:detail", made.uid)
    held = actor.units_with(Permission.ROUNDS_PREPARE)
    units = list_units(city_id=actor.city_id)
    organisers = units.filter(parent=None) if held is None else units.filter(pk__in=held)
    context = {
        "here": "assessments",
        "schemes": selectors.list_schemes(actor=actor),
        "kinds": KINDS,
        "programmes": list_programmes(actor=actor),
        "units": organisers[:1] if held is None else organisers,
        "today": timezone.localdate(),
    }
    return render(request, "web/assessments/new.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One round: what is set up, what is open, what its results will and will not tell."""
    actor = request.actor
    round_ = selectors.get_round(actor=actor, uid=uid)
    allowed = set(ROUND.allowed(round_.state))
    prepares = actor.may(Permission.ROUNDS_PREPARE, at=[round_.unit_id])
    plan = rounds.plan_of(round_)
    sessions = list(round_.sessions.select_related("place").prefetch_related("groups", "places"))
    context: dict[str, Any] = {
        "here": "assessments",
        "round": round_,
        "form": round_.form,
        "label": ROUND.labels[round_.state],
        "states": SESSION.labels,
        "kind": KINDS[round_.kind],
        "sessions": [presenters.session_row(session, round_.form) for session in sessions],
        "review": review_round(plan, links=panels.links_of(round_))
        if round_.state in ("DRAFT", "READY")
        else [],
        "groups": presenters.group_rows(round_.form, sessions),
        "prepares": prepares,
        "may": dict.fromkeys(allowed, prepares),
        "today": timezone.localdate(),
    }
    if prepares and round_.state == "DRAFT":
        context |= _choices(request, round_)
    return render(request, "web/assessments/detail.html", context)


def _choices(request: ActorRequest, round_: Any) -> dict[str, Any]:
    """Whom a session may rate: the people serving in the round's batch, by place."""
    rows = list_secondments(actor=request.actor).exclude(state="CANCELLED")
    if round_.programme_id:
        rows = rows.filter(programme=round_.programme)
    people = rows.select_related("cadre", "host_unit", "post", "home_unit")
    return {
        "people": people.order_by("host_unit__name", "cadre__name_stroke_key")[:400],
        "places": list_units(city_id=request.actor.city_id).order_by("name"),
        "ranks": [(int(rank), label) for rank, label in RANK_LABELS.items()],
        "allows_remote": settings.DUNMIAO_REMOTE_BALLOTS,
        "opens": round_.kind == RECOMMENDATION,
    }


@require_POST
def add_session(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One more sitting of a round."""
    actor, data = request.actor, request.POST
    round_ = selectors.get_round(actor=actor, uid=uid)
    counts = {}
    for group in round_.form.groups:
        due = inputs.optional(data.get(f"due-{group.code}", ""), group.name) or 0
        paper = inputs.optional(data.get(f"paper-{group.code}", ""), group.name) or 0
        counts[group.code] = (due, paper)
    cadres, posts = _rated(request)
    rounds.add_session(
        actor=actor,
        round_uid=uid,
        name=data.get("name", ""),
        place=get_unit(city_id=actor.city_id, uid=inputs.uid(data.get("place", ""))),
        held_on=inputs.day(data.get("held_on", ""), "日期"),
        counts=counts,
        cadres=cadres,
        posts=posts,
        revision=inputs.optional(data.get("revision", ""), "revision"),
        is_remote=bool(data.get("remote")),
    )
    messages.success(request, _("场次已加入。"))
    return redirect("assessments:detail", uid)


def _rated(request: ActorRequest) -> tuple[list[Any], dict[int, str]]:
    """The people ticked, with the posts they serve in; or everybody eligible of a unit."""
    actor, data = request.actor, request.POST
    if unit := data.get("eligible_unit", ""):
        oldest = inputs.optional(data.get("oldest", ""), "年龄")
        found = eligible(
            actor=actor,
            unit=get_unit(city_id=actor.city_id, uid=inputs.uid(unit)),
            rank_from=inputs.whole(data.get("rank_from", "0"), "职务层次"),
            rank_to=inputs.whole(data.get("rank_to", "10"), "职务层次"),
            oldest=oldest,
            today=timezone.localdate(),
        )
        people = list(found[: rounds.MOST_RATED + 1])
        if not people:
            raise RuleBroken([say("round.nobody_eligible")])
        return people, {}
    chosen = [inputs.uid(text) for text in data.getlist("case")]
    rows = list_secondments(actor=actor).filter(uid__in=chosen)
    cases = list(rows.select_related("cadre", "host_unit", "post"))
    posts = {case.cadre_id: f"{case.host_unit.name}{case.post.title}" for case in cases}
    return [case.cadre for case in cases], posts


finish = act(
    rounds.finish_round,
    lambda data: {},
    mark("已定稿，可以发票。"),
    names="round_uid",
    back="assessments:detail",
    clock="",
)
reopen = act(
    rounds.reopen_round,
    lambda data: {},
    mark("已退回设置。"),
    names="round_uid",
    back="assessments:detail",
    clock="",
)
cancel = act(
    rounds.cancel_round,
    lambda data: {"reason": data.get("reason", "")},
    mark("已作废。"),
    names="round_uid",
    back="assessments:detail",
    clock="",
)
publish = act(
    results.publish_round,
    lambda data: {},
    mark("已归档，票面关联已删除。"),
    names="round_uid",
    back="assessments:results",
    clock="now",
)


@require_GET
def counted(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The legal tally, the standing beside it, pairs, flags."""
    actor = request.actor
    round_ = selectors.get_round(actor=actor, uid=uid)
    item = request.GET.get("item", "")
    people, cells = selectors.counted(round_)
    page = presented.results_page(
        round_,
        people=people,
        cells=cells,
        totals=selectors.totals_of(round_),
        sessions=list(round_.sessions.filter(state="CLOSED").prefetch_related("reviews__reviewer")),
        item=item if item in round_.form.item_names else round_.form.item_names[-1],
        picked=request.GET.getlist("p"),
    )
    actor.record("results.read", round_, cadres=page.cadres)
    context = {
        "here": "assessments",
        "round": round_,
        "form": round_.form,
        "page": page,
        "label": ROUND.labels[round_.state],
        "is_appraisal": round_.kind == APPRAISAL,
        "may_publish": "publish" in ROUND.allowed(round_.state)
        and actor.may(Permission.ROUNDS_PREPARE, at=[round_.unit_id]),
        "witness": actor.may(Permission.BALLOTS_WITNESS, at=[round_.unit_id]),
        "conclusions": CONCLUSIONS,
    }
    return render(request, "web/assessments/results.html", context)


@require_GET
def opinion(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The second opinion: whether grades work as a scale, and the D-study."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    context = {
        "here": "assessments",
        "round": round_,
        "page": presented.opinion_page(round_, list(round_.subjects.all())),
    }
    return render(request, "web/assessments/opinion.html", context)


@require_GET
def result_paper(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The official result as Word."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    content = papers.official_result(round_)
    request.actor.record("results.printed", round_)
    return attachment(content, name=f"{round_.title}计票结果.docx", media_type=DOCX)


@require_GET
def result_table(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The result as a workbook, every item."""
    round_ = selectors.get_round(actor=request.actor, uid=uid)
    mark = f"{request.actor.name} {timezone.localtime():%Y-%m-%d %H:%M} 内部"
    content = papers.result_table(round_, mark=mark)
    request.actor.record("results.exported", round_)
    return attachment(content, name=f"{round_.title}计票结果.xlsx", media_type=XLSX)


@require_POST
def review_flag(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One of two people writes down what was found."""
    data = request.POST
    row = results.review_flag(
        actor=request.actor,
        session_uid=uid,
        kind=data.get("kind", ""),
        conclusion=data.get("conclusion", ""),
        note=data.get("note", ""),
        today=timezone.localdate(),
    )
    messages.success(request, _("核实情况已登记。"))
    return redirect("assessments:results", row.session.round.uid)


@require_GET
def method(request: ActorRequest) -> HttpResponse:
    """What the interval means, and what the software cannot know."""
    request.actor.require(Permission.ASSESSMENTS_VIEW)
    return render(request, "web/assessments/method.html", {"here": "assessments"})
