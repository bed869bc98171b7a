"""Relatives and schooling as forms have them: a birth may be a month, a year, 已故, 不详 or a dash
and never refuses the person; what is too long is cut and said."""

import re
from dataclasses import replace
from datetime import date

from dunmiao.formats.checks import fitting
from dunmiao.formats.marks import squeezed
from dunmiao.formats.messages import say
from dunmiao.formats.months import readings, settle
from dunmiao.formats.person import Education, Relative
from dunmiao.kernel.findings import Finding, Severity


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


def fitting_relative(one: Relative, found: list[Finding], where: str) -> Relative:
    """The relative as far as there is room; what was cut lies in the findings."""
    return replace(
        one,
        relation=fitting(one.relation, "relation", found, where),
        name=fitting(one.name, "relative", found, where),
        politics=fitting(one.politics, "relative_politics", found, where),
        work=fitting(one.work, "work", found, where),
    )


def fitting_schooling(one: Education, found: list[Finding], where: str) -> Education:
    """The schooling as far as there is room; what was cut lies in the findings."""
    return replace(
        one,
        level=fitting(one.level, "level", found, where),
        degree=fitting(one.degree, "degree", found, where),
        school=fitting(one.school, "school", found, where),
    )
