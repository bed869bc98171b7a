"""The comparison of towns as the page draws it: percent, places on a common scale, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dunmiao.development.towns import Change, Quarter, TownBoard, Whole, is_told, percent_of
from dunmiao.outcomes.indicators import Table
from dunmiao.outcomes.rules.indicators import Moved, over_a_year

WIDTH, HEIGHT, EDGE = 640, 200, 36


@dataclass(frozen=True, slots=True)
class Spread:
    """An estimate with its interval and the smallest difference that would be seen, in percent."""

    estimate: float
    low: float
    high: float
    detectable: float
    tells: bool


@dataclass(frozen=True, slots=True)
class TownLine:
    """One town: figures as they are, changes in percent, places in percent of a drawing."""

    name: str
    before: float
    after: float
    change: float
    others: float
    spread: Spread
    x_before: str
    x_after: str
    x_others: str
    x_zero: str
    x_estimate: str
    x_low: str
    x_high: str


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter before or after the start, in units of the drawing."""

    after: int
    x: str
    y: str
    y_low: str
    y_high: str
    spread: tuple[float, float, float]


@dataclass(frozen=True)
class TownsShown:
    """All that the page shows of a comparison."""

    lines: list[TownLine]
    whole: Spread | None
    points: list[Point]
    y_zero: str
    x_start: str


class Scale:
    """Places of numbers between two margins, nought always inside."""

    def __init__(self, numbers: Sequence[float], *, start: float = 4, end: float = 96) -> None:
        """`start` and `end` are where the least and the largest number lie."""
        self.low, self.high = min([0.0, *numbers]), max([0.0, *numbers])
        self.start, self.end = start, end

    def at(self, number: float) -> str:
        """Where a number lies, with a point whatever the language."""
        width = (self.high - self.low) or 1.0
        return f"{self.start + (number - self.low) / width * (self.end - self.start):.1f}"


def present_towns(board: TownBoard) -> TownsShown:
    """The board on scales that all its towns share."""
    moves = [percent_of(value) for one in board.changes for value in (one.change, one.others)]
    spans = [percent_of(value) for one in board.changes for value in (one.low, one.high)]
    changes, spreads = Scale(moves), Scale(spans)
    whole = None
    if effect := board.effect:
        whole = _spread(effect)
    points, y_zero, x_start = _points(board.effect.series if board.effect else ())
    return TownsShown(
        lines=[_line(one, changes, spreads) for one in board.changes],
        whole=whole,
        points=points,
        y_zero=y_zero,
        x_start=x_start,
    )


def _spread(found: Change | Whole) -> Spread:
    return Spread(
        estimate=percent_of(found.estimate),
        low=percent_of(found.low),
        high=percent_of(found.high),
        detectable=percent_of(found.detectable),
        tells=is_told(found),
    )


def _line(one: Change, changes: Scale, spreads: Scale) -> TownLine:
    return TownLine(
        name=one.town,
        before=one.before,
        after=one.after,
        change=percent_of(one.change),
        others=percent_of(one.others),
        spread=_spread(one),
        x_before=changes.at(0),
        x_after=changes.at(percent_of(one.change)),
        x_others=changes.at(percent_of(one.others)),
        x_zero=spreads.at(0),
        x_estimate=spreads.at(percent_of(one.estimate)),
        x_low=spreads.at(percent_of(one.low)),
        x_high=spreads.at(percent_of(one.high)),
    )


def _points(series: Sequence[Quarter]) -> tuple[list[Point], str, str]:
    if not series:
        return [], "", ""
    tall = Scale(
        [percent_of(value) for step in series for value in (step.low, step.high)],
        start=HEIGHT - EDGE, end=EDGE / 3,
    )  # fmt: skip
    first, last = min(step.after for step in series), max(step.after for step in series)

    def across(after: float) -> str:
        return f"{EDGE + (after - first) / max(1, last - first) * (WIDTH - 2 * EDGE):.1f}"

    points = [
        Point(
            step.after,
            across(step.after),
            tall.at(percent_of(step.estimate)),
            tall.at(percent_of(step.low)),
            tall.at(percent_of(step.high)),
            (percent_of(step.estimate), percent_of(step.low), percent_of(step.high)),
        )
        for step in series
    ]
    return points, tall.at(0), across(-0.5)


def present_lines(table: Table, measure: str) -> list[tuple[str, list[Any], Moved]]:
    """(unit, its cells, how it moved over a year) of every line."""
    out = []
    for name, cells in table.lines:
        pairs = zip(table.quarters, cells, strict=True)
        values = {quarter: cell[0] for quarter, cell in pairs if cell is not None}
        out.append((name, cells, over_a_year(values, measure)))
    return out
