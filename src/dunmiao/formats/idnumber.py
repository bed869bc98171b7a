"""Citizen ID numbers (GB 11643): check, read, mask."""

from dataclasses import dataclass
from datetime import date

from dunmiao.formats.messages import say
from dunmiao.kernel.findings import Finding

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a valid number says."""

    text: str
    birth: date
    sex: str


def check_character(first_17: str) -> str:
    """The eighteenth character of the first seventeen digits."""
    return CHECKS[sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11]


def parse_id_number(text: str) -> IdNumber | Finding:
    """The number, or the finding that says what is wrong. Lower-case x is accepted."""
    number = text.strip().upper()
    if len(number) == 15 and number.isascii() and number.isdigit():
        return say("id.fifteen")
    body = number[:-1]
    if len(number) != 18 or not body.isascii() or not body.isdigit() or number[-1] not in CHECKS:
        return say("id.length")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return say("id.birth_date")
    if check_character(body) != number[-1]:
        return say("id.check_digit")
    return IdNumber(number, birth, "男" if int(number[16]) % 2 else "女")


def mask_id_number(number: str) -> str:
    """330***********1234."""
    return f"{number[:3]}{'*' * max(0, len(number) - 7)}{number[-4:]}" if number else ""


def mask_phone(phone: str) -> str:
    """138****5678."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
