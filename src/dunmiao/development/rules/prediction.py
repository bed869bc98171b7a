"""Did what was known early tell what came later? Concordance, with an honest interval.

Concordance: of two people who differ later, the chance that the one who was higher early is
the one who is higher later; a half is no better than a coin (for a later yes or no it is the
area under the ROC curve). Its variance comes from the jackknife over people (Efron & Stein,
Ann. Statist. 9, 1981), its interval is taken on the logit scale so that it stays within 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

import numpy as np

MATCH = "匹配得分"
LEAST = 12  # people; below it no interval is worth printing
TELLS, MISLEADS, CANNOT_TELL = "TELLS", "MISLEADS", "CANNOT_TELL"
READINGS = {
    TELLS: "能预示",
    MISLEADS: "方向相反",
    CANNOT_TELL: "未能分辨",
}


@dataclass(frozen=True, slots=True)
class Concordance:
    """`value` with its 95 % interval over `people`, of whom `pairs` pairs differ later."""

    people: int
    pairs: int
    value: float
    low: float
    high: float

    @property
    def reading(self) -> str:
        """What may be said of it."""
        if self.low > 0.5:
            return TELLS
        return MISLEADS if self.high < 0.5 else CANNOT_TELL


def concordance(
    early: Sequence[float], later: Sequence[float], *, level: float = 0.95
) -> Concordance | None:
    """None for fewer than `LEAST` people, or where nobody differs later. Ties early count half."""
    x, y = np.asarray(early, dtype=np.float64), np.asarray(later, dtype=np.float64)
    if len(x) != len(y):
        raise ValueError("both must be of the same people")
    ahead = y[:, None] > y[None, :]
    pairs = int(ahead.sum())
    if len(x) < LEAST or not pairs:
        return None
    agree = np.where(x[:, None] > x[None, :], 1.0, np.where(x[:, None] == x[None, :], 0.5, 0.0))
    agree = np.where(ahead, agree, 0.0)
    value = float(agree.sum()) / pairs
    low, high = _interval(value, _jackknife(agree, ahead), pairs, level)
    return Concordance(len(x), pairs, value, low, high)


def _jackknife(agree: np.ndarray, ahead: np.ndarray) -> float:
    """Variance from leaving out each person in turn."""
    total, pairs = agree.sum(), ahead.sum()
    mine = agree.sum(axis=0) + agree.sum(axis=1)
    own = ahead.sum(axis=0) + ahead.sum(axis=1)
    rest = pairs - own
    kept = rest > 0
    without = (total - mine[kept]) / rest[kept]
    count = len(without)
    return float((count - 1) / count * ((without - without.mean()) ** 2).sum())


def _interval(value: float, variance: float, pairs: int, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    inside = min(max(value, 0.5 / pairs), 1 - 0.5 / pairs)
    middle = log(inside / (1 - inside))
    reach = z * variance**0.5 / (inside * (1 - inside))
    return 1 / (1 + exp(-(middle - reach))), 1 / (1 + exp(-(middle + reach)))
