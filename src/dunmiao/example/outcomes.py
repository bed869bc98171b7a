"""What was brought home: leads that became projects, events, policy projects, problems solved.
All invented; reported by those who serve, verified by the department, a few reversed or double."""

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dunmiao.example.batches import person_of
from dunmiao.example.stage import Stage

PROJECTS = (
    ("装备产业园二期", "禾丰装备"), ("功能纤维总部", "澜溪纤维"), ("光电检测中心", "当潮光电"),
    ("智能家居配套基地", "盐塘家居"), ("冷链物流园", "北辰冷链"), ("眼科医疗器械园", "明目医疗"),
    ("循环包装基地", "循益包装"), ("氢能关键部件", "海聚能源"), ("石化装备服务中心", "港运装备"),
    ("工业软件研发院", "算圆软件"), ("跨境电商仓储", "通衢物流"), ("高端不锈钢紧固件", "恒扣五金"),
)  # fmt: skip
EVENTS = (
    "金融创新示范区北京基金对接会（示例）", "港区北京投资说明会（示例）",
    "石化装备产业推介会（示例）", "上海创新飞地推介会（示例）", "高层次人才恳谈会（示例）",
)  # fmt: skip
POLICIES = (
    ("国家级眼科诊疗中心建设项目（示例）", "NATIONAL", "国家主管部委（示例）", 8000),
    ("金融创新示范区基金试点（示例）", "PROVINCE", "省金融主管部门（示例）", None),
    ("首台套装备补助（示例）", "PROVINCE", "省工业主管部门（示例）", 1260),
    ("水环境综合治理试点（示例）", "PROVINCE", "省生态主管部门（示例）", 2400),
    ("园区更新贴息（示例）", "CITY", "市财政部门（示例）", 600),
)
SOLVED = ("企业用地手续卡点", "园区用电增容", "村级水闸改造", "职工子女入学", "危旧厂房腾退")
NEWS = (
    (
        "首台套推广目录开始申报",
        "部委司局通知（示例）",
        "月底截止，可报整机和部件两类，须附检测报告。",
    ),
    ("产业基金路演安排", "基金管理方（示例）", "下月在当地举办路演，可推荐三家成长企业参加。"),
    ("人才计划答辩时间", "科研院所（示例）", "答辩提前一周，请提醒已申报的团队准备材料。"),
)
TARGETS = {"CONTRACTED": (60000, 30), "PAID_IN": (15000, 40), "SIGNED": (8, 15), "EVENTS": (5, 15)}
STEP_DAYS = 24
GUESTS = ("苏述白", "温景行", "祁怀瑾", "梅知微", "傅望舒")


def bring_home(stage: Stage, programmes: dict[str, Any]) -> None:
    """Outcomes of those outside (batch by batch in turn) and in the towns, over the past year."""
    lot = random.Random("示例成果")
    with stage.at("zuzhi1", stage.today):
        outside = serving(
            [row for key, row in programmes.items() if key.startswith("outside-")], stage.today
        )
        towns = serving([programmes["towns-before"]], stage.today)
    for number, (title, partner) in enumerate(PROJECTS):
        _project(stage, lot, outside[number % len(outside)], f"{title}（示例）", partner, number)
    for number, title in enumerate(EVENTS):
        case = outside[(5 * number + 1) % len(outside)]
        _once(stage, case, "EVENT", title, quantity=lot.randint(18, 90), proof="MINUTES")
    for number, (title, level, body, grant) in enumerate(POLICIES):
        case = (outside if number < 2 else towns)[(3 * number) % (len(towns) or 1)]
        _once(
            stage, case, "POLICY", title, level=level, body=body, proof="APPROVAL",
            grant=str(grant or ""), document_no=f"示例发〔{stage.today.year}〕{10 + number}号",
        )  # fmt: skip
    for number, title in enumerate(SOLVED):
        case = towns[number % len(towns)]
        _once(
            stage, case, "SOLVED", f"{title}（示例）", partner="镇内企业和村（示例）",
            proof="CONFIRMATION", verified=number < 4,
        )  # fmt: skip
    _once(
        stage, outside[1], "EVENT", f"{EVENTS[1]}（分会场）", quantity=20, proof="PHOTO",
        verified=False,
    )  # fmt: skip
    _set_targets(stage, outside)
    _relay(stage, outside)
    _tell_experiences(stage, [*outside[::2], *towns])


