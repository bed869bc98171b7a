"""From the ballots of a round to the engine and back: standings, second opinion, flags.

Pure. What comes back is kept with the round and names no voter: severities stay as a spread,
never as a list.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from dunmiao.assessments.rules.schemes import APPRAISAL, Answers, Form
from dunmiao.engines.appraisal.design import Vote, design
from dunmiao.engines.appraisal.differential import differential
from dunmiao.engines.appraisal.flags import NONE, Flag, flags
from dunmiao.engines.appraisal.mfrm import NoScale, mfrm
from dunmiao.engines.appraisal.publication import LEAST
from dunmiao.engines.appraisal.region import NotConverged
from dunmiao.engines.appraisal.reliability import Shares, dstudy, raters_for, reliability
from dunmiao.engines.appraisal.standing import Adjusted, NotComparable
from dunmiao.engines.appraisal.standing_files import standing_json

TARGET = 0.8
STUDIED = (3, 5, 8, 10, 15, 20, 30, 50)
MOST_RATEES = 4000


@dataclass(frozen=True, slots=True)
class Box:
    """The ballots of one closed session: (group, answers) in random order, its people by key."""

    key: str
    place: str
    subjects: Sequence[str]
    ballots: Sequence[tuple[str, Answers]]


def votes_of(boxes: Iterable[Box], form: Form, *, least: int = LEAST) -> list[Vote]:
    """Graded marks as votes. A voter is a rater of his own only in a group of `least` or more;
    smaller groups speak as one, so that no severity belongs to a person."""
    points = {name: float(value) for name, value in form.grades}
    boxes = list(boxes)
    places = {box.place for box in boxes}
    out = []
    for box in boxes:
        sizes: dict[str, int] = {}
        for group, _ in box.ballots:
            sizes[group] = sizes.get(group, 0) + 1
        for number, (group, answers) in enumerate(box.ballots):
            rater = f"{box.key}/{group}" + (f"/{number:05d}" if sizes[group] >= least else "")
            unit = box.place if len(places) > 1 else ""
            for subject, marks in zip(box.subjects, answers, strict=True):
                out += [
                    Vote(subject, rater, unit, item, points[mark], group)
                    for item, mark in zip(form.item_names, marks, strict=True)
                    if mark in points
                ]
    return out


def fit_round(
    boxes: Sequence[Box], form: Form, *, more: Sequence[Vote] = (), seed: int = 0
) -> dict[str, Any] | None:
    """The standing of a round as plain JSON, None where there is nothing to compare.

    `more`: ratings of named people, such as a panel, whose judging in several sessions links
    them. Keys as in the file of `dunmiao appraise`, without raters; and `against_mean` (difference, low, high), `severity` (spread of
    the voters' strictness), `reliability`, `needed` (voters for .80), `dstudy`, `opinion`, and
    `differential` (a group stricter on one item or one person than on the rest).
    """
    if form.kind != APPRAISAL:
        return None
    votes = [*votes_of(boxes, form), *more]
    scheme = form.scheme()
    found = _adjusted(
        votes,
        seed,
        weights={group: float(weight) for group, weight in scheme.groups.items()},
        items={item: float(weight) for item, weight in scheme.items.items()},
    )
    if found is None:
        return None
    made = found.design
    shares = Shares.of(found.fit)
    shared = len(boxes) == 1
    middle = statistics.median(made.counts().tolist())
    severities = np.sort(found.fit.rater_severity)
    return _plain(found) | {
        "severity": {
            "raters": len(made.raters),
            "low": float(np.quantile(severities, 0.1)),
            "high": float(np.quantile(severities, 0.9)),
        },
        "typical_ballots": middle,
        "reliability": reliability(shares, max(1, round(middle)), shared=shared),
        "needed": raters_for(shares, TARGET, shared=shared),
        "dstudy": dstudy(shares, STUDIED, shared=shared),
        "opinion": second_opinion(votes),
        "differential": _differential(votes_of(boxes, form)),
    }


def _differential(votes: Sequence[Vote]) -> dict[str, Any]:
    """How many questions of differential severity were asked, and those that are real. Raters
    who speak as one are no group."""
    parts = {vote.rater: vote.rater.split("/") for vote in votes}
    found = differential(votes, {rater: p[1] for rater, p in parts.items() if len(p) > 2})
    return {"asked": len(found), "real": [asdict(row) for row in found if row.verdict == "real"]}


def fit_votes(votes: Sequence[Vote], *, seed: int = 0) -> dict[str, Any] | None:
    """The standing by named raters alone, such as a panel's, in the same form without raters;
    None for fewer than two of either side."""
    found = _adjusted(votes, seed)
    return None if found is None else _plain(found)


def _adjusted(
    votes: Sequence[Vote],
    seed: int,
    *,
    weights: Mapping[str, float] | None = None,
    items: Mapping[str, float] | None = None,
) -> Adjusted | None:
    if len({vote.ratee for vote in votes}) < 2 or len({vote.rater for vote in votes}) < 2:
        return None
    return Adjusted(design(votes, weights=weights, items=items), seed=seed)


def _plain(found: Adjusted) -> dict[str, Any]:
    plain = standing_json(found)
    del plain["raters"]
    return plain | {"against_mean": found.against_mean()}


def growth_of(
    before: Sequence[Vote], after: Sequence[Vote], *, seed: int = 0
) -> dict[str, tuple[float, float, float]]:
    """Ratee → (change, low, high) between two occasions on which the same raters judged him.

    One fit of both occasions, in which each person is two ratees, so that the covariance of the
    two estimates is known; who is not linked by common raters is left out. Both must name the
    raters alike.
    """
    old, new = "\x1f0", "\x1f1"
    both = {vote.ratee for vote in before} & {vote.ratee for vote in after}
    votes = [
        replace(vote, ratee=vote.ratee + mark)
        for occasion, mark in ((before, old), (after, new))
        for vote in occasion
    ]
    found = _adjusted(votes, seed) if both else None
    out: dict[str, tuple[float, float, float]] = {}
    for ratee in sorted(both) if found else ():
        assert found is not None
        try:
            pair = found.compare(ratee + old, ratee + new)
        except NotComparable:
            continue
        out[ratee] = (-pair.difference, -pair.high, -pair.low)
    return out


def second_opinion(votes: Sequence[Vote]) -> dict[str, Any] | None:
    """What the many-facet Rasch model says, None where there is nothing to scale, or where the
    ballots are so few or so alike that its maximum is not found."""
    try:
        scale = mfrm(votes)
    except (NoScale, NotConverged):
        return None
    fits = [fit.outfit for fit in scale.rater_fit.values()]
    return {
        "grades": list(scale.grades),
        "counts": list(scale.counts),
        "steps": list(scale.steps),
        "is_ordered": scale.is_ordered,
        "difficulty": scale.difficulty,
        "item_fit": {
            item: {"infit": fit.infit, "outfit": fit.outfit} for item, fit in scale.item_fit.items()
        },
        "erratic": sum(fit > 1.5 for fit in fits),
        "raters": len(fits),
        "reliability": scale.reliability,
        "standing": scale.standing,
    }


def check_box(box: Box, form: Form, *, seed: int = 0) -> list[Flag]:
    """Flags of one session, about the batch and never about a voter."""
    order = {name: at for at, name in enumerate(form.grade_names)}
    shape = (len(box.ballots), len(box.subjects), len(form.items))
    grades = np.full(shape, NONE, dtype=np.int64)
    for at, (_, answers) in enumerate(box.ballots):
        for ratee, marks in enumerate(answers):
            for item, mark in enumerate(marks):
                grades[at, ratee, item] = order.get(mark, NONE)
    return flags(grades, seed=seed)


def flag_json(session: str, flag: Flag) -> dict[str, Any]:
    """A flag as it is kept with a round."""
    return {
        "session": session,
        "kind": flag.kind,
        "verdict": flag.verdict,
        "p": flag.p_max,
        "power": flag.power,
        "finding": {**flag.finding, "severity": "warning"},
    }


def relation(low: float, high: float) -> str:
    """`above` or `below` the mean where the interval leaves it out, else `cannot-tell`."""
    if low > 0:
        return "above"
    return "below" if high < 0 else "cannot-tell"
