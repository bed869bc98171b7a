"""Invented rounds with known expected scores, cell by cell as offices really have them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr

from dunmiao.engines.appraisal.design import Design
from dunmiao.engines.appraisal.standing import Adjusted
from tests.engines.appraisal.ballots import towns as towns_by_normal_law

POINTS = np.array([0.0, 60.0, 80.0, 100.0])
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
Made = tuple[Design, np.ndarray]
Cell = Callable[[np.random.Generator], Made]


def grades(
    *, people: int = 20, voters: int = 30, cuts: tuple[float, float, float], merit: float = 0.7,
    strict: float = 1.2, missing: float = 0.0, skewed: bool = False,
) -> Cell:  # fmt: skip
    """Four grades by a logistic law with these cuts; SDs of merit and of severity."""

    def make(lot: np.random.Generator) -> Made:
        theta = lot.normal(0, merit, people)
        if skewed:  # many near the top, a tail below
            theta = merit * (1 - lot.exponential(1, people))
        severity = lot.normal(0, strict, voters)
        place = theta[:, None] - severity + lot.logistic(0, 1, (people, voters))
        y = POINTS[(place[:, :, None] > np.array(cuts)).sum(axis=2)]
        there = lot.random(y.shape) >= missing
        around = theta[:, None, None] + strict * NODES[None, :, None] - np.array(cuts)
        chance = np.einsum("pqk,q->pk", 1 / (1 + np.exp(-around)), WEIGHTS)
        return _full(y, there), chance @ np.diff(POINTS)

    return make


def several_items(
    *, cuts: tuple[float, float, float], items: int = 5, halo: float = 1.5, people: int = 20,
    voters: int = 30,
) -> Cell:  # fmt: skip
    """Ballots averaged over items that hang together by one impression."""

    def make(lot: np.random.Generator) -> Made:
        theta, severity = lot.normal(0, 0.7, people), lot.normal(0, 1.2, voters)
        whole = theta[:, None] - severity + lot.normal(0, halo, (people, voters))
        place = whole[:, :, None] + lot.logistic(0, 1, (people, voters, items))
        y = POINTS[(place[..., None] > np.array(cuts)).sum(axis=-1)].mean(axis=2)
        spread = np.sqrt(1.2**2 + halo**2)
        around = theta[:, None, None] + spread * NODES[None, :, None] - np.array(cuts)
        chance = np.einsum("pqk,q->pk", 1 / (1 + np.exp(-around)), WEIGHTS)
        return replace(_full(y, np.ones(y.shape, bool)), items=items), chance @ np.diff(POINTS)

    return make


def panel(*, people: int, voters: int, step: float = 0.0, missing: float = 0.0) -> Cell:
    """Marks of a panel by a normal law: SDs .35, .35, .5 around 3."""

    def make(lot: np.random.Generator) -> Made:
        theta = 3 + lot.normal(0, 0.35, people)
        y = theta[:, None] - lot.normal(0, 0.35, voters) + lot.normal(0, 0.5, (people, voters))
        if step:
            y = np.round(y / step) * step
        return _full(y, lot.random(y.shape) >= missing), theta

    return make


def groups(*, apart: float, sizes: tuple[int, ...] = (5, 10, 40)) -> Cell:
    """Normal marks by three groups weighted .4/.3/.3 who differ about people by this SD."""

    def make(lot: np.random.Generator) -> Made:
        weights, people = np.array([0.4, 0.3, 0.3]), 12
        own = 3 + lot.normal(0, 0.35, (people, 1)) + lot.normal(0, apart, (people, len(sizes)))
        group = np.repeat(np.arange(len(sizes)), sizes)
        y = (
            own[:, group]
            - lot.normal(0, 0.35, len(group))
            + lot.normal(0, 0.5, (people, len(group)))
        )
        return _full(y, np.ones(y.shape, bool), group, weights), own @ weights

    return make


def graded_groups(*, apart: float, top: float = 0.9, sizes: tuple[int, ...] = (5, 10, 40)) -> Cell:
    """The same in four grades with a share of top ones, by a probit law."""

    def make(lot: np.random.Generator) -> Made:
        weights, people, total = np.array([0.4, 0.3, 0.3]), 12, np.sqrt(1 + 0.25 + 0.49 + apart**2)
        high = -total * NormalDist().inv_cdf(top)
        cuts = np.array([high - 1.6, high - 1.0, high])
        own = lot.normal(0, 0.5, (people, 1)) + lot.normal(0, apart, (people, len(sizes)))
        group = np.repeat(np.arange(len(sizes)), sizes)
        place = (
            own[:, group] - lot.normal(0, 0.7, len(group)) + lot.normal(0, 1, (people, len(group)))
        )
        y = POINTS[(place[:, :, None] > cuts).sum(axis=2)]
        chance = ndtr((own[:, :, None] - cuts) / np.sqrt(1.49))
        return _full(y, np.ones(y.shape, bool), group, weights), chance @ np.diff(POINTS) @ weights

    return make


def towns(*, panel: int, most: float, units: int = 11, local: int = 20) -> Cell:
    """One person a town in four grades: local voters of his own, and a panel that judges all.
    `most`: where the top grade begins, on a scale of one residual."""

    def make(lot: np.random.Generator) -> Made:
        theta, town = lot.normal(0, 0.7, units), lot.normal(0, 0.6, units + 1)
        cuts = np.array([-most - 1.6, -most - 1.0, -most])
        ratee = np.concatenate(
            [np.repeat(np.arange(units), local), np.tile(np.arange(units), panel)]
        )
        rater = np.concatenate([
            np.arange(units * local), np.repeat(units * local + np.arange(panel), units)
        ])  # fmt: skip
        unit_of = np.concatenate([np.repeat(np.arange(units), local), np.full(panel, units)])
        severity = lot.normal(0, 0.7, units * local + panel)
        place = theta[ratee] - severity[rater] - town[unit_of[rater]] + lot.normal(0, 1, len(ratee))
        order = np.lexsort((rater, ratee))
        y = POINTS[(place[:, None] > cuts).sum(axis=1)]
        made = Design(
            _ids("p", units), _ids("r", len(unit_of)), _ids("u", units + 1), ratee[order],
            rater[order], unit_of, np.zeros(len(unit_of), np.int64), y[order],
        )  # fmt: skip
        chance = ndtr((theta[:, None] - cuts) / np.sqrt(1 + 0.49 + 0.36))
        return made, chance @ np.diff(POINTS)

    return make


def _full(
    y: np.ndarray, there: np.ndarray, group: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> Design:  # fmt: skip
    people, voters = y.shape
    ratee, rater = np.nonzero(there)
    group = np.zeros(voters, np.int64) if group is None else group
    weights = np.ones(1) if weights is None else weights
    return Design(
        _ids("p", people), _ids("r", voters), (), ratee, rater, np.full(voters, -1), group,
        y[there], tuple(f"g{n}" for n in range(len(weights))), tuple(weights.tolist()),
    )  # fmt: skip


def gaussian_towns(*, units: int, panel: int, local: int) -> Cell:
    """`towns` of `ballots` as a cell, effects around 3."""

    def make(lot: np.random.Generator) -> Made:
        made, theta = towns_by_normal_law(lot, units=units, panel=panel, local=local)
        return made, 3 + theta

    return make


def _ids(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{n:03d}" for n in range(count))


@dataclass
class Score:
    """How claims fared over many rounds: shares are of people, pairs or claims."""

    sets: int = 0
    contrasts: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    real: int = 0
    wrong: int = 0
    listed: int = 0
    hits: int = 0
    claimed: float = 0.0

    @property
    def cover(self) -> float:
        """Share of intervals of the distance from the mean that hold the truth."""
        return float(np.mean(self.contrasts))

    @property
    def absolute(self) -> float:
        """The same of the expected scores themselves."""
        return float(np.mean(self.scores))

    @property
    def error(self) -> float:
        """Standard error of `cover` over rounds."""
        return float(np.std(self.contrasts) / len(self.contrasts) ** 0.5)

    def add(self, found: Adjusted, truth: np.ndarray) -> None:
        """One round whose true expected scores are known, people in the order of ids."""
        self.sets += 1
        rows, around = found.standings, truth - truth.mean()
        against = [found.against_mean()[row.ratee] for row in rows]
        held = [low <= t <= high for (_, low, high), t in zip(against, around, strict=True)]
        self.contrasts.append(float(np.mean(held)))
        self.widths.append(float(np.mean([high - low for _, low, high in against])))
        held = [row.low <= t <= row.high for row, t in zip(rows, truth, strict=True)]
        self.scores.append(float(np.mean(held)))
        at = {row.ratee: t for row, t in zip(rows, truth, strict=True)}
        for pair in found.pairs():
            if pair.verdict == "real":
                self.real += 1
                self.wrong += pair.difference * (at[pair.a] - at[pair.b]) < 0
        best = set(sorted(at, key=lambda name: -at[name])[: found.top])
        for row in rows:
            if row.top_k is not None and row.top_k >= 0.5:
                self.listed += 1
                self.hits += row.ratee in best
                self.claimed += row.top_k

    def __str__(self) -> str:
        """One line as it is printed beside a cell."""
        return (
            f"{self.sets} sets: contrast {self.cover:.3f} ({self.error:.3f}), expected score "
            f"{self.absolute:.3f}, width {np.mean(self.widths):.2f}; real {self.real}, wrong sign "
            f"{self.wrong}; listed {self.listed / self.sets:.2f} a round, hit "
            f"{self.hits / max(1, self.listed):.2f}, claimed {self.claimed / max(1, self.listed):.2f}"
        )


def scored(cell: Cell, *, sets: int, seed: int, draws: int = 2000) -> Score:
    """So many rounds of a cell; those whose ballots are all the same say nothing and are left
    out."""
    lot, out = np.random.default_rng(seed), Score()
    for _ in range(sets):
        made, truth = cell(lot)
        if np.ptp(made.y):
            out.add(Adjusted(made, draws=draws), truth)
    return out


CELLS: dict[str, Cell] = {
    "92 % top, 20 × 30": grades(cuts=(-6, -5, -3.3)),
    "94 % top, 20 × 10": grades(cuts=(-6, -5, -3.3), voters=10),
    "98 % top, 20 × 30": grades(cuts=(-8, -7, -4.8)),
    "80 % top, 20 × 30": grades(cuts=(-4.35, -3.35, -1.65)),
    "80 % top, 20 × 10": grades(cuts=(-4.35, -3.35, -1.65), voters=10),
    "balanced, 20 × 30": grades(cuts=(-2, -0.5, 1), strict=1.0),
    "balanced, 20 × 10": grades(cuts=(-2, -0.5, 1), strict=1.0, voters=10),
    "skewed merit, 91 %": grades(cuts=(-6, -5, -3.6), merit=1.2, skewed=True),
    "92 % top, 30 % missing": grades(cuts=(-6, -5, -3.3), missing=0.3),
    "89 % top, five items": several_items(cuts=(-6, -5, -3.5)),
    "balanced, five items": several_items(cuts=(-2, -0.5, 1)),
    "panel 5 × 3": panel(people=5, voters=3),
    "panel 8 × 3": panel(people=8, voters=3),
    "panel 11 × 5": panel(people=11, voters=5),
    "panel 20 × 3": panel(people=20, voters=3),
    "panel 11 × 5, steps of 1/33": panel(people=11, voters=5, step=1 / 33),
    "panel 20 × 15, 30 % missing": panel(people=20, voters=15, missing=0.3),
    "groups apart by .25": groups(apart=0.25),
    "groups apart by .12": groups(apart=0.12),
    "groups in grades, .25": graded_groups(apart=0.25),
    "groups in grades, .12": graded_groups(apart=0.12),
    "11 towns in grades, panel 5": towns(panel=5, most=1.9),
    "11 towns in grades, panel 3": towns(panel=3, most=1.9),
    "11 towns, panel 3": gaussian_towns(units=11, panel=3, local=20),
    "11 towns, panel 5": gaussian_towns(units=11, panel=5, local=20),
    "5 towns, panel 3": gaussian_towns(units=5, panel=3, local=6),
}


def stormed(*, voters: int, sets: int, seed: int) -> int:
    """In how many rounds of 92 % top grades an average person is listed when so many voters give
    him the top and everybody else the lowest."""
    lot, listed = np.random.default_rng(seed), 0
    for _ in range(sets):
        made, truth = CELLS["92 % top, 20 × 30"](lot)
        friend = int(np.argsort(truth)[len(truth) // 2])
        bought = made.rater < voters
        y = np.where(bought, np.where(made.ratee == friend, POINTS[-1], POINTS[0]), made.y)
        row = Adjusted(replace(made, y=y), draws=1000).standings[friend]
        listed += row.top_k is not None and row.top_k >= 0.5
    return listed
