"""Place people on posts: optimal, proven, explained (人岗匹配).

`library` holds what other programs use. Inside, `read.problem_from(files)` builds a Problem,
`solve.solve` finds a plan with its proven bound and certificate, `check.verify` proves it again
without a solver, `explain` answers why not.
"""
