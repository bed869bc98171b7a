"""Who is found and how sure that is: views of the same people, pairs, the nine boxes.

A view (口径) is one declared way of knowing somebody, such as the ballots or the talks of a
panel. Nobody is ranked: the list says in which view somebody is more likely than not among the
best fifth, and pairs say what no weighting can turn round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from dunmiao.engines.appraisal.evidence import Measure, composite, dominates, share_ahead_with_error

BALLOTS, TALKS = "民主测评", "谈话印象"
LIKELY = 0.5
MOST_PICKED = 6
THIRD = NormalDist().inv_cdf(2 / 3)  # a third of a normal spread lies beyond it on either side
LEVELS = ("低", "中", "高")
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Seen:
    """One person in one view: difference from the mean of those comparable, its 95 % interval,
    the chance to be among the best fifth, and how many ballots or notes it rests on."""

    difference: float
    low: float
    high: float
    top: float
    count: int
    component: int = 1

    @property
    def se(self) -> float:
        """The standard error that the interval stands for."""
        return (self.high - self.low) / (2 * _Z)

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves the mean out."""
        return self.low > 0 or self.high < 0


View = Mapping[str, Seen]  # by person
Views = Mapping[str, View]  # by the name of the view


def found_in(views: Views) -> dict[str, tuple[str, ...]]:
    """Person → the views in which he is as likely as not, or more, among the best fifth."""
    out: dict[str, list[str]] = {}
    for name, view in views.items():
        for person, seen in view.items():
            if seen.top >= LIKELY:
                out.setdefault(person, []).append(name)
    return {person: tuple(names) for person, names in out.items()}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people: how many views both are known in, who is ahead by any weights, by how many of
    all weightings `a` is, and whether any single view tells them apart."""

    a: str
    b: str
    views: int
    is_dominant: bool
    share: float
    is_clear: bool


def pairs_of(views: Views, people: Sequence[str], *, seed: int = 0) -> list[Pair]:
    """Every comparable pair, `a` ahead or even; dominant pairs first, else in the given order.

    Only views that know both, in the same component, count. `share` is over all weightings of
    the views (uniform) and over the errors of both, on the scale of each view's spread.
    """
    scales = {name: _spread(view) for name, view in views.items()}
    out = []
    for at, one in enumerate(people):
        for other in people[at + 1 :]:
            both = _both(views, one, other)
            if both:
                out.append(_pair(views, scales, both, one, other, seed))
    return sorted(out, key=lambda pair: not pair.is_dominant)


def _both(views: Views, one: str, other: str) -> list[str]:
    return [
        name
        for name, view in views.items()
        if one in view and other in view and view[one].component == view[other].component
    ]


def _pair(
    views: Views, scales: Mapping[str, float], both: list[str], one: str, other: str, seed: int
) -> Pair:
    def side(person: str) -> dict[str, Measure]:
        return {
            name: Measure(
                views[name][person].difference / scales[name], views[name][person].se / scales[name]
            )
            for name in both
        }

    a, b = one, other
    share = share_ahead_with_error(side(a), side(b), seed=seed)
    if share < 0.5:
        a, b, share = b, a, 1.0 - share
    first = {name: views[name][a].difference for name in both}
    second = {name: views[name][b].difference for name in both}
    if dominates(second, first):  # errors may turn the share of two who are nearly even
        a, b, share, first, second = b, a, 1.0 - share, second, first
    clear = any(
        views[name][a].low > views[name][b].high or views[name][b].low > views[name][a].high
        for name in both
    )
    return Pair(a, b, len(both), dominates(first, second), share, clear)


def _spread(view: View) -> float:
    """Standard deviation of a view over everybody in it, 1 where nobody differs."""
    values = [seen.difference for seen in view.values()]
    mean = sum(values) / len(values) if values else 0.0
    square = sum((value - mean) ** 2 for value in values) / max(1, len(values) - 1)
    return square**0.5 or 1.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A person's weighted sum of standardised views, with its 95 % interval."""

    person: str
    value: float
    low: float
    high: float


def weighed(views: Views, weights: Mapping[str, Fraction]) -> list[Weighed]:
    """The composite of everybody known in all the weighted views, in the order of the first.

    ValueError for weights that do not sum to 1.
    """
    used = [name for name, weight in weights.items() if weight]
    people = [p for p in views[used[0]] if all(p in views[name] for name in used)] if used else []
    evidence = {
        person: {
            name: Measure(views[name][person].difference, views[name][person].se) for name in used
        }
        for person in people
    }
    kept = {name: weights[name] for name in used}
    if not evidence:
        if sum(kept.values()) != 1:
            raise ValueError("weights must sum to 1")
        return []
    return [Weighed(c.person, c.value, c.low, c.high) for c in composite(evidence, kept)]


@dataclass(frozen=True, slots=True)
class Boxed:
    """A person in the nine boxes: where the estimate lies, and the chance that it is there."""

    person: str
    x: float
    y: float
    half_x: float
    half_y: float
    box: tuple[int, int]
    chance: float

    @property
    def is_certain(self) -> bool:
        """Whether this box is more likely than all others together."""
        return self.chance > LIKELY


def boxed(across: View, up: View, people: Sequence[str]) -> list[Boxed]:
    """Those of `people` who are known in both views, in units of each view's own spread.

    Boxes are cut at the thirds of a normal spread. Errors of the views are independent.
    """
    wide, high = _spread(across), _spread(up)
    out = []
    for person in people:
        if person in across and person in up:
            x, y = across[person].difference / wide, up[person].difference / high
            ex, ey = across[person].se / wide, up[person].se / high
            box = (_third(x), _third(y))
            chance = _inside(x, ex, box[0]) * _inside(y, ey, box[1])
            out.append(Boxed(person, x, y, _Z * ex, _Z * ey, box, chance))
    return out


def _third(value: float) -> int:
    return 0 if value < -THIRD else 1 if value <= THIRD else 2


def _inside(value: float, error: float, third: int) -> float:
    if error == 0:
        return 1.0
    spread = NormalDist(value, error)
    below = (0.0, spread.cdf(-THIRD), spread.cdf(THIRD), 1.0)
    return below[third + 1] - below[third]
