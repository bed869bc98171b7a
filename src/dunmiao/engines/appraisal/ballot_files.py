"""Ballots as a plain file, alone or under the scheme of the tally; every fault at once."""

import hashlib
import math
from dataclasses import dataclass

from dunmiao.engines.appraisal.design import Design, Vote, design
from dunmiao.engines.appraisal.exact import fraction_of
from dunmiao.engines.appraisal.tally import Scheme, Sheet, Tally
from dunmiao.engines.appraisal.tally_files import counted, scheme_from
from dunmiao.engines.tables import BadInput, Fault, Table, read_table

COLUMNS = ("ratee", "rater", "unit", "item", "score")
MOST_RATEES = 4_000  # the equations are dense in ratees
MOST_SCORE = 1e9


@dataclass(frozen=True)
class Ballots:
    """What a file of ballots holds; with a scheme also its exact count and the scheme's hash."""

    design: Design
    tally: Tally | None = None
    scheme_sha256: str | None = None


def ballots_from(
    content: bytes,
    *,
    name: str = "BALLOTS.csv",
    scheme: bytes | None = None,
    scheme_name: str = "SCHEME.json",
) -> Ballots:
    """Read long-form ballots; BadInput lists every fault of both files with its line.

    Under a scheme a score is a grade's name or its points, and `group` (needed where the scheme
    has several) is the voter's; abstentions and invalid marks are counted and not modelled.
    """
    faults: list[Fault] = []
    rules = None if scheme is None else scheme_from(scheme, name=scheme_name, faults=faults)
    table = read_table(name, content, needed=COLUMNS, optional=("group",))
    faults += table.faults
    read = _Reader(table, None if faults else rules, faults)
    if not table.faults:
        read.rows()
        read.enough()
    if faults:
        raise BadInput(faults)
    if rules is None or scheme is None:
        return Ballots(design(read.votes))
    count = counted(read.sheets, rules, first=read.first, name=name)
    weights = {group: float(weight) for group, weight in rules.groups.items()}
    items = {item: float(weight) for item, weight in rules.items.items()}
    made = design(read.votes, weights=weights, items=items)
    return Ballots(made, count, hashlib.sha256(scheme).hexdigest())


class _Reader:
    """One pass over the rows, collecting votes, sheets and faults."""

    def __init__(self, table: Table, scheme: Scheme | None, faults: list[Fault]) -> None:
        self.table, self.scheme, self.faults = table, scheme, faults
        self.votes: list[Vote] = []
        self.sheets: list[Sheet] = []
        self.first: dict[str, int] = {}
        self.seen: dict[tuple[str, str, str], int] = {}
        self.unit_of: dict[str, str] = {}
        self.group_of: dict[str, str] = {}
        grades = scheme.grades if scheme is not None else {}
        self.grade_at = {points: grade for grade, points in reversed(list(grades.items()))}

    def fault(self, line: int, reason: str) -> None:
        self.faults.append(Fault(self.table.name, line, reason))

    def rows(self) -> None:
        """Every row."""
        for line, row in self.table.rows:
            self.ids(line, row)
            group = self.group(line, row.get("group", ""))
            if self.group_of.setdefault(row["rater"], group) != group:
                known = self.group_of[row["rater"]]
                self.fault(line, f'rater "{row["rater"]}" has two groups, "{known}" and "{group}"')
            score = self.score(line, row, group)
            if score is not None:
                self.votes.append(
                    Vote(row["ratee"], row["rater"], row["unit"], row["item"], score, group)
                )
        if self.table.rows and self.scheme is None and any(self.group_of.values()):
            self.fault(1, "column group needs a scheme that gives the groups their weights")

    def ids(self, line: int, row: dict[str, str]) -> None:
        ratee, rater, unit, item = row["ratee"], row["rater"], row["unit"], row["item"]
        for column in ("ratee", "rater"):
            if not row[column]:
                self.fault(line, f"{column} is empty")
        self.first.setdefault(ratee, line)
        if (first := self.seen.setdefault((ratee, rater, item), line)) != line:
            self.fault(line, f"the same ratee, rater and item stand in line {first}")
        if (known := self.unit_of.setdefault(rater, unit)) != unit:
            self.fault(line, f'rater "{rater}" has two units, "{known}" and "{unit}"')

    def group(self, line: int, group: str) -> str:
        """The voter's group; the only one of the scheme where none is given."""
        if self.scheme is None:
            return group
        if not group and len(self.scheme.groups) == 1:
            return next(iter(self.scheme.groups))
        if group not in self.scheme.groups:
            self.fault(line, f'unknown group "{group}"')
        return group

    def score(self, line: int, row: dict[str, str], group: str) -> float | None:
        """The points to be modelled, None for an abstention or what is no score."""
        text, scheme = row["score"], self.scheme
        if not text:
            return None
        if scheme is None:
            value = _number(text)
            if value is None:
                self.fault(line, f'score "{text}" is not a number')
            return value
        grade = text if text in scheme.grades else self._by_points(text)
        if grade not in {*scheme.grades, *scheme.abstain, *scheme.invalid}:
            self.fault(line, f'score "{text}" is neither a grade of the scheme nor its points')
            return None
        if scheme.items and row["item"] not in scheme.items:
            self.fault(line, f'item "{row["item"]}" has no weight')
        self.sheets.append(Sheet(row["ratee"], group, row["item"], grade, 1))
        points = scheme.grades.get(grade)
        return None if points is None else float(points)

    def _by_points(self, text: str) -> str:
        points = fraction_of(text)
        return text if points is None else self.grade_at.get(points, text)

    def enough(self) -> None:
        """Units for all raters or none; two ballots at least."""
        some = {rater for rater, unit in self.unit_of.items() if unit}
        if some and (none := sorted(self.unit_of.keys() - some)):
            self.fault(
                1, f'rater "{none[0]}" has no unit, others have: give all raters one, or none'
            )
        if self.faults:
            return
        if len({(vote.ratee, vote.rater) for vote in self.votes}) < 2:
            self.fault(1, "holds fewer than two ballots with a score")
        if len({vote.ratee for vote in self.votes}) > MOST_RATEES:
            self.fault(1, f"holds more than {MOST_RATEES} ratees")


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= MOST_SCORE else None
