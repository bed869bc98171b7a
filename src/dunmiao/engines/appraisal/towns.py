"""One town against the comparison towns: is its change outside what they show among themselves?

A single town has no error of its own. Its change is held against the spread of the changes of the
comparison towns over the same periods (Crawford & Howell 1998: a case against a small sample, t
with one degree of freedom fewer than there are comparison towns). Several towns are looked at
together, so the level is shared among them (Šidák 1967): one false alarm in twenty boards, not
one in twenty towns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.impact import (
    CANNOT_TELL,
    FEWEST_OTHERS,
    LEVEL,
    POWER,
    TELLS,
    Panel,
    student,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TownChange:
    """One town: `before` and `after` are means per period in the figure's own unit; `change` and
    `others` (the mean over comparison towns) differences of logarithms, `estimate` the one less
    the other, with its interval and the smallest difference that would be seen in four cases of
    five. `compared` is how many towns it is held against."""

    town: str
    before: float
    after: float
    change: float
    others: float
    estimate: float
    low: float
    high: float
    detectable: float
    verdict: str
    compared: int


def town_changes(panel: Panel) -> list[TownChange]:
    """Each town that received somebody, in the panel's order.

    Left out are towns without a known period on each side of the start, and those with fewer than
    two comparison towns known in every period that they are known in.
    """
    y = np.log(np.asarray(panel.values, dtype=float))
    others = [row for row, first in enumerate(panel.first) if first is None]
    split = [
        (row, *_periods(y[row], first))
        for row, first in enumerate(panel.first)
        if first is not None
    ]
    usable = []
    for row, early, late in split:
        known = [at for at in others if not np.isnan(y[at, early + late]).any()]
        if early and late and len(known) >= FEWEST_OTHERS:
            usable.append((row, early, late, known))
    level = 1 - (1 - LEVEL) ** (1 / max(1, len(usable)))
    return [_change(panel, y, *one, level) for one in usable]


def _periods(line: Floats, first: int) -> tuple[list[int], list[int]]:
    """(known periods before the start, known periods from it on)."""
    known = [int(at) for at in np.flatnonzero(~np.isnan(line))]
    return [at for at in known if at < first], [at for at in known if at >= first]


def _change(
    panel: Panel, y: Floats, row: int, early: list[int], late: list[int], known: list[int],
    level: float,
) -> TownChange:  # fmt: skip
    own = y[row, late].mean() - y[row, early].mean()
    rest = y[np.ix_(known, late)].mean(axis=1) - y[np.ix_(known, early)].mean(axis=1)
    freedom = len(known) - 1
    error = float(rest.std(ddof=1)) * np.sqrt(1 + 1 / len(known))
    wide = student(1 - level / 2, freedom)
    estimate = float(own - rest.mean())
    low, high = estimate - wide * error, estimate + wide * error
    return TownChange(
        town=panel.towns[row],
        before=float(np.exp(y[row, early]).mean()),
        after=float(np.exp(y[row, late]).mean()),
        change=float(own),
        others=float(rest.mean()),
        estimate=estimate,
        low=float(low),
        high=float(high),
        detectable=float((wide + student(POWER, freedom)) * error),
        verdict=TELLS if low > 0 or high < 0 else CANNOT_TELL,
        compared=len(known),
    )
