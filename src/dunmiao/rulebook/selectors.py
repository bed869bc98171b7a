"""Load the rules in force as frozen values; read the desk of rule sets."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.findings import Catalogue, Finding
from dunmiao.rulebook.models import Override, Rule, RuleParameter, RuleSet
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import Predicate
from dunmiao.rulebook.versions import begun

say = Catalogue({"rules.none": "没有规则，未核对：{day} 没有一套已确认的规则。"})


def rule_sets_in_force(*, city_id: int, day: date) -> list[RuleSet]:
    """The newest confirmed version of each rule set that counts on `day`."""
    return begun(city_id=city_id, day=day)


def has_rules(*, city_id: int, day: date) -> bool:
    """Whether there is a rule to judge anybody by on `day`."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    return Rule.objects.filter(rule_set__in=sets).exists()


def missing_rules(*, city_id: int, day: date) -> list[Finding]:
    """What speaks against all that rests on rules, where there is none in force."""
    return [] if has_rules(city_id=city_id, day=day) else [say("rules.none", day=str(day))]


def predicates_of(sets: Sequence[RuleSet]) -> list[Predicate]:
    """The rules of these versions, in the order they are shown."""
    rows = Rule.objects.filter(rule_set__in=sets)
    return [
        Predicate(
            row.code,
            row.attribute,
            row.operator,
            row.value,
            row.severity,
            row.text,
            row.source,
            bool(row.verified_by),
            row.effective_from,
            row.effective_to,
            tuple(row.post_classes),
            tuple(row.moves),
        )
        for row in rows.order_by("rule_set_id", "sort_order", "code")
    ]


def predicates(*, city_id: int, day: date) -> list[Predicate]:
    """Every eligibility rule of the sets in force."""
    return predicates_of(rule_sets_in_force(city_id=city_id, day=day))


def parameters_of(sets: Sequence[RuleSet], *, day: date) -> dict[str, str]:
    """The parameters of these versions on `day`."""
    rows = RuleParameter.objects.filter(rule_set__in=sets)
    rows = rows.filter(Q(effective_from=None) | Q(effective_from__lte=day))
    rows = rows.filter(Q(effective_to=None) | Q(effective_to__gte=day))
    return dict(rows.order_by("effective_from").values_list("key", "value"))


def parameter(*, city_id: int, key: str, day: date) -> str:
    """The value of a dated parameter on `day`; the usual one where no set is in force."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    return parameters_of(sets, day=day).get(key, PARAMETERS[key].default)


def look_back_of(sets: Sequence[RuleSet], *, day: date) -> int:
    """How many years of annual grades count by these versions."""
    key = "selection.grade_lookback_years"
    return int(parameters_of(sets, day=day).get(key, PARAMETERS[key].default))


def grade_look_back(*, city_id: int, day: date) -> int:
    """How many years of annual grades count when people are selected."""
    return look_back_of(rule_sets_in_force(city_id=city_id, day=day), day=day)


# ── the desk ──
def list_rule_sets(*, actor: Actor) -> QuerySet[Any]:
    """Every version, by set and the newest first, with its rules and parameters counted."""
    actor.require(Permission.RULES_VIEW)
    rows = visible(RuleSet, actor).select_related("confirmed_by").exclude(state="DISCARDED")
    unverified = Count("rules", filter=Q(rules__verified_by=""), distinct=True)
    counted = rows.annotate(
        rule_count=Count("rules", distinct=True),
        parameter_count=Count("parameters", distinct=True),
        unverified_count=unverified,
    )
    return counted.order_by("code", "-version")


def get_rule_set(*, actor: Actor, uid: Any) -> RuleSet:
    """One version in scope."""
    if not actor.has(Permission.RULES_VIEW):
        raise not_visible()
    rows = visible(RuleSet, actor).select_related("confirmed_by").filter(uid=uid)
    if (found := rows.first()) is None:
        raise not_visible()
    return found


def other_versions(rule_set: RuleSet) -> list[RuleSet]:
    """The other versions of the same set, the newest first."""
    rows = RuleSet.objects.filter(city_id=rule_set.city_id, code=rule_set.code)
    return list(rows.exclude(pk=rule_set.pk).exclude(state="DISCARDED").order_by("-version"))


def names_of(user_ids: Iterable[int]) -> list[str]:
    """The names of the accounts that wrote in a version."""
    rows = User.objects.filter(pk__in=list(user_ids)).order_by("pk")
    return list(rows.values_list("full_name", flat=True))


# ── exceptions ──
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
