"""Exact numbers as text: read from settings, printed as a fraction and as a decimal."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

ROUNDINGS = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12}|/[0-9]{1,12})?")


def fraction_of(text: object) -> Fraction | None:
    """An integer, a decimal or "a/b" exactly; None where the text is none of these."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
        return None
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        return None


def decimal_of(value: Fraction, *, digits: int, rounding: str = "half-up") -> str:
    """The decimal with so many digits, rounded from the exact value (never from a float).

    `rounding`: a key of ROUNDINGS; half-up goes away from zero.
    """
    shifted = value * 10**digits
    below = shifted.numerator // shifted.denominator
    # A remainder is only below, at or above a half: three digits tell it to Decimal exactly.
    rest = shifted - below
    half = (rest > Fraction(1, 2)) - (rest < Fraction(1, 2))
    shown = Decimal(below) + (Decimal("0.5") + Decimal("0.25") * half if rest else Decimal(0))
    whole = int(shown.to_integral_value(rounding=ROUNDINGS[rounding]))
    sign, body = ("-" if whole < 0 else ""), f"{abs(whole):0{digits + 1}d}"
    return f"{sign}{body[:-digits]}.{body[-digits:]}" if digits else f"{sign}{body}"
