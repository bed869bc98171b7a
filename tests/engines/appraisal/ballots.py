"""Invented ballots: drawn from the model itself, so that the truth is known."""

import numpy as np

from dunmiao.engines.appraisal.design import Design, Vote, design

EXAMPLE = {"甲": (4.5, 4, 5), "乙": (3, 2.5, 4), "丙": (2, 2, 3.5)}


def example() -> list[Vote]:
    """The nine ballots of the file contract."""
    return [
        Vote(ratee, f"r{at}", "", "", score)
        for ratee, scores in EXAMPLE.items()
        for at, score in enumerate(scores, start=1)
    ]


def towns(
    lot: np.random.Generator,
    *,
    units: int,
    panel: int,
    local: int,
    sd: tuple[float, float, float, float] = (0.35, 0.3, 0.35, 0.5),
) -> tuple[Design, np.ndarray]:
    """One ratee a unit, judged by his own voters and by a panel that judges everybody; with the
    true effects. `sd`: ratee, unit, rater, residual."""
    theta = lot.normal(0, sd[0], units)
    lenience = lot.normal(0, sd[1], units + 1)
    votes = []
    for unit in range(units):
        for voter in range(local):
            y = 3 + theta[unit] - lot.normal(0, sd[2]) - lenience[unit] + lot.normal(0, sd[3])
            votes.append(Vote(f"{unit:02d}", f"v{unit:02d}.{voter:03d}", f"u{unit:02d}", "", y))
    for judge in range(panel):
        strict = lot.normal(0, sd[2])
        for unit in range(units):
            y = 3 + theta[unit] - strict - lenience[units] + lot.normal(0, sd[3])
            votes.append(Vote(f"{unit:02d}", f"w{judge:02d}", "w", "", y))
    return design(votes), theta


def sparse(lot: np.random.Generator, *, ratees: int, raters: int, units: int) -> list[Vote]:
    """A ragged design: some ballots are missing, units of unequal size."""
    theta, strict = lot.normal(0, 0.6, ratees), lot.normal(0, 0.4, raters)
    lenience = lot.normal(0, 0.3, max(units, 1))
    return [
        Vote(
            f"p{p}", f"r{r}", f"u{r % units}" if units else "", "",
            3 + theta[p] - strict[r] - lenience[r % units if units else 0] + lot.normal(0, 0.5),
        )
        for p in range(ratees)
        for r in range(raters)
        if lot.random() < 0.7
    ]  # fmt: skip
