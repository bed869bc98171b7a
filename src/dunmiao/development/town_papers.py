"""The comparison of towns as a workbook."""

from dunmiao.access.actors import Actor
from dunmiao.development.towns import TownBoard, is_told, percent_of
from dunmiao.formats.workbook import Sheet, write_sheets
from dunmiao.kernel.quarters import quarter_code
from dunmiao.outcomes.rules.indicators import BASES

TOWNS = ["镇", "挂职前每季", "挂职后每季", "变化（%）", "对照镇变化（%）", "与对照镇之差（%）",
         "区间下限（%）", "区间上限（%）", "可分辨幅度（%）", "读法", "对照镇数"]  # fmt: skip
READ = {True: "可以分辨", False: "未能分辨"}


def town_book(*, actor: Actor, board: TownBoard) -> bytes:
    """Town by town, all together, and the figures that it rests on."""
    rows = [
        [
            one.town, round(one.before, 2), round(one.after, 2), _percent(one.change),
            _percent(one.others), _percent(one.estimate), _percent(one.low), _percent(one.high),
            _percent(one.detectable), READ[is_told(one)], one.compared,
        ]
        for one in board.changes
    ]  # fmt: skip
    sheets = [Sheet("逐镇", TOWNS, rows), Sheet("合在一起", ["项", "值"], _whole(board))]
    if board.panel.data is not None:
        data = board.panel.data
        lines = [
            [
                town,
                data.periods[first] if first is not None else "对照",
                *(float(value) if value == value else "" for value in values),  # noqa: PLR0124 - NaN
            ]
            for town, first, values in zip(data.towns, data.first, data.values, strict=True)
        ]
        heads = ["镇", "自", *map(quarter_code, board.panel.quarters)]
        sheets.append(Sheet("所用数据", heads, lines))
    actor.record("towns.exported", board.definition, rows=len(rows))
    return write_sheets(sheets, watermark=f"{actor.name} 内部")


def _percent(logarithm: float) -> float:
    return round(percent_of(logarithm), 2)


def _whole(board: TownBoard) -> list[list[str | float | int]]:
    row = board.definition
    lines: list[list[str | float | int]] = [
        ["指标", row.indicator.name], ["计量单位", row.measure], ["口径", BASES[row.basis]],
        ["定义", row.text],
    ]  # fmt: skip
    effect = board.effect
    if effect is None:
        return [*lines, ["结论", "数据不足，无法比较"]]
    return [
        *lines,
        ["与对照镇之差（%）", _percent(effect.estimate)],
        ["95% 区间下限（%）", _percent(effect.low)],
        ["95% 区间上限（%）", _percent(effect.high)],
        ["可分辨幅度（%）", _percent(effect.detectable)],
        ["打乱重排的概率", round(effect.permutation, 3)],
        ["结论", READ[is_told(effect)]],
        ["有挂职的镇", effect.treated],
        ["对照镇", effect.others],
        ["说明", "镇是选出来的，不是抽签定的；前后对比只说明变化，不说明原因。"],
    ]
