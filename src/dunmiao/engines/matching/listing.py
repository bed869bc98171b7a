"""The pairs of a nation worth listing: of each post the best people, and how good the best of those
left out can be.

A score is what a person brings anywhere (`base`) and points for conditions that he meets. People
are numbered by falling base, so a post's best are found from the front: once its K-th best is
better than anybody further back could be, nobody further back is looked at. What is left out is
covered by the post's threshold τ: no pair that is not listed scores more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dunmiao.engines.matching.problem import NOTHING, Ints
from dunmiao.engines.matching.screen import Condition, Index, Words

# How many people are looked at first; each further look takes twice as many.
FIRST_LOOK = 1 << 16


@dataclass(frozen=True, order=True)
class Points:
    """What meeting a condition adds to a score."""

    condition: Condition
    points: int


@dataclass(frozen=True)
class Wanted:
    """A post as the screen sees it: hard rules, points, how many of its best are listed, and, for
    a post of a team, the classes of people of which so many each are listed besides."""

    rules: tuple[Condition, ...]
    points: tuple[Points, ...]
    most: int
    classes: tuple[Condition, ...] = ()
    most_each: int = 0
    # Everybody who scores at least this is listed as well.
    floor: int | None = None


@dataclass(frozen=True, eq=False)
class Listed:
    """Of one post: people (by their number in `columns`) and scores, ascending by person; `unlisted`
    is τ (NOTHING where all are listed), `classes` the same by class: (who meets which, τ)."""

    people: Ints
    scores: Ints
    unlisted: int
    classes: tuple[tuple[tuple[bool, ...], int], ...] = ()


class Screen:
    """People of a nation: columns of integers for rules, and the base of everybody's scores."""

    def __init__(self, columns: Mapping[str, Ints], base: Ints) -> None:
        """Number the people by falling base (equal: by their number in the columns)."""
        self.order = np.lexsort((np.arange(len(base)), -base))
        self.base = base[self.order]
        self.index = Index({name: column[self.order] for name, column in columns.items()})

    def counts(self, posts: Sequence[Wanted]) -> Ints:
        """How many people meet the hard rules of each post."""
        return self.index.counts([post.rules for post in posts])

    def lists(self, posts: Sequence[Wanted]) -> Iterator[tuple[int, Listed]]:
        """(post, what is listed of it), in an order that shares work."""
        for post, bits in self.index.each([post.rules for post in posts]):
            yield post, self.listed(posts[post], bits)

    def listed(self, post: Wanted, bits: Words) -> Listed:
        """What is listed of a post whose rules these people meet."""
        parts = [self._best(post, bits, post.most, post.floor)]
        classes = []
        for kind, inside in self._classes(post, bits):
            found = self._best(post, inside, post.most_each, None)
            parts.append(found)
            if found[2] != NOTHING:
                classes.append((kind, found[2]))
        places = np.unique(np.concatenate([part[0] for part in parts]))
        people = self.order[places]
        by_person = np.argsort(people)
        scores = self._scores(post, places)
        return Listed(people[by_person], scores[by_person], parts[0][2], tuple(classes))

    def _classes(self, post: Wanted, bits: Words) -> Iterator[tuple[tuple[bool, ...], Words]]:
        """Each class of people who meet the rules: who meets just these of the requirements."""
        if not post.classes:
            return
        for number in range(1 << len(post.classes)):
            kind = tuple(bool(number >> q & 1) for q in range(len(post.classes)))
            inside = bits
            for meets, condition in zip(kind, post.classes, strict=True):
                mark = self.index.bits(condition)
                inside = inside & (mark if meets else ~mark)
            if inside.any():
                yield kind, inside

    def _best(
        self, post: Wanted, bits: Words, most: int, floor: int | None
    ) -> tuple[Ints, Ints, int]:
        """(places, scores, τ): the `most` best, the smaller number first where scores are equal,
        and all who score at least `floor`."""
        bonus = sum(max(0, one.points) for one in post.points)
        places, scores = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        begin, size, is_cut = 0, FIRST_LOOK // 64, False
        while begin < len(bits):
            new = self.index.people_of(bits[begin : begin + size]) + begin * 64
            places = np.concatenate([places, new])
            scores = np.concatenate([scores, self._scores(post, new)])
            begin, size = begin + size, size * 2
            if len(places) < most or not most:
                continue
            places, scores, cut = self._cut(places, scores, most, floor)
            is_cut = is_cut or cut
            bar = _kth(scores, most) if floor is None else min(_kth(scores, most), floor)
            if begin < len(bits) and self._further(begin, bonus) < bar:
                is_cut = is_cut or bool(bits[begin:].any())
                break
        return places, scores, _threshold(scores, most, floor) if is_cut else NOTHING

    def _further(self, begin: int, bonus: int) -> int:
        """Nobody from this word on can score more."""
        return int(self.base[begin * 64]) + bonus

    def _cut(
        self, places: Ints, scores: Ints, most: int, floor: int | None
    ) -> tuple[Ints, Ints, bool]:
        """Only the best, and whether somebody was left out."""
        order = np.lexsort((self.order[places], -scores))
        wanted = np.arange(len(order)) < most
        if floor is not None:
            wanted |= scores[order] >= floor
        kept = order[wanted]
        return places[kept], scores[kept], len(kept) < len(order)

    def _scores(self, post: Wanted, places: Ints) -> Ints:
        scores: Ints = self.base[places].copy()
        for one in post.points:
            bits = self.index.bits(one.condition)
            has = (bits[places >> 6] >> (places & 63).astype(np.uint64)) & np.uint64(1)
            scores += has.astype(np.int64) * one.points
        return scores


def _kth(scores: Ints, most: int) -> int:
    """The least of the `most` best scores."""
    return int(np.partition(scores, len(scores) - most)[len(scores) - most])


def _threshold(scores: Ints, most: int, floor: int | None) -> int:
    """No score left out is above this: not above the last of the best, and below the floor."""
    last = _kth(scores, most)
    return last if floor is None or last < floor else floor - 1
