"""The normal law on arrays against SciPy's."""

import numpy as np
from scipy.special import log_ndtr, ndtr

from dunmiao.engines.appraisal.normal import END, below, between, density, upper


def test_tails_are_exact_in_their_own_size() -> None:
    x = np.random.default_rng(1).uniform(0, END, 20_000)
    np.testing.assert_allclose(np.log(upper(x)), log_ndtr(-x), rtol=1e-12)
    x = np.linspace(-9, 9, 3001)
    np.testing.assert_allclose(below(x), ndtr(x), rtol=2e-12)
    np.testing.assert_allclose(density(x), np.exp(-x * x / 2) / np.sqrt(2 * np.pi), rtol=1e-14)


def test_narrow_intervals_far_out_do_not_cancel() -> None:
    low = np.concatenate([np.linspace(-30, 30, 601), [-END, -END, 0.0]])
    high = np.minimum(low + 0.5, END)
    high[-3:] = [END, 0.0, END]
    flipped = np.where(low > 0, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    np.testing.assert_allclose(between(low, high), flipped, rtol=1e-10)
    np.testing.assert_allclose(between(low, high), between(-high, -low), rtol=1e-12)
