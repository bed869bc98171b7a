"""Severity-adjusted standings with honest intervals, shown beside the tally, never instead.

The quantity is that of the tally: the expected score under the scheme's points and weights of
groups, over all voters of the same kinds. What hangs together by common raters is one component
and is fitted by itself, so that a room elsewhere changes nothing here.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.design import Component, Design, components, within
from dunmiao.engines.appraisal.findings import finding
from dunmiao.engines.appraisal.lmm import Fit, fit
from dunmiao.engines.appraisal.part import FEW_PEOPLE, Asked, Comparison, Part

Floats = NDArray[np.float64]
FEW_BALLOTS, WEAK_LINK, FEW_UNITS = 3, 3, 5
CEILING = 0.6  # share of ballots at the top, above which they say little
WIDER = 1.05


class NotComparable(ValueError):
    """The two are linked by no common rater, directly or through others (不可比)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person. `estimate` and `se`: the mean and SD of the expected score (by REML for marks on
    a fine scale); `low`, `high`: its interval with every variance integrated, None where all
    ballots are the same; `top_k`: None where he is not comparable with enough others."""

    ratee: str
    component: int
    ballots: int
    raw_mean: float
    estimate: float
    se: float
    low: float | None
    high: float | None
    top_k: float | None


class Adjusted:
    """A fitted set of ballots: standings, pairs, severities, and what to be careful about.

    `fit` is REML over all ballots: the variances and severities that are told beside.
    """

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
        self.design, self.level, self.seed = made, level, seed
        asked = Asked(level, top, draws, seed)
        self.top, self.z = asked.places(len(made.ratees)), asked.z
        self.fit: Fit = fit(made)
        self.components: list[Component] = components(made)
        whole = self.fit if len(self.components) == 1 else None
        self.parts = [Part(one, within(made, one), asked, whole=whole) for one in self.components]
        self._part = {name: part for part in self.parts for name in part.names}

    @property
    def method(self) -> str:
        """`reml` for marks on a fine scale (estimates and errors are REML's), `ordinal` for
        grades, `mixed` where components differ."""
        kinds = sorted({part.family for part in self.parts})
        return kinds[0] if len(kinds) == 1 else "mixed"

    @cached_property
    def standings(self) -> list[Standing]:
        """Everybody in the order of ids."""
        rows = [row for part in self.parts for row in _standings(part)]
        return sorted(rows, key=lambda row: row.ratee)

    def against_mean(self) -> dict[str, tuple[float, float, float]]:
        """Ratee → (difference, low, high) against the mean of those rated with him.

        The mean is that of his own component: people whom no common rater links share none.
        (0, 0, 0) for who is alone.
        """
        return dict(self._against)

    @cached_property
    def _against(self) -> dict[str, tuple[float, float, float]]:
        return {
            name: (difference, low, high)
            for part in self.parts
            for name, difference, low, high in zip(
                part.names, *(column.tolist() for column in part.contrasts), strict=True
            )
        }

    def contrast(self, ratee: str) -> tuple[float, float, float] | None:
        """His distance from the mean of his component with its interval; None where he is not
        comparable with enough others, or all ballots are the same."""
        part = self._part[ratee]
        return self._against[ratee] if part.is_comparable and not part.is_flat else None

    def pairs(self) -> list[Comparison | tuple[str, str]]:
        """Every pair once, a before b; only the two names where they are not comparable."""
        names, count = self.design.ratees, len(self.design.ratees)
        compared = {(found.a, found.b): found for part in self.parts for found in part.pairs}
        return [
            compared.get((names[i], names[j]), (names[i], names[j]))
            for i in range(count)
            for j in range(i + 1, count)
        ]

    def compare(self, a: str, b: str) -> Comparison:
        """One pair; NotComparable across components."""
        one, other = sorted((a, b))
        if self._part[one] is not self._part[other]:
            raise NotComparable(f"{a}, {b}")
        return next(pair for pair in self._part[one].pairs if (pair.a, pair.b) == (one, other))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What a reader must know before he uses the numbers."""
        made, out = self.design, []
        for part in self.parts:
            out += _of_part(part)
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
        if self.fit.variances["unit"] is not None and self._is_wider():
            out.append(finding("variances-integrated", raters=self._common_raters()))
        return out

    def _is_wider(self) -> bool:
        return any(
            row.high is not None
            and row.low is not None
            and row.high - row.low > WIDER * 2 * self.z * row.se
            for row in self.standings
        )

    def _common_raters(self) -> int:
        judged = np.bincount(self.design.rater, minlength=len(self.design.raters))
        return int((judged == len(self.design.ratees)).sum())


def _standings(part: Part) -> list[Standing]:
    estimates, errors = part.plain
    low, high = part.interval(part.drawn, estimates)
    columns = (
        part.made.counts(),
        part.made.raw_means(),
        estimates,
        np.sqrt(np.maximum(np.diag(errors), 0.0)),
    )
    ends: list[list[float | None]] = [[None] * len(part.names)] * 2
    if not part.is_flat:
        ends = [low.tolist(), high.tolist()]
    plain = (column.tolist() for column in columns)
    rows = zip(part.names, *plain, *ends, part.chances, strict=True)
    return [Standing(name, part.component.id, *row) for name, *row in rows]


def _of_part(part: Part) -> list[dict[str, Any]]:
    """What must be known of one component."""
    at, people, out = part.component, len(part.names), []
    if at.min_link is not None and at.min_link < WEAK_LINK:
        out.append(finding("weak-link", component=at.id, raters=at.min_link))
    if not part.is_comparable:
        out.append(finding("unlinked", component=at.id, people=people, least=FEW_PEOPLE))
    if part.is_flat:
        out.append(finding("no-variation", component=at.id, people=people))
    elif part.is_comparable and not part.tells:
        out.append(finding("nothing-to-tell", component=at.id, people=people))
    return out
