"""The directory of the example: ministries as a tree, people in posts, keepers, a hand-over under
way. Every name and number is invented."""

import random
from datetime import date, timedelta
from typing import Any

from dunmiao.example.batches import person_of
from dunmiao.example.stage import Stage

OFFICE, OFFICER = "嘉兴市驻北京联络处", "zhujing"
TREE: dict[str, dict[str, tuple[str, ...]]] = {
    "产业发展部（示例）": {
        "规划司": ("综合处", "规划处", "投资处", "政策处"),
        "装备工业司": ("机械处", "重大装备处", "船舶处", "智能制造处"),
        "消费品司": ("轻工处", "纺织处", "医药处", "食品处"),
        "科技司": ("创新处", "标准处", "质量处", "成果处"),
        "中小企业局": ("服务处", "培育处", "融资处", "合作处"),
    },
    "科学创新部（示例）": {
        "资源配置司": ("计划处", "平台处", "经费处"),
        "区域创新司": ("园区处", "县域处", "合作处"),
        "成果转化司": ("转化处", "人才处", "金融处"),
        "高新技术司": ("能源处", "材料处", "信息处"),
    },
    "乡村发展部（示例）": {
        "发展规划司": ("综合处", "项目处", "统计处", "调研处"),
        "乡村产业司": ("加工处", "融合处", "休闲处", "园区处"),
        "农机化司": ("推广处", "安全处", "装备处"),
        "种业司": ("种子处", "资源处", "监管处"),
    },
    "生态建设部（示例）": {
        "规划财务司": ("预算处", "投资处", "统计处", "规划处"),
        "水生态司": ("流域处", "饮水处", "湖泊处"),
        "土壤司": ("农村处", "固废处", "风险处"),
        "科技标准司": ("技术处", "标准处", "产业处"),
    },
}
SURNAMES = "贺阮岑邹殷庞柏祁娄向温庄晏柴瞿阎充慕连茹"
GIVEN = (
    "维钧",
    "清和",
    "越",
    "述安",
    "知远",
    "令仪",
    "景行",
    "怀瑾",
    "修竹",
    "望舒",
    "思齐",
    "允恭",
)
POSTS = ("处长", "副处长", "二级调研员", "四级调研员", "一级主任科员", "司长", "副司长")
PURPOSES = (
    ("请教申报口径", "口径已记录，按时申报", False),
    ("汇报示范区建设进展", "建议补充检测报告", False),
    ("邀请参加产业对接会", "派员参加，促成两家企业对接", True),
    ("了解下一年度项目指南", "指南发布前会提醒", False),
    ("推荐企业列入推广目录", "已列入公示名单", True),
)
GIVERS, EACH, OWN = 13, 4, 20
MONTH = timedelta(days=30)
# Papers about a host: kind, title, and the rows of its one table.
PAPERS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("CHART", "内设处室与分工", (("综合处", "年度计划、统计"), ("项目处", "申报受理、评审组织"))),
    ("CALENDAR", "年度申报与会议日历", (("三月", "项目指南发布"), ("九月", "中期评估"))),
    ("RULES", "来访接待与请示办法", (("预约", "提前三个工作日"), ("陪同", "副处长以上"))),
    ("CALENDAR", "政策窗口开放时间", (("每月五日", "集中受理"), ("每季末", "结果公示"))),
)


