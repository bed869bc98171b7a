"""One linked part of a round as arrays: who was judged by whom, in which group and unit.

People and groups of voters make *cells*; what is estimated is one latent value a cell, and a
person's score is the sum over his cells with the weights of the scheme.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.design import Design

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WIDE = 32  # ballots of a rater, above which his row is held whole


@dataclass(frozen=True)
class Room:
    """Ballots by (ratee, rater), ids counted from zero. `unit` is -1 without a unit effect;
    `weights` (people × groups) sum to 1 over the groups that judged a person."""

    people: int
    raters: int
    groups: int
    units: int
    ratee: Ints
    rater: Ints
    group: Ints
    unit: Ints
    y: Floats
    weights: Floats

    @property
    def cells(self) -> int:
        """Number of person × group values."""
        return self.people * self.groups

    @property
    def cell(self) -> Ints:
        """The cell of each ballot."""
        return self.ratee * self.groups + self.group


def room_of(made: Design) -> Room:
    """The ballots of one component; a person whom only groups without weight judged is scored by
    these alike."""
    people, groups = len(made.ratees), len(made.groups)
    group, unit = made.group_of[made.rater], made.unit_of[made.rater]
    units = len(made.units) if len(made.units) > 1 else 0
    seen = np.zeros((people, groups))
    seen[made.ratee, group] = 1.0
    weights = seen * np.array(made.weights)
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, seen)
    weights /= weights.sum(axis=1, keepdims=True)
    sizes = (people, len(made.raters), groups, units)
    return Room(*sizes, made.ratee, made.rater, group, unit, made.y, weights)


class Crossing:
    """Which cells each rater's ballots meet, so that raters can be absorbed by sums over pairs."""

    def __init__(self, cell: Ints, rater: Ints, cells: int, raters: int) -> None:
        """Pairs of ballots of a rater are listed where he has few, else his row is held whole."""
        self.cell, self.rater, self.cells, self.raters = cell, rater, cells, raters
        counts = np.bincount(rater, minlength=raters)
        order, ends = np.argsort(rater, kind="stable"), np.cumsum(counts)
        left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for count in np.unique(counts[(counts > 0) & (counts <= WIDE)]).tolist():
            levels = np.flatnonzero(counts == count)
            rows = order[(ends[levels] - count)[:, None] + np.arange(count)]
            one, other = np.triu_indices(count, 1)
            left.append(rows[:, one].ravel())
            right.append(rows[:, other].ravel())
        self.left, self.right = np.concatenate(left), np.concatenate(right)
        self.pair = cell[self.left] * cells + cell[self.right]
        self.few = np.flatnonzero(counts[rater] <= WIDE)
        self.wide = np.flatnonzero(counts > WIDE)
        self.ballots = np.flatnonzero(counts[rater] > WIDE)
        self.row = np.searchsorted(self.wide, rater[self.ballots]) * cells + cell[self.ballots]

    def by_rater(self, values: Floats) -> Floats:
        """Sums of ballots' values."""
        return np.asarray(np.bincount(self.rater, values, self.raters))

    def squared(self, values: Floats, weight: Floats) -> Floats:
        """Σ over raters of v v' / weight, v his values by cell: (cells × cells)."""
        shares = values[self.left] * values[self.right] / weight[self.rater[self.left]]
        half = np.bincount(self.pair, shares, self.cells**2).astype(np.float64)
        half = half.reshape(self.cells, self.cells)
        own = values[self.few] ** 2 / weight[self.rater[self.few]]
        out: Floats = half + half.T + np.diag(np.bincount(self.cell[self.few], own, self.cells))
        if len(self.wide):
            rows = np.bincount(self.row, values[self.ballots], len(self.wide) * self.cells)
            scaled = rows.reshape(-1, self.cells) / np.sqrt(weight[self.wide])[:, None]
            out += scaled.T @ scaled
        return out


class Beside:
    """Groups after the first, then units: one value each, shared by all ballots of a rater."""

    def __init__(self, room: Room) -> None:
        """Columns by ballot and by rater; the last one stands for none."""
        self.room, self.width = room, room.groups - 1 + room.units
        columns = [np.where(room.group > 0, room.group - 1, self.width)]
        if room.units:
            columns.append(room.groups - 1 + room.unit)
        self.columns = columns
        self.rows = np.zeros((room.raters, self.width + 1))  # by rater
        for column in columns:
            self.rows[room.rater, column] = 1.0
        self.rows = self.rows[:, : self.width]

    def of(self, values: Floats) -> Floats:
        """Each ballot's sum of the values that it meets."""
        padded = np.append(values, 0.0)
        return np.asarray(np.sum([padded[column] for column in self.columns], axis=0), np.float64)

    def sums(self, values: Floats) -> Floats:
        """Ballots' values by column."""
        return self.by_cell(values, np.zeros(len(values), np.int64), 1).ravel()

    def by_cell(self, values: Floats, cell: Ints, cells: int) -> Floats:
        """Ballots' values by cell and column."""
        out = np.zeros(cells * (self.width + 1))
        for column in self.columns:
            out += np.bincount(cell * (self.width + 1) + column, values, len(out))
        return np.asarray(out.reshape(cells, -1)[:, : self.width])


def by_column(index: Ints, values: Floats, size: int) -> Floats:
    """Rows of `values` summed by `index`: (size × columns)."""
    columns = [np.bincount(index, column, size) for column in values.T]
    return np.array(columns, dtype=np.float64).reshape(len(columns), size).T


def cell_precision(sd: dict[str, float], groups: int) -> tuple[Floats, float]:
    """(precision of a person's cells, half its log determinant): ratee plus group × ratee."""
    if groups == 1:
        return np.array([[sd["ratee"] ** -2]]), -math.log(sd["ratee"])
    covariance = sd["group"] ** 2 * np.eye(groups) + sd["ratee"] ** 2
    return np.asarray(np.linalg.inv(covariance), np.float64), -float(
        np.linalg.slogdet(covariance)[1]
    ) / 2


def add_blocks(matrix: Floats, block: Floats) -> None:
    """Add a block to each person's place on the diagonal."""
    groups = len(block)
    people = np.arange(len(matrix) // groups)
    at = groups * people[:, None, None] + np.arange(groups)
    matrix[at.transpose(0, 2, 1), at] += block
