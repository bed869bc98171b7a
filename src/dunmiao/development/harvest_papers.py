"""Both harvests on paper: lines as a workbook, two pages for a leader."""

from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.development.harvest_rows import HarvestRow, read_rows
from dunmiao.development.harvests import Harvest, read_harvest
from dunmiao.development.rules.harvests import DIMENSIONS
from dunmiao.development.town_papers import READ
from dunmiao.development.towns import TownBoard, is_told, percent_of, read_town_board
from dunmiao.documents.harvest import two_pages
from dunmiao.documents.letters import chinese_date
from dunmiao.formats.workbook import write_workbook
from dunmiao.outcomes.indicators import list_definitions
from dunmiao.outcomes.rules.outcomes import STAGE_LABELS
from dunmiao.units.selectors import get_city

HEADER = [
    "派出（人）", "在挂", "期满", "参加考核", "优秀", "前后可比", "可分辨上升", "可分辨下降",
    "进入后备", "提任处级", "新增经历", "已反馈", "成果（项）", "签约（项）", "协议投资额（万元）",
    "到位资金（万元）", "到位外资（万美元）",
]  # fmt: skip
FIELDS = (
    "sent", "serving", "finished", "assessed", "excellent", "compared", "told_up", "told_down",
    "reserve", "promoted", "experiences", "fed_back", "outcomes", "signed", "contracted",
    "paid_in", "foreign_paid",
)  # fmt: skip
MOST_PROGRAMMES, MOST_PLACES, MOST_TOWNS = 14, 12, 14


def rows_book(*, actor: Actor, by: str, programme: Any = None, year: int | None = None) -> bytes:
    """Every line of one dimension."""
    rows = read_rows(actor=actor, by=by, programme=programme, year=year)
    actor.record("harvest.exported", rows=len(rows), by=by)
    return write_workbook(
        sheet=f"双丰收（按{DIMENSIONS[by]}）",
        header=[DIMENSIONS[by], *HEADER],
        rows=[[row.name, *(_cell(getattr(row, field)) for field in FIELDS)] for row in rows],
        watermark=f"{actor.name} 内部",
    )


def _cell(value: Any) -> float | int:
    return value if isinstance(value, int) else float(value)


def report_pdf(
    *,
    actor: Actor,
    programme: Any = None,
    year: int | None = None,
    group: Any = None,
    place: Any = None,
    today: date,
) -> bytes:
    """Page one: both harvests and each programme. Page two: towns beside comparison towns, places,
    and how to read all of it."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    found = read_harvest(
        actor=actor, programme=programme, year=year, group=group, place=place, today=today
    )
    city = get_city()
    scope = [
        city.name if city else "",
        f"{programme.name} {programme.batch}" if programme else "全部批次",
        group.name if group else "",
        place.name if place else "",
        f"{year} 年" if year else "全部年度",
        f"截至 {chinese_date(today)}",
    ]
    lines = {
        by: read_rows(actor=actor, by=by, programme=programme, year=year)
        for by in ("programme", "place")
    }
    actor.record("harvest.printed")
    return two_pages(
        {
            "title": "双丰收汇总",
            "scope": " · ".join(part for part in scope if part),
            "mark": f"{actor.name} 内部",
            "people": _people(found),
            "work": _work(found),
            "funnel": [
                [STAGE_LABELS[row.stage], row.count, _share(row.count, found.work.stages[0].count)]
                for row in found.work.stages
            ],
            "programmes": _table("批次", lines["programme"], MOST_PROGRAMMES),
            "places": _table("接收地", _most_people(lines["place"]), MOST_PLACES),
            "towns": _towns(_board(actor)),
        }
    )


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _people(found: Harvest) -> list[list[str]]:
    people = found.people
    return [
        ["派出", f"{people.sent} 人"],
        ["在挂", f"{people.serving} 人"],
        ["按期报到", f"{people.on_time} / {people.due}"],
        ["期满", f"{people.finished} 人"],
        ["年度考核优秀", f"{people.excellent} / {people.assessed}"],
        ["进入后备名单", f"{people.reserve} 人"],
        ["其后提任处级", f"{people.promoted} 人"],
        ["期满一年内使用", f"{people.used_in_a_year} / {people.ended_a_year}"],
        ["一、三、五年回看", f"{people.looked_back} / {people.look_backs_due}"],
    ]


def _work(found: Harvest) -> list[list[str]]:
    work, (sent, _, used) = found.work, found.information
    return [
        ["协议投资额", f"{work.signed.contracted:,.0f} 万元"],
        ["到位资金", f"{work.signed.paid_in:,.0f} 万元"],
        ["招商推介活动", f"{work.counts.get('EVENT', 0)} 场"],
        ["政策项目", f"{work.counts.get('POLICY', 0)} 项"],
        ["引进人才", f"{work.quantities.get('TALENT', 0)} 人"],
        ["解决问题", f"{work.counts.get('SOLVED', 0)} 件"],
        ["传递信息（采用）", f"{sent} 条（{used}）"],
        ["未核实，不计入", f"{work.pending} 项"],
        ["已撤回", f"{work.reversed} 项，{work.reversed_sum:,.0f} 万元"],
    ]


def _most_people(rows: list[HarvestRow]) -> list[HarvestRow]:
    """Where most were sent first, so that a page that cannot hold all holds most of them."""
    return sorted(rows, key=lambda row: -row.sent)


def _table(name: str, rows: list[HarvestRow], most: int) -> dict[str, Any]:
    shown = rows[:most]
    return {
        "header": [name, "派出", "在挂", "期满", "优秀", "后备", "提任", "成果", "签约",
                   "协议（万元）", "到位（万元）"],
        "rows": [
            [row.name, row.sent, row.serving, row.finished, f"{row.excellent}/{row.assessed}",
             row.reserve, row.promoted, row.outcomes, row.signed, f"{row.contracted:,.0f}",
             f"{row.paid_in:,.0f}"]
            for row in shown
        ],
        "rest": len(rows) - len(shown),
    }  # fmt: skip


def _board(actor: Actor) -> TownBoard | None:
    if not actor.has(Permission.INDICATORS_VIEW):
        return None
    rows: list[Any] = list_definitions(actor=actor)
    most = max(rows, key=lambda row: row.units, default=None)
    return read_town_board(actor=actor, definition=most) if most is not None else None


def _towns(board: TownBoard | None) -> dict[str, Any]:
    if board is None or not board.changes:
        return {"line": "还没有可以比较的按季指标。", "rows": [], "rest": 0}
    line = f"{board.definition.indicator.name}，派人前后每季平均，与没有派人的镇比。"
    if effect := board.effect:
        line += (
            f"{effect.treated} 个镇合在一起与 {effect.others} 个对照镇之差 "
            f"{percent_of(effect.estimate):+.1f}%，95% 区间 {percent_of(effect.low):+.1f}% 至 "
            f"{percent_of(effect.high):+.1f}%，{READ[is_told(effect)]}；"
            f"这样的数据大约要差到 ±{percent_of(effect.detectable):.1f}% 才看得出。"
        )
    shown = board.changes[:MOST_TOWNS]
    return {
        "line": line,
        "rows": [
            [one.town, f"{percent_of(one.change):+.1f}%", f"{percent_of(one.others):+.1f}%",
             f"{percent_of(one.estimate):+.1f}%",
             f"[{percent_of(one.low):+.1f}%，{percent_of(one.high):+.1f}%]",
             f"±{percent_of(one.detectable):.1f}%", READ[is_told(one)]]
            for one in shown
        ],
        "rest": len(board.changes) - len(shown),
    }  # fmt: skip