def _tell_experiences(stage: Stage, cases: list[Any]) -> None:
    """What the posts gave, as the department heard it on its visits."""
    from dunmiao.secondments.actions.experiences import tell_experience

    given = {
        "TOWN": (("乡镇", "分管经济，独立处理镇里急难事（示例）"), ("经济", "牵头园区低效用地盘活（示例）")),
        "EXTERNAL": (("招商", "全程跟进一个项目从线索到签约（示例）"),),
    }  # fmt: skip
    day = stage.today - timedelta(days=15)
    with stage.at("zuzhi1", day) as officer:
        for case in cases:
            for kind, text in given.get(case.programme.kind, ()):
                tell_experience(stage.doing(officer, day), case, kind=kind, text=text, on_day=day)


def _relay(stage: Stage, cases: list[Any]) -> None:
    """Every third item is used, every third not, every third waits."""
    from dunmiao.outcomes.actions import information
    from dunmiao.units.models import Unit

    with stage.at("zuzhi1", stage.today):
        receivers = list(Unit.objects.filter(kind="DEPARTMENT").order_by("sort_order", "pk"))
    for number, (title, source, text) in enumerate(NEWS * 3):
        case, to = cases[(7 * number) % len(cases)], receivers[number % len(receivers)]
        day = max(case.arrived_on, stage.today - timedelta(days=6 + 11 * number))
        with stage.at(person_of(stage, case), day) as person:
            row = information.relay_information(
                stage.doing(person, day), case.programme, title=f"{title}（示例）", sent_on=day,
                source=source, to=to, text=text,
            )  # fmt: skip
        if number % 3 < 2:
            with stage.at("zuzhi1", day) as officer:
                information.answer_information(
                    stage.doing(officer, day), row, used=number % 3 == 0,
                    effect="已组织企业申报（示例）" if number % 3 == 0 else "暂不符合条件（示例）",
                )  # fmt: skip


def serving(programmes: list[Any], today: date) -> list[Any]:
    """Who serves in these for two months or more, batch by batch in turn, 40 at most."""
    from dunmiao.secondments.models import Secondment

    rows = Secondment.objects.filter(programme__in=programmes, state__in=["SERVING", "EXPIRING"])
    rows = rows.filter(arrived_on__lt=today - timedelta(days=60))
    rows = rows.select_related("cadre", "host_unit", "home_unit", "programme")
    by_programme: dict[int, int] = {}
    turns = []
    for case in sorted(rows, key=lambda case: case.pk):
        turn = by_programme.get(case.programme_id, 0)
        by_programme[case.programme_id] = turn + 1
        turns.append((turn, case.programme_id, case.pk, case))
    return [case for *_, case in sorted(turns, key=lambda row: row[:3])[:40]]


def _land(case: Any) -> Any:
    """Where it comes to: the host, or for those outside a county of the city."""
    from dunmiao.units.models import Unit

    if case.host_unit.kind != "OUTSIDE":
        return case.host_unit
    counties = list(Unit.objects.filter(kind="COUNTY").order_by("sort_order", "pk"))
    return counties[case.pk % len(counties)]


def _where(case: Any) -> dict[str, Any]:
    """Where it comes to, and the city, which is asked to verify it."""
    from dunmiao.units.models import Unit

    return {"host": _land(case), "asked": Unit.objects.get(parent=None)}


def _paper(words: str) -> bytes:
    """A small Word file that says that it is an example."""
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_paragraph(f"{words}（示例，内容为虚构）")
    document.save(out)
    return out.getvalue()


def _proof(kind: str) -> Any:
    from dunmiao.acts.fields import Upload
    from dunmiao.outcomes.rules.outcomes import EVIDENCE
    from dunmiao.outcomes.steps import Proof

    return Proof(kind=kind, files=[Upload(f"{EVIDENCE[kind]}.docx", _paper(EVIDENCE[kind]))])


