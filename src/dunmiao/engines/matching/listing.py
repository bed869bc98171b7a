"""The pairs of a nation worth listing: of each post the best people, and how good the best of those
left out can be.

A score is what a person brings anywhere (`base`) and points for conditions that he meets. People
are numbered by falling base, so a post's best are found from the front: once its K-th best is
better than anybody further back could be, nobody further back is looked at. What is left out is
covered by the post's threshold τ: no pair that is not listed scores more.

With prices taken off the base the same search is the price-out: whoever would still gain is found
without ever listing all pairs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.problem import Ints
from dunmiao.engines.matching.screen import Condition, Index, Words

# How many people are looked at first; each further look takes twice as many.
FIRST_LOOK = 1 << 15
# The threshold of a post of which every eligible pair is listed.
NOTHING = -(2**62)


@dataclass(frozen=True, order=True)
class Points:
    """What meeting a condition adds to a score."""

    condition: Condition
    points: int


@dataclass(frozen=True)
class Wanted:
    """A post as the screen sees it: hard rules, points, how many of its best are listed, and, for
    a post of a team, the classes of people (who meets which of these) of which so many each are
    listed besides. With a `floor` everybody who scores at least that is listed as well."""

    rules: tuple[Condition, ...]
    points: tuple[Points, ...]
    most: int
    classes: tuple[Condition, ...] = ()
    most_each: int = 0
    floor: int | None = None


@dataclass(frozen=True, eq=False)
class Listed:
    """Of one post: people (by their number in the columns) and scores, ascending by person;
    `threshold` is τ, NOTHING where all are listed."""

    people: Ints
    scores: Ints
    threshold: int


class Screen:
    """People of a nation: columns of integers for rules, and the base of everybody's scores."""

    def __init__(self, columns: Mapping[str, Ints], base: Ints) -> None:
        """Number the people by falling base (equal: by their number in the columns)."""
        self.order = np.lexsort((np.arange(len(base)), -base))
        self.base = base[self.order]
        self.index = Index({name: column[self.order] for name, column in columns.items()})

    def priced(self, base: Ints) -> "Screen":
        """The same people with another base (by their number in the columns)."""
        columns = {}
        for name, column in self.index.columns.items():
            columns[name] = np.empty_like(column)
            columns[name][self.order] = column
        return Screen(columns, base)

    def counts(self, posts: Sequence[Wanted]) -> Ints:
        """How many people meet the hard rules of each post."""
        return self.index.counts([post.rules for post in posts])

    def lists(self, posts: Sequence[Wanted]) -> Iterator[tuple[int, Listed]]:
        """(post, what is listed of it), in an order that shares work."""
        for post, bits in self.index.each([post.rules for post in posts]):
            yield post, self.listed(posts[post], bits)

    def listed(self, post: Wanted, bits: Words) -> Listed:
        """What is listed of a post whose rules these people meet."""
        best, threshold = self._best(post, bits, post.most, post.floor)
        parts = [best]
        parts += [self._best(post, own, post.most_each)[0] for own in self._classes(post, bits)]
        places = np.unique(np.concatenate(parts))
        people = self.order[places]
        by_person = np.argsort(people)
        scores = self._scores(post, places)
        return Listed(people[by_person], scores[by_person], threshold)

    def _classes(self, post: Wanted, bits: Words) -> Iterator[Words]:
        """The people of each class who meet the rules."""
        for number in range(1 << len(post.classes)) if post.classes else ():
            inside = bits
            for place, condition in enumerate(post.classes):
                mark = self.index.bits(condition)
                inside = inside & (mark if number >> place & 1 else ~mark)
            yield inside

    def _best(
        self, post: Wanted, bits: Words, most: int, floor: int | None = None
    ) -> tuple[Ints, int]:
        """(places, τ): the `most` best, the smaller number first where scores are equal, and all
        who score at least `floor`."""
        bonus = sum(max(0, one.points) for one in post.points)
        places, scores = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        begin, size, is_cut = 0, FIRST_LOOK // 64, False
        while begin < len(bits):
            new = self.index.people_of(bits[begin : begin + size]) + begin * 64
            places = np.concatenate([places, new])
            scores = np.concatenate([scores, self._scores(post, new)])
            begin, size = begin + size, size * 2
            bar = _bar(scores, most, floor)
            if bar is None:
                continue
            kept = self._kept(places, scores, most, floor)
            is_cut = is_cut or len(kept) < len(places)
            places, scores = places[kept], scores[kept]
            if begin < len(bits) and int(self.base[begin * 64]) + bonus < bar:
                is_cut = is_cut or bool(bits[begin:].any())
                break
        return places, _threshold(scores, most, floor) if is_cut else NOTHING

    def _kept(self, places: Ints, scores: Ints, most: int, floor: int | None) -> Ints:
        """The places of those listed, of those looked at."""
        kept = np.zeros(len(scores), dtype=bool)
        if most and len(scores) > most:
            near = np.flatnonzero(scores >= _kth(scores, most))
            order = np.lexsort((self.order[places[near]], -scores[near]))
            kept[near[order[:most]]] = True
        else:
            kept[:] = most > 0
        if floor is not None:
            kept |= scores >= floor
        chosen: Ints = np.flatnonzero(kept)
        return chosen

    def _scores(self, post: Wanted, places: Ints) -> Ints:
        scores: Ints = self.base[places].copy()
        words, shifts = places >> 6, (places & 63).astype(np.uint64)
        for one in post.points:
            has = (self.index.bits(one.condition)[words] >> shifts) & np.uint64(1)
            scores += has.astype(np.int64) * one.points
        return scores


def _bar(scores: Ints, most: int, floor: int | None) -> int | None:
    """Whoever scores less than this is not listed; None while everybody may be."""
    if len(scores) < most:
        return None
    if not most:
        return floor
    last = _kth(scores, most)
    return last if floor is None else min(last, floor)


def _kth(scores: Ints, most: int) -> int:
    """The least of the `most` best scores."""
    return int(np.partition(scores, len(scores) - most)[len(scores) - most])


def _threshold(scores: Ints, most: int, floor: int | None) -> int:
    """No score left out is above this: not above the last of the best, and below the floor."""
    last = _kth(scores, most) if most else NOTHING
    if floor is None:
        return last
    return last if most and last < floor else floor - 1
