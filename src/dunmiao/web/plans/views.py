"""The matching desk: solve, read why, pin, compare, send, approve, issue."""

import io
import json
import uuid
import zipfile
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.acts.claims import Doing
from dunmiao.acts.offered import uid_of
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.jobs.selectors import newest_job
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import engine, papers, selectors
from dunmiao.placements.actions.pins import pin_pair
from dunmiao.placements.inputs import former_pairs, pair_key
from dunmiao.placements.lifecycle import EVENTS, MODES, PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.rules import PIN_REASONS
from dunmiao.web.downloads import attachment
from dunmiao.web.plans import presenters
from dunmiao.web.requests import ActorRequest


@require_GET
def desk(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The desk. `?person=` selects a card."""
    actor = request.actor
    plan = selectors.get_plan(actor=actor, uid=uid)
    names = selectors.PlanNames(plan)
    screened = [n for n in names.nominations.values() if n.state in selectors.PLACEABLE]
    context = {
        "here": "programmes",
        "plan": plan,
        "programme": plan.programme,
        "state": PLAN.labels[plan.state],
        "may_change": pin_pair.is_open(Doing.by(actor), plan),
        "job": newest_job(actor=actor, subject_uid=plan.uid),
        "names": names,
        "people": sorted(screened, key=lambda n: bytes(n.cadre.name_stroke_key)),
        "pins": plan.pins.select_related("nomination__cadre", "post__unit", "made_by"),
        "reasons": PIN_REASONS,
        "events": plan.events.order_by("-pk")[:12],
        "event_words": EVENTS,
        "others": selectors.list_plans(actor=actor, programme=plan.programme),
        "mode": MODES[plan.mode],
        "may_choose": plan.mode == "STABLE" or not plan.programme.teams.exists(),
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


@require_GET
def why_not(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Why not this person on this post, on the plan's frozen inputs."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.certificate:
        raise RuleBroken([say("plan.unsolved")])
    person = str(uid_of(request.GET.get("person", "")))
    post = str(uid_of(request.GET.get("post", "")))
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
    is_trial = "trial" in request.GET and answer["verdict"] in {"tie", "loses"}
    if is_trial and pin_pair.is_open(Doing.by(request.actor), plan):
        context |= {"adopt": {"person": person, "post": post}, "reasons": PIN_REASONS}
    return render(request, "web/plans/_why_not.html", context)


@require_GET
def places(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Where else the selected person could go, with the price of each move."""
    plan = selectors.get_plan(actor=request.actor, uid=uid)
    if not plan.certificate:
        raise RuleBroken([say("plan.unsolved")])
    names = selectors.PlanNames(plan)
    person = str(uid_of(request.GET.get("person", "")))
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
    may_try = pin_pair.is_open(Doing.by(request.actor), plan)
    context = {"rows": rows, "plan": plan, "person": person, "may_try": may_try}
    return render(request, "web/plans/_places.html", context)


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """Two to four plans side by side."""
    uids = [uid_of(text) for text in request.GET.getlist("id")][:4]
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
