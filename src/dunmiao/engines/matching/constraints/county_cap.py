"""The hosts of one county take at most so many people together."""

from dunmiao.engines.matching.constraints.family import Family

COUNTY_CAP = Family(
    name="county-cap",
    table="county",
    keys=lambda problem, rows: problem.county_of[problem.host_of[problem.post[rows]]],
    caps=lambda problem: problem.county_cap,
    words=lambda problem, key: f"{problem.counties[key]} 合计最多接收 {problem.county_cap[key]} 人",
)
