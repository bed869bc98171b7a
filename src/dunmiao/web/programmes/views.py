"""Programmes, posts with their funnel, nominations, hosts' short lists."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.selectors import list_plans
from dunmiao.posts import selectors as posts
from dunmiao.posts.rules import MOVE_OF_PROGRAMME, PAPERS, RELATIONS
from dunmiao.rulebook.rules import LABELS, SEVERITIES, WORDS
from dunmiao.rulebook.selectors import list_overrides, predicates
from dunmiao.rulebook.sentences import SUBJECTS
from dunmiao.secondments import selectors
from dunmiao.secondments.actions import nominations as actions
from dunmiao.secondments.actions import overrides
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """All programmes."""
    rows = posts.list_programmes(actor=request.actor)
    return render(request, "web/programmes/index.html", {"here": "programmes", "programmes": rows})


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """What moves, posts, nominations, plans."""
    actor = request.actor
    programme = posts.get_programme(actor=actor, uid=uid)
    nominations = list(
        selectors.list_nominations(actor=actor, programme=programme, with_facts=False)
    )
    interest: dict[int, int] = {}
    for nomination in nominations:
        for wish in nomination.wishes.all():
            interest[wish.post_id] = interest.get(wish.post_id, 0) + 1
    offered = list(posts.list_posts(programme=programme).prefetch_related(None))
    context = {
        "here": "programmes",
        "programme": programme,
        "wished": {row.pk: row.unit.name for row in offered},
        "relations": RELATIONS[MOVE_OF_PROGRAMME[programme.kind]],
        "posts": offered,
        "interest": interest,
        "nominations": nominations,
        "missing": {
            row.pk: selectors.missing_of(row)
            for row in nominations
            if row.state in {"DRAFT", "RETURNED"}
        },
        "silent": (
            selectors.silent_units(actor=actor, programme=programme)
            if actor.has(Permission.SCREEN)
            else []
        ),
        "labels": NOMINATION.labels,
        "plans": list_plans(actor=actor, programme=programme)
        if actor.has(Permission.PLANS_VIEW)
        else [],
        "plan_states": PLAN.labels,
        "candidates": (
            list(selectors.candidates(actor=actor, programme=programme)[:300])
            if actor.has(Permission.NOMINATE)
            else []
        ),
        "rules": (
            predicates(city_id=actor.city_id, day=programme.starts_on)
            if actor.has(Permission.RULES_VIEW)
            else []
        ),
    }
    return render(request, "web/programmes/detail.html", context)


@require_GET
def post(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One post: requirements, what each costs, the host's short list."""
    actor = request.actor
    found = posts.get_post(actor=actor, uid=uid)
    context = {"here": "programmes", "post": found, "programme": found.programme}
    if actor.has_all_units and actor.has(Permission.PEOPLE_VIEW):
        context["funnel"] = posts.funnel(actor=actor, post=found, day=found.programme.starts_on)
    if actor.may(Permission.RANK, at=[found.unit_id]):
        context["short_list"] = selectors.short_list(actor=actor, post=found)
    if actor.may(Permission.POSTS_FILE, at=[found.unit_id]):
        first = next(iter(SUBJECTS.values()))
        context |= {
            "may_describe": True,
            "specialities": "、".join(found.specialities),
            "subjects": [(code, LABELS[code]) for code in SUBJECTS],
            "subject": first,
            "operators": [(o, WORDS[o]) for o in first.operators],
            "uid": uid,
            "words": _fitting_now(actor, found, context.get("funnel")),
        }
    return render(request, "web/programmes/post.html", context)


def _fitting_now(actor: Any, post: Any, funnel: Any) -> str:
    """How many fit the post as it stands, as exactly as the reader may know."""
    if funnel is not None:
        return str(funnel.eligible)
    nothing = {"attribute": "", "operator": "", "text": "", "severity": "BLOCK"}
    day = post.programme.starts_on
    return posts.eligible_count(actor=actor, post=post, day=day, **nothing)[1]


