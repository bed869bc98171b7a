"""The page of people found: cards, pairs, nine boxes, the list beside everybody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Any

from dunmiao.development.discovery import Board
from dunmiao.development.rules import discovery as rules
from dunmiao.development.rules.discovery import Boxed, Pair, Seen, Views
from dunmiao.development.rules.representation import READINGS, Group

CELL_W, CELL_H, LEFT, TOP = 84, 62, 34, 6


def signed(value: float) -> str:
    """A difference with its sign, one decimal."""
    return f"{value:+.1f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Bar:
    """One view of one person as drawn: percent of the width."""

    view: str
    low: float
    high: float
    dot: float
    mean: float
    difference: str
    told: str
    top: str
    is_likely: bool
    is_clear: bool
    count: int


def bars_of(views: Views, person: str) -> list[Bar]:
    """Every view that knows a person, on that view's own scale."""
    return [_bar(name, view, view[person]) for name, view in views.items() if person in view]


def _bar(name: str, view: Mapping[str, Seen], seen: Seen) -> Bar:
    low = min(row.low for row in view.values())
    high = max(row.high for row in view.values())

    def at(value: float) -> float:
        return round(2 + 96 * (value - low) / ((high - low) or 1.0), 2)

    return Bar(
        name,
        at(seen.low),
        at(seen.high),
        at(seen.difference),
        at(0.0),
        signed(seen.difference),
        f"{signed(seen.difference)}，{signed(seen.low)} ~ {signed(seen.high)}",
        f"{seen.top:.2f}".removeprefix("0"),
        seen.top >= rules.LIKELY,
        seen.is_clear,
        seen.count,
    )


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people and the share of weightings."""

    a: Any
    b: Any
    percent: int
    is_clear: bool
    views: int


def pair_rows(board: Board, pairs: Sequence[Pair]) -> tuple[list[PairRow], list[PairRow]]:
    """Dominant pairs, and the others."""
    rows = [
        (
            pair.is_dominant,
            PairRow(
                board.people[pair.a],
                board.people[pair.b],
                round(100 * pair.share),
                pair.is_clear,
                pair.views,
            ),
        )
        for pair in pairs
    ]
    return [row for dominant, row in rows if dominant], [row for d, row in rows if not d]


@dataclass(frozen=True, slots=True)
class Oval:
    """The two intervals of a person."""

    cx: float
    cy: float
    rx: float
    ry: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Somebody in the drawing of nine boxes."""

    cadre: Any
    cx: float
    cy: float
    oval: Oval
    is_certain: bool
    box: tuple[int, int]
    percent: int
    name: str

    @property
    def lies_in(self) -> tuple[str, str]:
        """The box in words: across, up."""
        return rules.LEVELS[self.box[0]], rules.LEVELS[self.box[1]]


def spots_of(board: Board, rows: Sequence[Boxed], named: Collection[str]) -> list[Spot]:
    """Positions in the drawing, by the percentile of a normal spread: the cells are its thirds,
    and nobody lies outside. Only those picked are drawn with their names."""
    spread = NormalDist()

    def across(value: float) -> float:
        return LEFT + 3 * CELL_W * spread.cdf(value)

    def up(value: float) -> float:
        return TOP + 3 * CELL_H * (1 - spread.cdf(value))

    out = []
    for row in rows:
        left, right = across(row.x - row.half_x), across(row.x + row.half_x)
        top, bottom = up(row.y + row.half_y), up(row.y - row.half_y)
        cadre = board.people[row.person]
        out.append(
            Spot(
                cadre,
                round(across(row.x), 1),
                round(up(row.y), 1),
                Oval(
                    round((left + right) / 2, 1),
                    round((top + bottom) / 2, 1),
                    round((right - left) / 2, 1),
                    round((bottom - top) / 2, 1),
                ),
                row.is_certain,
                row.box,
                round(100 * row.chance),
                cadre.name if row.person in named else "",
            )
        )
    return out


def group_rows(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The list beside everybody, in percent of the width."""
    return [
        {
            "label": one.label,
            "whole": percent(one.share),
            "low": percent(Fraction(one.low, one.listed or 1)),
            "high": percent(Fraction(one.high, one.listed or 1)),
            "dot": percent(one.found_share),
            "found": one.found,
            "listed": one.listed,
            "reading": READINGS[one.reading],
            "is_told": one.reading != "CANNOT_TELL",
            "is_empty": one.members == 0,
        }
        for one in groups
    ]


def percent(share: Fraction) -> int:
    """Whole percent."""
    return round(100 * share)
