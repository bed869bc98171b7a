"""Versions of rule sets as contents: read from rows, written as rows, judged beside each other."""

from collections.abc import Iterable
from datetime import date, timedelta

from dunmiao.kernel.findings import Finding
from dunmiao.rulebook.checks import Dated, clashes, gaps, say
from dunmiao.rulebook.files import (
    ParameterIn,
    RuleFile,
    RuleIn,
    parameters_dated,
    rules_dated,
)
from dunmiao.rulebook.lifecycle import COUNTING
from dunmiao.rulebook.models import Rule, RuleParameter, RuleSet

RULE_FIELDS = tuple(RuleIn.model_fields)
PARAMETER_FIELDS = tuple(ParameterIn.model_fields)


def content_of(rule_set: RuleSet) -> RuleFile:
    """The rules and parameters of a version, in their order."""
    rules = rule_set.rules.order_by("sort_order", "code", "effective_from")
    rows = rule_set.parameters.order_by("pk")
    return RuleFile.model_construct(
        rules=[RuleIn.model_construct(**row) for row in rules.values(*RULE_FIELDS)],
        parameters=[ParameterIn.model_construct(**row) for row in rows.values(*PARAMETER_FIELDS)],
    )


def write_content(rule_set: RuleSet, content: RuleFile) -> None:
    """Its rules and parameters as rows of an empty version."""
    Rule.objects.bulk_create(
        Rule(city_id=rule_set.city_id, rule_set=rule_set, sort_order=index, **rule.model_dump())
        for index, rule in enumerate(content.rules)
    )
    RuleParameter.objects.bulk_create(
        RuleParameter(city_id=rule_set.city_id, rule_set=rule_set, **row.model_dump())
        for row in content.parameters
    )


def begun(*, city_id: int, day: date, without: RuleSet | None = None) -> list[RuleSet]:
    """The newest confirmed version of each set that has begun and has not ended by `day`; the
    sets as they would be without one of them, where it is given."""
    newest: dict[str, RuleSet] = {}
    rows = RuleSet.objects.filter(city_id=city_id, state__in=COUNTING, effective_from__lte=day)
    if without is not None:
        rows = rows.exclude(code=without.code)
    for row in rows.order_by("effective_from", "version"):
        newest[row.code] = row
    return [row for row in newest.values() if row.effective_to is None or row.effective_to >= day]


def _within(row: Dated, rule_set: RuleSet) -> Dated:
    """The row on the days of its set."""
    ends = [day for day in (row.last, rule_set.effective_to) if day is not None]
    first = max(row.first, rule_set.effective_from)
    return Dated(row.key, row.name, row.value, first, min(ends, default=None))


def objections_together(sets: Iterable[RuleSet], *, since: date) -> list[Finding]:
    """What is wrong where these versions count together from `since` on: a rule or parameter with
    two values on one day, a parameter without any."""
    rules: list[Dated] = []
    parameters: list[Dated] = []
    for one in sets:
        content, first = content_of(one), one.effective_from
        rules += [_within(row, one) for row in rules_dated(content, since=first)]
        parameters += [_within(row, one) for row in parameters_dated(content, since=first)]
    rules = [row for row in rules if row.ends() >= row.first]
    parameters = [row for row in parameters if row.ends() >= row.first]
    found = clashes(rules, "rules.rule_twice") + clashes(parameters, "rules.twice")
    return found + gaps(parameters, since=since)


def objections_to_confirming(rule_set: RuleSet) -> list[Finding]:
    """What keeps a draft from coming into force beside the other sets."""
    found: list[Finding] = []
    if not rule_set.rules.exists() and not rule_set.parameters.exists():
        found.append(say("rules.empty"))
    others = begun(city_id=rule_set.city_id, day=rule_set.effective_from, without=rule_set)
    return found + objections_together([*others, rule_set], since=rule_set.effective_from)


def objections_to_ending(rule_set: RuleSet, last_day: date) -> list[Finding]:
    """What the sets that stay in force would lack from the day after on."""
    since = last_day + timedelta(days=1)
    others = begun(city_id=rule_set.city_id, day=since, without=rule_set)
    return objections_together(others, since=since) if others else []
