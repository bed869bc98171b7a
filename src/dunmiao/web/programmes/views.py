"""Programmes, posts with their funnel, nominations, hosts' short lists."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.selectors import list_plans
from dunmiao.posts import selectors as posts
from dunmiao.posts.rules import MOVE_OF_PROGRAMME, PAPERS, RELATIONS
from dunmiao.rulebook.rules import LABELS, SEVERITIES, WORDS
from dunmiao.rulebook.selectors import list_overrides, predicates
from dunmiao.rulebook.sentences import SUBJECTS
from dunmiao.secondments import selectors
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.web import queries
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
    offered = list(posts.list_posts(programme=programme, withdrawn=True).prefetch_related(None))
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
            "subjects": [(code, LABELS[code]) for code in SUBJECTS],
            "severities": SEVERITIES.items(),
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
        severity=queries.one(get.get("severity", "BLOCK"), SEVERITIES, "轻重"),
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


@require_GET
def nomination(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The nomination form: opinion, will, recusal, wishes; every rule beside it."""
    actor = request.actor
    found = selectors.get_nomination(actor=actor, uid=uid)
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
        "missing": selectors.missing_of(found),
        "differences": selectors.form_differences(found),
        "exceptions": _exceptions(actor.city_id, found.uid, fits),
        "may_edit": actor.may(Permission.NOMINATE, at=[found.home_unit_id])
        and found.state in {"DRAFT", "RETURNED"},
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
