"""From joint draws: chances of the best k, and how far differences go all together."""

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread

Floats = NDArray[np.float64]
MOST_CELLS = 4_000_000  # draws × pairs held at once
TINY = 1e-300


def top_chances(rows: Floats, k: int) -> Floats:
    """P(among the best k) of each column; all are, where there are no more than k."""
    count = rows.shape[1]
    if k >= count:
        return np.ones(count)
    best = np.argpartition(-rows, k - 1, axis=1)[:, :k]
    return np.asarray(np.bincount(best.ravel(), minlength=count) / len(rows))


@one_thread
def widest(rows: Floats, pairs: NDArray[np.int64], middle: Floats, sd: Floats) -> Floats:
    """How far, in SDs, each draw falls short of what is told of all pairs together: the largest
    step of a difference from its `middle` towards zero and beyond.

    `rows` are draws around their means; its quantile at a level is the simultaneous factor: with
    that chance every difference larger than the factor times its SD has the sign it is told with.
    """
    use = sd > 0
    if not use.any():
        return np.zeros(len(rows))
    one, other, scale = pairs[use, 0], pairs[use, 1], (np.sign(middle) / np.maximum(sd, TINY))[use]
    block = max(1, MOST_CELLS // len(scale))
    parts = np.array_split(rows, -(-len(rows) // block))
    return np.concatenate([((part[:, other] - part[:, one]) * scale).max(axis=1) for part in parts])
