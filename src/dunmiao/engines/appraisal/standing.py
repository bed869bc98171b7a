"""Severity-adjusted standings with honest intervals, shown beside the tally, never instead."""

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.design import Component, Design, components
from dunmiao.engines.appraisal.findings import finding
from dunmiao.engines.appraisal.integrated import Posterior, integrate
from dunmiao.engines.appraisal.lmm import Fit, fit
from dunmiao.engines.appraisal.ranks import draws_of, top_chances, widest

Floats = NDArray[np.float64]
FEW_BALLOTS, WEAK_LINK, FEW_UNITS = 3, 3, 5
CEILING = 0.6  # share of ballots at the top, above which the linear model is weak
WIDER = 1.05
MOST_SIMULTANEOUS = 1_000  # draws for the maximum over pairs


class NotComparable(ValueError):
    """The two are linked by no common rater, directly or through others (不可比)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person: plain REML estimate and error; interval wider where variances are integrated."""

    ratee: str
    component: int
    ballots: int
    raw_mean: float
    estimate: float
    se: float
    low: float
    high: float
    top_k: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people; `verdict` is real only where the simultaneous interval excludes zero."""

    a: str
    b: str
    difference: float
    se: float
    low: float
    high: float
    verdict: str


class Adjusted:
    """A fitted set of ballots: standings, pairs, severities, and what to be careful about."""

    def __init__(
        self,
        made: Design,
        *,
        level: float = 0.95,
        top: int | None = None,
        draws: int = 4000,
        seed: int = 0,
    ) -> None:
        """`top`: how many count as the best of a component, a fifth rounded up if not given."""
        self.design, self.level, self.draws, self.seed = made, level, draws, seed
        self.top = top or math.ceil(len(made.ratees) / 5)
        self.fit: Fit = fit(made)
        self.components: list[Component] = components(made)
        self.z = NormalDist().inv_cdf((1 + level) / 2)
        self._at = {name: index for index, name in enumerate(made.ratees)}
        self._part = {i: part.id for part in self.components for i in part.ratees}

    @cached_property
    def posterior(self) -> Posterior:
        """Mean and covariance of the ratees: integrated with a unit effect, else plain."""
        if self.is_integrated:
            return integrate(self.fit)
        return Posterior(self.fit.ratee, self.fit.covariance)

    @property
    def is_integrated(self) -> bool:
        """Whether a unit effect was fitted, so that plug-in intervals would be too narrow."""
        return self.fit.variances["unit"] is not None and self.fit.variances["residual"] != 0.0

    @cached_property
    def _shift(self) -> Floats:
        return np.asarray(self.fit.ratee - self.posterior.mean)

    def _spread(self, contrasts: Floats) -> tuple[Floats, Floats]:
        """(plain errors, errors the intervals use) of contrasts given as rows.

        REML-centred: the integrated variance and the square of the shift of the mean, so that
        an interval stays centred on the estimate and is never narrower than the plain one.
        """
        plain = np.einsum("ij,jk,ik->i", contrasts, self.fit.covariance, contrasts, optimize=True)
        plain = np.sqrt(np.maximum(plain, 0.0))
        if not self.is_integrated:
            return plain, plain
        wide = np.einsum(
            "ij,jk,ik->i", contrasts, self.posterior.covariance, contrasts, optimize=True
        )
        wide = np.sqrt(np.maximum(wide, 0.0) + (contrasts @ self._shift) ** 2)
        return plain, np.maximum(plain, wide)

    @cached_property
    def standings(self) -> list[Standing]:
        """Everybody in the order of ids."""
        made, chances = self.design, self._chances
        plain, wide = self._spread(np.eye(len(made.ratees)))
        counts, means = made.counts(), made.raw_means()
        out = []
        for at, name in enumerate(made.ratees):
            estimate, reach = self.fit.mu + float(self.fit.ratee[at]), self.z * float(wide[at])
            out.append(
                Standing(
                    name,
                    self._part[at],
                    int(counts[at]),
                    float(means[at]),
                    estimate,
                    float(plain[at]),
                    estimate - reach,
                    estimate + reach,
                    float(chances[at]),
                )
            )
        return out

    def against_mean(self) -> dict[str, tuple[float, float, float]]:
        """Ratee → (difference, low, high) against the mean of those rated with him.

        The mean is that of his own component: people whom no common rater links share none. Of
        the intervals this is the narrowest honest one, since the unknown mean of the population
        is not in it; (0, 0, 0) for who is alone.
        """
        out = {}
        for part in self.components:
            inside = np.array(part.ratees)
            contrasts = np.zeros((len(inside), len(self.design.ratees)))
            contrasts[:, inside] = np.eye(len(inside)) - 1.0 / len(inside)
            differences = contrasts @ self.fit.ratee
            reach = self.z * self._spread(contrasts)[1]
            for at, difference, wide in zip(
                inside.tolist(), differences.tolist(), reach.tolist(), strict=True
            ):
                name = self.design.ratees[at]
                out[name] = (difference, difference - wide, difference + wide)
        return out

    @cached_property
    def _chances(self) -> Floats:
        rows = draws_of(
            self.posterior.mean, self.posterior.covariance, draws=self.draws, seed=self.seed
        )
        out = np.zeros(len(self.design.ratees))
        for part in self.components:
            inside = list(part.ratees)
            out[inside] = top_chances(rows[:, inside], self.top)
        return out

    def pairs(self) -> list[Comparison | tuple[str, str]]:
        """Every pair once, a before b; only the two names where they are not comparable."""
        names, count = self.design.ratees, len(self.design.ratees)
        compared = {
            (found.a, found.b): found for part in self.components for found in self._inside(part)
        }
        return [
            compared.get((names[i], names[j]), (names[i], names[j]))
            for i in range(count)
            for j in range(i + 1, count)
        ]

    def compare(self, a: str, b: str) -> Comparison:
        """One pair; NotComparable across components."""
        one, other = sorted((a, b))
        part = self._part[self._at[one]]
        if part != self._part[self._at[other]]:
            raise NotComparable(f"{a}, {b}")
        inside = self._inside(self.components[part - 1])
        return next(found for found in inside if (found.a, found.b) == (one, other))

    def _inside(self, part: Component) -> list[Comparison]:
        inside = np.array(part.ratees)
        if len(inside) < 2:
            return []
        one, other = np.triu_indices(len(inside), 1)
        pairs = np.column_stack([inside[one], inside[other]])
        plain, wide = self._pair_errors(pairs)
        factor = self._factor(inside, np.column_stack([one, other]), wide)
        differences = self.fit.ratee[pairs[:, 0]] - self.fit.ratee[pairs[:, 1]]
        names = self.design.ratees
        return [
            Comparison(
                names[a],
                names[b],
                difference,
                se,
                difference - self.z * reach,
                difference + self.z * reach,
                "real" if abs(difference) > factor * reach and reach > 0 else "cannot-tell",
            )
            for (a, b), difference, se, reach in zip(
                pairs.tolist(), differences.tolist(), plain.tolist(), wide.tolist(), strict=True
            )
        ]

    def _pair_errors(self, pairs: NDArray[np.int64]) -> tuple[Floats, Floats]:
        one, other = pairs[:, 0], pairs[:, 1]

        def error(covariance: Floats) -> Floats:
            diagonal = np.diag(covariance)
            squared = diagonal[one] + diagonal[other] - 2 * covariance[one, other]
            return np.asarray(np.maximum(squared, 0.0))

        plain = np.sqrt(error(self.fit.covariance))
        if not self.is_integrated:
            return plain, plain
        shift = self._shift[one] - self._shift[other]
        wide = np.sqrt(error(self.posterior.covariance) + shift**2)
        return plain, np.maximum(plain, wide)

    def _factor(self, inside: NDArray[np.int64], pairs: NDArray[np.int64], wide: Floats) -> float:
        covariance = self.posterior.covariance[np.ix_(inside, inside)]
        rows = draws_of(
            np.zeros(len(inside)),
            covariance,
            draws=min(self.draws, MOST_SIMULTANEOUS) if len(inside) > 60 else self.draws,
            seed=self.seed,
        )
        return max(self.z, widest(rows, pairs, wide, level=self.level))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What a reader must know before he uses the numbers."""
        made, out = self.design, []
        for part in self.components:
            if part.min_link is not None and part.min_link < WEAK_LINK:
                out.append(finding("weak-link", component=part.id, raters=part.min_link))
        few = [
            name
            for name, count in zip(made.ratees, made.counts(), strict=True)
            if count < FEW_BALLOTS
        ]
        if few:
            out.append(finding("few-ballots", ratees="、".join(few[:20]), least=FEW_BALLOTS))
        if self.fit.variances["unit"] is not None and len(made.units) < FEW_UNITS:
            out.append(finding("few-units", units=len(made.units), least=FEW_UNITS))
        share = float(np.mean(made.y == made.y.max())) if np.ptp(made.y) else 1.0
        if share > CEILING:
            out.append(finding("ceiling", percent=round(100 * share)))
        zero = [name for name, value in self.fit.variances.items() if value == 0.0]
        if zero:
            out.append(finding("variance-at-zero", effects="、".join(zero)))
        if self.is_integrated:
            plain, wide = self._spread(np.eye(len(made.ratees)))
            if (wide > WIDER * plain).any():
                out.append(finding("variances-integrated", raters=self._common_raters()))
        return out

    def _common_raters(self) -> int:
        judged = np.bincount(self.design.rater, minlength=len(self.design.raters))
        return int((judged == len(self.design.ratees)).sum())
