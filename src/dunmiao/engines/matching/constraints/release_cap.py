"""A home unit releases at most so many people (派出上限)."""

from dunmiao.engines.matching.constraints.family import Family

RELEASE_CAP = Family(
    name="release-cap",
    table="unit",
    keys=lambda problem, rows: problem.unit_of[problem.person[rows]],
    caps=lambda problem: problem.release_cap,
    words=lambda problem, key: f"{problem.units[key]} 最多派出 {problem.release_cap[key]} 人",
)
