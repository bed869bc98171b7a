"""Difference-in-differences: beside pyfixest (where it is installed), and what its intervals hold.

pyfixest is no dependency: `pip install pyfixest` into an environment to compare.
"""

import time
from typing import Any

import numpy as np

from dunmiao.engines.appraisal.impact import Panel, did
from dunmiao.engines.appraisal.towns import town_changes
from tests.engines.appraisal.test_impact import rising, towns

SETS = 300
NOISES = (0.05, 0.10, 0.15)


def run() -> None:
    """Print one line a measurement."""
    _beside()
    lot = np.random.default_rng(1)
    for noise in NOISES:
        _covers(lot, noise)
        _one_by_one(lot, noise)
    for trend in (0.01, 0.02):
        _trends(trend)


def _beside() -> None:
    lot = np.random.default_rng(2)
    panel = towns(lot, effect=0.05, count=70, treated=11)
    began = time.perf_counter()
    found = did(panel)
    took = time.perf_counter() - began
    line = f"70 towns × 6 periods, one start: {found.estimate:.10f} ± {found.error:.10f}, {took * 1e3:.0f} ms with 999 permutations"
    peer = _pyfixest(panel)
    if peer is None:
        line += "; pyfixest is not installed"
    else:
        line += (
            f"; pyfixest (two-way fixed effects, the same only with one start and no gaps) differs "
            f"by {abs(found.estimate - peer[0]):.1e} in the estimate, errors {peer[1]:.4f}"
        )
    print(line, flush=True)


def _pyfixest(panel: Panel) -> tuple[float, float] | None:
    try:
        import pandas
        import pyfixest
    except ImportError:
        return None
    rows: list[dict[str, Any]] = [
        {
            "town": town, "period": period, "y": float(np.log(panel.values[at, t])),
            "d": float(panel.first[at] is not None and t >= (panel.first[at] or 0)),
        }
        for at, town in enumerate(panel.towns)
        for t, period in enumerate(panel.periods)
        if not np.isnan(panel.values[at, t])
    ]  # fmt: skip
    fit = pyfixest.feols("y ~ d | town + period", pandas.DataFrame(rows), vcov={"CRV1": "town"})
    return float(fit.coef()["d"]), float(fit.se()["d"])


def _covers(lot: np.random.Generator, noise: float) -> None:
    """Of 11 of 70 towns, 4 + 2 periods, errors with AR .4: how often intervals hold the truth."""
    held, told, least = 0, 0, []
    for number in range(SETS):
        found = did(towns(lot, noise=noise), draws=1, seed=number)
        held += found.low <= 0 <= found.high
        told += found.verdict == "TELLS"
        least.append(found.detectable)
    seen, size = 0, float(np.median(least))
    for number in range(SETS):
        found = did(towns(lot, noise=noise, effect=size), draws=1, seed=number)
        seen += found.verdict == "TELLS"
    print(
        f"noise {noise:.2f}: 95 % intervals hold the truth in {held / SETS:.3f}, nothing called "
        f"something in {told / SETS:.3f}; smallest effect {100 * (np.exp(size) - 1):.1f} %, seen in "
        f"{seen / SETS:.2f}",
        flush=True,
    )


def _trends(trend: float) -> None:
    """No effect, but the towns rise by so much a quarter more than the others, all along."""
    told = plain = warned = 0
    for number in range(SETS):
        lot = np.random.default_rng(number)
        found = did(rising(towns(lot, periods=12, start=8), trend), draws=1)
        told += found.verdict == "TELLS"
        plain += found.low > 0
        warned += found.bent
    print(
        f"no effect, {100 * trend:.0f} % a quarter more, 8 + 4 quarters: called an effect in "
        f"{told / SETS:.3f} (by the interval alone {plain / SETS:.2f}), another way before in "
        f"{warned / SETS:.2f}",
        flush=True,
    )


def _one_by_one(lot: np.random.Generator, noise: float) -> None:
    """Eleven towns looked at together, each against the others: how often anything is called
    something where nothing is, and how often a change of the stated size is seen in a town."""
    alarms, least = 0, []
    for _ in range(SETS):
        board = town_changes(towns(lot, noise=noise))
        alarms += any(one.verdict == "TELLS" for one in board)
        least.append(board[0].detectable)
    seen = total = 0
    size = float(np.median(least))
    for _ in range(SETS // 3):
        board = town_changes(towns(lot, noise=noise, effect=size))
        seen += sum(one.verdict == "TELLS" for one in board)
        total += len(board)
    print(
        f"noise {noise:.2f}, town by town: a board of eleven alarms in {alarms / SETS:.3f} where "
        f"nothing is; smallest change {100 * (np.exp(size) - 1):.1f} %, seen in {seen / total:.2f}",
        flush=True,
    )
