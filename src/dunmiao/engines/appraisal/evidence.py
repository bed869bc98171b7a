"""Several kinds of evidence about people, side by side (综合研判): who is ahead by any weights,
and by how many.

Whoever is at least as good in everything needs no weights. For other pairs the share of all
weightings by which one is ahead is told, exactly, instead of one arbitrary composite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from statistics import NormalDist

import numpy as np

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of evidence of one person, higher is better, with its standard error."""

    value: float
    se: float = 0.0


@dataclass(frozen=True, slots=True)
class Composite:
    """A person's weighted sum of standardised evidence, with its interval."""

    person: str
    value: float
    low: float
    high: float


Evidence = Mapping[str, Measure]  # by criterion


def dominates(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    """At least as good in every criterion and better in one: no weights can turn it round.

    ValueError where the two are not known by the same criteria.
    """
    differences = _differences(a, b)
    return min(differences) >= 0 and max(differences) > 0


def _differences(a: Mapping[str, float], b: Mapping[str, float]) -> list[Fraction]:
    if a.keys() != b.keys() or not a:
        raise ValueError("both must be known by the same criteria")
    return [Fraction(a[key]) - Fraction(b[key]) for key in sorted(a)]


def share_ahead(a: Mapping[str, float], b: Mapping[str, float]) -> Fraction:
    """The share of all weightings (uniform on the simplex) by which `a` is above `b`, exactly.

    Uniform weights are exponentials over their sum, so a is ahead where Σ dᵢEᵢ > 0. Let the
    criteria that speak for a and those that speak for b run against each other stage by stage:
    a stage of a, of length p·Exp, outlasts one of b, of length n·Exp, with probability
    p/(p+n), and what is left of it is as long as new (no memory). A half for equals.
    """
    differences = _differences(a, b)
    return _outlasts(
        tuple(sorted(d for d in differences if d > 0)),
        tuple(sorted(-d for d in differences if d < 0)),
    )


def _outlasts(ahead: tuple[Fraction, ...], behind: tuple[Fraction, ...]) -> Fraction:
    if not ahead and not behind:
        return Fraction(1, 2)

    @cache
    def from_stage(i: int, j: int) -> Fraction:
        if j == len(behind):
            return Fraction(1)
        if i == len(ahead):
            return Fraction(0)
        p, n = ahead[i], behind[j]
        return (p * from_stage(i, j + 1) + n * from_stage(i + 1, j)) / (p + n)

    return from_stage(0, 0)


def share_ahead_with_error(a: Evidence, b: Evidence, *, draws: int = DRAWS, seed: int = 0) -> float:
    """The same over the errors of the evidence as well: the mean of the exact share over draws."""
    lot = np.random.default_rng(seed)
    keys = sorted(a)
    total = 0.0
    for _ in range(draws):
        one, other = (
            {key: lot.normal(side[key].value, side[key].se) for key in keys} for side in (a, b)
        )
        total += float(share_ahead(one, other))
    return total / draws


def composite(
    people: Mapping[str, Evidence], weights: Mapping[str, Fraction], *, level: float = 0.95
) -> list[Composite]:
    """Everybody's composite by published weights, in the order of `people`.

    Each criterion is put on the scale of its own spread over the people; one that does not
    differ counts for nothing. Errors of criteria are taken as independent. ValueError for
    weights that do not sum to 1 or name other criteria.
    """
    if sum(weights.values()) != 1:
        raise ValueError("weights must sum to 1")
    rows = list(people.values())
    if any(row.keys() != weights.keys() for row in rows):
        raise ValueError("everybody must be known by the criteria that have weights")
    z = NormalDist().inv_cdf((1 + level) / 2)
    scale = {key: _scale([row[key].value for row in rows]) for key in weights}
    out = []
    for person, row in people.items():
        parts = [(float(weights[key]), row[key], *scale[key]) for key in weights]
        value = sum(w * (m.value - mean) / sd for w, m, mean, sd in parts if sd)
        error = sum((w * m.se / sd) ** 2 for w, m, _, sd in parts if sd) ** 0.5
        out.append(Composite(person, value, value - z * error, value + z * error))
    return out


def _scale(values: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation of a criterion over the people."""
    array = np.asarray(values, dtype=np.float64)
    return float(array.mean()), float(array.std(ddof=1)) if len(array) > 1 else 0.0
