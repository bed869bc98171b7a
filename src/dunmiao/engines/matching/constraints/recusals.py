"""Two people who must not serve in one team (团队内回避)."""

import numpy as np

from dunmiao.engines.matching.constraints.side import Side, at_most_one
from dunmiao.engines.matching.problem import Pair, Problem

RULE = "recusal"


def words(problem: Problem, pair: Pair) -> str:
    """The rule as people read it."""
    return f"{problem.people[pair[0]]} 与 {problem.people[pair[1]]} 不得同在一个团队"


def sides(problem: Problem) -> list[Side]:
    """At most one of each pair in each team where both could be."""
    found = []
    for first, second in problem.recusals:
        one, other = problem.people[first], problem.people[second]
        for number, team in enumerate(problem.teams):
            there = np.asarray(problem.team_of == number).astype(np.int64)
            found.append(
                at_most_one(
                    problem,
                    id=f"recusal|{team.id}|{one}|{other}",
                    rule=RULE,
                    people=(first, second),
                    there=there,
                    words=f"{one} 与 {other} 不得同在团队 {team.id}",
                )
            )
    return [side for side in found if side is not None]