def _project(
    stage: Stage, lot: random.Random, case: Any, title: str, partner: str, number: int
) -> None:
    """A project as far as it came: two in three are signed, one falls through, one waits."""
    from dunmiao.outcomes.actions import judging, reports, steps
    from dunmiao.outcomes.rules.outcomes import STAGES

    account = person_of(stage, case)
    last = (1, 5, 3, 2, 2, 5, 2, 3, 4, 1, 0, 3)[number]
    first = max(case.arrived_on, stage.today - timedelta(days=(last + 3) * STEP_DAYS))
    agreed = Decimal(lot.choice((12400, 15000, 23000, 26000, 38000, 9000, 86000)))
    abroad = Decimal(lot.choice((0, 0, 860, 1500)))
    with stage.at(account, first) as person:
        row = reports.report_investment(
            stage.doing(person, first), case.programme, title=title, happened_on=first,
            partner=partner, **_where(case),
        )  # fmt: skip
    day, waits = first, number == 3
    for at in range(1, last + 1):
        day = min(day + timedelta(days=STEP_DAYS), stage.today)
        needs = {"SIGNED": "CONTRACT", "REGISTERED": "LICENCE", "STARTED": "PERMIT",
                 "PRODUCING": "ACCEPTANCE"}.get(STAGES[at])  # fmt: skip
        is_signed = STAGES[at] == "SIGNED"
        with stage.at(account, day) as person:
            steps.reach_stage(
                stage.doing(person, day), row, stage=STAGES[at], happened_on=day,
                amount=str(agreed) if is_signed else "",
                foreign=str(abroad or "") if is_signed else "",
                proofs=[_proof(needs)] if needs else [],
            )  # fmt: skip
    if last >= 3:
        share = Decimal(lot.choice((8, 12, 20, 36))) / 100
        with stage.at(account, day) as person:
            steps.report_payment(
                stage.doing(person, day), row, happened_on=day, proofs=[_proof("BANK_SLIP")],
                amount=str((agreed * share).quantize(Decimal("0.01"))),
            )  # fmt: skip
    if not waits:
        _verify(stage, row, day)
    if number == 6:
        with stage.at(account, stage.today) as person:
            judging.reverse_outcome(
                stage.doing(person, stage.today), row, on_day=stage.today,
                reason="投资方撤回（示例）",
            )  # fmt: skip
    elif last >= 2:
        _share(stage, row, case, lot)


def _verify(stage: Stage, row: Any, day: date) -> None:
    from dunmiao.outcomes.actions import judging
    from dunmiao.outcomes.models import OutcomeFact

    with stage.at("zuzhi1", day) as officer:
        for fact in OutcomeFact.objects.filter(outcome_id=row.pk, state="REPORTED").order_by("pk"):
            judging.verify_step(stage.doing(officer, day), fact)


def _share(stage: Stage, row: Any, case: Any, lot: random.Random) -> None:
    from dunmiao.outcomes.actions.shares import Party, set_shares
    from dunmiao.outcomes.models import Outcome

    mine = lot.choice((25, 30, 35, 40))
    with stage.at("zuzhi1", stage.today) as officer:
        now = Outcome.objects.select_related("host_unit").get(pk=row.pk)
        set_shares(
            stage.doing(officer, stage.today), now,
            parties=[
                Party(secondment=case, part="引荐、对接", share=f"{mine}%"),
                Party(unit=now.host_unit, part="落地服务", share=f"{100 - mine}%"),
            ],
        )  # fmt: skip


def _once(
    stage: Stage,
    case: Any,
    kind: str,
    title: str,
    *,
    proof: str,
    verified: bool = True,
    **words: Any,
) -> None:
    """Something done on one day."""
    from dunmiao.acts.fields import Upload
    from dunmiao.outcomes.actions import reports
    from dunmiao.outcomes.actions.guests import list_guests

    report = getattr(reports, f"report_{kind.lower()}")
    day = max(case.arrived_on, stage.today - timedelta(days=20 + 13 * (len(title) % 9)))
    with stage.at(person_of(stage, case), day) as person:
        doing = stage.doing(person, day)
        row = report(
            doing, case.programme, title=title, happened_on=day, proofs=[_proof(proof)],
            **_where(case), **words,
        )  # fmt: skip
        if kind == "EVENT":
            list_guests(doing, row, file=Upload("名单.xlsx", _guests(words["quantity"])))
    if verified:
        _verify(stage, row, day)


def _guests(firms: int) -> bytes:
    """As many firms as were counted, among them those whose projects followed."""
    from dunmiao.formats.workbook import write_workbook
    from dunmiao.outcomes.rules.guests import GUEST_HEADER

    names = [partner for _title, partner in PROJECTS]
    names += [f"示例企业{number:02d}" for number in range(1, firms + 1)]
    rows = [
        [name, GUESTS[at % len(GUESTS)], ("副总经理", "投资总监", "总工程师")[at % 3], ""]
        for at, name in enumerate(names[:firms])
    ]
    return write_workbook(sheet="到会名单", header=GUEST_HEADER, rows=rows)


def _set_targets(stage: Stage, cases: list[Any]) -> None:
    from dunmiao.outcomes.actions.targets import set_target

    programme, year = cases[0].programme, stage.today.year
    with stage.at("zuzhi1", stage.today) as officer:
        for measure, (value, weight) in TARGETS.items():
            set_target(
                stage.doing(officer, stage.today), programme, year=year, measure=measure,
                value=str(value), weight=weight, document_no=f"示例委发〔{year}〕5号",
            )  # fmt: skip
