"""Quantiles of Student's t, from the incomplete beta function."""

from functools import lru_cache
from math import lgamma

import numpy as np


@lru_cache(maxsize=256)
def student(chance: float, freedom: float) -> float:
    """The quantile of Student's t, by bisection on its distribution (continued fraction of the
    incomplete beta function, Press et al.)."""
    low, high = 0.0, 1e3
    for _ in range(200):
        middle = (low + high) / 2
        x = freedom / (freedom + middle**2)
        below = 1 - 0.5 * _beta(freedom / 2, 0.5, x)
        low, high = (middle, high) if below < chance else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function."""
    if x in (0.0, 1.0):
        return x
    front = np.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * np.log(x) + b * np.log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return float(1 - front * _fraction(b, a, 1 - x) / b)
    return float(front * _fraction(a, b, x) / a)


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method for its continued fraction."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    out = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / (1 + even * d), 1 + even / c
        out *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / (1 + odd * d), 1 + odd / c
        step = d * c
        out *= step
        if abs(step - 1) < 1e-15:
            break
    return float(out)
