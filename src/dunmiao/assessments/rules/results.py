"""What of a counted round may be shown, and how: the legal tally first, small cells withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dunmiao.assessments.rules.schemes import ABSTAIN, CHOSEN, INVALID, RECOMMENDATION, Form
from dunmiao.engines.appraisal.exact import decimal_of
from dunmiao.engines.appraisal.publication import Shown, publish
from dunmiao.engines.appraisal.tally import Incomplete, Scheme, Sheet, Tally, tally

# What came of looking into a flag.
CONCLUSIONS = {"EXPLAINED": "可以解释", "DOUBTFUL": "仍有疑问", "HANDED_ON": "移交处理"}
Marks = Mapping[str, int]
Counts = Mapping[str, Mapping[str, Marks]]  # item → group → mark → count


@dataclass(frozen=True, slots=True)
class Line:
    """Counts that may be shown: of all voters of a person, or of one group."""

    counts: dict[str, int]

    @property
    def returned(self) -> int:
        """Everything handed in."""
        return sum(self.counts.values())

    @property
    def abstained(self) -> int:
        """Abstentions."""
        return self.counts.get(ABSTAIN, 0)

    @property
    def invalid(self) -> int:
        """Invalid marks."""
        return self.counts.get(INVALID, 0)

    @property
    def valid(self) -> int:
        """Marks that grade: the denominator of every rate."""
        return self.returned - self.abstained - self.invalid

    def rate(self, grade: str) -> Fraction | None:
        """得票率 of a grade among the valid, None without any."""
        return Fraction(self.counts.get(grade, 0), self.valid) if self.valid else None


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the total line (None where it must not be shown), lines of groups, score."""

    subject: int
    total: Line | None
    groups: dict[str, Line]
    withheld: tuple[str, ...]
    score: Fraction | None


def best_grade(form: Form) -> str:
    """The grade whose rate stands in the table: 优秀, or 推荐."""
    if form.kind == RECOMMENDATION:
        return CHOSEN
    return max(form.grades, key=lambda one: one[1])[0]


def result_rows(counts: Mapping[int, Counts], form: Form, *, item: str) -> list[Row]:
    """Everybody counted, on one item, in the order of `counts`; scores are over all items."""
    scores = scores_of(counts, form)
    rows = []
    for subject, by_item in counts.items():
        shown: Shown = publish(by_item.get(item, {}))
        total = None if shown.total is None else Line(shown.total)
        rows.append(
            Row(
                subject,
                total,
                {group: Line(marks) for group, marks in shown.cells.items()},
                shown.withheld,
                scores.get(subject) if total is not None else None,
            )
        )
    return rows


def with_totals(counts: Mapping[int, Counts], *, item: str) -> list[int]:
    """Whose total may be shown on an item, in the order of `counts`; of others nothing may."""
    return [
        subject
        for subject, by_item in counts.items()
        if publish(by_item.get(item, {})).total is not None
    ]


def scores_of(counts: Mapping[int, Counts], form: Form) -> dict[int, Fraction]:
    """The exact score of everybody who has a valid mark."""
    out = {}
    for subject, by_item in counts.items():
        counted = counted_of(subject, by_item, form.scheme())
        if counted is not None:
            out[subject] = counted.score(str(subject))
    return out


def counted_of(subject: int, by_item: Counts, scheme: Scheme) -> Tally | None:
    """The tally of one person by himself, None where the scheme's weights find nothing."""
    sheets = [
        Sheet(str(subject), group, item, mark, count)
        for item, groups in by_item.items()
        for group, marks in groups.items()
        for mark, count in marks.items()
    ]
    try:
        return tally(sheets, scheme)
    except Incomplete:
        return None


def printed(value: Fraction | None, form: Form) -> str:
    """A score as the form prints it, a dash for none."""
    if value is None:
        return "—"
    return decimal_of(value, digits=form.digits, rounding=form.rounding)


def percent(value: Fraction | None) -> str:
    """A rate with one decimal, half up, a dash for none."""
    return "—" if value is None else decimal_of(value * 100, digits=1)


def smallest(rows: Sequence[Row]) -> list[int]:
    """People whose counts must not be shown."""
    return [row.subject for row in rows if row.total is None]
