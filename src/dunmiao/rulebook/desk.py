"""A version of the rules as people read it: sentences, parameters with their uses, differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dunmiao.kernel.moves import MOVE_LABELS
from dunmiao.rulebook.files import ParameterIn, RuleFile, RuleIn
from dunmiao.rulebook.models import Rule, RuleParameter, RuleSet
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import POST_CLASSES, SEVERITIES
from dunmiao.rulebook.sentences import RULE_SUBJECTS, in_words, sentence

MOVES = {str(kind): label for kind, label in MOVE_LABELS.items()}


def days_in_words(first: date | None, last: date | None) -> str:
    """`2026-01-01 起`, `至 2026-06-30`; empty where the days are those of the version."""
    if first is None and last is None:
        return ""
    if last is None:
        return f"{first} 起"
    return f"{first} 至 {last}" if first else f"至 {last}"


def reach_in_words(post_classes: Sequence[str], moves: Sequence[str]) -> str:
    """Which kinds of post and of move a rule is about; empty where it is about all."""
    words = [POST_CLASSES[one] for one in post_classes] + [MOVES[one] for one in moves]
    return "、".join(words)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of a version; `given` is what a form that changes it starts with."""

    row: Rule
    says: str
    reach: str
    days: str
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One value of a parameter with its name, unit and use."""

    row: RuleParameter
    label: str
    unit: str
    use: str
    days: str
    given: dict[str, Any]


def rules_of(rule_set: RuleSet) -> list[RuleLine]:
    """The rules of a version, in their order."""
    rows = rule_set.rules.order_by("sort_order", "code", "effective_from")
    return [
        RuleLine(
            row,
            sentence(row.attribute, row.operator, row.value),
            reach_in_words(row.post_classes, row.moves),
            days_in_words(row.effective_from, row.effective_to),
            {
                "rule": row.pk, "attribute": row.attribute, "operator": row.operator,
                "value": _asked(row.attribute, row.value), "severity": row.severity,
                "source": row.source, "text": row.text, "post_classes": row.post_classes,
                "moves": row.moves, **_days(row),
            },
        )
        for row in rows
    ]  # fmt: skip


def _asked(attribute: str, value: Any) -> str:
    is_number = RULE_SUBJECTS[attribute].is_number
    return str(value) if is_number else in_words(attribute, value)


def _days(row: Rule | RuleParameter) -> dict[str, date]:
    days = {"effective_from": row.effective_from, "effective_to": row.effective_to}
    return {name: day for name, day in days.items() if day is not None}


def parameters_of_set(rule_set: RuleSet) -> list[ParameterLine]:
    """The parameters of a version, in the order of the house."""
    order = {key: number for number, key in enumerate(PARAMETERS)}
    rows = sorted(
        rule_set.parameters.all(),
        key=lambda row: (order[row.key], row.effective_from or date.min),
    )
    return [
        ParameterLine(
            row,
            PARAMETERS[row.key].label,
            PARAMETERS[row.key].unit,
            PARAMETERS[row.key].use,
            days_in_words(row.effective_from, row.effective_to),
            {"key": row.key, "value": row.value, "source": row.source, **_days(row)},
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one rule or parameter said before and says after; empty where there was none."""

    name: str
    before: str
    after: str


def _rule_in_words(row: RuleIn) -> str:
    reach = reach_in_words(row.post_classes, row.moves)
    parts = (
        row.text,
        sentence(row.attribute, row.operator, row.value),
        SEVERITIES[row.severity],
        f"只对{reach}" if reach else "",
        days_in_words(row.effective_from, row.effective_to),
        row.source,
    )
    return "；".join(part for part in parts if part)


def _parameter_in_words(row: ParameterIn) -> str:
    value = f"{row.value} {PARAMETERS[row.key].unit}".strip()
    days = days_in_words(row.effective_from, row.effective_to)
    return "；".join(part for part in (value, days, row.source) if part)


def _said(content: RuleFile) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(kind, code, first day) → (name, words)."""
    rules = {
        ("rule", row.code, str(row.effective_from or "")): (row.text, _rule_in_words(row))
        for row in content.rules
    }
    values = {
        ("parameter", row.key, str(row.effective_from or "")): (
            PARAMETERS[row.key].label,
            _parameter_in_words(row),
        )
        for row in content.parameters
    }
    return rules | values


def differences(before: RuleFile, after: RuleFile) -> list[Difference]:
    """Every rule and parameter that one of the two says otherwise or not at all, in words."""
    old, new = _said(before), _said(after)
    nothing = ("", "")
    return [
        Difference(
            new.get(key, old.get(key, nothing))[0],
            old.get(key, nothing)[1],
            new.get(key, nothing)[1],
        )
        for key in [*new, *(key for key in old if key not in new)]
        if old.get(key, nothing)[1] != new.get(key, nothing)[1]
    ]
