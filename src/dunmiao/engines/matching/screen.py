"""Who meets a post's hard rules, for a nation: one bit a person, one bitmap a condition.

Never a table of people times posts. A condition is looked up in a bitmap of all people (125 kB for
a million), a post's conditions are joined by AND, and a count is a population count. Counts, the
funnel (how many each rule takes, in its order and alone) and "why not" come from the same bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.matching.problem import Ints

Words = NDArray[np.uint64]
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "any of")


@dataclass(frozen=True, order=True)
class Condition:
    """A hard rule of a post: `attribute operator value`, with the code by which it is told.

    `value` is an integer; for `in` and `not in` a tuple of them; for `any of` a mask of which the
    person's attribute has a bit.
    """

    code: str
    attribute: str
    operator: str
    value: int | tuple[int, ...]

    def holds(self, actual: int) -> bool:
        """For one person, the slow and plain way."""
        value = self.value
        if isinstance(value, tuple):
            return (actual in value) == (self.operator == "in")
        compared = {
            "==": actual == value,
            "!=": actual != value,
            "<": actual < value,
            "<=": actual <= value,
            ">": actual > value,
            ">=": actual >= value,
            "any of": bool(actual & value),
        }
        return compared[self.operator]


@dataclass(frozen=True)
class Taken:
    """One step of a funnel: the condition, whom it takes of those left by the conditions before
    it, and whom it would take alone."""

    code: str
    in_order: int
    alone: int


class Index:
    """Bitmaps over the people of some columns of integers, made when first asked for.

    ValueError for a column that is not there and for an operator that is none.
    """

    def __init__(self, columns: Mapping[str, Ints]) -> None:
        """One entry a person in each column; kept as small as its numbers allow."""
        self.columns = {name: _small(column) for name, column in columns.items()}
        sizes = {len(column) for column in self.columns.values()}
        if len(sizes) != 1:
            raise ValueError("columns are of different lengths")
        self.people = sizes.pop()
        self.words = -(-self.people // 64)
        self.everybody = self._packed(np.ones(self.people, dtype=bool))
        self.known: dict[tuple[str, str, int | tuple[int, ...]], Words] = {}

    def __getstate__(self) -> dict[str, object]:
        """Bitmaps are made anew where the index is sent: that is quicker than sending them."""
        return self.__dict__ | {"known": {}}

    def _packed(self, marks: NDArray[np.bool_]) -> Words:
        padded = np.zeros(self.words * 64, dtype=bool)
        padded[: self.people] = marks
        return np.packbits(padded, bitorder="little").view(np.uint64)

    def bits(self, condition: Condition) -> Words:
        """Who meets it."""
        key = (condition.attribute, condition.operator, condition.value)
        if key not in self.known:
            self.known[key] = self._packed(self._marks(condition))
        return self.known[key]

    def _marks(self, condition: Condition) -> NDArray[np.bool_]:
        if condition.attribute not in self.columns:
            raise ValueError(f'no column "{condition.attribute}"')
        column, value = self.columns[condition.attribute], condition.value
        if isinstance(value, tuple):
            among = np.isin(column, value)
            return among if condition.operator == "in" else ~among
        if condition.operator == "any of":
            some: NDArray[np.bool_] = (column & value) != 0
            return some
        compare = {
            "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal,
            ">": np.greater, ">=": np.greater_equal,
        }  # fmt: skip
        if condition.operator not in compare:
            raise ValueError(f'unknown operator "{condition.operator}"')
        marks: NDArray[np.bool_] = compare[condition.operator](column, value)
        return marks

    def eligible(self, conditions: Sequence[Condition]) -> Words:
        """Who meets all of them."""
        out = self.everybody.copy()
        for condition in conditions:
            out &= self.bits(condition)
        return out

    def each(self, posts: Sequence[Sequence[Condition]]) -> Iterator[tuple[int, Words]]:
        """(post, who meets its conditions) in an order in which posts that begin with the same
        conditions share the work; the bits are good until the next post."""
        stack: list[Words] = [self.everybody]
        before: Sequence[Condition] = ()
        for post in sorted(range(len(posts)), key=lambda number: tuple(posts[number])):
            conditions = posts[post]
            same = _shared_head(before, conditions)
            del stack[same + 1 :]
            for condition in conditions[same:]:
                stack.append(stack[-1] & self.bits(condition))
            before = conditions
            yield post, stack[-1]

    def counts(self, posts: Sequence[Sequence[Condition]]) -> Ints:
        """How many people meet the conditions of each post."""
        out = np.zeros(len(posts), dtype=np.int64)
        for post, bits in self.each(posts):
            out[post] = count(bits)
        return out

    def funnel(self, conditions: Sequence[Condition]) -> list[Taken]:
        """What each condition takes, in this order and alone."""
        left, steps = self.everybody, []
        for condition in conditions:
            kept = left & self.bits(condition)
            alone = self.people - count(self.bits(condition))
            steps.append(Taken(condition.code, count(left) - count(kept), alone))
            left = kept
        return steps

    def why_not(self, conditions: Sequence[Condition], person: int) -> list[Condition]:
        """Every condition that a person does not meet."""
        word, bit = divmod(person, 64)
        return [c for c in conditions if not int(self.bits(c)[word]) >> bit & 1]


def _small(column: Ints) -> Ints:
    """The column in the smallest integers that hold it."""
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    kind = np.promote_types(np.min_scalar_type(min(low, -1)), np.min_scalar_type(max(high, 0)))
    small: Ints = column.astype(kind if kind.kind == "i" else np.int64)
    return small


def people_in(bits: Words, words: Ints) -> Ints:
    """The people of these words whose bits are set, ascending where the words are."""
    marks = np.unpackbits(bits[words].view(np.uint8), bitorder="little")
    at = np.flatnonzero(marks)
    found: Ints = (words[at >> 6] << 6) + (at & 63)
    return found


def count(bits: Words) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum())


def _shared_head(one: Sequence[Condition], other: Sequence[Condition]) -> int:
    same = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        same += 1
    return same
