"""Others find the same optimum: SciPy without caps, CBC on the full model with teams."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from benchmarks.matching import cbc
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.instances import files


@pytest.mark.parametrize("seed", range(6))
def test_the_assignment_of_scipy(seed: int) -> None:
    problem = problem_from(files(seed=seed, people=40, posts=20, units=40, density=1.0, cap=None))
    seats = [post for post, count in enumerate(problem.seats) for _ in range(int(count))]
    worth = np.zeros((len(problem.people), len(seats)))
    for row, (person, post) in enumerate(problem.pairs):
        for column, seat in enumerate(seats):
            if seat == post:
                worth[person, column] = problem.value[row]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    assert solve(problem).value == int(worth[rows, columns].sum())


@pytest.mark.parametrize("seed", range(6))
def test_the_full_model_of_cbc(seed: int) -> None:
    problem = problem_from(
        files(seed=seed, people=60, posts=10, units=15, density=0.6, teams=2, cap=1)
    )
    assert solve(problem).value == cbc(problem)[0]
