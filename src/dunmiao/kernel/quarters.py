"""Count in quarters: one quarter is one whole number, so that spans are differences."""

import re
import unicodedata
from datetime import date

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:19|20)\d\d"
_QUARTER = re.compile(rf"({_YEAR})年?(?:第?([一二三四1-4])季度|-?Q([1-4]))", re.IGNORECASE)
# What statistics call a quarter by its months or by the part of the year that ends with it.
_SPAN = re.compile(rf"({_YEAR})年?(?:1[-—–~至](3|6|9|12)月|(前三季度|上半年|全年))")
_SPANS = {"3": 1, "6": 2, "9": 3, "12": 4, "上半年": 2, "前三季度": 3, "全年": 4}


def quarter_of(day: date) -> int:
    """The quarter that holds `day`."""
    return day.year * 4 + (day.month - 1) // 3


def of_year(year: int, number: int) -> int:
    """Quarter `number` (1 to 4) of `year`."""
    return year * 4 + number - 1


def year_and_number(quarter: int) -> tuple[int, int]:
    """(year, 1 to 4)."""
    return quarter // 4, quarter % 4 + 1


def quarter_label(quarter: int) -> str:
    """`2026年第3季度`."""
    year, number = year_and_number(quarter)
    return f"{year}年第{number}季度"


def quarter_code(quarter: int) -> str:
    """`2026Q3`, as tables and machines write it."""
    year, number = year_and_number(quarter)
    return f"{year}Q{number}"


def read_quarter(text: str) -> int | None:
    """The quarter that a heading names: 2026年三季度, 2026Q3, 2026年1-9月, 2026年前三季度.

    None where it names none.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if found := _QUARTER.fullmatch(plain):
        return of_year(int(found[1]), _DIGITS[found[2] or found[3]])
    if found := _SPAN.fullmatch(plain):
        return of_year(int(found[1]), _SPANS[found[2] or found[3]])
    return None
