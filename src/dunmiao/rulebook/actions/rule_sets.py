"""Put a version of a rule set into force."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, File, Text, Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import RuleBroken
from dunmiao.rulebook.files import read_rules, say
from dunmiao.rulebook.models import Rule, RuleParameter, RuleSet
from dunmiao.units.models import City


@act(
    "rule_set.load", City, "载入规则", said="《{name}》第 {version} 版已载入。",
    records="rule_set.loaded", may=Held(Permission.PROGRAMMES_EDIT, ROOT),
)  # fmt: skip
def load_rule_set(
    city: City,
    doing: Doing,
    *,
    code: Annotated[str, Text("代码", most=50, help="同一代码的新版替代旧版，旧版留存")],
    name: Annotated[str, Text("名称", most=100)],
    effective_from: Annotated[date, Day("自何日起", today=True)],
    file: Annotated[Upload, File("规则文件", accept=".json", help="JSON：rules 和 parameters")],
) -> RuleSet:
    """Write a new version from a file of rules and dated parameters; older ones stay."""
    try:
        content = read_rules(file.content)
    except Unreadable as refused:
        raise RuleBroken(
            say("rules.file", where="file", place=fault.where or "—", problem=fault.message)
            for fault in refused.findings
        ) from refused
    version = RuleSet.objects.filter(city_id=city.pk, code=code).count() + 1
    rule_set = RuleSet.objects.create(
        city_id=city.pk, code=code, name=name, version=version, effective_from=effective_from
    )
    Rule.objects.bulk_create(
        Rule(city_id=city.pk, rule_set=rule_set, sort_order=index, **rule.model_dump())
        for index, rule in enumerate(content.rules)
    )
    RuleParameter.objects.bulk_create(
        RuleParameter(city_id=city.pk, rule_set=rule_set, **row.model_dump())
        for row in content.parameters
    )
    doing.note(code=code, name=name, version=version)
    return rule_set
