"""Workdays: the ordinary week, corrected by published holidays and working weekends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """`overrides` says of single days whether they are worked; `published` are the years whose
    holidays are known. A day of another year is reckoned by the plain week and provisional."""

    overrides: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """True when people work on `day`."""
        return self.overrides.get(day, day.weekday() < SATURDAY)

    def add(self, day: date, count: int) -> date:
        """The day `count` workdays after `day` (which itself does not count)."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def next_workday(self, day: date) -> date:
        """`day` itself where it is worked, else the next day that is."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def between(self, first: date, last: date) -> int:
        """Workdays in [first, last]; 0 where reversed."""
        days = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(max(0, days)))

    def is_provisional(self, day: date) -> bool:
        """True when the calendar of that year is not published (暂算)."""
        return day.year not in self.published
