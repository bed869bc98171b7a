"""Targets of a programme and how far they are met: each by itself, the weighted sum two ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MEASURES = {
    "CONTRACTED": "协议投资额（万元）",
    "PAID_IN": "实际到位资金（万元）",
    "FOREIGN_PAID": "到位外资（万美元）",
    "SIGNED": "签约项目（项）",
    "EVENTS": "招商推介活动（场）",
    "TALENT": "引进人才（人）",
    "POLICY": "政策项目（项）",
    "SOLVED": "解决问题（件）",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a programme is to reach in a year; `weight` in points."""

    measure: str
    value: Decimal
    weight: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one target is met; `share` is exact."""

    target: Target
    actual: Decimal

    @property
    def share(self) -> Fraction:
        """Actual over target."""
        return Fraction(self.actual) / Fraction(self.target.value)

    @property
    def percent(self) -> Decimal:
        """The same, in percent to one decimal, rounded down: 99.96 % is not met."""
        return Decimal(int(self.share * 1000)) / 10


def score(rows: Sequence[Reached]) -> tuple[Fraction, Fraction]:
    """(capped, uncapped) weighted share in points of 100: capped, no target makes up for
    another."""
    total = sum(row.target.weight for row in rows)
    if not total:
        return Fraction(0), Fraction(0)
    capped = sum((min(row.share, Fraction(1)) * row.target.weight for row in rows), Fraction(0))
    whole = sum((row.share * row.target.weight for row in rows), Fraction(0))
    return capped * 100 / total, whole * 100 / total
