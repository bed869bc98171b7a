"""Dated parameters as frozen policies: one query, the usual values where no set is in force."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from dunmiao.rulebook.selectors import parameters_of, rule_sets_in_force

P = TypeVar("P")


def parameters_in_force(*, city_id: int, day: date) -> dict[str, str]:
    """Every parameter of the sets in force on `day`."""
    return parameters_of(rule_sets_in_force(city_id=city_id, day=day), day=day)


def read_policy(kind: type[P], values: Mapping[str, str], *, prefix: str) -> P:
    """A policy of whole numbers; its field `x` is the parameter `prefix.x`."""
    given: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        text = values.get(f"{prefix}.{item.name}", "")
        if text.strip().isdecimal():
            given[item.name] = int(text)
    return kind(**given)
