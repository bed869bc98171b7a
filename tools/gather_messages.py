"""Gather every text shown to people into the English catalogue; translations stay.

Texts come from what runs: findings of every room, declared acts, transition tables, labels,
templates, and pages.
"""

import importlib
import io
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import dunmiao
from dunmiao.acts.fields import Choice, Input, Rows, Sheet, Verdict
from dunmiao.acts.reading import inputs_of
from dunmiao.cli.database import setup_django
from dunmiao.kernel import findings
from dunmiao.kernel.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/dunmiao"
CATALOGUE = SOURCE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = ("gettext", "_", "mark", "gettext_noop")
HOLE = re.compile(r"\{(\w+)[^}]*\}|%\((\w+)\)")


def holes(text: str) -> set[str]:
    """The facts that a text has room for: {name} and %(name)s."""
    return {brace or percent for brace, percent in HOLE.findall(text)}


def load_rooms() -> None:
    """Import every module, so that whatever registers itself has done so."""
    for module in pkgutil.walk_packages(dunmiao.__path__, "dunmiao."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def lifecycles() -> list[Lifecycle]:
    """Every transition table, in the order of their modules."""
    rooms = sorted(name for name in sys.modules if name.startswith("dunmiao."))
    found = [
        value
        for name in rooms
        for value in vars(sys.modules[name]).values()
        if isinstance(value, Lifecycle)
    ]
    return list({id(table): table for table in found}.values())


def _moves() -> Iterator[str]:
    for table in lifecycles():
        yield from table.labels.values()
        yield from (move.name for move in table.moves.values())


def _input(spec: Input) -> Iterator[str]:
    yield from (spec.label, spec.help)
    if isinstance(spec, Verdict):
        yield from (spec.yes, spec.no)
    if isinstance(spec, Choice):
        yield from spec.of.values()
    if isinstance(spec, Rows):
        for part in inputs_of(spec.of).values():
            yield from _input(part)
    if isinstance(spec, Sheet):
        yield from _input(spec.cell)


def _acts() -> Iterator[str]:
    from dunmiao.acts.declare import ACTS

    for act in ACTS.values():
        yield from (act.title, act.said, act.danger)
        for spec in act.inputs.values():
            yield from _input(spec)


def _texts(source: str) -> list[str]:
    stream = io.BytesIO(source.encode())
    found = extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"})
    return [message for _, _, message, _ in found if isinstance(message, str)]


def labels() -> list[str]:
    """Labels that stand in code as data and reach pages through the filter `tr`."""
    from dunmiao.access.roles import LABELS as ROLES
    from dunmiao.assessments.rules import annual, panels, results, schemes
    from dunmiao.development.rules import discovery, notes, prediction, representation, uses
    from dunmiao.development.rules.harvests import DIMENSIONS
    from dunmiao.documents.forms import FORMS
    from dunmiao.kernel.experience import EXPERIENCES
    from dunmiao.kernel.ranks import RANK_LABELS
    from dunmiao.liaison.rules import contacts, duplicates, groups, materials
    from dunmiao.outcomes.rules import indicators, outcomes, targets
    from dunmiao.people.rules import LADDERS
    from dunmiao.placements.lifecycle import EVENTS, MODES
    from dunmiao.placements.numbers import LABELS as NUMBERS
    from dunmiao.placements.scoring import LABELS as TERMS
    from dunmiao.posts.rules import BANDS, MANY, MOVE_LABELS, PAPERS, TEAM_ROLES, Travels
    from dunmiao.rulebook.rules import LABELS as FACTS
    from dunmiao.rulebook.rules import SEVERITIES
    from dunmiao.rulebook.rules import WORDS as OPERATORS
    from dunmiao.secondments import labels as cases
    from dunmiao.secondments.lifecycle import CLOSING_REASONS, TRANSFER_STATES
    from dunmiao.secondments.rules import exchanges, leave, obligations, terms, transfers

    asked = (FACTS, OPERATORS, SEVERITIES, PAPERS, LADDERS, CLOSING_REASONS)
    parts = [table for table in vars(cases).values() if isinstance(table, dict)]
    parts = [table for table in parts if "__name__" not in table]
    owed = (obligations.KINDS, obligations.PARTIES, terms.KINDS, terms.PARTIES)
    owed += (leave.KINDS, leave.TIERS, transfers.RELATION_LABELS, transfers.WAYS)
    owed += (exchanges.SHAPES, exchanges.ANSWERS, MODES, EVENTS)
    tables = (
        ROLES,
        RANK_LABELS,
        NUMBERS,
        TERMS,
        MOVE_LABELS,
        TRANSFER_STATES,
        *asked,
        *parts,
        *owed,
    )
    tables += (
        results.CONCLUSIONS,
        schemes.KINDS,
        annual.GRADES,
        annual.POOLS,
        panels.ASPECTS,
        panels.TALKS,
    )
    tables += (TEAM_ROLES, {kind: form.label for kind, form in FORMS.items()})
    tables += (notes.TONES, notes.SOURCES, prediction.READINGS, representation.READINGS)
    tables += (uses.KINDS, uses.SUGGESTIONS, uses.FINDINGS)
    tables += (outcomes.KINDS, outcomes.LEVELS, outcomes.STAGE_LABELS, outcomes.FACTS)
    tables += (outcomes.EVIDENCE, targets.MEASURES, outcomes.STATES)
    tables += (indicators.BASES, DIMENSIONS, {kind: kind for kind in EXPERIENCES})
    tables += (contacts.WORDS, contacts.SENSITIVITIES, contacts.ORGANISATION_KINDS, contacts.TAKING)
    tables += (materials.MATERIAL_KINDS, materials.MATERIAL_STATES)
    tables += (duplicates.REASONS, groups.GROUP_KINDS, groups.PARTS, groups.ACTIVITY_KINDS)
    tables += (groups.ATTENDANCE, groups.BRANCH_POSTS)
    tables += ({mark: shown.word for mark, shown in obligations.MARKS.items()},)
    found = [text for table in tables for text in table.values()]
    found += [
        *discovery.LEVELS,
        discovery.BALLOTS,
        discovery.TALKS,
        *representation.GROUPS,
        prediction.MATCH,
    ]
    return [*found, MANY, *dict(BANDS).values(), *(way.label for way in Travels), *WORDS]


# Words of choices and presenters.
WORDS = (
    "工业强镇挂职 重点工作一线选调 市县互派任职 外派挂职 在岗 在挂 已调离 已预检 已导入 已撤销 已退回 "
    "硬门槛 必补岗位 结构达标 补岗率 意愿与适配 单家抽调 变动 违反 分 人，较上次 不变 调入 新增 "
    "意愿与适配合计 最大单家抽调 固定数 结构缺口 适配中位 核对输入 求最优流 安排团队 证明上界 "
    "来源单位 女干部 非中共党员 亲属 同单位 同乡 同学 派出 已报到 延期 已结案 已反馈 报告 报告已确认 "
    "报到回执 分工通知 请假单 期满鉴定表 延期决定 召回决定 人事关系介绍信 工资关系介绍信 组织关系介绍信 "
    "人事关系介绍信（转回） 工资关系介绍信（转回） 组织关系介绍信（转回） 人事关系介绍信（留任转移） "
    "工资关系介绍信（留任转移） 组织关系介绍信（留任转移） "
    "计算备选与差额 完成 结束 排队 读取文件 逐人核对 写入档案 预检中 乡镇 经济 建设 环保农水 党务政务 科技 "
    "姓名 性别 出生年月 民族 籍贯 出生地 成长地 政治面貌 入党时间 参加工作时间 健康状况 专业技术职务 "
    "专业特长 身份证号 手机号 工作单位 现任职务 职务层次 任现层次时间 职级 任现职级年月 后备 经历 "
    "市 市级部门 县（市、区） 县级部门 镇（街道） 企事业单位 重点工作指挥部 驻外联络处 市外单位 "
    "小组组长 有效 待核实 未覆盖 办公 传真 住宅 寻呼 总机 手机 电话 "
    "重大工程 重大项目 重点任务 其他专项工作 "
    "资金到账 工业强镇 市县机关 重点项目 其他 学历学位 简历 家庭成员 年度考核 奖惩"
).split(" ")


def gathered() -> list[str]:
    """Every text, in a fixed order, once; Django must be set up."""
    load_rooms()
    found: list[str] = labels()
    for path in sorted((SOURCE / "web/templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found += _texts("\n".join(map(str.strip, code.splitlines())))
    for path in sorted([*(SOURCE / "web").rglob("*.py"), *(SOURCE / "access").rglob("*.py")]):
        found += _texts(path.read_text(encoding="utf-8"))
    found += [*_moves(), *_acts(), *findings.templates()]
    return list(dict.fromkeys(text for text in found if text))


def main() -> None:
    """Write the catalogue anew; a text without English is left empty."""
    setup_django()
    old = Catalog()
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as text:
            old = read_po(text)
    new = Catalog(locale="en", project="dunmiao", version="0", fuzzy=False)
    for message in gathered():
        kept = old.get(message)
        new.add(message, kept.string if kept else "")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as out:
        write_po(out, new, omit_header=False, width=100)
    missing = [m.id for m in new if m.id and not m.string]
    print(f"{len(new)} texts, {len(missing)} without English")


if __name__ == "__main__":
    main()
