"""The pairs of a nation worth listing: of each post the best people, and how good the best of those
left out can be.

A score is what a person brings anywhere (`base`) and points for conditions that he meets. From a
sample of the eligible a score is guessed that about the wanted number reach. Who can reach it at all
is told by bitmaps: whose base is large enough (people are numbered by falling base), and who meets
enough of the conditions with points. Only these are looked at one by one; where the guess was too
high, again with a lower one. What is left out is covered by the post's threshold τ: no pair that is
not listed scores more.

With prices taken off the base the same search is the price-out: whoever would still gain is found
without ever listing all pairs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.problem import Ints
from dunmiao.engines.matching.screen import Condition, Index, Words, count, people_in

# One word of bits in so many is a sample; how many more than wanted a guess aims at.
SAMPLE, MORE = 16, 1.3
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
        self.falling = -self.base
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
        everybody = count(bits)
        ways = _Ways(self.index, post.points)
        reach = floor if not most else self._guess(post, bits, most, everybody)
        while True:
            if reach is not None and floor is not None:
                reach = min(reach, floor)
            places, scores = self._reaching(post, ways, bits, reach)
            if not most or len(places) >= min(most, everybody):
                break
            reach = self._lower(reach, ways)
        kept = self._kept(places, scores, most, floor)
        places, scores = places[kept], scores[kept]
        return places, _threshold(scores, most, floor) if len(kept) < everybody else NOTHING

    def _guess(self, post: Wanted, bits: Words, most: int, everybody: int) -> int | None:
        """A score that about `most` people reach; None where nearly everybody is wanted."""
        wanted = int(most * MORE / SAMPLE) + 3
        if everybody <= 4 * most or everybody < SAMPLE * wanted:
            return None
        scores = self._scores(post, people_in(bits, np.arange(0, len(bits), SAMPLE)))
        return _kth(scores, wanted) if len(scores) >= wanted else None

    def _lower(self, reach: int | None, ways: "_Ways") -> int | None:
        """A lower guess, at last none."""
        lowest = int(self.base[-1]) + ways.least
        if reach is None or reach <= lowest:
            return None
        return reach - max(1, (int(self.base[0]) + ways.most - lowest) // 8)

    def _reaching(
        self, post: Wanted, ways: "_Ways", bits: Words, reach: int | None
    ) -> tuple[Ints, Ints]:
        """(places, scores) of everybody who scores at least `reach`."""
        words = len(bits)
        if reach is not None:
            enough = int(np.searchsorted(self.falling, ways.most - reach, side="right"))
            words = min(words, -(-enough // 64))
            can = ways.reaching(reach - int(self.base[0]), words) if words else bits[:0]
            bits = bits[:words] if can is None else bits[:words] & can
        places = people_in(bits, np.flatnonzero(bits != 0))
        scores = self._scores(post, places)
        if reach is None:
            return places, scores
        good = scores >= reach
        return places[good], scores[good]

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


class _Ways:
    """Who can have at least so many points: R(j, n) = has the j-th and R(j + 1, n - points), or
    R(j + 1, n). Points below 0 are points above 0 for not meeting the condition, less a constant."""

    def __init__(self, index: Index, points: Sequence[Points]) -> None:
        self.index = index
        self.points = sorted(points, key=lambda one: -abs(one.points))
        self.least = sum(min(0, one.points) for one in points)
        self.most = sum(max(0, one.points) for one in points)
        sizes = [abs(one.points) for one in self.points]
        self.rest = [sum(sizes[at:]) for at in range(len(sizes) + 1)]

    def reaching(self, points: int, words: int) -> Words | None:
        """Bits of the first words; None: everybody."""
        known: dict[tuple[int, int], Words | None] = {}
        return self._reaching(0, points - self.least, words, known)

    def _reaching(
        self, at: int, need: int, words: int, known: dict[tuple[int, int], Words | None]
    ) -> Words | None:
        if need <= 0:
            return None
        if need > self.rest[at]:
            return np.zeros(words, dtype=np.uint64)
        if (at, need) not in known:
            one = self.points[at]
            has = self.index.bits(one.condition)[:words]
            with_it = self._reaching(at + 1, need - abs(one.points), words, known)
            has = has if one.points > 0 else ~has
            found = has if with_it is None else has & with_it
            if need <= self.rest[at + 1]:  # the others alone may be enough
                without = self._reaching(at + 1, need, words, known)
                assert without is not None  # need is above 0
                found = found | without
            known[at, need] = found
        return known[at, need]


def _kth(scores: Ints, most: int) -> int:
    """The least of the `most` best scores."""
    return int(np.partition(scores, len(scores) - most)[len(scores) - most])


def _threshold(scores: Ints, most: int, floor: int | None) -> int:
    """No score left out is above this: not above the last of the best, and below the floor."""
    last = _kth(scores, most) if most else NOTHING
    if floor is None:
        return last
    return last if most and last < floor else floor - 1
