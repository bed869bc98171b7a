"""Figures of towns and projects over JSON: definitions, series, books, the comparison of towns."""

import uuid
from decimal import Decimal
from typing import Any

from ninja import Field, Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.development.towns import Whole, read_town_board
from dunmiao.kernel.quarters import quarter_code
from dunmiao.outcomes import indicators

router = Router(tags=["indicators"])


class DefinitionOut(Schema):
    """What an indicator counts; `since` is the first quarter it holds for, empty from ever."""

    uid: uuid.UUID
    name: str = Field(alias="indicator.name")
    version: int
    measure: str
    basis: str
    text: str
    source: str
    since: str

    @staticmethod
    def resolve_since(row: Any) -> str:
        """2026Q1."""
        return quarter_code(row.since) if row.since is not None else ""


class FigureOut(Schema):
    """One present figure."""

    unit: str
    quarter: str
    value: Decimal
    is_revised: bool


class SpreadOut(Schema):
    """Differences of logarithms: .03 is about 3 %. `detectable` is the smallest difference that
    would be seen in four cases of five."""

    estimate: float
    low: float
    high: float
    detectable: float
    verdict: str


class TownOut(SpreadOut):
    """One town against `compared` comparison towns; `before` and `after` means of a quarter."""

    town: str
    before: float
    after: float
    change: float
    others: float
    compared: int


class WholeOut(SpreadOut):
    """All towns together; `permutation` is the share of random deals with as large a difference."""

    permutation: float
    treated: int
    others: int


class ComparisonOut(Schema):
    """Towns that received somebody beside those that did not; `whole` is null where too little
    is known. Towns were chosen, not drawn: no cause is claimed."""

    indicator: uuid.UUID
    towns: list[TownOut]
    whole: WholeOut | None
    left_out: list[str]


@router.get("", response=list[DefinitionOut])
def list_indicators(request: ActorRequest) -> Any:
    """The newest definition of each indicator."""
    return indicators.list_definitions(actor=request.actor)


@router.get("{uuid:uid}", response=DefinitionOut)
def get_indicator(request: ActorRequest, uid: uuid.UUID) -> Any:
    """One definition."""
    return indicators.get_definition(actor=request.actor, uid=uid)


@router.get("{uuid:uid}/figures", response=list[FigureOut])
def list_figures(request: ActorRequest, uid: uuid.UUID) -> Any:
    """Every present figure of one definition within sight."""
    row = indicators.get_definition(actor=request.actor, uid=uid)
    table = indicators.read_table(actor=request.actor, definition=row, most=None)
    return [
        FigureOut(unit=name, quarter=quarter_code(at), value=cell[0], is_revised=cell[1])
        for name, cells in table.lines
        for at, cell in zip(table.quarters, cells, strict=True)
        if cell is not None
    ]


@router.get("{uuid:uid}/towns", response=ComparisonOut)
def compare_towns(request: ActorRequest, uid: uuid.UUID) -> Any:
    """Before and after beside comparison towns."""
    row = indicators.get_definition(actor=request.actor, uid=uid)
    board = read_town_board(actor=request.actor, definition=row)
    return ComparisonOut(
        indicator=row.uid,
        towns=[_plain(TownOut, one) for one in board.changes],
        whole=_whole(board.effect),
        left_out=[*board.panel.late, *board.panel.unstarted],
    )


def _plain(schema: Any, one: Any) -> Any:
    return schema(**{name: getattr(one, name) for name in schema.model_fields})


def _whole(effect: Whole | None) -> WholeOut | None:
    return None if effect is None else _plain(WholeOut, effect)
