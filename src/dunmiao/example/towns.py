"""Four years of invented quarterly figures of towns and projects, brought as workbooks.

Where somebody serves, investment grew a tenth more than elsewhere; nothing else differs. So the
page has something to find, and something that it must not claim to have found.
"""

import math
import random
from datetime import date, timedelta
from typing import Any

from dunmiao.example.stage import Stage
from dunmiao.kernel.quarters import of_year, quarter_label, quarter_of, year_and_number

YEARS_BEFORE, LAST_BOOK, REDEFINED = 4, 4, 3
NOISE, CARRIED, GROWTH = 0.05, 0.4, 0.015
FOUND = 0.10
SEASON = (-0.08, 0.02, 0.0, 0.06)
# name, unit of measure, basis, definition, source, typical size of a quarter, what serving adds
TOWNS = (
    ("规上工业总产值", "万元", "年初累计", "规模以上工业企业总产值，现价（示例）", "统计部门", 180_000, 0.0),
    ("固定资产投资", "万元", "年初累计", "计划总投资 500 万元及以上项目完成投资（示例）", "统计部门", 42_000, FOUND),
    ("财政收入", "万元", "年初累计", "一般公共预算收入（示例）", "财政部门", 9_500, 0.0),
)  # fmt: skip
FIRMS = ("规上企业数", "家", "期末")
FIRMS_TEXT = (
    "主营业务收入 500 万元及以上工业企业（示例）",
    "主营业务收入 2000 万元及以上工业企业（示例）",
)
PROJECTS = (
    "重点项目完成投资",
    "万元",
    "年初累计",
    "市级重点项目当年完成投资（示例）",
    "项目指挥部",
    8_000,
)


def bring_figures(stage: Stage, programme: Any) -> None:
    """Three books, one of them with a definition that changed, and a fourth that revises."""
    last = quarter_of(stage.today) - 1
    quarters = list(range(of_year(year_and_number(last)[0] - YEARS_BEFORE, 1), last + 1))
    with stage.at("zuzhi1", stage.today):
        towns, projects, serving = _places(programme)
    values = _values(towns, projects, serving, quarters, quarter_of(programme.starts_on))
    early, late = quarters[:-LAST_BOOK], quarters[-LAST_BOOK:]
    redefined = early[REDEFINED]
    for name, part, text, since, ago in (
        ("镇和项目指标（历史）.xlsx", early[:REDEFINED], FIRMS_TEXT[0], None, 200),
        ("镇和项目指标（新口径）.xlsx", early[REDEFINED:], FIRMS_TEXT[1], redefined, 199),
        ("镇和项目指标（近四季）.xlsx", late, FIRMS_TEXT[1], redefined, 40),
    ):
        _bring(stage, name, part, values, text, since, stage.today - timedelta(days=ago))
    lot = random.Random("示例修订")
    for town in lot.sample(towns, 3):
        values[town, TOWNS[0][0], late[-1]] = round(values[town, TOWNS[0][0], late[-1]] * 1.03)
    at = stage.today - timedelta(days=20)
    _bring(
        stage, "镇和项目指标（年报核定）.xlsx", late[-1:], values, FIRMS_TEXT[1], redefined, at,
        reason="统计年报核定（示例）",
    )  # fmt: skip


def _places(programme: Any) -> tuple[list[str], list[str], set[str]]:
    from dunmiao.secondments.models import Secondment
    from dunmiao.units.models import Unit

    named = {kind: list(Unit.objects.filter(kind=kind).order_by("pk").values_list("name", flat=True))
             for kind in ("TOWN", "PROJECT")}  # fmt: skip
    rows = Secondment.objects.filter(programme=programme, arrived_on__isnull=False)
    return named["TOWN"], named["PROJECT"], set(rows.values_list("host_unit__name", flat=True))


def _values(
    towns: list[str], projects: list[str], serving: set[str], quarters: list[int], start: int
) -> dict[tuple[str, str, int], int]:
    """What each reports each quarter: sums since the new year where the definition says so."""
    lot = random.Random("示例指标")
    out: dict[tuple[str, str, int], int] = {}
    for name, _, _, _, _, size, effect in TOWNS:
        for town in towns:
            own = _line(lot, size, quarters, start if town in serving else None, effect)
            out |= {(town, name, at): value for at, value in _to_date(own).items()}
    for town in towns:
        firms = lot.randint(30, 90)
        for at in quarters:
            firms = max(5, firms + lot.choice((-1, 0, 0, 1)))
            out[town, FIRMS[0], at] = firms if at >= quarters[REDEFINED] else round(firms * 1.6)
    for project in projects:
        own = _line(lot, PROJECTS[5], quarters, None, 0.0)
        out |= {(project, PROJECTS[0], at): value for at, value in _to_date(own).items()}
    return out


def _line(
    lot: random.Random, size: int, quarters: list[int], start: int | None, effect: float
) -> dict[int, int]:
    level, drift = math.log(size) + lot.gauss(0, 0.4), 0.0
    out = {}
    for step, at in enumerate(quarters):
        drift = CARRIED * drift + lot.gauss(0, NOISE * math.sqrt(1 - CARRIED**2))
        more = effect if start is not None and at >= start else 0.0
        out[at] = round(math.exp(level + GROWTH * step + SEASON[at % 4] + drift + more))
    return out


def _to_date(own: dict[int, int]) -> dict[int, int]:
    """Sums since the new year."""
    out: dict[int, int] = {}
    for at, value in sorted(own.items()):
        out[at] = value + (out.get(at - 1, 0) if at % 4 else 0)
    return out


def _bring(
    stage: Stage, name: str, quarters: list[int], values: dict[tuple[str, str, int], int],
    firms: str, since: int | None, day: date, reason: str = "",
) -> None:  # fmt: skip
    from dunmiao.acts.fields import Upload
    from dunmiao.outcomes.actions.indicators import bring_book, take_book

    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        file = Upload(name, _book(quarters, values, firms, since))
        take_book(doing, bring_book(doing, file=file), reason=reason)


def _book(
    quarters: list[int], values: dict[tuple[str, str, int], int], firms: str, since: int | None
) -> bytes:
    from dunmiao.formats.workbook import Sheet, write_sheets
    from dunmiao.outcomes.rules.indicator_books import DEFINED
    from dunmiao.outcomes.rules.indicators import DEFINITIONS

    begins = quarter_label(since) if since is not None else ""
    definitions = [[*one[:5], ""] for one in (*TOWNS, PROJECTS)]
    definitions.append([*FIRMS, firms, "统计部门", begins])
    measures = {line[0]: line[1] for line in definitions}
    sheets = [Sheet(DEFINITIONS, DEFINED, definitions)]
    for at in quarters:
        units = dict.fromkeys(unit for unit, _, quarter in values if quarter == at)
        rows = [[unit, *(values.get((unit, name, at), "—") for name in measures)] for unit in units]
        heads = ["单位", *(f"{name}（{measure}）" for name, measure in measures.items())]
        sheets.append(Sheet(_title(at), heads, rows))
    return write_sheets(sheets)


def _title(quarter: int) -> str:
    """As statistics call a quarter: by its months since the new year."""
    year, number = year_and_number(quarter)
    return f"{year}年1-{3 * number}月"
