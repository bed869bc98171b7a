"""Triangular equations by blocks: a general solver would factor the factor again."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BLOCK = 128


def forward(factor: Floats, right: Floats) -> Floats:
    """x with `factor` x = `right`, the factor lower triangular."""
    x = right.copy()
    for low in range(0, len(factor), BLOCK):
        rows = slice(low, low + BLOCK)
        x[rows] = np.linalg.solve(factor[rows, rows], x[rows] - factor[rows, :low] @ x[:low])
    return x


def backward(factor: Floats, right: Floats) -> Floats:
    """x with `factor`' x = `right`."""
    x = right.copy()
    for low in range((len(factor) - 1) // BLOCK * BLOCK, -1, -BLOCK):
        rows, after = slice(low, low + BLOCK), slice(low + BLOCK, None)
        x[rows] = np.linalg.solve(factor[rows, rows].T, x[rows] - factor[after, rows].T @ x[after])
    return x