def keep_contacts(stage: Stage, programmes: dict[str, Any]) -> None:
    """Contacts of those who serve outside and of the liaison office."""
    from dunmiao.acts.claims import Doing
    from dunmiao.example.outcomes import serving
    from dunmiao.liaison.actions import contacts

    lot = random.Random("示例联络")
    with stage.at("zuzhi1", stage.today) as officer:
        outside = [row for key, row in programmes.items() if key.startswith("outside-")]
        cases = serving(outside, stage.today)[:GIVERS]
        nodes = []
        for ministry, bureaus in TREE.items():
            doing = Doing.by(officer, today=stage.today)
            top = contacts.found_organisation(doing, name=ministry, place="北京")
            for bureau, divisions in bureaus.items():
                middle = contacts.add_organisation(doing, top, name=bureau)
                nodes += [contacts.add_organisation(doing, middle, name=name) for name in divisions]
    covered = lot.sample(nodes, k=(3 * len(nodes)) // 5)
    names = [f"{surname}{given}" for surname in SURNAMES for given in GIVEN]
    lot.shuffle(names)
    for number in range(OWN):
        day = stage.today - timedelta(days=30 + 23 * number)
        _one(stage, lot, OFFICER, covered[number], names.pop(), day)
    for number, case in enumerate(cases):
        who = person_of(stage, case)
        for turn in range(EACH):
            day = max(case.arrived_on, stage.today - timedelta(days=20 + 31 * turn))
            node = covered[(OWN + EACH * number + turn) % len(covered)]
            _one(stage, lot, who, node, names.pop(), day)
        if number < len(PAPERS):
            at = covered[(OWN + EACH * number) % len(covered)]
            day = max(case.arrived_on, stage.today - MONTH)
            _paper(stage, who, at.parent, PAPERS[number], day)
    _hand_over(stage, cases)
    _told_twice(stage, lot, covered)


def _told_twice(stage: Stage, lot: random.Random, nodes: list[Any]) -> None:
    """Two share the telephone of an office, and one person is listed in two divisions."""
    office = "010-60007000"
    _one(stage, lot, OFFICER, nodes[0], "令狐示例", stage.today, office)
    _one(stage, lot, OFFICER, nodes[0], "司徒示例", stage.today, office)
    for node in nodes[1:3]:
        _one(stage, lot, OFFICER, node, "端木示例", stage.today, "010-60007001")


def _paper(
    stage: Stage,
    who: str,
    bureau: Any,
    paper: tuple[str, str, tuple[tuple[str, str], ...]],
    day: date,
) -> None:
    from dunmiao.acts.claims import Doing
    from dunmiao.acts.fields import Upload
    from dunmiao.formats.workbook import Sheet, write_sheets
    from dunmiao.liaison.actions.materials import add_material

    kind, title, rows = paper
    content = write_sheets([Sheet(title, ["项", "内容（虚构）"], rows)])
    with stage.at(who, day) as actor:
        add_material(
            Doing.by(actor, today=day), bureau, kind=kind, title=title, as_of=day - MONTH,
            note="示例，内容虚构", file=Upload(f"{title}.xlsx", content),
        )  # fmt: skip


def _one(
    stage: Stage,
    lot: random.Random,
    who: str,
    node: Any,
    name: str,
    day: date,
    number: str = "",
) -> None:
    from dunmiao.acts.claims import Doing
    from dunmiao.liaison.actions import checks, contacts

    with stage.at(who, day) as actor:
        phone = contacts.Phone("办公", number or f"010-6000{lot.randrange(10000):04d}")
        row = contacts.add_contact(
            Doing.by(actor, today=day), node, name=name, post=lot.choice(POSTS),
            groups="规划" if lot.random() < 0.3 else "", phones=[phone],
            sensitivity="RESTRICTED" if lot.random() < 0.08 else "INTERNAL",
        )  # fmt: skip
        if lot.random() < 0.55:
            purpose, result, has_helped = lot.choice(PURPOSES)
            on_day = min(stage.today, day + timedelta(days=lot.randrange(60)))
            checks.touch_contact(
                Doing.by(actor, today=stage.today), row, on_day=on_day, purpose=purpose,
                result=result, has_helped=has_helped,
            )  # fmt: skip
        if lot.random() < 0.2:
            later = Doing.by(actor, today=min(stage.today, day + timedelta(days=50)))
            checks.change_contact(later, row, post=f"{POSTS[0]}（新任）")


def _hand_over(stage: Stage, cases: list[Any]) -> None:
    """Two hand over whole, the one whose term ends first is half-way."""
    from dunmiao.acts.claims import Doing
    from dunmiao.liaison import selectors
    from dunmiao.liaison.actions import custody
    from dunmiao.liaison.materials import kept_materials
    from dunmiao.units.models import Unit

    with stage.at("zuzhi1", stage.today):
        office = Unit.objects.get(name=OFFICE)
    first = sorted(cases, key=lambda case: (case.ends_on, case.pk))[:3]
    for number, case in enumerate(reversed(first)):
        day = stage.today - timedelta(days=12 - 5 * number)
        with stage.at(person_of(stage, case), day) as actor:
            rows = list(selectors.kept_by(actor=actor))
            papers = list(kept_materials(actor=actor))
            offered = custody.offer_to_unit(
                Doing.by(actor, today=day), contacts=rows, materials=papers, to=office,
                note="期满移交（示例）",
            )  # fmt: skip
        with stage.at(OFFICER, day) as receiver:
            custody.receive_contacts(
                Doing.by(receiver, today=day), offered,
                contacts=rows if number < 2 else rows[: len(rows) // 2],
                materials=papers if number < 2 else [],
            )  # fmt: skip
