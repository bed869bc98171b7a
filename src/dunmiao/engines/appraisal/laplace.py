"""The mode of an ordinal room at given SDs by Newton's method, raters absorbed."""

import math

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.appraisal.lattice import Node
from dunmiao.engines.appraisal.ordinal import (
    DEGREES,
    MOST_STEPS,
    SETTLED,
    Ordinal,
    Slopes,
    System,
)
from dunmiao.engines.appraisal.room import add_blocks, by_column
from dunmiao.engines.appraisal.triangular import backward, forward

Floats = NDArray[np.float64]


class Laplace(Ordinal):
    """The room with Laplace's approximation; a node's `tail` holds the severities."""

    def at(self, log_sds: Floats, warm: Node | None) -> Node:
        """Mode and curvature of all unknowns, and the log posterior of the SDs."""
        return Mode(self, log_sds, warm).node()


class Mode:
    """One climb to the mode, by steps of all unknowns together."""

    def __init__(self, model: Laplace, log_sds: Floats, warm: Node | None) -> None:
        self.model, self.log_sds = model, log_sds
        sds = dict(zip(model.hyper, np.exp(log_sds).tolist(), strict=True))
        self.variance = sds.get("rater", 1.0) ** 2
        self.fixed, self.block, self.half = model.precision(sds)
        self.scale = model.scale(sds)
        self.x = model.start() if warm is None else warm.x
        self.severity = np.zeros(model.cross.raters) if warm is None else warm.tail

    def node(self) -> Node:
        """Newton steps, halved until the objective rises."""
        value, told = self.value(self.x, self.severity)
        for _ in range(MOST_STEPS):
            step, strict, gain, factor, curved = self.step(told)
            if gain < SETTLED:
                break
            length = 1.0
            while length > 1e-6:
                x, severity = self.x + length * step, self.severity + length * strict
                reached, there = self.value(x, severity)
                if reached >= value - 1e-9:
                    break
                length /= 2
            else:
                break
            self.x, self.severity, value, told = x, severity, reached, there
        log = value + self.half - float(np.log(np.diag(factor)).sum())
        log -= float(np.log(curved).sum() + len(curved) * math.log(self.variance)) / 2
        log += self.model.prior_log(self.log_sds)
        return Node(self.log_sds, log, self.x, factor, self.severity)

    def value(self, x: Floats, severity: Floats) -> tuple[float, Slopes]:
        """The log posterior density of all unknowns (but its constants) and the ballots there."""
        model = self.model
        by_ballot = np.zeros(len(model.level))
        by_ballot[model.many] = severity[model.cross.rater]
        told = model.slopes(x, by_ballot, self.scale)
        pull = model.prior_pull(x, self.fixed, self.block)
        tails = np.log1p(severity**2 / (DEGREES * self.variance)).sum() * (DEGREES + 1) / 2
        return float(told.log.sum() - model.centred(x) @ pull / 2 - tails), told

    def step(self, told: Slopes) -> tuple[Floats, Floats, float, Floats, Floats]:
        """(step of the unknowns, of the severities, what it would gain, Cholesky factor of what
        is left of the curvature, curvature of the severities)."""
        model, many = self.model, self.model.many
        found = model.system(self.x, told)
        tau = (DEGREES + 1) / (DEGREES * self.variance + self.severity**2)
        cross = model.cross
        curved = cross.by_rater(found.weight[many]) + tau
        gradient = found.gradient - model.prior_pull(self.x, self.fixed, self.block)
        pushed = -cross.by_rater(found.push[many]) - tau * self.severity
        rows = self._rows(found)[model.linking]
        whole = self._whole(found, rows, curved)
        factor: Floats = np.asarray(np.linalg.cholesky(whole), np.float64)
        over = (pushed / curved)[cross.rater]
        left = gradient.copy()
        left[: model.size] -= rows.T @ (pushed / curved)
        left[model.size :] += np.bincount(cross.cell, found.weight[many] * over, model.room.cells)
        step = backward(factor, forward(factor, left))
        met = rows @ step[: model.size] - cross.by_rater(
            found.weight[many] * step[model.size :][cross.cell]
        )
        strict = (pushed - met) / curved
        return step, strict, float(gradient @ step + pushed @ strict), factor, curved

    def _rows(self, found: System) -> Floats:
        """What each rater's ballots have of the fixed block: how they lean on the cuts, and minus
        their weight on his group and unit."""
        model, room = self.model, self.model.room
        weight = np.bincount(room.rater, found.weight, room.raters)
        lean = by_column(room.rater, found.lean, room.raters)
        return np.hstack([lean, -weight[:, None] * model.beside.rows])

    def _whole(self, found: System, rows: Floats, curved: Floats) -> Floats:
        """The curvature of fixed and cells after the severities are absorbed."""
        model, cross, room = self.model, self.model.cross, self.model.room
        size, cells, cuts = model.size, room.cells, model.cuts
        whole = np.zeros((size + cells, size + cells))
        whole[:size, :size] = self._fixed(found) - (rows / curved[:, None]).T @ rows
        kept = np.zeros(room.raters)
        kept[model.linking] = cross.by_rater(found.weight[model.many]) / curved
        lean = np.zeros((room.raters, cuts))
        lean[model.linking] = rows[:, :cuts] / curved[:, None]
        taken = lean[room.rater] * found.weight[:, None] - found.lean
        left = found.weight * (1 - kept[room.rater])
        between = np.hstack(
            [by_column(room.cell, taken, cells), model.beside.by_cell(left, room.cell, cells)]
        )
        whole[size:, :size], whole[:size, size:] = between, between.T
        own = np.bincount(room.cell, found.weight, cells)
        inner = np.diag(own) - cross.squared(found.weight[model.many], curved)
        add_blocks(inner, self.block)
        whole[size:, size:] = inner
        return whole

    def _fixed(self, found: System) -> Floats:
        """The curvature of the fixed block with its prior."""
        cuts, rows = self.model.cuts, self.model.beside.rows
        both = self._rows(found)
        fixed = np.diag(self.fixed)
        fixed[:cuts, :cuts] += found.cuts
        fixed[cuts:, :cuts] -= rows.T @ both[:, :cuts]
        fixed[:cuts, cuts:] = fixed[cuts:, :cuts].T
        fixed[cuts:, cuts:] -= rows.T @ both[:, cuts:]
        return fixed
