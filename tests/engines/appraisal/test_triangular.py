"""Triangular equations against the general solver, over one block and over several."""

import numpy as np
import pytest

from dunmiao.engines.appraisal.triangular import BLOCK, backward, forward


@pytest.mark.parametrize("size", [1, 7, BLOCK, BLOCK + 1, 3 * BLOCK - 5])
@pytest.mark.parametrize("columns", [(), (4,)])
def test_both_ways(size: int, columns: tuple[int, ...]) -> None:
    lot = np.random.default_rng(size)
    factor = np.tril(lot.normal(0, 0.3, (size, size))) / size + np.eye(size)
    right = lot.normal(0, 1, (size, *columns))
    np.testing.assert_allclose(forward(factor, right), np.linalg.solve(factor, right), atol=1e-12)
    np.testing.assert_allclose(
        backward(factor, right), np.linalg.solve(factor.T, right), atol=1e-12
    )
