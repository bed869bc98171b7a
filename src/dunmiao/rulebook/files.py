"""A file of rules as JSON: read strictly, every fault with its place."""

from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from dunmiao.acts.reading import read
from dunmiao.kernel.findings import Catalogue
from dunmiao.rulebook.rules import LABELS, SEVERITIES, WORDS

say = Catalogue({"rules.file": "规则文件 {place}：{problem}"})
Source = Annotated[str, Field(max_length=200)]


class RuleIn(BaseModel):
    """One eligibility rule: what of a person is compared how with what, and what it rests on."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    source: Source
    attribute: Literal[tuple(LABELS)]  # type: ignore[valid-type]
    operator: Literal[tuple(WORDS)]  # type: ignore[valid-type]
    value: Any
    severity: Literal[tuple(SEVERITIES)]  # type: ignore[valid-type]
    effective_from: date | None = None
    effective_to: date | None = None


class ParameterIn(BaseModel):
    """A dated number of the rules, with where it comes from."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=60)]
    value: Annotated[str, Field(max_length=60)]
    source: Source = ""
    effective_from: date | None = None
    effective_to: date | None = None


class RuleFile(BaseModel):
    """Rules and parameters, in the order in which they are shown."""

    model_config = ConfigDict(extra="forbid")

    rules: list[RuleIn] = []
    parameters: list[ParameterIn] = []


def read_rules(content: bytes) -> RuleFile:
    """The rules of a file; Unreadable with every fault, each at `rules.<row>.<field>`."""
    found = read(RuleFile, content)
    return RuleFile(rules=cast(list[RuleIn], found["rules"]), parameters=found["parameters"])
