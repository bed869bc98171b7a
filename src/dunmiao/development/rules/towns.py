"""Lay out the figures of towns for a comparison, and say what of them is left out, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dunmiao.engines.appraisal.impact import Panel
from dunmiao.kernel.quarters import quarter_code


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one town by quarter."""

    key: Any
    name: str
    values: Mapping[int, float]


@dataclass(frozen=True)
class TownPanel:
    """`data` is None without figures. `late` had somebody before the first quarter, so that
    nothing lies before; `unstarted` have no figure since; `not_positive` counts figures of nought
    or less, which a comparison of shares cannot use."""

    data: Panel | None
    quarters: list[int] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    unstarted: list[str] = field(default_factory=list)
    not_positive: int = 0


def town_panel(series: Sequence[Series], starts: Mapping[Any, int]) -> TownPanel:
    """Towns as rows, quarters as columns without a gap; `starts` the quarter in which each town
    received somebody. That quarter counts as after."""
    quarters = sorted({quarter for one in series for quarter in one.values})
    if not quarters:
        return TownPanel(None)
    span = list(range(quarters[0], quarters[-1] + 1))
    late, unstarted, kept = [], [], list[tuple[Series, int | None]]()
    for one in series:
        start = starts.get(one.key)
        if start is not None and start <= span[0]:
            late.append(one.name)
        elif start is not None and start > span[-1]:
            unstarted.append(one.name)
        else:
            kept.append((one, None if start is None else start - span[0]))
    values = np.full((len(kept), len(span)), np.nan)
    not_positive = 0
    for row, (one, _) in enumerate(kept):
        for quarter, value in one.values.items():
            if value > 0:
                values[row, quarter - span[0]] = value
            else:
                not_positive += 1
    panel = Panel(
        towns=[one.name for one, _ in kept],
        periods=[quarter_code(quarter) for quarter in span],
        values=values,
        first=[start for _, start in kept],
    )
    return TownPanel(panel, span, late, unstarted, not_positive)
