"""Amounts as people write them: "1.2亿", "5000万元", "23,000". Kept in 万元, to the hundred 元.

Foreign funds are kept apart in 万美元 and never converted: no rate of ours would be the one of
the day on which they came.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say

# More than the yearly output of a large prefecture is a slip of the unit, not a contract.
MOST = Decimal(20_000_000)
AMOUNT, FOREIGN, GRANT = "金额（万元）", "外资（万美元）", "资助金额（万元）"
_UNITS = {"亿": Decimal(10_000), "万": Decimal(1), "": Decimal(1), "元": Decimal("0.0001")}
_CURRENCIES = ("人民币", "美元", "美金", "元")
_AMOUNT = re.compile(r"([+-]?[\d,]*\.?\d+)\s*(亿|万)?\s*(人民币|美元|美金|元)?")


def read_amount(
    text: str, *, label: str, foreign: bool = False
) -> tuple[Decimal | None, list[Finding]]:
    """(amount in 万元 or 万美元, faults); None and no fault for an empty field.

    A bare number is in 万. Full-width digits and thousands separators are read.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    if not plain:
        return None, []
    shown = text.strip()[:30]
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None, [say("amount.unreadable", label=label, text=shown)]
    number, unit, currency = found[1], found[2] or "", found[3] or ""
    if currency and (currency in ("美元", "美金")) != foreign:
        code = "amount.not_dollars" if foreign else "amount.dollars"
        return None, [say(code, label=label, text=shown)]
    if currency and not unit:
        unit = "元"
    try:
        value = Decimal(number.replace(",", "")) * _UNITS[unit]
    except InvalidOperation:
        return None, [say("amount.unreadable", label=label, text=shown)]
    if value < 0:
        return None, [say("amount.negative", label=label, text=shown)]
    if value > MOST:
        return None, [say("amount.absurd", label=label, text=shown, most=str(MOST))]
    if value != value.quantize(Decimal("0.01")):
        return None, [say("amount.too_fine", label=label, text=shown)]
    return value.quantize(Decimal("0.01")), []


def read_sums(amount: str, foreign: str) -> tuple[Decimal | None, Decimal | None, list[Finding]]:
    """An amount in 万元 and one in 万美元, with the faults of both beside their fields."""
    money, found = read_amount(amount, label=AMOUNT)
    dollars, more = read_amount(foreign, label=FOREIGN, foreign=True)
    faults = [one.at("amount") for one in found] + [one.at("foreign") for one in more]
    return money, dollars, faults
