"""Composition and the seats of the first tier held hard (`--hard`).

Every missing member and every open seat of the first tier costs more than two plans can differ by,
so a plan that lacks anything is worth less than any that lacks nothing: one ordinary problem.
"""

from dataclasses import replace

import numpy as np

from dunmiao.engines.matching.problem import Problem, Team
from dunmiao.engines.tables import BadInput, Fault

KIND = "fill"
# Points of a plan that still leave room for prices.
MOST = 2**58


def words(problem: Problem, post: int) -> str:
    """The rule as people read it."""
    return f"{problem.posts[post]} 必补"


def plain_range(problem: Problem) -> tuple[int, int]:
    """(lowest, highest) that placed pairs less balance can be worth where nothing is hard: each
    post's worst and best pair in every place that it could fill."""
    value = problem.value - problem.open_cost[problem.post]
    best = np.zeros(len(problem.posts), dtype=np.int64)
    worst = best.copy()
    np.maximum.at(best, problem.post, value)
    np.minimum.at(worst, problem.post, value)
    pairs = np.bincount(problem.post, minlength=len(problem.posts))
    places = np.minimum(problem.seats, pairs)
    dearest = int(places.sum()) * max(problem.balance, default=0)
    return int(places @ worst) - dearest, int(places @ best)


def harden(problem: Problem) -> Problem:
    """The same problem with hard composition and hard seats of the first tier."""
    return hardened(problem, posts=problem.tier_one)


def hardened(problem: Problem, *, posts: frozenset[int]) -> Problem:
    """Hard composition, and hard seats of these posts. BadInput where the costs of what is missing
    would leave 64 bits."""
    lowest, highest = plain_range(problem)
    dear = highest - lowest + 1
    places = sum(problem.seats.tolist()) + sum(
        r.need for t in problem.teams for r in t.requirements
    )
    if dear * (places + 1) >= MOST:
        raise BadInput([Fault("problem.json", 1, "values are too large to hold anything hard")])
    cost = np.zeros(len(problem.posts), dtype=np.int64)
    cost[sorted(posts)] = dear
    teams = tuple(Team(team.id, dear, team.requirements) for team in problem.teams)
    return replace(problem, teams=teams, open_cost=cost, is_hard=True)
