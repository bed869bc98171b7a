"""Minimise a smooth function with its gradient: L-BFGS (Nocedal 1980) with a sure line search."""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Call = Callable[[Floats], tuple[float, Floats]]
MEMORY, MOST_STEPS, MOST_HALVES = 12, 500, 40
DESCENT, CURVATURE = 1e-4, 0.9


class NotConverged(ArithmeticError):
    """The gradient did not fall to the tolerance; a result would be a guess."""


def minimise(call: Call, start: Floats, *, tolerance: float) -> tuple[Floats, float]:
    """The minimum where the largest part of the gradient is within `tolerance`.

    NotConverged where it is not reached: clipped steps must not pass for an answer.
    """
    x, (value, gradient) = start, call(start)
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=MEMORY)
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() <= tolerance:
            return x, value
        direction = _direction(gradient, past)
        if float(direction @ gradient) >= 0:
            past.clear()
            direction = -gradient
        step = 1.0 if past else min(1.0, 1.0 / float(np.abs(gradient).max()))
        found = _search(call, x, value, gradient, direction, step)
        if found is None:
            if not past:
                break
            past.clear()
            continue
        there, reached, slope = found
        moved, turned = there - x, slope - gradient
        if (product := float(moved @ turned)) > 1e-14:
            past.append((moved, turned, 1 / product))
        x, value, gradient = there, reached, slope
    raise NotConverged(f"largest gradient {np.abs(gradient).max():.3g}")


def _direction(gradient: Floats, past: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The two-loop recursion."""
    q, weights = gradient.copy(), []
    for moved, turned, inverse in reversed(past):
        weight = inverse * float(moved @ q)
        weights.append(weight)
        q -= weight * turned
    if past:
        moved, turned, _ = past[-1]
        q *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned, inverse), weight in zip(past, reversed(weights), strict=True):
        q += (weight - inverse * float(turned @ q)) * moved
    return -q


def _search(
    call: Call, x: Floats, value: float, gradient: Floats, direction: Floats, step: float
) -> tuple[Floats, float, Floats] | None:
    """A step that meets the weak Wolfe conditions, by bisection and doubling."""
    slope, low, high = float(gradient @ direction), 0.0, np.inf
    best = None
    # Near the minimum a fall is smaller than rounding; a flatter slope there counts as well.
    slack = 1e-13 * max(1.0, abs(value))
    for _ in range(MOST_HALVES):
        there = x + step * direction
        reached, turned = call(there)
        if not np.isfinite(reached) or reached > value + DESCENT * step * slope + slack:
            high = step
        else:
            best = (there, reached, turned)
            if float(turned @ direction) >= CURVATURE * slope:
                return best
            low = step
        step = (low + high) / 2 if np.isfinite(high) else 2 * step
    return best
