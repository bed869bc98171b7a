"""Versions of rule sets: begun, brought, copied as drafts; confirmed by another; ended."""

from datetime import date
from typing import Annotated

from django.db import IntegrityError, transaction

from dunmiao.access.roles import Permission
from dunmiao.access.scopes import SYSTEM
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, File, Picks, Text, Upload
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Catalogue, Finding
from dunmiao.rulebook import starter as national
from dunmiao.rulebook.authors import wrote
from dunmiao.rulebook.books import read_any
from dunmiao.rulebook.files import RuleFile
from dunmiao.rulebook.lifecycle import RULE_SET
from dunmiao.rulebook.models import RuleSet
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.versions import (
    content_of,
    objections_to_confirming,
    objections_to_ending,
    write_content,
)
from dunmiao.units.models import City

say = Catalogue(
    {
        "rule_set.draft_exists": "《{name}》已有一份草稿（第 {version} 版），请在那里改，或先作废它。",
        "rule_set.installed": "国家通用起始集已经装入。",
        "rule_set.order": "止日（{last}）早于起日（{first}）。",
        "rule_set.before_former": "起日早于上一版（{day}）：这一版会从不生效。",
    }
)
EDITOR = Held(Permission.PROGRAMMES_EDIT, ROOT)
# Whoever keeps the rules, or approves by them.
SECOND = (EDITOR, Held(Permission.PLANS_APPROVE, ROOT))
Code = Annotated[str, Text("代码", most=50, help="同一代码的新版替代旧版，旧版留存")]
Name = Annotated[str, Text("名称", most=100)]
Since = Annotated[date, Day("自何日起", today=True)]


def _draft_exists(name: str, version: int) -> Conflict:
    return Conflict([say("rule_set.draft_exists", where="code", name=name, version=version)])


def _out_of_order(first: date, last: date, where: str) -> Finding:
    return say("rule_set.order", where=where, first=str(first), last=str(last))


def _draft(doing: Doing, code: str, name: str, effective_from: date, content: RuleFile) -> RuleSet:
    """The next version of a set, as a draft; one at a time."""
    rows = RuleSet.objects.filter(city_id=doing.actor.city_id, code=code)
    if (open_one := rows.filter(state="DRAFT").first()) is not None:
        raise _draft_exists(open_one.name, open_one.version)
    version = rows.count() + 1
    try:
        with transaction.atomic():
            made = RuleSet.objects.create(
                city_id=doing.actor.city_id, code=code, name=name, version=version,
                effective_from=effective_from,
            )  # fmt: skip
    except IntegrityError:
        raise _draft_exists(name, version) from None
    write_content(made, content)
    wrote(made, doing)
    doing.note(code=code, name=name, version=version)
    return made


def _is_installed(city: City, doing: Doing) -> list[Finding]:
    rows = RuleSet.objects.filter(city_id=doing.actor.city_id, code=national.CODE)
    return [say("rule_set.installed")] if rows.exclude(state="DISCARDED").exists() else []


@act(
    "rule_set.install", City, "装入国家通用起始集",
    said="已装入《{name}》第 {version} 版草稿，由另一人确认后生效。",
    records="rule_set.installed", may=EDITOR, unless=_is_installed,
)  # fmt: skip
def install_starter(city: City, doing: Doing) -> RuleSet:
    """The rules and parameters that the package brings, as a draft: nothing of it is verified."""
    return _draft(doing, national.CODE, national.NAME, national.SINCE, national.starter())


@act(
    "rule_set.begin", City, "新建规则集", said="《{name}》第 {version} 版草稿已建立。",
    records="rule_set.begun", may=EDITOR,
)  # fmt: skip
def begin_rule_set(
    city: City, doing: Doing, *, code: Code, name: Name, effective_from: Since
) -> RuleSet:
    """An empty draft: local rules beside the national ones."""
    return _draft(doing, code, name, effective_from, RuleFile())


@act(
    "rule_set.load", City, "载入规则",
    said="《{name}》第 {version} 版草稿已载入，由另一人确认后生效。",
    records="rule_set.loaded", may=EDITOR,
)  # fmt: skip
def load_rule_set(
    city: City,
    doing: Doing,
    *,
    code: Code,
    name: Name,
    effective_from: Since,
    file: Annotated[
        Upload,
        File("规则文件", accept=".json,.xlsx", help="导出的 Excel 或 JSON：规则和参数"),
    ],
) -> RuleSet:
    """A draft from a file of rules and dated parameters; older versions stay."""
    content = read_any(file.content, since=effective_from)
    return _draft(doing, code, name, effective_from, content)


@act(
    "rule_set.draft", RuleSet, "另起新版", said="《{name}》第 {version} 版草稿已建立。",
    records="rule_set.drafted", may=EDITOR, life=RULE_SET, states=("CONFIRMED", "ENDED"),
)  # fmt: skip
def draft_rule_set(rule_set: RuleSet, doing: Doing, *, effective_from: Since) -> RuleSet:
    """A copy of a version, to be changed; what was verified and is not changed stays verified."""
    return _draft(doing, rule_set.code, rule_set.name, effective_from, content_of(rule_set))


