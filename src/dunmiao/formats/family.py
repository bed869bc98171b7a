"""A relative's birth as forms have it: a month, a year, 已故, 不详 or a dash; never a reason to
refuse the person."""

import re
from datetime import date

from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import say
from dunmiao.formats.months import readings, settle
from dunmiao.kernel.findings import Finding, Severity

NOT_SAID = {"", "-", "--", "—", "——", "/", "无"}


def read_birth(text: str, where: str, *, today: date) -> tuple[date | None, list[Finding]]:
    """(month, notes): what is no month is kept in a note with its words."""
    if squeezed(text) in {""}:
        return None, []
    month = settle(readings(text), last=today)
    if month and date(1850, 1, 1) <= month <= today:
        return month, []
    digits = re.sub(r"\D", "", squeezed(text))
    code = "family.birth_year" if len(digits) in {4, 6, 8} and digits[:2] in {"18", "19", "20"} else "family.birth_words"  # fmt: skip
    return None, [say(code, severity=Severity.NOTE, where=where, text=text.strip()[:40])]
