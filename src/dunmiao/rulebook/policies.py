"""Dated parameters as frozen policies: one query, defaults where the office set none."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q

from dunmiao.rulebook.models import RuleParameter
from dunmiao.rulebook.selectors import rule_sets_in_force

P = TypeVar("P")


def parameters_in_force(*, city_id: int, day: date) -> dict[str, str]:
    """Every parameter of the sets in force on `day`; of several the newest."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    rows = RuleParameter.objects.filter(rule_set__in=sets)
    rows = rows.filter(Q(effective_from=None) | Q(effective_from__lte=day))
    rows = rows.filter(Q(effective_to=None) | Q(effective_to__gte=day))
    return dict(rows.order_by("effective_from").values_list("key", "value"))


def read_policy(kind: type[P], values: Mapping[str, str], *, prefix: str) -> P:
    """A policy of whole numbers; its field `x` is the parameter `prefix.x`."""
    given: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        text = values.get(f"{prefix}.{item.name}", "")
        if text.strip().isdecimal():
            given[item.name] = int(text)
    return kind(**given)
