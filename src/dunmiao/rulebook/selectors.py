"""Load the rules in force as frozen values."""

import uuid
from datetime import date

from django.db.models import Q

from dunmiao.rulebook.models import Override, Rule, RuleParameter, RuleSet
from dunmiao.rulebook.rules import Predicate


def rule_sets_in_force(*, city_id: int, day: date) -> list[RuleSet]:
    """The newest version of each rule set that has begun."""
    newest: dict[str, RuleSet] = {}
    rows = RuleSet.objects.filter(city_id=city_id, effective_from__lte=day)
    for row in rows.order_by("effective_from", "version"):
        newest[row.code] = row
    return list(newest.values())


def predicates(*, city_id: int, day: date) -> list[Predicate]:
    """Every eligibility rule of the sets in force, in the order they are shown."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    rows = Rule.objects.filter(rule_set__in=sets).select_related("rule_set")
    return [
        Predicate(
            row.code,
            row.attribute,
            row.operator,
            row.value,
            row.severity,
            row.text,
            row.source,
            bool(row.rule_set.verified_by),
            row.effective_from,
            row.effective_to,
        )
        for row in rows.order_by("rule_set_id", "sort_order", "code")
    ]


def parameter(*, city_id: int, key: str, day: date, default: str) -> str:
    """The value of a dated parameter on `day`, or `default` where the office set none."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    row = (
        RuleParameter.objects.filter(rule_set__in=sets, key=key)
        .filter(Q(effective_from=None) | Q(effective_from__lte=day))
        .filter(Q(effective_to=None) | Q(effective_to__gte=day))
        .order_by("-effective_from")
        .first()
    )
    return row.value if row else default


def grade_look_back(*, city_id: int, day: date) -> int:
    """How many years of annual grades count when people are selected."""
    key = "selection.grade_lookback_years"
    return int(parameter(city_id=city_id, key=key, day=day, default="3"))


def overrides_granted(*, city_id: int) -> dict[uuid.UUID, frozenset[str]]:
    """Codes of the rules set aside, by approval, for each nomination that has any."""
    rows = Override.objects.filter(city_id=city_id, approved_by__isnull=False)
    granted: dict[uuid.UUID, set[str]] = {}
    for subject, code in rows.values_list("subject_uid", "rule_code"):
        granted.setdefault(subject, set()).add(code)
    return {subject: frozenset(codes) for subject, codes in granted.items()}


def list_overrides(*, city_id: int, subject_uid: uuid.UUID) -> list[Override]:
    """Exceptions asked for and granted for one subject."""
    rows = Override.objects.filter(city_id=city_id, subject_uid=subject_uid)
    return list(rows.select_related("asked_by", "approved_by").order_by("pk"))