@act(
    "rule_set.describe", RuleSet, "改名称和日期", said="已保存。", records="rule_set.described",
    may=EDITOR, life=RULE_SET, moves="change",
)  # fmt: skip
def describe_rule_set(
    rule_set: RuleSet,
    doing: Doing,
    *,
    name: Annotated[str, Text("名称", most=100, first=lambda row: row.name)],
    effective_from: Annotated[date, Day("自何日起", first=lambda row: row.effective_from)],
    effective_to: Annotated[
        date | None, Day("至何日止", first=lambda row: row.effective_to, help="空着为长期")
    ] = None,
) -> RuleSet:
    """The name of a draft and the days on which it will count."""
    if effective_to is not None and effective_to < effective_from:
        raise RuleBroken([_out_of_order(effective_from, effective_to, "effective_to")])
    rule_set.name, rule_set.effective_from = name, effective_from
    rule_set.effective_to = effective_to
    rule_set.save()
    wrote(rule_set, doing)
    return rule_set


def _not_ready(rule_set: RuleSet, doing: Doing) -> list[Finding]:
    if rule_set.state != "DRAFT":
        return []
    found = objections_to_confirming(rule_set)
    former = RuleSet.objects.filter(city_id=rule_set.city_id, code=rule_set.code)
    late = former.filter(state="CONFIRMED", effective_from__gt=rule_set.effective_from)
    if (last := late.order_by("-effective_from").first()) is not None:
        found.append(say("rule_set.before_former", day=str(last.effective_from)))
    return found


@act(
    "rule_set.confirm", RuleSet, "确认生效", said="《{name}》第 {version} 版已确认。",
    records="rule_set.confirmed", may=SECOND, life=RULE_SET, moves="confirm",
    other_than="author_ids", unless=_not_ready, waits=True,
    danger="确认后，自起日起的批次按这一版判断。确认？",
)  # fmt: skip
def confirm_rule_set(rule_set: RuleSet, doing: Doing) -> RuleSet:
    """A second person lets a draft count from its first day on."""
    rule_set.state = RULE_SET.target("confirm")
    rule_set.confirmed_by_id = None if doing.actor.user_id == SYSTEM else doing.actor.user_id
    rule_set.confirmed_at = doing.now
    rule_set.save()
    doing.note(name=rule_set.name, version=rule_set.version)
    return rule_set


@act(
    "rule_set.discard", RuleSet, "作废草稿", said="草稿已作废。", records="rule_set.discarded",
    may=EDITOR, life=RULE_SET, moves="discard", danger="作废这份草稿？",
)  # fmt: skip
def discard_rule_set(rule_set: RuleSet, doing: Doing) -> RuleSet:
    """Give a draft up; its number is not used again."""
    rule_set.state = RULE_SET.target("discard")
    rule_set.save()
    return rule_set


@act(
    "rule_set.end", RuleSet, "停用", said="《{name}》{last_day} 止。", records="rule_set.ended",
    may=EDITOR, life=RULE_SET, moves="end", danger="止日以后的批次不再按这套规则判断。停用？",
)  # fmt: skip
def end_rule_set(
    rule_set: RuleSet,
    doing: Doing,
    *,
    last_day: Annotated[date, Day("最后一日", today=True)],
    reason: Annotated[str, Text("理由", most=300)],
) -> RuleSet:
    """A set counts until this day, and none of its former versions comes back."""
    found = objections_to_ending(rule_set, last_day)
    if last_day < rule_set.effective_from:
        found.insert(0, _out_of_order(rule_set.effective_from, last_day, "last_day"))
    if found:
        raise RuleBroken([finding.at("last_day") for finding in found])
    rule_set.state, rule_set.effective_to = RULE_SET.target("end"), last_day
    rule_set.save()
    doing.note(name=rule_set.name, last_day=str(last_day), reason=reason)
    return rule_set


def _unverified(doing: Doing, rule_set: RuleSet) -> list[tuple[str, str]]:
    rules = rule_set.rules.filter(verified_by="").order_by("sort_order", "code")
    rows = rule_set.parameters.filter(verified_by="").order_by("pk")
    return [
        *((f"rule:{row.pk}", f"{row.text}（{row.source}）") for row in rules),
        *(
            (f"parameter:{row.pk}", f"{PARAMETERS[row.key].label}：{row.value}（{row.source}）")
            for row in rows
        ),
    ]


@act(
    "rule_set.verify", RuleSet, "核实", said="已核实 {count} 条。", records="rule_set.verified",
    may=SECOND, life=RULE_SET, states=("DRAFT", "CONFIRMED"), other_than="author_ids",
)  # fmt: skip
def verify_entries(
    rule_set: RuleSet,
    doing: Doing,
    *,
    entries: Annotated[list[str], Picks("已对照依据原文核实", offers=_unverified)],
) -> RuleSet:
    """Somebody who wrote none of it read the sources: his name and the day stand beside each."""
    named = {"verified_by": doing.actor.name, "verified_on": doing.today}
    for kind, rows in (("rule", rule_set.rules), ("parameter", rule_set.parameters)):
        ids = [int(e.partition(":")[2]) for e in entries if e.startswith(f"{kind}:")]
        rows.filter(pk__in=ids).update(**named)
    doing.note(count=len(entries))
    return rule_set