@require_GET
def count(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """How many people would be left with the requirement in hand: what a wish costs."""
    get = request.GET
    found = posts.get_post(actor=request.actor, uid=uid)
    exact, words = posts.eligible_count(
        actor=request.actor,
        post=found,
        day=found.programme.starts_on,
        attribute=get.get("attribute", ""),
        operator=get.get("operator", ""),
        text=get.get("value", ""),
        severity=inputs.one(get.get("severity", "BLOCK"), SEVERITIES, "轻重"),
    )
    context = {"exact": exact, "words": words}
    return render(request, "web/programmes/_count.html", context)


@require_GET
def words(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The second half of the sentence for the chosen attribute: operators and values."""
    subject = SUBJECTS.get(request.GET.get("attribute", ""))
    if subject is None:
        raise not_visible()
    context = {"subject": subject, "operators": [(o, WORDS[o]) for o in subject.operators]}
    return render(request, "web/programmes/_sentence.html", {**context, "uid": uid})


@require_POST
def answer(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The host ranks or declines one nominee."""
    found = posts.get_post(actor=request.actor, uid=uid)
    nomination = selectors.get_nomination(
        actor=request.actor, uid=inputs.uid(request.POST.get("nomination", ""))
    )
    declined = "decline" in request.POST
    rank = None if declined else inputs.whole(request.POST.get("rank", ""), "次序")
    actions.answer_nominee(
        actor=request.actor,
        post=found,
        nomination=nomination,
        rank=rank,
        reason=request.POST.get("why", ""),
    )
    messages.success(request, _("已记录接收单位意见。"))
    return redirect("programmes:post", uid)


@require_POST
def nominate(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Begin a nomination."""
    from dunmiao.people.selectors import get_cadre

    programme = posts.get_programme(actor=request.actor, uid=uid)
    cadre = get_cadre(actor=request.actor, uid=inputs.uid(request.POST.get("cadre", "")))
    nomination = actions.nominate_cadre(actor=request.actor, programme=programme, cadre=cadre)
    return redirect("programmes:nomination", nomination.uid)


@require_http_methods(["GET", "POST"])
def nomination(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The nomination form: opinion, will, recusal, wishes; every rule beside it."""
    actor = request.actor
    found = selectors.get_nomination(actor=actor, uid=uid)
    if request.method == "POST":
        return _save(request, uid)
    if not actor.may(Permission.NOMINATE, at=[found.home_unit_id]) and not actor.has_all_units:
        raise not_visible()
    fits = selectors.fits(actor=actor, nomination=found, day=found.programme.starts_on)
    wishes = {wish.post_id: wish.rank for wish in found.wishes.all()}
    rows = [{"fit": fit, "rank": wishes.get(fit.post.pk)} for fit in fits]
    rows.sort(key=lambda row: (row["rank"] or 99, bool(row["fit"].blocked)))  # type: ignore[union-attr]
    context = {
        "here": "programmes",
        "nomination": found,
        "programme": found.programme,
        "rows": rows,
        "label": NOMINATION.labels[found.state],
        "files": [(row, PAPERS[row.kind]) for row in found.files.select_related("file")],
        "papers": PAPERS.items(),
        "missing": selectors.missing_of(found),
        "differences": selectors.form_differences(found),
        "may_withdraw": actor.may(Permission.NOMINATE, at=[found.home_unit_id])
        and "withdraw" in NOMINATION.allowed(found.state),
        "exceptions": _exceptions(actor.city_id, found.uid, fits),
        "may_edit": actor.may(Permission.NOMINATE, at=[found.home_unit_id])
        and found.state in {"DRAFT", "RETURNED"},
        "may_screen": actor.has(Permission.SCREEN) and found.state == "NOMINATED",
    }
    return render(request, "web/programmes/nomination.html", context)


def _exceptions(city_id: int, uid: uuid.UUID, fits: list[selectors.Fit]) -> list[dict[str, Any]]:
    """Rules that need an exception, each with what was asked and granted so far."""
    asked = {row.rule_code: row for row in list_overrides(city_id=city_id, subject_uid=uid)}
    found = {
        finding.facts["rule"]: finding
        for fit in fits
        for finding in fit.findings
        if finding.code == "rule.failed" and finding.facts["rule_severity"] == "OVERRIDE"
    }
    return [{"rule": code, "finding": f, "asked": asked.get(code)} for code, f in found.items()]


def _save(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    actor, data = request.actor, request.POST
    found = selectors.get_nomination(actor=actor, uid=uid)
    by_uid = {str(row.uid): row for row in posts.list_posts(programme=found.programme)}
    ranked = []
    for key in data:
        text = str(data[key])
        if key.startswith("wish-") and text.strip() and key[5:] in by_uid:
            ranked.append((inputs.whole(text, "志愿次序"), by_uid[key[5:]]))
    ranked.sort(key=lambda pair: (pair[0], pair[1].pk))
    actions.save_nomination(
        actor=actor,
        nomination_uid=uid,
        unit_opinion=data.get("unit_opinion", ""),
        own_will=inputs.one(data.get("own_will", "WILLING"), ("WILLING", "OBEYS"), "本人意愿"),
        difficulties=data.get("difficulties", ""),
        recusal_declared="recusal_declared" in data,
        recusal_note=data.get("recusal_note", ""),
        wishes=[row for _, row in ranked],
        revision=inputs.whole(data.get("revision", ""), "revision"),
    )
    if "submit" in data:
        actions.submit_nomination(
            actor=actor, nomination_uid=uid, now=timezone.now(), today=timezone.localdate()
        )
        messages.success(request, _("已报送市委组织部。"))
    else:
        messages.success(request, _("草稿已保存。"))
    return redirect("programmes:nomination", uid)


@require_POST
def override(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask for an exception, or grant one."""
    data = request.POST
    rule = data.get("rule", "")
    if "grant" in data:
        overrides.grant_override(
            actor=request.actor,
            nomination_uid=uid,
            rule_code=rule,
            document_no=data.get("document_no", ""),
            now=timezone.now(),
        )
        messages.success(request, _("已批准破格。"))
    else:
        overrides.ask_override(
            actor=request.actor, nomination_uid=uid, rule_code=rule, reason=data.get("reason", "")
        )
        messages.success(request, _("已提出破格，待组织部批准。"))
    return redirect("programmes:nomination", uid)


@require_POST
def papers(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Attach a paper to a draft, or take one off."""
    if "drop" in request.POST:
        gone = inputs.uid(request.POST["drop"])
        actions.remove_paper(actor=request.actor, nomination_uid=uid, file_uid=gone)
        messages.success(request, _("已取下这份材料。"))
        return redirect("programmes:nomination", uid)
    upload = request.FILES.get("file")
    if upload is None:
        raise RuleBroken([inputs.say("input.file")])
    actions.attach_paper(
        actor=request.actor,
        nomination_uid=uid,
        kind=request.POST.get("kind", ""),
        name=upload.name or "paper",
        content=upload.read(),
    )
    messages.success(request, _("材料已附上。"))
    return redirect("programmes:nomination", uid)


@require_POST
def withdraw(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The home unit takes its nomination back."""
    reason = request.POST.get("reason", "")
    actions.withdraw_nomination(actor=request.actor, nomination_uid=uid, reason=reason)
    messages.success(request, _("已撤回推荐。"))
    return redirect("programmes:nomination", uid)


@require_POST
def screen(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Pass, return or reject."""
    verdict = inputs.one(request.POST.get("verdict", ""), ("pass", "return", "reject"), "结论")
    actions.screen_nomination(
        actor=request.actor,
        nomination_uid=uid,
        verdict=verdict,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, _("审查结论已记录。"))
    return redirect("programmes:nomination", uid)
