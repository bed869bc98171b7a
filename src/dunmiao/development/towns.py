"""Towns that received somebody beside comparison towns: what changed, and what cannot be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import expm1
from typing import Any, TypeAlias

from django.db.models import Min

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.development.rules.towns import Series, TownPanel, town_panel
from dunmiao.engines.appraisal.gaps import NoComparison
from dunmiao.engines.appraisal.impact import TELLS, Effect, Step, did
from dunmiao.engines.appraisal.towns import TownChange, town_changes
from dunmiao.kernel.quarters import quarter_of
from dunmiao.outcomes.indicators import figures_of
from dunmiao.outcomes.models import IndicatorDefinition
from dunmiao.outcomes.rules.indicators import by_quarter
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import UnitKind

SEED = 20141101  # the same figures give the same page
Change: TypeAlias = TownChange
Whole: TypeAlias = Effect
Quarter: TypeAlias = Step


@dataclass(frozen=True)
class TownBoard:
    """One indicator: all towns together (None where nothing can be compared), then one by one."""

    definition: IndicatorDefinition
    panel: TownPanel
    effect: Effect | None
    changes: list[TownChange]

    @property
    def told(self) -> int:
        """How many towns can be told from the comparison towns."""
        return sum(is_told(change) for change in self.changes)


def percent_of(logarithm: float) -> float:
    """A difference of logarithms as a share in percent."""
    return 100 * expm1(logarithm)


def is_told(found: TownChange | Effect) -> bool:
    """The interval leaves nought out."""
    return found.verdict == TELLS


def starts_of_towns(*, actor: Actor) -> dict[int, date]:
    """The day on which each town first received somebody by a town programme."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    rows = visible(Secondment, actor).filter(
        programme__kind="TOWN", arrived_on__isnull=False, host_unit__kind=UnitKind.TOWN
    )
    found = rows.order_by().values("host_unit").annotate(first=Min("arrived_on"))
    return {row["host_unit"]: row["first"] for row in found}


def read_town_board(*, actor: Actor, definition: IndicatorDefinition) -> TownBoard:
    """Towns of one indicator, before and after, beside the others."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    panel = town_panel(
        _series(actor, definition),
        {unit: quarter_of(day) for unit, day in starts_of_towns(actor=actor).items()},
    )
    if panel.data is None:
        return TownBoard(definition, panel, None, [])
    try:
        effect = did(panel.data, seed=SEED)
    except NoComparison:
        effect = None
    return TownBoard(definition, panel, effect, town_changes(panel.data))


def _series(actor: Actor, definition: IndicatorDefinition) -> Sequence[Series]:
    rows = figures_of(actor=actor, definition=definition).filter(unit__kind=UnitKind.TOWN)
    found: dict[int, tuple[str, dict[int, Any]]] = {}
    for unit, name, quarter, value in rows.order_by("unit__sort_order", "unit__pk").values_list(
        "unit", "unit__name", "quarter", "value"
    ):
        found.setdefault(unit, (name, {}))[1][quarter] = value
    return [
        Series(unit, name, _floats(by_quarter(values, definition.basis)))
        for unit, (name, values) in found.items()
    ]


def _floats(values: Mapping[int, Any]) -> dict[int, float]:
    return {quarter: float(value) for quarter, value in values.items()}
