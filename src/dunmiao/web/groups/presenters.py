"""The days of a group as a calendar of squares: weeks side by side, Monday on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

WEEKS, STEP, LEFT, TOP, SIZE = 26, 17, 28, 20, 14
# Squares are drawn darker from these counts on.
SHADES = (1, 2, 4)


@dataclass(frozen=True)
class Square:
    """One day: where it stands, its colour, what it says."""

    x: int
    y: int
    css: str
    title: str


@dataclass(frozen=True)
class Heat:
    """What is drawn: squares, dots of activities, names of months, and the sentence for readers."""

    squares: list[Square]
    dots: list[tuple[int, int]]
    months: list[tuple[int, str]]
    width: int
    total: int
    quiet: int
    activities: int


def heat(written: Mapping[date, int], met: Mapping[date, int], *, today: date) -> Heat:
    """Half a year of days up to the end of this week."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    days = [first + timedelta(days=number) for number in range(7 * WEEKS)]
    squares = [_square(day, number, written, today) for number, day in enumerate(days)]
    dots = [
        (LEFT + STEP * (number // 7) + SIZE // 2, TOP + STEP * (number % 7) + SIZE // 2)
        for number, day in enumerate(days)
        if day in met
    ]
    months = [
        (LEFT + STEP * (number // 7), _("%(n)s月") % {"n": day.month})
        for number, day in enumerate(days)
        if number % 7 == 0 and day.day <= 7
    ]
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    quiet = sum(not any(written.get(day, 0) for day in week) for week in weeks)
    return Heat(
        squares,
        dots,
        months,
        LEFT + STEP * WEEKS,
        sum(written.get(day, 0) for day in days),
        quiet,
        sum(met.get(day, 0) for day in days if day <= today),
    )


def _square(day: date, number: int, written: Mapping[date, int], today: date) -> Square:
    count = written.get(day, 0)
    css = "fut" if day > today else f"h{sum(count >= shade for shade in SHADES)}"
    said = _("%(day)s：%(n)s 条") % {"day": day.isoformat(), "n": count}
    return Square(LEFT + STEP * (number // 7), TOP + STEP * (number % 7), css, said)
