"""A cell of a book with its meaning: value, kind, number format, and how it looks on the sheet."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
# Formats that books name by number only (ECMA-376 Part 1, 18.8.30), and the Chinese date formats
# 27 to 36 and 50 to 58 that Excel adds.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/m/d"),
}  # fmt: skip
_EPOCH_1904, _EPOCH_EARLY, _EPOCH = map(
    datetime.fromisoformat, ("1904-01-01", "1899-12-31", "1899-12-30")
)
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLAIN = re.compile(r"^[#,?]*(0*)(?:\.(0+))?(%?)$")


class Kind(StrEnum):
    """What stands in a cell; UNCOMPUTED is a formula whose value the file does not hold."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"


class Cell(NamedTuple):
    """One cell. `value` is text, a float, a datetime or a bool; the word of an error, the formula
    of one that was not computed. `is_copy` where it stands for the first cell of a merged range."""

    value: str | float | datetime | bool | None = None
    kind: Kind = Kind.EMPTY
    format: str = GENERAL
    is_copy: bool = False

    @property
    def text(self) -> str:
        """The cell as the sheet shows it, outer blanks included."""
        value = self.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, datetime):
            midnight = not (value.hour or value.minute or value.second)
            return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%d %H:%M:%S}"
        if isinstance(value, float):
            return shown(value, self.format)
        return value or ""

    @property
    def is_empty(self) -> bool:
        """Nothing but blanks."""
        return not self.text.strip()

    @property
    def is_percent(self) -> bool:
        """A number that the sheet shows as per cent."""
        return self.kind is Kind.NUMBER and "%" in _LITERALS.sub("", self.format)


NOTHING = Cell()


@lru_cache(maxsize=1000)
def is_date_format(code: str) -> bool:
    """Whether a number in this format shows as a day or a time."""
    bare = _LITERALS.sub("", re.sub(r"\[(h+|m+|s+)\]", r"\1", code, flags=re.I)).split(";")[0]
    return bool(re.search(r"[ymdhs年月日]", bare, re.I)) and "General" not in bare


@lru_cache(maxsize=1000)
def _plain_format(code: str) -> tuple[int, int, bool] | None:
    """(digits before the point at least, places after it, per cent), None for other formats."""
    found = _PLAIN.match(_LITERALS.sub("", code.split(";")[0]).strip())
    return (len(found[1]), len(found[2] or ""), bool(found[3])) if found else None


def shown(value: float, code: str) -> str:
    """A number as its format shows it; in a format that is not understood, as General does."""
    plain = None if code == GENERAL else _plain_format(code)
    if plain is None or abs(value) >= 1e15:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    digits, places, percent = plain
    body = f"{abs(value) * (100 if percent else 1):.{places}f}"
    whole = body.split(".")[0]
    sign = "-" if value < 0 and float(body) else ""
    return sign + "0" * (digits - len(whole)) + body + ("%" if percent else "")


def day_of(serial: float, *, from_1904: bool) -> datetime | None:
    """The moment that a serial number means, None for 0 and 60, which are no days.

    Excel counts a 29 February 1900 that never was, so that 1 to 59 lie one day later.
    """
    if from_1904:
        epoch = _EPOCH_1904
    elif 1 <= serial < 60:
        epoch = _EPOCH_EARLY
    elif serial >= 61:
        epoch = _EPOCH
    else:
        return None
    try:
        return epoch + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return None


def number_cell(value: float, code: str, *, from_1904: bool) -> Cell:
    """A number in its format: a day where the format says so and the day exists."""
    if is_date_format(code) and (moment := day_of(value, from_1904=from_1904)):
        return Cell(moment, Kind.DATE, code)
    return Cell(value, Kind.NUMBER, code)


def is_lost_day(cell: Cell) -> bool:
    """A number formatted as a day that no calendar has: serials 0 and 60, below 0, too large."""
    return cell.kind is Kind.NUMBER and is_date_format(cell.format)


def plain_value(cell: Cell) -> str | float | date | bool:
    """The value for readers that take plain ones; empty text for nothing."""
    return "" if cell.value is None else cell.value


@lru_cache(maxsize=2000)
def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=2000)
def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number - 1
