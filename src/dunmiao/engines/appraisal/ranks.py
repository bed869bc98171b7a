"""Draws from the joint posterior: chances of the best k, and how far a maximum of differences goes."""

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread

Floats = NDArray[np.float64]
MOST_CELLS = 4_000_000  # draws × pairs held at once


@one_thread
def draws_of(mean: Floats, covariance: Floats, *, draws: int, seed: int) -> Floats:
    """`draws` rows from N(mean, covariance); a singular covariance is fine."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    lot = np.random.default_rng(seed).standard_normal((draws, len(mean)))
    return np.asarray(mean + lot @ root.T)


def top_chances(rows: Floats, k: int) -> Floats:
    """P(among the best k) of each column; all are, where there are no more than k."""
    count = rows.shape[1]
    if k >= count:
        return np.ones(count)
    best = np.argpartition(-rows, k - 1, axis=1)[:, :k]
    return np.asarray(np.bincount(best.ravel(), minlength=count) / len(rows))


@one_thread
def widest(rows: Floats, pairs: NDArray[np.int64], se: Floats, *, level: float) -> float:
    """The quantile of max |difference|/se over all pairs (max-t): the simultaneous factor.

    `rows` are draws around zero; pairs without error are left out.
    """
    use = se > 0
    if not use.any():
        return 0.0
    one, other, scale = pairs[use, 0], pairs[use, 1], se[use]
    block = max(1, MOST_CELLS // len(scale))
    highest = [
        np.abs((part[:, one] - part[:, other]) / scale).max(axis=1)
        for part in np.array_split(rows, -(-len(rows) // block))
    ]
    return float(np.quantile(np.concatenate(highest), level))
