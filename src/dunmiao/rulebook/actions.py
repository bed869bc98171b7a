"""Put a version of a rule set into force."""

from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.rulebook.models import Rule, RuleParameter, RuleSet


@transaction.atomic
def load_rule_set(
    *, actor: Actor, code: str, name: str, effective_from: date, content: dict[str, Any]
) -> RuleSet:
    """Write a new version from plain data {"rules": […], "parameters": […]}; older ones stay."""
    actor.require(Permission.PROGRAMMES_EDIT)
    version = RuleSet.objects.filter(city_id=actor.city_id, code=code).count() + 1
    rule_set = RuleSet.objects.create(
        city_id=actor.city_id, code=code, name=name, version=version, effective_from=effective_from
    )
    Rule.objects.bulk_create(
        Rule(city_id=actor.city_id, rule_set=rule_set, sort_order=index, **rule)
        for index, rule in enumerate(content.get("rules", []))
    )
    RuleParameter.objects.bulk_create(
        RuleParameter(city_id=actor.city_id, rule_set=rule_set, **row)
        for row in content.get("parameters", [])
    )
    actor.record("rule_set.loaded", rule_set, code=code, version=version)
    return rule_set
