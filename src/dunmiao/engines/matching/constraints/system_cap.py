"""The units of one system (系统) release at most so many people together."""

from dunmiao.engines.matching.constraints.family import Family

SYSTEM_CAP = Family(
    name="system-cap",
    table="system",
    keys=lambda problem, rows: problem.system_of[problem.unit_of[problem.person[rows]]],
    caps=lambda problem: problem.system_cap,
    words=lambda problem, key: f"{problem.systems[key]} 合计最多派出 {problem.system_cap[key]} 人",
)
