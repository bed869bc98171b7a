"""The matching desk: solve, read why, pin, compare, send, approve, issue."""

import io
import json
import uuid
import zipfile
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.jobs.selectors import newest_job
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import engine, papers, rules, scoring, selectors
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.inputs import former_pairs, pair_key
from dunmiao.placements.lifecycle import EVENTS, MODES, PLAN
from dunmiao.placements.messages import say
from dunmiao.posts.selectors import get_post, get_programme
from dunmiao.secondments.selectors import get_nomination
from dunmiao.web import inputs
from dunmiao.web.downloads import attachment
from dunmiao.web.plans import presenters
from dunmiao.web.requests import ActorRequest


@require_POST
def make(request: ActorRequest) -> HttpResponse:
    """A new draft for a programme, or a copy of a plan."""
    programme = get_programme(
        actor=request.actor, uid=inputs.uid(request.POST.get("programme", ""))
    )
    copy = None
    if text := request.POST.get("copy", ""):
        copy = selectors.get_plan(actor=request.actor, uid=inputs.uid(text))
    plan = actions.make_plan(actor=request.actor, programme=programme, copy_of=copy)
    return redirect("plans:desk", plan.uid)


@require_GET
def desk(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The desk. `?person=` selects a card."""
    actor = request.actor
    plan = selectors.get_plan(actor=actor, uid=uid)
    names = selectors.PlanNames(plan)
    screened = [n for n in names.nominations.values() if n.state in {"SCREENED", "PLACED"}]
    context = {
        "here": "programmes",
        "plan": plan,
        "programme": plan.programme,
        "state": PLAN.labels[plan.state],
        "may": {act: act in PLAN.allowed(plan.state) for act in PLAN.moves},
        "may_prepare": actor.has(Permission.PLANS_PREPARE),
        "may_approve": actor.has(Permission.PLANS_APPROVE),
        "may_issue": actor.has(Permission.PLANS_ISSUE),
        "job": newest_job(actor=actor, subject_uid=plan.uid),
        "names": names,
        "people": sorted(screened, key=lambda n: bytes(n.cadre.name_stroke_key)),
        "pins": plan.pins.select_related("nomination__cadre", "post__unit", "made_by"),
        "weights": [
            (k, scoring.LABELS[k], plan.weights.get(k, 100)) for k in scoring.DEFAULT_WEIGHTS
        ],
        "events": plan.events.order_by("-pk")[:12],
        "event_words": EVENTS,
        "others": selectors.list_plans(actor=actor, programme=plan.programme),
        "modes": MODES if not plan.programme.teams.exists() else {"OPTIMAL": MODES["OPTIMAL"]},
        "stable": plan.result.get("stable"),
        "former": bool(plan.result) and bool(former_pairs(plan)),
        "solved": bool(plan.result) and plan.result.get("status") != "infeasible",
        "infeasible": plan.result.get("findings", [])
        if plan.result.get("status") == "infeasible"
        else [],
    }
    if context["solved"]:
        context |= presenters.desk(plan, names)
        context["selected"] = _selected(request, context["board"])
        if context["selected"]:
            context["score_rows"] = presenters.score_rows(context["selected"]["card"])
    return render(request, "web/plans/desk.html", context)


def _selected(request: ActorRequest, board: list[dict[str, object]]) -> dict[str, object] | None:
    wanted = request.GET.get("person", "")
    first = None
    for seat in board:
        for card in seat["cards"]:  # type: ignore[attr-defined]
            pair = {"seat": seat, "card": card}
            first = first or pair
            if card["uid"] == wanted:
                return pair
    return first


@require_POST
def solve(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Queue a run; the page then follows it."""
    actions.ask_run(actor=request.actor, plan_uid=uid)
    return redirect("plans:desk", uid)


@require_POST
def pin(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Hold a pair or keep it out."""
    data, actor = request.POST, request.actor
    kind = inputs.one(data.get("kind", ""), ("pin", "forbid"), "固定或排除")
    made = actions.pin_pair(
        actor=actor,
        plan_uid=uid,
        nomination=get_nomination(actor=actor, uid=inputs.uid(data.get("nomination", ""))),
        post=get_post(actor=actor, uid=inputs.uid(data.get("post", ""))),
        is_forbidden=kind == "forbid",
        reason_code=inputs.one(
            data.get("reason_code", ""), ("NAMED", "WORK", "SKILL", "OTHER"), "理由类别"
        ),
        reason=data.get("reason", ""),
    )
    if "solve" in data:
        actions.ask_run(actor=actor, plan_uid=uid)
        messages.success(request, _("已采用并固定，正在重新求解。"))
        return redirect("plans:desk", uid)
    price = _("，代价 %(price)s 分") % {"price": made.price} if made.price else ""
    messages.success(request, _("已记录，请重新求解") + price)
    return redirect("plans:desk", uid)


@require_POST
def unpin(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a pin back."""
    actions.unpin_pair(
        actor=request.actor, plan_uid=uid, pin_id=inputs.whole(request.POST.get("pin", ""), "pin")
    )
    return redirect("plans:desk", uid)


@require_POST
def weights(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the weights."""
    given = {
        name: inputs.whole(request.POST.get(name, "100"), scoring.LABELS[name])
        for name in scoring.DEFAULT_WEIGHTS
    }
    actions.set_weights(actor=request.actor, plan_uid=uid, weights=given)
    messages.success(request, _("权重已改，请重新求解。"))
    return redirect("plans:desk", uid)


@require_GET
def why_not(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Why not this person on this post, on the plan's frozen inputs."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.certificate:
        raise RuleBroken([say("plan.unsolved")])
    person = str(inputs.uid(request.GET.get("person", "")))
    post = str(inputs.uid(request.GET.get("post", "")))
    names = selectors.PlanNames(plan)
    answer = engine.explain_pair(
        plan.inputs["files"], plan.result, plan.certificate, person=person, post=post
    )
    out = (plan.inputs.get("out") or {}).get(pair_key(person, post), [])
    context = {
        "plan": plan,
        "person": names.person(person),
        "post": names.post(post),
        "answer": presenters.answer_words(names, answer, out),
    }
    open_to_change = "change" in PLAN.allowed(plan.state)
    if "trial" in request.GET and open_to_change and answer["verdict"] in {"tie", "loses"}:
        context["adopt"] = {"person": person, "post": post}
    return render(request, "web/plans/_why_not.html", context)


@require_GET
def places(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Where else the selected person could go, with the price of each move."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.certificate:
        raise RuleBroken([say("plan.unsolved")])
    names = selectors.PlanNames(plan)
    person = str(inputs.uid(request.GET.get("person", "")))
    found = engine.places_of(plan.inputs["files"], plan.result, plan.certificate, person=person)
    rows = [
        {
            "uid": one["post"],
            "post": names.post(one["post"]),
            "loss": one["loss"],
            "moves": len(one["moves"] or []),
        }
        for one in found
    ]
    may_try = "change" in PLAN.allowed(plan.state) and request.actor.has(Permission.PLANS_PREPARE)
    context = {"rows": rows, "plan": plan, "person": person, "may_try": may_try}
    return render(request, "web/plans/_places.html", context)


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """Two to four plans side by side."""
    uids = [inputs.uid(text) for text in request.GET.getlist("id")][:4]
    plans = [selectors.get_plan(actor=request.actor, uid=uid) for uid in uids]
    columns = []
    for plan in plans:
        if plan.result and plan.result["status"] != "infeasible":
            names = selectors.PlanNames(plan)
            columns.append({"plan": plan, "names": names, **papers.numbers_of(plan, names)})
    context: dict[str, Any] = {
        "here": "programmes",
        "columns": columns,
        "programme": plans[0].programme if plans else None,
    }
    if columns:
        context |= presenters_compare(columns)
    return render(request, "web/plans/compare.html", context)


def presenters_compare(columns: list[dict[str, object]]) -> dict[str, object]:
    """Rows of the comparison and who moves between the first two plans."""
    from dunmiao.web.plans.comparison import moves_between, rows_of

    return {"rows": rows_of(columns), "moves": moves_between(columns)}


def _acted(request: ActorRequest, uid: uuid.UUID, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("plans:desk", uid)


@require_POST
def submit(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Send for approval."""
    actions.submit_plan(actor=request.actor, plan_uid=uid, now=timezone.now())
    return _acted(request, uid, _("已送审，方案不能再修改。"))


@require_POST
def give_back(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Return a sent plan as a draft."""
    actions.return_plan(actor=request.actor, plan_uid=uid, reason=request.POST.get("reason", ""))
    return _acted(request, uid, _("已退回修改。"))


@require_POST
def withdraw(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a plan up for good."""
    actions.withdraw_plan(actor=request.actor, plan_uid=uid, reason=request.POST.get("reason", ""))
    return _acted(request, uid, _("方案已撤回。"))


@require_POST
def deliberate(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Type in the counts of the meeting."""
    data = request.POST
    counts = rules.Counts(
        *(inputs.whole(data.get(name, ""), label) for name, label in
          (("due", "应到"), ("present", "实到"), ("agree", "同意"), ("disagree", "不同意"), ("abstain", "弃权")))
    )  # fmt: skip
    actions.record_deliberation(actor=request.actor, plan_uid=uid, counts=counts)
    return _acted(request, uid, _("研究情况已记录。"))


@require_POST
def approve(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve as another person than maker and sender."""
    actions.approve_plan(
        actor=request.actor, plan_uid=uid, now=timezone.now(), today=timezone.localdate()
    )
    return _acted(request, uid, _("已批准，挂职记录已建立。"))


@require_POST
def issue(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Issue the notice."""
    plan = papers.issue_plan(
        actor=request.actor, plan_uid=uid, today=timezone.localdate(), now=timezone.now()
    )
    return _acted(request, uid, _("已发文：%(number)s") % {"number": plan.notice_no})


@require_GET
def briefing(request: ActorRequest, uid: uuid.UUID, form: str) -> HttpResponse:
    """The paper of the meeting, .docx or .xlsx."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.result or plan.result["status"] == "infeasible":
        raise RuleBroken([say("plan.unsolved")])
    if form == "docx":
        content = papers.briefing_docx(actor=request.actor, plan=plan)
        return attachment(content, name=f"部务会材料-{plan.name}.docx", media_type=DOCX)
    content = papers.briefing_xlsx(actor=request.actor, plan=plan)
    return attachment(content, name=f"部务会材料-{plan.name}.xlsx", media_type=XLSX)


@require_GET
def problem(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The frozen inputs with plan and certificate: `dunmiao match verify` proves them again."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.result:
        raise RuleBroken([say("plan.unsolved")])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in plan.inputs["files"].items():
            archive.writestr(f"problem/{name}", text)
        for name, plain in (("plan.json", plan.result), ("certificate.json", plan.certificate)):
            archive.writestr(name, json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
    request.actor.record("plan.inputs_exported", plan)
    return attachment(stream.getvalue(), name=f"{plan.name}.zip", media_type="application/zip")
