"""Reports of one thing by several people: found before they are counted twice."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAYS = 200
LIKE = 0.6
_NOISE = re.compile(r"有限责任公司|股份有限公司|有限公司|集团|公司|项目|投资|签约|[\W_]+")


@dataclass(frozen=True, slots=True)
class Reported:
    """What is compared of a report."""

    key: int
    kind: str
    title: str
    partner: str
    host: int
    happened_on: date


def likely_same(new: Reported, others: Iterable[Reported]) -> list[int]:
    """Keys of reports that may be of the same thing, the likeliest first.

    The same kind, within half a year or so, and the same partner or a title of which most pairs
    of characters are shared (Dice). Only shown to people: nothing is merged by itself.
    """
    mine, mate = _plain(new.title), _plain(new.partner)
    out = []
    for other in others:
        if other.key == new.key or other.kind != new.kind:
            continue
        if abs((other.happened_on - new.happened_on).days) > DAYS:
            continue
        same_mate = bool(mate) and mate == _plain(other.partner)
        score = _dice(mine, _plain(other.title))
        if score >= LIKE or (same_mate and (other.host == new.host or score > 0)):
            out.append((-score - same_mate, other.key))
    return [key for _, key in sorted(out)]


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _dice(one: str, other: str) -> float:
    left, right = _pairs(one), _pairs(other)
    if not left or not right:
        return float(bool(one) and one == other)
    return 2 * len(left & right) / (len(left) + len(right))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
