"""One town against the comparison towns: is its change outside what they show among themselves?

A single town has no error of its own. Its change is held against the spread of the changes of the
comparison towns over the same periods (Crawford & Howell 1998: a case against a small sample, t
with one degree of freedom fewer than there are comparison towns). Several towns are looked at
together, so the level is shared among them (Šidák 1967): one false alarm in twenty boards, not
one in twenty towns. A trend is no change: a town is told only where it also lies outside when
each town is held against the straight line of its own periods before the start.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.gaps import FEWEST_OTHERS, beyond_line, change, shared
from dunmiao.engines.appraisal.impact import CANNOT_TELL, LEAST_LINE, LEVEL, POWER, TELLS, Panel
from dunmiao.engines.appraisal.student import student

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TownChange:
    """One town: `before` and `after` are means per period in the figure's own unit; `change` and
    `others` (the mean over comparison towns) differences of logarithms, `estimate` the one less
    the other, with its interval and the smallest difference that would be seen in four cases of
    five. `compared` is how many towns it is held against; `bearable` by how much a period its
    trend may differ from theirs before the interval takes nought in, 0 where it does."""

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
    bearable: float


def town_changes(panel: Panel, *, looks: int = 1) -> list[TownChange]:
    """Each town that received somebody, in the panel's order; `looks` indicators looked at
    together share the level too.

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
    level = shared(LEVEL, len(usable) * looks)
    return [_change(panel, y, *one, level) for one in usable]


def _periods(line: Floats, first: int) -> tuple[list[int], list[int]]:
    """(known periods before the start, known periods from it on)."""
    known = [int(at) for at in np.flatnonzero(~np.isnan(line))]
    return [at for at in known if at < first], [at for at in known if at >= first]


def _change(
    panel: Panel, y: Floats, row: int, early: list[int], late: list[int], known: list[int],
    level: float,
) -> TownChange:  # fmt: skip
    rows, periods, start = [row, *known], early + late, len(early)
    lines = y[np.ix_(rows, periods)]
    moved = change(lines, start)
    plain = _case(moved, level)
    both = [plain]
    if start >= LEAST_LINE:
        both.append(_case(beyond_line(lines, start, np.array(periods)), level))
    sides = {float(np.sign(one.estimate)) * (abs(one.estimate) > one.reach) for one in both}
    tells = len(both) > 1 and sides in ({1.0}, {-1.0})
    low, high = plain.estimate - plain.reach, plain.estimate + plain.reach
    return TownChange(
        town=panel.towns[row],
        before=float(np.exp(y[row, early]).mean()),
        after=float(np.exp(y[row, late]).mean()),
        change=float(moved[0]),
        others=float(moved[1:].mean()),
        estimate=plain.estimate,
        low=low,
        high=high,
        detectable=max(one.detectable for one in both),
        verdict=TELLS if tells else CANNOT_TELL,
        compared=len(known),
        bearable=max(0.0, low, -high) / (float(np.mean(late)) - float(np.mean(early))),
    )


class _Case(NamedTuple):
    """One number against those of a small sample."""

    estimate: float
    reach: float
    detectable: float


def _case(values: Floats, level: float) -> _Case:
    """The first of the values against the others."""
    others = values[1:]
    freedom = len(others) - 1
    error = float(others.std(ddof=1)) * float(np.sqrt(1 + 1 / len(others)))
    reach = student(1 - level / 2, freedom) * error
    seen = reach + student(POWER, freedom) * error
    return _Case(float(values[0] - others.mean()), reach, seen)
