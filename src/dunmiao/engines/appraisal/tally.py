"""Exact tally (计票): the legal result, in integers and fractions that a hand can re-derive.

rate(p, grade, g) = n[p,g,grade] / n[p,g,valid]; a group's score is Σ points · rate; an item's
score Σ weight of the group · score of the group; the score of a person the weighted mean of
his items. Abstentions and invalid sheets are counted, but never in a denominator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from dunmiao.engines.appraisal.findings import finding


@dataclass(frozen=True, slots=True)
class Scheme:
    """How sheets become scores: points of grades, weights of groups (sum 1) and items."""

    grades: Mapping[str, Fraction]
    groups: Mapping[str, Fraction]
    abstain: frozenset[str] = frozenset()
    invalid: frozenset[str] = frozenset()
    items: Mapping[str, Fraction] = field(default_factory=dict)
    renormalise: bool = False
    digits: int = 2
    rounding: str = "half-up"
    document: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """So many equal sheets: of whom, by which group, on which item, which grade."""

    ratee: str
    group: str
    item: str
    grade: str
    count: int


@dataclass(slots=True)
class Cell:
    """The sheets of one group on one item of one person."""

    grades: dict[str, int]
    abstain: int = 0
    invalid: int = 0

    @property
    def valid(self) -> int:
        """Sheets with a grade."""
        return sum(self.grades.values())

    def rate(self, grade: str) -> Fraction:
        """得票率 among the valid; ZeroDivisionError without any."""
        return Fraction(self.grades[grade], self.valid)

    def score(self, points: Mapping[str, Fraction]) -> Fraction | None:
        """Mean points of the valid sheets, None without any."""
        if not self.valid:
            return None
        total = sum((points[grade] * n for grade, n in self.grades.items()), Fraction(0))
        return total / self.valid


class Incomplete(ValueError):
    """Somebody lacks a valid sheet that the scheme asks for; `missing` is (ratee, item, group),
    the group empty where a whole item lacks."""

    def __init__(self, missing: list[tuple[str, str, str]]) -> None:
        """Keep them in the order of people."""
        super().__init__(", ".join("/".join(filter(None, one)) for one in missing))
        self.missing = missing


class Tally:
    """The counted sheets. People in the order of their ids, groups and grades in the scheme's."""

    def __init__(self, scheme: Scheme, cells: dict[tuple[str, str, str], Cell]) -> None:
        """Compute every score once; Incomplete where the scheme refuses gaps."""
        self.scheme, self.cells = scheme, cells
        self.ratees = sorted({ratee for ratee, _, _ in cells})
        asked = {item for _, item, _ in cells}
        self.items = list(scheme.items) or sorted(asked)
        self.findings: list[dict[str, Any]] = []
        self._missing: list[tuple[str, str, str]] = []
        self._item_scores = {
            (ratee, item): self._item(ratee, item) for ratee in self.ratees for item in self.items
        }
        self._scores = {ratee: self._person(ratee) for ratee in self.ratees}
        if self._missing:
            raise Incomplete(self._missing)

    def cell(self, ratee: str, group: str, item: str = "") -> Cell:
        """The sheets of a group on an item; an empty cell where there are none."""
        return self.cells.get((ratee, item, group)) or _empty(self.scheme)

    def rate(self, ratee: str, grade: str, group: str, item: str = "") -> Fraction:
        """得票率 of a grade."""
        return self.cell(ratee, group, item).rate(grade)

    def score(self, ratee: str) -> Fraction:
        """The exact score of a person."""
        return self._scores[ratee]

    def item_score(self, ratee: str, item: str) -> Fraction | None:
        """The exact score of a person on an item."""
        return self._item_scores[ratee, item]

    def group_score(self, ratee: str, group: str) -> Fraction | None:
        """A group's score of a person over his items, None without a valid sheet."""
        points = self.scheme.grades
        scores = {item: self.cell(ratee, group, item).score(points) for item in self.items}
        return _mean(scores, self._item_weights())

    def pooled(self, ratee: str, group: str) -> Cell:
        """A group's sheets of a person over all items."""
        total = _empty(self.scheme)
        for item in self.items:
            cell = self.cell(ratee, group, item)
            for grade, count in cell.grades.items():
                total.grades[grade] += count
            total.abstain += cell.abstain
            total.invalid += cell.invalid
        return total

    def _item_weights(self) -> Mapping[str, Fraction]:
        return self.scheme.items or dict.fromkeys(self.items, Fraction(1))

    def _item(self, ratee: str, item: str) -> Fraction | None:
        scheme = self.scheme
        scores = {
            group: self.cell(ratee, group, item).score(scheme.grades) for group in scheme.groups
        }
        lacking = [group for group, score in scores.items() if score is None]
        if len(lacking) < len(scores):
            for group in lacking:
                self._lack(ratee, item, group)
        return _mean(scores, scheme.groups)

    def _person(self, ratee: str) -> Fraction:
        scores = {item: self._item_scores[ratee, item] for item in self.items}
        for item, score in scores.items():
            if score is None:
                self._lack(ratee, item, "")
        found = _mean(scores, self._item_weights())
        if found is None:  # nobody gave a valid sheet: no weight can make a score of nothing
            self._missing.append((ratee, "", ""))
            return Fraction(0)
        return found

    def _lack(self, ratee: str, item: str, group: str) -> None:
        if not self.scheme.renormalise:
            self._missing.append((ratee, item, group))
        elif group:
            self.findings.append(finding("group-renormalised", ratee=ratee, item=item, group=group))
        else:
            self.findings.append(finding("item-renormalised", ratee=ratee, item=item))


def _empty(scheme: Scheme) -> Cell:
    return Cell(dict.fromkeys(scheme.grades, 0))


def _mean(
    scores: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]
) -> Fraction | None:
    """The weighted mean of what is there."""
    there = {key: score for key, score in scores.items() if score is not None}
    total = sum((weights[key] for key in there), Fraction(0))
    if not total:
        return None
    return sum((weights[key] * score for key, score in there.items()), Fraction(0)) / total


def tally(sheets: Iterable[Sheet], scheme: Scheme) -> Tally:
    """Count sheets; splitting or permuting them changes nothing.

    KeyError for a grade or group that the scheme does not know; Incomplete where somebody has
    no valid sheet of a group and the scheme does not renormalise.
    """
    cells: dict[tuple[str, str, str], Cell] = {}
    for sheet in sheets:
        if sheet.group not in scheme.groups:
            raise KeyError(sheet.group)
        key = (sheet.ratee, sheet.item, sheet.group)
        cell = cells.setdefault(key, _empty(scheme))
        if sheet.grade in scheme.abstain:
            cell.abstain += sheet.count
        elif sheet.grade in scheme.invalid:
            cell.invalid += sheet.count
        else:
            cell.grades[sheet.grade] += sheet.count  # KeyError where there is no such grade
    return Tally(scheme, cells)
