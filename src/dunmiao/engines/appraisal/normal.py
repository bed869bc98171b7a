"""The normal law on arrays, far into its tails: chances of intervals and their derivatives.

The logarithm of the upper tail is read from a table by cubic Hermite interpolation (error below
1e-12 of the tail itself), so that no library of special functions is needed.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
END = 37.0  # beyond it the tail leaves the range of doubles
PER_UNIT = 512
ROOT_TWO_PI = math.sqrt(2 * math.pi)
LEAST = 1e-300


def _table() -> tuple[Floats, Floats]:
    at = np.arange(int(END) * PER_UNIT + 2) / PER_UNIT
    logs = np.array([math.log(math.erfc(x / math.sqrt(2)) / 2) for x in at.tolist()])
    slopes = -np.exp(-at * at / 2 - logs) / ROOT_TWO_PI
    return logs, slopes / PER_UNIT


_LOGS, _SLOPES = _table()


def density(x: Floats) -> Floats:
    """The standard normal density."""
    return np.asarray(np.exp(-x * x / 2) / ROOT_TWO_PI)


def upper(x: Floats) -> Floats:
    """P(Z > x) for 0 ≤ x ≤ END, exact in its own size."""
    place = x * PER_UNIT
    at = place.astype(np.int64)
    t = place - at
    low, high, left, right = _LOGS[at], _LOGS[at + 1], _SLOPES[at], _SLOPES[at + 1]
    rise = high - low
    cubic = left + right - 2 * rise
    return np.asarray(np.exp(low + t * (left + t * (3 * rise - 2 * left - right + t * cubic))))


def below(x: Floats) -> Floats:
    """P(Z ≤ x), everywhere."""
    tail = upper(np.minimum(np.abs(x), END))
    return np.where(x < 0, tail, 1.0 - tail)


def between(low: Floats, high: Floats) -> Floats:
    """P(low < Z ≤ high) for ends within ±END, from the tails that do not cancel."""
    one, other = upper(np.abs(low)), upper(np.abs(high))
    inside = np.where(low > 0, one - other, np.where(high < 0, other - one, 1.0 - one - other))
    return np.asarray(np.maximum(inside, LEAST))
