"""Edit a draft: rules as sentences of chosen words, parameters with their days."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Choices, Day, Pick, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.moves import MOVE_LABELS
from dunmiao.rulebook.actions.rule_sets import EDITOR
from dunmiao.rulebook.authors import wrote
from dunmiao.rulebook.checks import clashes, value_faults
from dunmiao.rulebook.files import ParameterIn, RuleFile, RuleIn, parameters_dated, rules_dated
from dunmiao.rulebook.lifecycle import RULE_SET
from dunmiao.rulebook.models import Rule, RuleParameter, RuleSet
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import LABELS, POST_CLASSES, SEVERITIES
from dunmiao.rulebook.sentences import OPERATORS, RULE_SUBJECTS, read_value, sentence
from dunmiao.rulebook.versions import RULE_FIELDS, content_of

MOVES = {str(kind): label for kind, label in MOVE_LABELS.items()}
Attribute = Annotated[str, Choice("项目", of={code: LABELS[code] for code in RULE_SUBJECTS})]
Operator = Annotated[str, Choice("比较", of=OPERATORS)]
Value = Annotated[
    str, Text("取值", most=40, help="数字，或可选的词：乡科级副职、称职、任职地、接收单位、否")
]
Weight = Annotated[str, Choice("轻重", of=SEVERITIES)]
Source = Annotated[str, Text("依据", most=200)]
Words = Annotated[str, Text("说法", most=200, help="空着用上面这句话")]
Classes = Annotated[list[str], Choices("只对这些岗位", of=POST_CLASSES, help="不选为各类岗位")]
Moves = Annotated[list[str], Choices("只对这些方式", of=MOVES, help="不选为各种方式")]
First = Annotated[date | None, Day("自何日起", help="空着同这一版")]
Last = Annotated[date | None, Day("至何日止", help="空着为长期")]


def _free_code(rule_set: RuleSet, attribute: str) -> str:
    """The first `<attribute>.<n>` that this set has never used."""
    rows = Rule.objects.filter(rule_set__code=rule_set.code, city_id=rule_set.city_id)
    used = set(rows.values_list("code", flat=True))
    return next(code for n in range(1, len(used) + 2) if (code := f"{attribute}.{n}") not in used)


def _judged(content: RuleFile, rule_set: RuleSet, asked: dict[str, object]) -> RuleIn:
    """The rule as asked, beside the others of its set; every fault beside its input."""
    attribute, operator = str(asked["attribute"]), str(asked["operator"])
    try:
        asked["value"] = read_value(attribute, operator, str(asked["value"]), RULE_SUBJECTS)
    except RuleBroken as wrong:
        raise RuleBroken(
            f.at("operator" if f.code == "sentence.unknown" else "value") for f in wrong.findings
        ) from wrong
    asked["text"] = asked["text"] or sentence(attribute, operator, asked["value"])
    rule = RuleIn.model_construct(**asked)  # type: ignore[arg-type]
    together = RuleFile.model_construct(rules=[*content.rules, rule], parameters=[])
    dated = rules_dated(together, since=rule_set.effective_from)
    if found := clashes(dated, "rules.rule_twice"):
        raise RuleBroken([finding.at("effective_from") for finding in found])
    return rule


def _kept(rule_set: RuleSet, rule: RuleIn, row: Rule) -> Rule:
    for name in RULE_FIELDS:
        setattr(row, name, getattr(rule, name))
    row.save()
    return row


@act(
    "rule.add", RuleSet, "增加规则", said="已增加：{text}。", records="rule.added",
    may=EDITOR, life=RULE_SET, moves="change",
)  # fmt: skip
def add_rule(
    rule_set: RuleSet,
    doing: Doing,
    *,
    attribute: Attribute,
    operator: Operator,
    value: Value,
    severity: Weight,
    source: Source,
    text: Words = "",
    post_classes: Classes = (),  # type: ignore[assignment]
    moves: Moves = (),  # type: ignore[assignment]
    effective_from: First = None,
    effective_to: Last = None,
) -> RuleSet:
    """One more rule of a draft, in a sentence of the builder, with what it rests on."""
    asked: dict[str, object] = {
        "code": _free_code(rule_set, attribute), "attribute": attribute, "operator": operator,
        "value": value, "severity": severity, "source": source, "text": text,
        "post_classes": list(post_classes), "moves": list(moves),
        "effective_from": effective_from, "effective_to": effective_to,
    }  # fmt: skip
    rule = _judged(content_of(rule_set), rule_set, asked)
    row = Rule(city_id=rule_set.city_id, rule_set=rule_set, sort_order=rule_set.rules.count())
    _kept(rule_set, rule, row)
    wrote(rule_set, doing)
    doing.note(code=rule.code, text=rule.text)
    return rule_set


def _rules(doing: Doing, rule_set: RuleSet) -> list[tuple[str, str]]:
    rows = rule_set.rules.order_by("sort_order", "code", "effective_from")
    return [(str(row.pk), row.text) for row in rows]


OfSet = Annotated[str, Pick("规则", offers=_rules)]


@act(
    "rule.change", RuleSet, "修改规则", said="已改为：{text}。", records="rule.changed",
    may=EDITOR, life=RULE_SET, moves="change",
)  # fmt: skip
def change_rule(
    rule_set: RuleSet,
    doing: Doing,
    *,
    rule: OfSet,
    attribute: Attribute,
    operator: Operator,
    value: Value,
    severity: Weight,
    source: Source,
    text: Words = "",
    post_classes: Classes = (),  # type: ignore[assignment]
    moves: Moves = (),  # type: ignore[assignment]
    effective_from: First = None,
    effective_to: Last = None,
) -> RuleSet:
    """Another wording, value, weight or reach of a rule of a draft; it is unverified again."""
    row = rule_set.rules.get(pk=int(rule))
    asked: dict[str, object] = {
        "code": row.code, "attribute": attribute, "operator": operator,
        "value": value, "severity": severity, "source": source, "text": text,
        "post_classes": list(post_classes), "moves": list(moves),
        "effective_from": effective_from, "effective_to": effective_to,
    }  # fmt: skip
    content = content_of(rule_set)
    content.rules = [
        other
        for other in content.rules
        if (other.code, other.effective_from) != (row.code, row.effective_from)
    ]
    _kept(rule_set, _judged(content, rule_set, asked), row)
    wrote(rule_set, doing)
    doing.note(code=row.code, text=row.text)
    return rule_set


@act(
    "rule.drop", RuleSet, "删去规则", said="已删去：{text}。", records="rule.dropped",
    may=EDITOR, life=RULE_SET, moves="change", danger="从草稿中删去这一条？",
)  # fmt: skip
def drop_rule(rule_set: RuleSet, doing: Doing, *, rule: OfSet) -> RuleSet:
    """Leave a rule out of the new version; older versions keep it."""
    row = rule_set.rules.get(pk=int(rule))
    doing.note(code=row.code, text=row.text)
    row.delete()
    wrote(rule_set, doing)
    return rule_set


@act(
    "parameter.set", RuleSet, "改参数", said="“{label}”已为 {value}。", records="parameter.set",
    may=EDITOR, life=RULE_SET, moves="change",
)  # fmt: skip
def set_parameter(
    rule_set: RuleSet,
    doing: Doing,
    *,
    key: Annotated[str, Choice("参数", of={key: p.label for key, p in PARAMETERS.items()})],
    value: Annotated[str, Text("取值", most=60)],
    source: Source,
    effective_from: First = None,
    effective_to: Last = None,
) -> RuleSet:
    """A parameter of a draft, with its days; one beginning on the same day is replaced."""
    asked = ParameterIn.model_construct(
        key=key, value=value, source=source, effective_from=effective_from,
        effective_to=effective_to,
    )  # fmt: skip
    others = [
        row
        for row in content_of(rule_set).parameters
        if (row.key, row.effective_from) != (key, effective_from)
    ]
    found = value_faults(key, value, where="value") + _clashing([*others, asked], rule_set)
    if found:
        raise RuleBroken(found)
    RuleParameter.objects.update_or_create(
        rule_set=rule_set, key=key, effective_from=effective_from, city_id=rule_set.city_id,
        defaults={"value": value, "source": source, "effective_to": effective_to,
                  "verified_by": "", "verified_on": None},
    )  # fmt: skip
    wrote(rule_set, doing)
    doing.note(key=key, label=PARAMETERS[key].label, value=value)
    return rule_set


def _clashing(rows: Sequence[ParameterIn], rule_set: RuleSet) -> list[Finding]:
    content = RuleFile.model_construct(rules=[], parameters=list(rows))
    dated = parameters_dated(content, since=rule_set.effective_from)
    return [finding.at("effective_from") for finding in clashes(dated, "rules.twice")]


def _parameters(doing: Doing, rule_set: RuleSet) -> list[tuple[str, str]]:
    rows = rule_set.parameters.order_by("key", "effective_from")
    return [(str(row.pk), f"{PARAMETERS[row.key].label}：{row.value}") for row in rows]


@act(
    "parameter.drop", RuleSet, "删去参数", said="已删去“{label}”。", records="parameter.dropped",
    may=EDITOR, life=RULE_SET, moves="change", danger="从草稿中删去这个取值？",
)  # fmt: skip
def drop_parameter(
    rule_set: RuleSet, doing: Doing, *, parameter: Annotated[str, Pick("参数", offers=_parameters)]
) -> RuleSet:
    """Leave a value of a parameter out of the new version."""
    row = rule_set.parameters.get(pk=int(parameter))
    doing.note(key=row.key, label=PARAMETERS[row.key].label)
    row.delete()
    wrote(rule_set, doing)
    return rule_set
