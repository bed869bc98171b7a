"""Minimise a smooth function by Newton steps within a trusted radius (Steihaug 1983).

Each step solves the second-order model by conjugate gradients, which only ask for products with
the second derivatives; along a direction of negative curvature it goes to the radius.
"""

import math
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_STEPS, MOST_PRODUCTS = 200, 200
WIDE, GOOD, POOR = 100.0, 0.75, 0.1


class Place(Protocol):
    """A function at one point."""

    @property
    def value(self) -> float:
        """Its value."""

    @property
    def gradient(self) -> Floats:
        """Its derivative."""

    def turned(self, v: Floats, /) -> Floats:
        """The product of its second derivatives with `v`."""


class NotConverged(ArithmeticError):
    """The gradient did not fall to the tolerance; a result would be a guess."""


P = TypeVar("P", bound=Place)


def minimise(call: Callable[[Floats], P], start: Floats, *, tolerance: float) -> tuple[Floats, P]:
    """The place where the largest part of the gradient is within `tolerance`.

    NotConverged where it is not reached: clipped steps must not pass for an answer.
    """
    x, here, radius = start, call(start), 1.0
    gradient = here.gradient
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() <= tolerance:
            return x, here
        step, turned = _step(here, gradient, radius)
        foreseen = -float(gradient @ step + 0.5 * (step @ turned))
        there = call(x + step)
        # Near the minimum a fall is smaller than rounding: the model is then taken at its word.
        slack = 1e-14 * max(1.0, abs(here.value))
        share = (here.value - there.value + slack) / (foreseen + slack)
        length = float(np.linalg.norm(step))
        if not np.isfinite(share) or share < POOR:
            radius = length / 4
            if radius < 1e-14 * max(1.0, float(np.linalg.norm(x))):
                break
            continue
        if share > GOOD and length > 0.9 * radius:
            radius = min(2 * radius, WIDE)
        x, here = x + step, there
        gradient = here.gradient
    raise NotConverged(f"largest gradient {np.abs(gradient).max():.3g}")


def _step(here: Place, gradient: Floats, radius: float) -> tuple[Floats, Floats]:
    """(step, its product with the second derivatives) within the radius."""
    size = float(np.linalg.norm(gradient))
    enough = min(0.1, size**0.5) * size
    step, turned = np.zeros_like(gradient), np.zeros_like(gradient)
    left, way = -gradient, -gradient
    for _ in range(MOST_PRODUCTS):
        bent = here.turned(way)
        curve = float(way @ bent)
        squared = float(left @ left)
        far = squared / curve if curve > 0 else np.inf
        if not np.isfinite(far) or np.linalg.norm(step + far * way) >= radius:
            far = _to_edge(step, way, radius)
            return step + far * way, turned + far * bent
        step, turned = step + far * way, turned + far * bent
        left = left - far * bent
        if float(np.linalg.norm(left)) <= enough:
            break
        way = left + float(left @ left) / squared * way
    return step, turned


def _to_edge(step: Floats, way: Floats, radius: float) -> float:
    """How far along `way` the edge of the trusted radius lies."""
    a, b = float(way @ way), float(step @ way)
    c = float(step @ step) - radius**2
    return (-b + math.sqrt(b * b - a * c)) / a
