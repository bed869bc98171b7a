"""A person holds at most one post."""

import numpy as np

from dunmiao.engines.matching.constraints.family import Family

ONE_POST = Family(
    name="one-post",
    table="person",
    keys=lambda problem, rows: problem.person[rows],
    caps=lambda problem: np.ones(len(problem.people), dtype=np.int64),
    words=lambda problem, key: f"{problem.people[key]} 只能占一个岗位",
)
