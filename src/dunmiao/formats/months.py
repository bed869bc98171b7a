"""Read a month as offices write it; nothing is guessed."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

_FORMS = (
    re.compile(r"^(\d{4})[./\-年](\d{1,2})月?(?:[./\-]?(\d{1,2})日?)?$"),
    re.compile(r"^(\d{4})(\d{2})(\d{2})?$"),
)
_EPOCH = date(1899, 12, 30)
SERIALS = range(7000, 60000)  # 1919 to 2064 as Excel counts days


class Ambiguous(ValueError):
    """The text may mean January or October: a cell 1986.10 shows as 1986.1."""


def parse_month(value: Any) -> date | None:
    """The first day of the month, None for an empty cell.

    Accepts 1980.05, 198005, 1980-5, 1980/05, 1980年5月, 19800512, dates and Excel serials;
    raises Ambiguous or ValueError otherwise.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime | date):
        return date(value.year, value.month, 1)
    if isinstance(value, bool):
        raise ValueError("a truth value")
    if isinstance(value, int | float) and float(value).is_integer() and int(value) in SERIALS:
        return (_EPOCH + timedelta(days=int(value))).replace(day=1)
    text = f"{value:g}" if isinstance(value, float) and not value.is_integer() else str(value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"\(.*\)$", "", text)
    if re.fullmatch(r"\d{4}\.1", text):
        raise Ambiguous(text)
    for form in _FORMS:
        if found := form.match(text):
            year, month, day = int(found[1]), int(found[2]), found[3]
            date(year, month, int(day) if day and int(day) else 1)
            return date(year, month, 1)
    raise ValueError(text)
