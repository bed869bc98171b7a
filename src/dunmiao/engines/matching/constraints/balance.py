"""Balance over home units (均衡派出): the second person of a unit costs more than the first.

Costs that never fall are arcs side by side, so the problem stays a flow; the price ν of a unit
then proves Σ max(0, ν - cost) over the arcs instead of cap · ν.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem


def cost_of(problem: Problem, units: Iterable[int]) -> int:
    """What releasing these people, one entry a person, costs in balance points."""
    steps = problem.balance
    if not steps:
        return 0
    last = len(steps) - 1
    return sum(
        sum(steps[min(place, last)] for place in range(count)) for count in Counter(units).values()
    )


def arcs_of(problem: Problem, left: Ints, used: Ints) -> list[tuple[Ints, Ints]]:
    """(cost, capacity) of each unit's arcs side by side: `left` of its cap (NO_CAP: more than
    it has people), `used` by pins already. Without balance one arc of cost 0."""
    people = np.bincount(problem.unit_of, minlength=len(problem.units))
    room = np.where(left == NO_CAP, people + 1, left)
    steps = np.array(problem.balance or (0,), dtype=np.int64)
    last = len(steps) - 1
    return [
        (
            steps[np.minimum(used + place, last)],
            np.maximum(room - place, 0) if place == last else np.clip(room - place, 0, 1),
        )
        for place in range(len(steps))
    ]
