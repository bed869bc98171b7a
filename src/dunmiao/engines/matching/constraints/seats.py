"""A post takes at most as many people as it has seats (名额)."""

from dunmiao.engines.matching.constraints.family import Family

SEATS = Family(
    name="seats",
    table="post",
    keys=lambda problem, rows: problem.post[rows],
    caps=lambda problem: problem.seats,
    words=lambda problem, key: f"{problem.posts[key]} 只有 {problem.seats[key]} 个名额",
)
