"""The content of a rule set, and its file as JSON: read strictly, every fault with its place."""

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from dunmiao.acts.reading import Unreadable, read
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Catalogue, Finding
from dunmiao.kernel.moves import MoveKind
from dunmiao.rulebook.checks import Dated, clashes, value_faults
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import POST_CLASSES, SEVERITIES
from dunmiao.rulebook.sentences import OPERATORS, RULE_SUBJECTS, read_value, text_of

say = Catalogue({"rules.file": "规则文件 {place}：{problem}"})
Source = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(max_length=50)]


class RuleIn(BaseModel):
    """One eligibility rule: what of a person is compared how with what, what it rests on, which
    kinds of post and of move it concerns (none named: all), who verified it and when."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    source: Annotated[Source, Field(min_length=1)]
    attribute: Literal[tuple(RULE_SUBJECTS)]  # type: ignore[valid-type]
    operator: Literal[tuple(OPERATORS)]  # type: ignore[valid-type]
    value: Any
    severity: Literal[tuple(SEVERITIES)]  # type: ignore[valid-type]
    post_classes: list[Literal[tuple(POST_CLASSES)]] = []  # type: ignore[valid-type]
    moves: list[Literal[tuple(map(str, MoveKind))]] = []  # type: ignore[valid-type]
    effective_from: date | None = None
    effective_to: date | None = None
    verified_by: Name = ""
    verified_on: date | None = None


class ParameterIn(BaseModel):
    """A dated number of the rules, with where it comes from and who verified it."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=60)]
    value: Annotated[str, Field(max_length=60)]
    source: Source = ""
    effective_from: date | None = None
    effective_to: date | None = None
    verified_by: Name = ""
    verified_on: date | None = None


class RuleFile(BaseModel):
    """Rules and parameters, in the order in which they are shown."""

    model_config = ConfigDict(extra="forbid")

    rules: list[RuleIn] = []
    parameters: list[ParameterIn] = []


def read_rules(content: bytes) -> RuleFile:
    """The rules of a file; Unreadable with every fault, each at `rules.<row>.<field>`."""
    found = read(RuleFile, content)
    return RuleFile(rules=cast(list[RuleIn], found["rules"]), parameters=found["parameters"])


def write_rules(content: RuleFile) -> bytes:
    """The same as `read_rules` reads it."""
    plain = content.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def rules_dated(content: RuleFile, *, since: date) -> list[Dated]:
    """The rules with their days; those without a first one count from that of the set."""
    return [
        Dated(row.code, row.code, row.text, row.effective_from or since, row.effective_to,
              f"rules.{number}.code")
        for number, row in enumerate(content.rules)
    ]  # fmt: skip


def parameters_dated(content: RuleFile, *, since: date) -> list[Dated]:
    """The parameters with their days."""
    return [
        Dated(row.key, PARAMETERS[row.key].label if row.key in PARAMETERS else row.key, row.value,
              row.effective_from or since, row.effective_to, f"parameters.{number}.value")
        for number, row in enumerate(content.parameters)
    ]  # fmt: skip


def faults_of(content: RuleFile, *, since: date) -> list[Finding]:
    """What is wrong within a content by itself: values that cannot be, two on one day."""
    found: list[Finding] = []
    for number, rule in enumerate(content.rules):
        found += rule_faults(rule, where=f"rules.{number}.value")
    for number, row in enumerate(content.parameters):
        found += value_faults(row.key, row.value, where=f"parameters.{number}.value")
    found += clashes(rules_dated(content, since=since), "rules.rule_twice")
    return found + clashes(parameters_dated(content, since=since), "rules.twice")


def rule_faults(rule: RuleIn, *, where: str) -> list[Finding]:
    """Whether the comparison is one that a sentence can say, with a value of its own kind."""
    try:
        value = read_value(rule.attribute, rule.operator, text_of(rule.value), RULE_SUBJECTS)
    except RuleBroken as wrong:
        return [finding.at(where) for finding in wrong.findings]
    if value != rule.value or type(value) is not type(rule.value):
        return [say("rules.file", where=where, place=where, problem=repr(rule.value)[:40])]
    return []


def read_content(
    content: bytes,
    *,
    since: date,
    where: str = "file",
    place: Callable[[str], str] = lambda path: path or "—",
) -> RuleFile:
    """The content of a file; RuleBroken with every fault, each beside the input `where` with its
    `place` in the file."""
    try:
        found = read_rules(content)
    except Unreadable as refused:
        raise RuleBroken(
            say("rules.file", where=where, place=place(fault.where), problem=fault.message)
            for fault in refused.findings
        ) from refused
    if faults := faults_of(found, since=since):
        raise RuleBroken(
            say("rules.file", where=where, place=place(fault.where), problem=fault.message)
            for fault in faults
        )
    return found
