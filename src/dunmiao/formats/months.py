"""Months as offices write them: every reading a text allows, and the one that fits the person.

Forms are those of forms and rosters (1980.05, 198005, 1980年5月生, 1980-05-12 00:00:00, 91.2, with
the age behind it); 1986.1 may be a cell that held 1986.10, so it reads as both.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from dunmiao.formats.marks import tidy

_EPOCH = date(1899, 12, 30)
SERIALS = range(7000, 60000)  # 1919 to 2064 as Excel counts days
_DAYS_1904 = 1462
_SEP = r"\s*[./\-,。·、年]\s*"
_AFTER = (
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"(?:\.0)?\s*[.。,、\-—]?\s*(?:出?生|参加工作|入党|任职|起|开始)?"
    r"\s*(?:\(?\s*(?:现?年?\s*\d{1,3}\s*周?岁|\d{1,3}周岁)\s*\)?|(?<=\s)\d{1,3})?\s*"
)
_REST = rf"(\d{{1,2}})\s*(?:月份?\s*(?:(\d{{1,2}})\s*[日号]?)?|[./\-,。·]\s*(\d{{1,2}})\s*[日号]?)?{_AFTER}"
_FORMS = (
    re.compile(rf"(\d{{4}}){_SEP}{_REST}"),
    re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})?(){_AFTER}"),
    re.compile(rf"(\d{{2}}){_SEP}{_REST}"),
)
_DIGITS_OF_CELL = re.compile(r"\d{4}\.1")


class Ambiguous(ValueError):
    """More than one month may be meant: 1986.1 (January or October), 05.3 (1905 or 2005)."""


def readings(value: Any, *, from_1904: bool = False) -> tuple[date, ...]:
    """First days of every month that the value may mean; none where it is no month.

    `value` is text, a number of a cell (a month written as 1980.05, or a count of days) or a day.
    """
    if isinstance(value, datetime | date):
        return (date(value.year, value.month, 1),)
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, int | float) and float(value).is_integer() and int(value) in SERIALS:
        shift = _DAYS_1904 if from_1904 else 0
        return ((_EPOCH + timedelta(days=int(value) + shift)).replace(day=1),)
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    text = unicodedata.normalize("NFKC", tidy(text))
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _months(text, found)
    return ()


def _months(text: str, found: re.Match[str]) -> tuple[date, ...]:
    year, month, day = found[1], int(found[2]), int(found[3] or found[4] or 0)
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    months = [month, 10] if _DIGITS_OF_CELL.fullmatch(text) else [month]
    out = []
    for one in years:
        for other in months:
            try:
                out.append(date(one, other, day or 1).replace(day=1))
            except ValueError:
                return ()
    return tuple(dict.fromkeys(out))


def settle(
    found: Iterable[date],
    *,
    known: date | None = None,
    first: date | None = None,
    last: date | None = None,
) -> date | None:
    """The only reading that fits: the month `known` from elsewhere where it is among them, else
    the one inside [first, last]; None where none or several are left."""
    left = list(found)
    if len(left) == 1:
        return left[0]
    if known and known.replace(day=1) in left:
        return known.replace(day=1)
    left = [one for one in left if (not first or one >= first) and (not last or one <= last)]
    return left[0] if len(left) == 1 else None


def parse_month(value: Any) -> date | None:
    """The first day of the month, None for an empty value.

    Raises Ambiguous where several months may be meant, ValueError where none is.
    """
    if value is None or value == "":
        return None
    found = readings(value)
    if not found:
        raise ValueError(str(value))
    if len(found) > 1:
        raise Ambiguous(str(value))
    return found[0]
