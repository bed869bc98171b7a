"""Count in months, as cadre rules do: the day inside a month is ignored."""

from datetime import date


def months_between(first: date, last: date) -> int:
    """Whole months from `first` to `last`, days ignored; negative when reversed."""
    return (last.year - first.year) * 12 + last.month - first.month


def years_between(first: date, last: date) -> int:
    """Completed years by month: y2 - y1 - (m2 < m1)."""
    return last.year - first.year - (last.month < first.month)


def first_of_month(day: date) -> date:
    """The first day of the month that holds `day`."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1)).toordinal() - 1
    return date.fromordinal(min(date(year, month + 1, 1).toordinal() + day.day - 1, last))


def dotted(day: date | None) -> str:
    """`1985.06`, the form of appointment papers; empty for None."""
    return f"{day.year:04d}.{day.month:02d}" if day else ""


def dashed(day: date | None) -> str | None:
    """`1985-06`, the form of machine-readable files; None for None."""
    return f"{day.year:04d}-{day.month:02d}" if day else None
