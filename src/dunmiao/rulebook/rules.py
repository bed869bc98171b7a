"""Judge a person's facts by predicates: every failing one, with the two values that collide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dunmiao.kernel.findings import Catalogue, Finding, Severity
from dunmiao.kernel.ranks import Rank

say = Catalogue(
    {
        "rule.failed": "{label}{actual}，要求{wanted}。{text}（依据：{source}）",
        "rule.missing": "{label}未填，无法判断“{text}”。",
    }
)

LABELS = {
    "rank": "职务层次",
    "age": "年龄",
    "years_of_service": "工作年限",
    "years_in_rank": "任现层次年限",
    "education": "学历",
    "politics": "政治面貌",
    "lowest_grade": "近年考核最低等次",
    "growth_division": "成长地",
    "home_unit": "派出单位",
    "kin_at": "亲属任职单位",
    "on_secondment": "在挂",
    "specialities": "专长",
    "reserve": "后备",
    "experience": "经历",
}
# Kinds of post that a rule may concern (avoidance: 公务员法 Art. 74, 75, 任职回避暂行规定 2006).
POST_CLASSES = {
    "DEPUTY": "副职",
    "PRINCIPAL": "党政主要领导",
    "HEAD": "纪检、组织、法院、检察院、公安主要负责人",
    "STAFF": "非领导岗位",
}
SEVERITIES = {"BLOCK": "不得", "OVERRIDE": "需破格", "WARN": "提醒"}
EDUCATION = {"高中": 1, "中专": 2, "大专": 3, "大学": 4, "研究生": 5}
GRADES = {"不称职": 1, "基本称职": 2, "称职": 3, "优秀": 4}
WORDS = {
    "<=": "不高于",
    ">=": "不低于",
    "<": "低于",
    ">": "高于",
    "==": "为",
    "!=": "不为",
    "in": "属于",
    "not in": "不属于",
    "contains": "含",
    "excludes": "不含",
}


@dataclass(frozen=True, slots=True)
class Predicate:
    """One rule as plain data. `value` may name a fact of the post: {"post": "unit"}.

    `post_classes` and `moves` are the kinds of post and of move that it concerns; empty, all.
    """

    code: str
    attribute: str
    operator: str
    value: Any
    severity: str
    text: str
    source: str
    verified: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    post_classes: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()

    def concerns(self, post: Mapping[str, Any]) -> bool:
        """Whether the rule is about this kind of post and of move; without any, about all."""
        by_class = not self.post_classes or post.get("post_class") in self.post_classes
        return by_class and (not self.moves or post.get("move") in self.moves)

    def in_force(self, day: date) -> bool:
        """True when the rule counts on `day` (both ends included)."""
        began = self.effective_from is None or self.effective_from <= day
        return began and (self.effective_to is None or day <= self.effective_to)

    def wanted(self, post: Mapping[str, Any]) -> Any:
        """The value asked for, taken from the post where the rule says so."""
        if isinstance(self.value, Mapping) and "post" in self.value:
            return post.get(self.value["post"])
        return self.value


def holds(operator: str, actual: Any, wanted: Any) -> bool:
    """True where a value stands to the wanted one as the operator says; unknown ones raise."""
    match operator:
        case "<=":
            return bool(actual <= wanted)
        case ">=":
            return bool(actual >= wanted)
        case "<":
            return bool(actual < wanted)
        case ">":
            return bool(actual > wanted)
        case "==":
            return bool(actual == wanted)
        case "!=":
            return bool(actual != wanted)
        case "in":
            return actual in wanted
        case "not in":
            return actual not in wanted
        case "contains":
            return wanted in actual
        case "excludes":
            return wanted not in actual
    raise ValueError(f"unknown operator {operator!r}")


_SCALES: dict[str, Mapping[str, int]] = {"education": EDUCATION, "lowest_grade": GRADES}


def _measure(attribute: str, value: Any) -> Any:
    scale = _SCALES.get(attribute)
    return scale.get(value, 0) if scale and isinstance(value, str) else value


def show(attribute: str, value: Any) -> str:
    """A value in words, as pages print it."""
    if attribute == "rank":
        return Rank(int(value)).label
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(str(item) for item in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if attribute in {"age"}:
        return f"{value} 岁"
    if attribute.startswith("years_"):
        return f"{value} 年"
    return str(value)


def judge(
    person: Mapping[str, Any], post: Mapping[str, Any], rules: Iterable[Predicate], *, day: date
) -> list[Finding]:
    """Every rule in force on `day` that concerns this post and that the person fails for it.

    A fact that is missing is a finding of its own: nothing is guessed, so it keeps a person
    out where the rule is BLOCK and is a warning elsewhere. Each finding's facts
    carry `rule`, `severity_of_rule`, the two values, and whether the rule is verified.
    """
    found: list[Finding] = []
    for rule in rules:
        if not (rule.in_force(day) and rule.concerns(post)):
            continue
        wanted, actual = rule.wanted(post), person.get(rule.attribute)
        if wanted is None or wanted == "":
            continue
        label = LABELS.get(rule.attribute, rule.attribute)
        facts: dict[str, Any] = {
            "rule": rule.code,
            "rule_severity": rule.severity,
            "text": rule.text,
            "source": rule.source,
            "label": label,
            "verified": rule.verified,
        }
        if actual is None or actual == "":
            weight = Severity.ERROR if rule.severity == "BLOCK" else Severity.WARNING
            found.append(say("rule.missing", severity=weight, **facts))
            continue
        if holds(rule.operator, _measure(rule.attribute, actual), _measure(rule.attribute, wanted)):
            continue
        shown = f"{WORDS[rule.operator]}{show(rule.attribute, wanted)}"
        severity = Severity.WARNING if rule.severity == "WARN" else Severity.ERROR
        found.append(
            say(
                "rule.failed",
                severity=severity,
                actual=show(rule.attribute, actual),
                wanted=shown,
                **facts,
            )
        )
    return found


def blocking(
    findings: Iterable[Finding], overridden: frozenset[str] = frozenset()
) -> list[Finding]:
    """The findings that keep a pair out: BLOCK always, OVERRIDE until it is granted."""
    return [
        finding
        for finding in findings
        if finding.facts.get("rule_severity") == "BLOCK"
        or (
            finding.facts.get("rule_severity") == "OVERRIDE"
            and finding.code == "rule.failed"
            and finding.facts.get("rule") not in overridden
        )
    ]
