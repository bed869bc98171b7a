"""The rule desk over JSON: versions, their content, differences, a trial on rounds."""

import uuid
from datetime import date
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.kernel.errors import not_visible
from dunmiao.rulebook import desk, selectors
from dunmiao.rulebook.files import RuleFile
from dunmiao.rulebook.versions import content_of
from dunmiao.secondments.trial import try_rules

router = Router(tags=["rules"])


class RuleSetOut(Schema):
    """One version of a rule set; `state` DRAFT, CONFIRMED or ENDED."""

    uid: uuid.UUID
    code: str
    name: str
    version: int
    state: str
    effective_from: date
    effective_to: date | None


class ContentOut(RuleSetOut):
    """A version with its rules and parameters, as a file of rules has them."""

    content: RuleFile


class DifferenceOut(Schema):
    """What one rule or parameter said and says; empty where there was none."""

    name: str
    before: str
    after: str


class JudgedOut(Schema):
    """A nominee whom the version judges otherwise, with the rules that stop him."""

    uid: uuid.UUID = Field(alias="nomination.uid")
    name: str = Field(alias="nomination.cadre.name")
    unit: str = Field(alias="nomination.home_unit.name")
    reasons: list[str]


class TriedOut(Schema):
    """One round: nominated, stopped by the rules in force, stopped with this version."""

    programme: uuid.UUID = Field(alias="programme.uid")
    name: str = Field(alias="programme.name")
    nominated: int
    stopped_now: int
    stopped_then: int
    more: list[JudgedOut]
    fewer: list[JudgedOut]


@router.get("", response=list[RuleSetOut], url_name="list_rule_sets")
def list_rule_sets(request: ActorRequest) -> Any:
    """Every version, by set and the newest first."""
    return list(selectors.list_rule_sets(actor=request.actor))


@router.get("{uuid:uid}", response=ContentOut, url_name="get_rule_set")
def get_rule_set(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One version with its content."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    return {**RuleSetOut.from_orm(found).dict(), "content": content_of(found)}


@router.get("{uuid:uid}/differences", response=list[DifferenceOut], url_name="rule_differences")
def differences(request: ActorRequest, uid: uuid.UUID, against: uuid.UUID) -> Any:
    """What this version says otherwise than another one of the same set."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    for other in selectors.other_versions(found):
        if other.uid == against:
            return desk.differences(content_of(other), content_of(found))
    raise not_visible()


@router.get("{uuid:uid}/trial", response=list[TriedOut], url_name="try_rules")
def trial(request: ActorRequest, uid: uuid.UUID) -> Any:
    """Whom this version would have stopped in the newest rounds; nothing is written."""
    found = selectors.get_rule_set(actor=request.actor, uid=uid)
    return try_rules(actor=request.actor, rule_set=found)
