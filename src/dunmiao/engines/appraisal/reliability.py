"""How far ballots can be trusted: reliability, and how many it takes to reach one (D-study)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dunmiao.engines.appraisal.lmm import Fit

MOST_RATERS = 10_000


@dataclass(frozen=True, slots=True)
class Shares:
    """Variances that a D-study asks for; `shared`: every ratee is judged by the same raters."""

    ratee: float
    rater: float
    residual: float

    @classmethod
    def of(cls, found: Fit) -> "Shares":
        """Of a fit; an effect the design cannot tell counts as none."""
        values = found.variances
        return cls(values["ratee"] or 0.0, values["rater"] or 0.0, values["residual"] or 0.0)


def reliability(shares: Shares, raters: int, *, shared: bool = False) -> float:
    """σ²_ratee / (σ²_ratee + noise/raters); severity is noise unless all share the raters.

    Brennan (2001), generalizability theory: 1 where nothing but ratees varies, 0 where they do
    not differ at all.
    """
    noise = shares.residual + (0.0 if shared else shares.rater)
    whole = shares.ratee + noise / raters
    return shares.ratee / whole if whole else 0.0


def dstudy(
    shares: Shares, raters: Iterable[int], *, shared: bool = False
) -> list[tuple[int, float]]:
    """(number of raters, reliability) for each number."""
    return [(count, reliability(shares, count, shared=shared)) for count in raters]


def raters_for(shares: Shares, target: float, *, shared: bool = False) -> int | None:
    """The fewest raters that reach a reliability; None where no useful number does."""
    if not 0 < target < 1:
        raise ValueError("a reliability lies between 0 and 1")
    if not shares.ratee:
        return None
    noise = shares.residual + (0.0 if shared else shares.rater)
    count = max(1, math.ceil(noise / shares.ratee * target / (1 - target) - 1e-9))
    return count if count <= MOST_RATERS else None
