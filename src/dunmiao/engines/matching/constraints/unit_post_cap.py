"""On one post serve at most so many people of one unit."""

import numpy as np

from dunmiao.engines.matching.constraints.family import Family
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem


def _keys(problem: Problem, rows: Ints) -> Ints:
    return problem.unit_post_of[rows]


def _caps(problem: Problem) -> Ints:
    """Empty without a cap, so that nobody looks for the keys of millions of pairs in vain."""
    if problem.unit_post_cap == NO_CAP:
        return np.zeros(0, dtype=np.int64)
    return np.full(len(problem.unit_posts), problem.unit_post_cap)


UNIT_POST_CAP = Family(
    name="unit-post-cap",
    table="unit_post",
    keys=_keys,
    caps=_caps,
    words=lambda problem, _key: f"同一岗位最多 {problem.unit_post_cap} 名同单位人员",
)
