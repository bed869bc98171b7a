"""The rule desk: versions of rule sets in words, their differences, a trial on rounds, files."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import not_visible
from dunmiao.rulebook import desk, selectors
from dunmiao.rulebook.books import write_book
from dunmiao.rulebook.files import write_rules
from dunmiao.rulebook.lifecycle import RULE_SET
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import LABELS, POST_CLASSES, SEVERITIES, WORDS
from dunmiao.rulebook.sentences import RULE_SUBJECTS
from dunmiao.rulebook.versions import content_of
from dunmiao.secondments.trial import MOST_ROUNDS, try_rules
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every set with its versions; what is in force today."""
    today = timezone.localdate()
    rows = list(selectors.list_rule_sets(actor=request.actor))
    sets = selectors.rule_sets_in_force(city_id=request.actor.city_id, day=today)
    in_force = {row.pk for row in sets}
    now = [row for row in rows if row.pk in in_force]
    context = {
        "here": "rules",
        "rows": rows,
        "in_force": in_force,
        "labels": RULE_SET.labels,
        "today": today,
        "figures": {
            "sets": len(now),
            "rules": sum(row.rule_count for row in now),
            "unverified": sum(row.unverified_count for row in now),
            "parameters": sum(row.parameter_count for row in now),
            "known": len(PARAMETERS),
        },
    }
    return render(request, "web/rulebook/index.html", context)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One version: rules and parameters in words, what it changes against another one."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    others = selectors.other_versions(found)
    asked = request.GET.get("against", "")
    earlier = [row for row in others if row.version < found.version]
    chosen = [row for row in others if str(row.uid) == asked] or earlier[:1]
    subject = next(iter(RULE_SUBJECTS.values()))
    context = {
        "here": "rules",
        "row": found,
        "label": RULE_SET.labels[found.state],
        "authors": selectors.names_of(found.author_ids),
        "rules": desk.rules_of(found),
        "parameters": desk.parameters_of_set(found),
        "others": others,
        "against": chosen[0] if chosen else None,
        "subjects": [(code, LABELS[code]) for code in RULE_SUBJECTS],
        "subject": subject,
        "operators": [(one, WORDS[one]) for one in subject.operators],
        "severities": SEVERITIES.items(),
        "classes": POST_CLASSES.items(),
        "moves": desk.MOVES.items(),
    }
    if chosen:
        context["differences"] = desk.differences(content_of(chosen[0]), content_of(found))
    return render(request, "web/rulebook/detail.html", context)


@require_GET
def words(request: ActorRequest) -> HttpResponse:
    """The second half of the sentence for the chosen attribute: comparisons and values."""
    request.actor.require(Permission.RULES_VIEW)
    subject = RULE_SUBJECTS.get(request.GET.get("attribute", ""))
    if subject is None:
        raise not_visible()
    operators = [(one, WORDS[one]) for one in subject.operators]
    context = {"subject": subject, "operators": operators}
    return render(request, "web/programmes/_sentence.html", context)


@require_GET
def trial(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Whom this version would have stopped in the newest rounds, whom it would let pass."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    rounds = try_rules(actor=request.actor, rule_set=found)
    context = {
        "here": "rules",
        "row": found,
        "rounds": rounds,
        "most": MOST_ROUNDS,
        "nominated": sum(one.nominated for one in rounds),
        "now": sum(one.stopped_now for one in rounds),
        "then": sum(one.stopped_then for one in rounds),
        "more": sum(len(one.more) for one in rounds),
        "fewer": sum(len(one.fewer) for one in rounds),
    }
    return render(request, "web/rulebook/trial.html", context)


@require_GET
def file(request: ActorRequest, uid: uuid.UUID, form: str) -> HttpResponse:
    """A version as a workbook or as JSON: what “载入规则” reads."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    content = content_of(found)
    name = f"{found.name}-第{found.version}版.{form}"
    if form == "json":
        return attachment(write_rules(content), name=name, media_type="application/json")
    return attachment(write_book(content), name=name, media_type=XLSX)
