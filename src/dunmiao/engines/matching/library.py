"""The engine for other programs: everything they need under one name.

`Draft` writes a problem down from columns or data frames, `problem_from` reads the files of a folder;
`solve` finds a plan with its proven bound and certificate, `verify` proves it again without a solver,
`why_not` answers for one pair, `alternatives` and `frontier` give other plans.
"""

from dunmiao.engines.matching.check import verify
from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.draft import AtLeast, Draft, Share
from dunmiao.engines.matching.explain import Standing, why_not
from dunmiao.engines.matching.others import alternatives
from dunmiao.engines.matching.outcome import Ended, Status
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.replan import frontier
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.write import plan_json, proof_json

__all__ = [
    "Draft",
    "AtLeast",
    "Share",
    "problem_from",
    "Problem",
    "harden",
    "solve",
    "Plan",
    "Status",
    "Ended",
    "plan_json",
    "proof_json",
    "verify",
    "Standing",
    "why_not",
    "alternatives",
    "frontier",
]
