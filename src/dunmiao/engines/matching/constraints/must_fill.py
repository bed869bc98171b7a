"""Seats of the first tier that must be filled (必补岗位), asked for by `--hard`."""

from dunmiao.engines.matching.problem import Problem

KIND = "fill"


def words(problem: Problem, post: int) -> str:
    """The rule as people read it."""
    return f"{problem.posts[post]} 必补"
