"""Who has what part in an outcome: whole weights over their sum, so that parts make one whole."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say

MOST_WEIGHT = 1_000_000
PARTIES = "parties"
_PART = re.compile(r"(\d{1,7}(?:\.\d{1,4})?)(%?)")


def read_shares(texts: Sequence[str]) -> tuple[list[int], list[Finding]]:
    """(weights, faults) of parts as written: all in percent, or all in equal portions.

    Percents must sum to 100 exactly, "33.33%" three times does not; portions (1, 1, 1) always do.
    """
    parts, found = [], []
    for at, text in enumerate(texts, start=1):
        plain = unicodedata.normalize("NFKC", text).strip()
        match = _PART.fullmatch(plain)
        if match is None:
            found.append(_unreadable(at, text))
            continue
        parts.append((Fraction(match[1]), bool(match[2])))
    if found:
        return [], found
    if not parts:
        return [], [say("share.none", where=PARTIES)]
    if any(value == 0 for value, _ in parts):
        return [], [say("share.zero", where=PARTIES)]
    percents = [is_percent for _, is_percent in parts]
    if any(percents) and not all(percents):
        return [], [say("share.mixed", where=PARTIES)]
    total = sum((value for value, _ in parts), Fraction(0))
    if all(percents) and total != 100:
        return [], [say("share.sum", where=PARTIES, total=_plain(total), left=_plain(100 - total))]
    scale = lcm(*(value.denominator for value, _ in parts))
    weights = [int(value * scale) for value, _ in parts]
    if sum(weights) > MOST_WEIGHT * len(weights):
        return [], [say("share.too_fine", where=PARTIES)]
    return weights, []


def _unreadable(at: int, text: str) -> Finding:
    where = f"{PARTIES}.{at - 1}.share"
    return say("share.unreadable", where=where, text=text.strip()[:20])


def _plain(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def part_of(amount: Decimal, weight: int, total: int) -> Fraction:
    """One party's part of an amount, exact: the parts of all parties sum to the amount."""
    return Fraction(amount) * weight / total


def percents(weights: Sequence[int]) -> list[Decimal]:
    """Percent with one decimal that sum to 100.0 (largest remainder), for display only."""
    total = sum(weights)
    if not total:
        return []
    exact = [Fraction(1000 * weight, total) for weight in weights]
    whole = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_rest[: 1000 - sum(whole)]:
        whole[at] += 1
    return [Decimal(value) / 10 for value in whole]
