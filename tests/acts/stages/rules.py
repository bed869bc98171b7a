"""Stages of the rule desk: versions of sets, their rules and parameters."""

import json
from datetime import date
from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.rulebook.actions import rule_sets
from dunmiao.rulebook.actions.rules import add_rule
from dunmiao.rulebook.models import RuleSet
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, Stage, by
from tests.acts.stages.accounts import city_itself as whole

AGE = {"attribute": "age", "operator": "<=", "value": "50", "severity": "WARN", "source": "方案"}
FILE = {"rules": [{"code": "age.most", "attribute": "age", "operator": "<=", "value": 45,
                   "severity": "WARN", "text": "年龄一般不超过 45 岁", "source": "方案"}]}  # fmt: skip
HEAD = {"code": "t2", "name": "年龄", "effective_from": "2026-01-01"}
# The officer and his second account wrote it; the second officer and the leader did not.
OTHERS = frozenset({"second", "leader"})


def version(city: Any, state: str) -> RuleSet:
    """A version of a local set: a draft of the officer, brought to this state."""
    made = by(
        city, "officer", rule_sets.begin_rule_set, **HEAD | {"effective_from": date(2026, 1, 1)}
    )
    by(city, "officer", add_rule, made, **AGE)
    if state == "DISCARDED":
        by(city, "officer", rule_sets.discard_rule_set, made)
    if state in ("CONFIRMED", "ENDED"):
        by(city, "second", rule_sets.confirm_rule_set, made)
    if state == "ENDED":
        by(
            city,
            "officer",
            rule_sets.end_rule_set,
            made,
            last_day=date(2026, 12, 31),
            reason="并入",
        )
    with city.acting("officer"):
        return RuleSet.objects.get(pk=made.pk)


def with_parameter(city: Any, state: str) -> RuleSet:
    """A draft of the city's own set, with parameters in it."""
    with city.acting("officer"):
        former = RuleSet.objects.get(code="t")
    by(city, "officer", rule_sets.draft_rule_set, former, effective_from=date(2026, 6, 1))
    with city.acting("officer"):
        made = RuleSet.objects.get(code="t", state="DRAFT")
    if state == "DISCARDED":
        by(city, "officer", rule_sets.discard_rule_set, made)
    with city.acting("officer"):
        return RuleSet.objects.get(pk=made.pk)


def one_rule(city: Any, row: RuleSet) -> dict[str, object]:
    """Its only rule."""
    with city.acting("officer"):
        return {"rule": str(row.rules.get().pk)}


def changing(city: Any, row: RuleSet) -> dict[str, object]:
    """Another age for it."""
    return {**one_rule(city, row), **AGE, "value": "48"}


def verifying(city: Any, row: RuleSet) -> dict[str, object]:
    """Its only rule, read against its source."""
    with city.acting("officer"):
        return {"entries": [f"rule:{row.rules.get().pk}"]}


def one_value(city: Any, row: RuleSet) -> dict[str, object]:
    """One of its parameters."""
    with city.acting("officer"):
        return {"parameter": str(row.parameters.get(key="duty.report_day").pk)}


SEES = EVERYBODY
DRAFT = {"state": "DRAFT", "wrong": "DISCARDED", "sees": SEES}
EDITS: dict[str, Any] = {"make": version, "may": DEPARTMENT, **DRAFT}
STAGES = {
    "rule_set.install": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=EVERYBODY | {FOREIGN}),
    "rule_set.begin": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=EVERYBODY | {FOREIGN},
                            given=HEAD),
    "rule_set.load": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=EVERYBODY | {FOREIGN},
                           given=HEAD | {"file": Upload("r.json", json.dumps(FILE).encode())}),
    "rule_set.draft": Stage(make=version, may=DEPARTMENT, sees=SEES, state="CONFIRMED",
                            wrong="DISCARDED", given={"effective_from": "2026-09-01"}),
    "rule_set.describe": Stage(**EDITS, given={"name": "年龄限制",
                                               "effective_from": "2026-02-01"}),
    "rule_set.confirm": Stage(make=version, may=OTHERS, **DRAFT),
    "rule_set.discard": Stage(**EDITS),
    "rule_set.end": Stage(make=version, may=DEPARTMENT, sees=SEES, state="CONFIRMED",
                          wrong="ENDED", given={"last_day": "2026-12-31", "reason": "并入"}),
    "rule_set.verify": Stage(make=version, may=OTHERS, **DRAFT, given=verifying),
    "rule.add": Stage(**EDITS, given=AGE | {"attribute": "years_of_service", "operator": ">=",
                                            "value": "3"}),
    "rule.change": Stage(**EDITS, given=changing),
    "rule.drop": Stage(**EDITS, given=one_rule),
    "parameter.set": Stage(**EDITS, given={"key": "duty.report_day", "value": "8",
                                           "source": "方案"}),
    "parameter.drop": Stage(make=with_parameter, may=DEPARTMENT, **DRAFT, given=one_value),
}  # fmt: skip
