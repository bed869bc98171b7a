"""Ratings as arrays and sums: what the likelihood of the many-facet model has to know of them.

The model is an exponential family: beside the sums of grades (by ratee, rater, item and grade)
the likelihood only asks which rater rated a ratee on which items. So a pass over the likelihood
never reads a rating; its cost grows with the ratees and raters.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.design import Vote

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Value = TypeVar("Value", str, float)
FEWEST_CATEGORIES = 2
DENSE = 16  # a full table of classes and patterns may be this much larger than its entries
BLOCK = 100_000  # entries looked at together


class NoScale(ValueError):
    """Everybody got the same grade, or one ratee only: there is nothing to scale."""


class Ratings:
    """Ratings sorted by ratee, rater and item: ten bytes each, and their sums.

    A *curve* is a rater on an item, a *pattern* a rater with the items that he rated on one
    ballot, a *class* the ratees whom the same patterns rated.
    """

    def __init__(self, votes: Iterable[Vote]) -> None:
        rows = votes if isinstance(votes, list) else list(votes)
        self.ratees, p = _coded(rows, lambda row: row.ratee)
        self.raters, r = _coded(rows, lambda row: row.rater)
        self.items, i = _coded(rows, lambda row: row.item)
        self.grades, x = _coded(rows, lambda row: row.score)
        if len(self.grades) < FEWEST_CATEGORIES or len(self.ratees) < 2:
            raise NoScale
        r *= len(self.items)
        r += i
        order = np.lexsort((r, p))
        self.p, keys, self.x = p[order], r[order], x[order].astype(np.int16)
        del p, r, i, x, order
        curves, self.curve = _numbered(keys)
        self.curve_r, self.curve_i = np.divmod(curves, len(self.items))
        self.score = np.bincount(self.p, weights=self.x, minlength=len(self.ratees))
        self.by_curve = np.bincount(self.curve, weights=self.x, minlength=len(curves))
        self.counts = np.bincount(self.x, minlength=len(self.grades))
        self.table = Table(self)

    @property
    def n(self) -> int:
        """How many ratings there are."""
        return len(self.p)

    def blocks(self) -> Iterator[slice]:
        """Ranges of ratings, so that what is computed for each stays bounded."""
        for low in range(0, self.n, BLOCK):
            yield slice(low, low + BLOCK)


class Table:
    """How often each pattern rated each class of ratees, and the sums over it both ways.

    `patterns` (patterns × curves) says which curves a pattern is made of; `member` the class of
    each ratee.
    """

    def __init__(self, rated: Ratings) -> None:
        ballot_p, ballot, members = _ballots(rated)
        self.patterns = np.zeros((len(members), len(rated.curve_r)))
        for at, curves in enumerate(members):
            np.add.at(self.patterns[at], curves, 1.0)
        edges = np.searchsorted(ballot_p, np.arange(len(rated.ratees) + 1))
        classes: dict[bytes, int] = {}
        kept: list[Shorts] = []
        self.member = np.empty(len(rated.ratees), dtype=np.int64)
        for ratee in range(len(rated.ratees)):
            row = np.sort(ballot[edges[ratee] : edges[ratee + 1]])
            at = classes.setdefault(row.tobytes(), len(classes))
            if at == len(kept):
                kept.append(row)
            self.member[ratee] = at
        self.trivial = len(kept) == len(rated.ratees)
        self.order = np.argsort(self.member, kind="stable")
        self.starts = np.searchsorted(self.member[self.order], np.arange(len(kept)))
        self._sums = _sums(kept, len(members))

    def rows(self, by_pattern: Floats) -> Floats:
        """(patterns × grid) summed for each class: (classes × grid)."""
        return self._sums.rows(by_pattern)

    def columns(self, by_class: Floats) -> Floats:
        """(classes × grid) summed for each curve: (curves × grid)."""
        return np.asarray(self.patterns.T @ self._sums.columns(by_class))

    def spread(self, by_class: Floats) -> Floats:
        """(classes × grid) given to each ratee."""
        return by_class if self.trivial else by_class[self.member]

    def gather(self, by_ratee: Floats) -> Floats:
        """(ratees × grid) summed for each class."""
        if self.trivial:
            return by_ratee
        return np.asarray(np.add.reduceat(by_ratee[self.order], self.starts, axis=0))


class _Full:
    """The whole table, for products of matrices; counts are exact in either precision."""

    def __init__(self, table: Floats) -> None:
        self.table: dict[Any, Floats] = {
            np.dtype(kind): table.astype(kind) for kind in (np.float64, np.float32)
        }

    def rows(self, by_pattern: Floats) -> Floats:
        return np.asarray(self.table[by_pattern.dtype] @ by_pattern)

    def columns(self, by_class: Floats) -> Floats:
        return np.asarray(self.table[by_class.dtype].T @ by_class)


class _Sparse:
    """Its entries only, once by class and once by pattern: for many raters of few people."""

    def __init__(self, pattern: Ints, owner: Ints, classes: int, patterns: int) -> None:
        order = np.argsort(pattern, kind="stable")
        self.by_class = (pattern, owner, classes)
        self.by_pattern = (owner[order], pattern[order], patterns)

    def rows(self, by_pattern: Floats) -> Floats:
        return _grouped(by_pattern, *self.by_class)

    def columns(self, by_class: Floats) -> Floats:
        return _grouped(by_class, *self.by_pattern)


def _sums(kept: list[Shorts], patterns: int) -> _Full | _Sparse:
    owner = np.repeat(np.arange(len(kept)), [len(row) for row in kept])
    pattern = np.concatenate(kept).astype(np.int64)
    if len(kept) * patterns > DENSE * len(owner):
        return _Sparse(pattern, owner, len(kept), patterns)
    table = np.zeros((len(kept), patterns))
    np.add.at(table, (owner, pattern), 1.0)
    return _Full(table)


def _grouped(values: Floats, taken: Ints, group: Ints, groups: int) -> Floats:
    """Sums of `values[taken]` by `group`, which rises; in blocks of whole groups."""
    out = np.empty((groups, values.shape[1]), dtype=values.dtype)
    starts = np.searchsorted(group, np.arange(groups + 1))
    low = 0
    while low < groups:
        high = max(low + 1, int(np.searchsorted(starts, starts[low] + BLOCK, side="right")) - 1)
        part = values[taken[starts[low] : starts[high]]]
        out[low:high] = np.add.reduceat(part, starts[low:high] - starts[low], axis=0)
        low = high
    return out


def _coded(rows: list[Vote], read: Callable[[Vote], Value]) -> tuple[list[Value], Shorts]:
    """(values in order, number of each row's value)."""
    values = sorted({read(row) for row in rows})
    number = {value: at for at, value in enumerate(values)}
    return values, np.fromiter((number[read(row)] for row in rows), np.int32, len(rows))


def _numbered(keys: Shorts) -> tuple[Ints, Shorts]:
    """(distinct keys, number of each), without an index as wide as the keys."""
    seen = np.zeros(int(keys.max()) + 1, dtype=bool)
    seen[keys] = True
    number = np.cumsum(seen, dtype=np.int32) - 1
    return np.flatnonzero(seen), number[keys]


def _ballots(rated: Ratings) -> tuple[Shorts, Shorts, list[Shorts]]:
    """(ratee, pattern) of each ballot, and the curves of each pattern."""
    rater = rated.curve_r[rated.curve]
    first = np.flatnonzero(
        np.concatenate([[True], (np.diff(rated.p) != 0) | (np.diff(rater) != 0)])
    )
    del rater
    found: dict[bytes, int] = {}
    members: list[Shorts] = []
    ballot = np.empty(len(first), dtype=np.int32)
    for at, (low, high) in enumerate(zip(first, [*first[1:], rated.n], strict=True)):
        curves = rated.curve[low:high]
        number = found.setdefault(curves.tobytes(), len(members))
        if number == len(members):
            members.append(curves)
        ballot[at] = number
    return rated.p[first], ballot, members
