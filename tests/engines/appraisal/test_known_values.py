"""The mixed model on public ballots, against lme4's REML (Bates et al. 2015)."""

import csv
import io

import numpy as np
import pytest

from dunmiao.engines.appraisal.design import Vote, design
from dunmiao.engines.appraisal.lmm import fit
from tests.engines.appraisal.public_data import public

RATERS = {
    "db01": -0.293380, "db02": -0.155299, "db03": -0.129160, "db07": 0.231206,
    "db08": 0.020045, "db31": 0.219859, "db54": 0.106729,
}  # fmt: skip
RATEES = {
    "100020106": (-0.1984055, 0.21074), "100070101": (-0.4052754, 0.21061),
    "100100109": (-0.0628596, 0.27900),
}  # fmt: skip


def test_variances_effects_and_errors_are_those_of_the_reference() -> None:
    rows = list(csv.DictReader(io.StringIO(public("ratings1.csv"))))
    made = design(
        Vote(row["idstud"], row["rater"], "", item, float(row[item]))
        for row in rows
        for item in ("k1", "k2", "k3", "k4", "k5")
    )
    assert (made.size, len(made.ratees), len(made.raters)) == (274, 135, 7)
    found = fit(made)
    assert found.criterion == pytest.approx(412.6862323, abs=1e-6)
    assert found.mu == pytest.approx(1.432924201, abs=1e-6)
    for name, value in (
        ("ratee", 0.3875550081), ("rater", 0.04333132153), ("residual", 0.09103884786),
    ):  # fmt: skip
        assert found.variances[name] == pytest.approx(value, rel=1e-5), name
    severities = dict(zip(made.raters, found.rater_severity, strict=True))
    for rater, effect in RATERS.items():
        assert -severities[rater] == pytest.approx(effect, abs=1e-5)
    errors = np.sqrt(np.diag(found.covariance))
    for ratee, (effect, error) in RATEES.items():
        at = made.ratees.index(ratee)
        assert found.ratee[at] == pytest.approx(effect, abs=1e-5)
        assert errors[at] == pytest.approx(error, abs=1e-5)
