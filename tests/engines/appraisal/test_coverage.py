"""Intervals cover what they claim where the voter's unit is an effect: simulated, seeded."""

import numpy as np
import pytest

from dunmiao.engines.appraisal.integrated import integrate
from dunmiao.engines.appraisal.lmm import fit
from tests.engines.appraisal.ballots import towns
from tests.long import first

SETS = 200
Z = 1.959964


@pytest.mark.parametrize(
    ("units", "panel", "local", "seed"),
    first(2, [(5, 3, 6, 4), (11, 3, 20, 1), (11, 5, 20, 2), (11, 9, 20, 3)]),
)
def test_standings_and_differences_cover(units: int, panel: int, local: int, seed: int) -> None:
    lot = np.random.default_rng(seed)
    around = np.eye(units) - 1 / units
    one, other = np.triu_indices(units, 1)
    between = np.eye(units)[one] - np.eye(units)[other]
    plain, covered = [], {"A": [[], []], "B": [[], []]}
    wrong = claimed = 0
    for _ in range(SETS):
        made, theta = towns(lot, units=units, panel=panel, local=local)
        found = fit(made)
        whole = integrate(found)
        for kind, contrasts in enumerate((around, between)):
            truth = contrasts @ theta
            spread = np.einsum("ij,jk,ik->i", contrasts, whole.covariance, contrasts)
            shift = contrasts @ (found.ratee - whole.mean)
            off = np.abs(contrasts @ whole.mean - truth)
            covered["A"][kind].append(np.mean(off <= Z * np.sqrt(spread)))
            off = np.abs(contrasts @ found.ratee - truth)
            covered["B"][kind].append(np.mean(off <= Z * np.sqrt(spread + shift**2)))
            if kind:
                estimate = contrasts @ found.ratee
                sure = np.abs(estimate) > Z * np.sqrt(spread + shift**2)
                claimed += int(sure.sum())
                wrong += int((sure & (estimate * truth < 0)).sum())
            else:
                pev = np.einsum("ij,jk,ik->i", contrasts, found.covariance, contrasts)
                plain.append(np.mean(off <= Z * np.sqrt(pev)))
    for method, kinds in covered.items():
        for kind in kinds:
            assert 0.92 <= np.mean(kind) <= 0.98, (method, np.mean(kind))
    assert wrong <= 0.03 * max(claimed, 1)
    if panel == 3:  # the test would show it if integration were left out
        assert np.mean(plain) < 0.9


def test_the_simulator_is_sound_and_the_grid_fine_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from dunmiao.engines.appraisal import integrated

    lot = np.random.default_rng(9)
    made, _ = towns(lot, units=8, panel=4, local=12)
    found = fit(made)
    coarse = integrate(found)
    monkeypatch.setattr(integrated, "SPAN", np.arange(-7.0, 7.5, 0.5))
    monkeypatch.setattr(integrated, "RATER_SPAN", np.arange(-3.5, 4.0, 0.5))
    fine = integrate(found)
    rough, exact = (np.sqrt(np.diag(one.covariance)) for one in (coarse, fine))
    np.testing.assert_allclose(rough, exact, rtol=0.01)
    assert np.abs(coarse.mean - fine.mean).max() < 0.02 * exact.min()
