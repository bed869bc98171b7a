"""Telephone numbers as offices write them: several in a cell, with prefixes, without their 0.

Numbering plan: 电信网编号计划 (2017): mobile numbers of 11 digits begin with 1, an area code and a
number of 7 or 8 digits, numbers of service and of a switchboard as they are.
"""

import re
from dataclasses import dataclass

from dunmiao.formats.marks import squeezed, tidy

# Area codes of four digits without the 0: ranges of the plan.
_AREAS = (
    "310-319 335 349-359 370-379 391-396 398 410-419 421 427 429 431-439 451-459 464 467-469 "
    "470-479 482 483 510-519 523 527 530-539 543 546 550-559 561-566 570-580 591-599 631-635 660 "
    "662 663 668 691 692 701 710-719 722 724 728 730-739 743-746 750-760 762 763 766 768-779 "
    "790-799 812 813 816-818 825-827 830-839 851-859 870-879 883 886-888 891-899 901-903 906 908 "
    "909 911-919 930-939 941 943 951-955 970-979 990-999"
)
_SPLIT = re.compile(r"[、,，;；/|\r\n]+|\s{2,}|(?<!\+86)(?<!0086)\s+(?=\+?\d{7,})")
_COUNTRY = re.compile(r"(?:\+|00)86[-\s]*")


def _codes() -> frozenset[str]:
    out = {"10", *(str(code) for code in range(20, 30))}
    for part in _AREAS.split():
        first, _, last = part.partition("-")
        out |= {str(code) for code in range(int(first), int(last or first) + 1)}
    return frozenset(out)


AREA_CODES = _codes()
FEWEST_ABROAD = 8


@dataclass(frozen=True, slots=True)
class Phone:
    """One number as it is to be kept; `fault` is the code of what is wrong or was mended."""

    number: str
    fault: str = ""

    @property
    def digits(self) -> str:
        """By what it is compared."""
        return phone_key(self.number)


def phone_key(number: str) -> str:
    """By what numbers are compared: digits alone, no country code, plus an extension."""
    bare = _COUNTRY.sub("", squeezed(number), count=1)
    return re.sub(r"[^\d]", "", bare)


def _is_landline(digits: str) -> bool:
    return any(
        digits[:size] in AREA_CODES and len(digits) - size in {7, 8} for size in (2, 3)
    )  # fmt: skip


def read_phone(text: str, *, was_number: bool = False) -> Phone:
    """One number. A cell that held a number lost the 0 of an area code: it is put back and said."""
    written = tidy(text)
    digits = phone_key(written)
    if was_number and not digits.startswith("1") and _is_landline(digits):
        size = 2 if digits[:2] in AREA_CODES else 3
        return Phone(f"0{digits[:size]}-{digits[size:]}", "phone.zero")
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return Phone(written if written.startswith("+") else digits)
    return Phone(written, "" if _is_plausible(written, digits) else "phone.bad")


def _is_plausible(written: str, digits: str) -> bool:
    """A landline with or without its area code and extension, a service number, or one abroad."""
    if written.startswith(("+", "00")) and not written.startswith(("+86", "0086")):
        return len(digits) >= FEWEST_ABROAD
    main = re.split(r"转|[-—#]\d{1,6}$", written)[0]
    bare = phone_key(main)
    if bare.startswith("0"):
        return _is_landline(bare[1:])
    return len(bare) in {7, 8} or bool(re.fullmatch(r"(?:400|800)\d{7}|1\d{4}", bare))


def read_phones(text: str, *, was_number: bool = False) -> list[Phone]:
    """Every number of a cell, in order, none twice."""
    parts = [part for part in _SPLIT.split(tidy(text)) if part and re.search(r"\d", part)]
    found = [read_phone(part, was_number=was_number) for part in parts]
    return list({phone_key(phone.number): phone for phone in reversed(found)}.values())[::-1]
