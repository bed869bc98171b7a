"""A host takes at most so many people over its posts (接收上限)."""

from dunmiao.engines.matching.constraints.family import Family

HOST_CAP = Family(
    name="host-cap",
    table="host",
    keys=lambda problem, rows: problem.host_of[problem.post[rows]],
    caps=lambda problem: problem.host_cap,
    words=lambda problem, key: f"{problem.hosts[key]} 最多接收 {problem.host_cap[key]} 人",
)
