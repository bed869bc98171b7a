"""Minimise a smooth function of a few unknowns: Newton with differences and a floor of curvature."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_STEPS, LONGEST = 60, 1.5
NEAR = 0.1  # of the unknowns, which are logarithms: two minima lie farther apart
DECREMENT = 1e-12  # what a whole step would still gain, twice: below it lies rounding


def _curvature(
    call: Callable[[Floats], float], x: Floats, h: float, middle: float
) -> tuple[Floats, Floats]:
    """Gradient and Hessian by differences of step `h`, with the value at `x` known; mixed
    derivatives from one corner, which is enough for a direction."""
    size = len(x)
    steps = np.eye(size) * h
    plus = [call(x + step) for step in steps]
    minus = [call(x - step) for step in steps]
    gradient = (np.array(plus) - np.array(minus)) / (2 * h)
    hessian = np.diag((np.array(plus) + np.array(minus) - 2 * middle) / h**2)
    for i in range(size):
        for j in range(i):
            corner = call(x + steps[i] + steps[j])
            cross = (corner - plus[i] - plus[j] + middle) / h**2
            hessian[i, j] = hessian[j, i] = cross
    return gradient, hessian


def _floored_inverse(hessian: Floats, floor: float) -> Floats:
    """The inverse with every eigenvalue at least `floor`: always a direction of descent."""
    values, vectors = np.linalg.eigh(hessian)
    return np.asarray((vectors / np.maximum(values, floor)) @ vectors.T)


def minimise(
    call: Callable[[Floats], float],
    start: Floats,
    *,
    low: float,
    high: float,
    h: float,
    floor: float,
    tolerance: float,
    known: tuple[Floats, float] | None = None,
) -> tuple[Floats, float]:
    """Damped Newton inside a box; stops when a step moves less than `tolerance`, and where it comes
    within NEAR of a minimum that is `known` already."""
    x, value = np.clip(start, low, high), call(np.clip(start, low, high))
    for _ in range(MOST_STEPS):
        if known is not None and float(np.abs(x - known[0]).max(initial=0.0)) < NEAR:
            return known
        gradient, hessian = _curvature(call, x, h, value)
        step = -_floored_inverse(hessian, floor) @ gradient
        if -float(gradient @ step) < DECREMENT:
            break
        step *= min(1.0, LONGEST / max(float(np.abs(step).max(initial=0.0)), 1e-300))
        for _ in range(30):
            there = np.clip(x + step, low, high)
            reached = call(there)
            if reached <= value:
                break
            step *= 0.5
        moved = float(np.abs(there - x).max(initial=0.0))
        if reached > value:
            break
        x, value = there, reached
        if moved < tolerance:
            break
    return x, value
