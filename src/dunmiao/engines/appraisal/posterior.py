"""What the ballots of one component say about everybody's expected score, as draws.

Grades (few different ballots) are ordinal: near the ceiling a normal law would claim differences
that are none. Marks on a finer scale, and averages of several items, are normal.
"""

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.blas import one_thread
from dunmiao.engines.appraisal.design import Design
from dunmiao.engines.appraisal.gaussian import Gaussian
from dunmiao.engines.appraisal.laplace import Laplace
from dunmiao.engines.appraisal.lattice import draw
from dunmiao.engines.appraisal.room import room_of

Floats = NDArray[np.float64]
ORDINAL, GAUSSIAN = "ordinal", "reml"  # as results name them
MOST_LEVELS = 12


def family_of(made: Design) -> str:
    """`ordinal` for ballots of one item in at most twelve levels, which are grades of a scheme or
    at least levels² in number; else normal (`reml`)."""
    levels = len(np.unique(made.y))
    enough = made.is_graded or levels**2 <= made.size
    return ORDINAL if enough and levels <= MOST_LEVELS and made.items == 1 else GAUSSIAN


@one_thread
def expected_scores(made: Design, family: str, *, draws: int, seed: int) -> Floats | None:
    """Draws of the expected scores (draws × ratees) of a design that hangs together, every SD
    integrated; None where all its ballots are the same."""
    if np.ptp(made.y) == 0:
        return None
    room = room_of(made)
    if family == GAUSSIAN:
        return draw(Gaussian(room), draws=draws, seed=seed)
    points, level = np.unique(made.y, return_inverse=True)
    return draw(Laplace(room, level, points), draws=draws, seed=seed)
