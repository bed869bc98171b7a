"""Checks of one person's values that every reader applies alike."""

import re
import unicodedata
from datetime import date
from typing import Any

from dunmiao.formats.idnumber import IdNumber, parse_id_number
from dunmiao.formats.messages import say
from dunmiao.formats.months import Ambiguous, parse_month
from dunmiao.formats.names import clean_name
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.months import dotted, years_between

GRADES = {"优秀", "称职", "基本称职", "不称职", "不定等次", "合格", "基本合格", "不合格"}
SECRET = re.compile(r"(绝密|机密|秘密)★?")
_BAD_NAME = re.compile(r"[<>{}=+@\"'\\/|*?$%^&\[\]0-9\x00-\x1f\u202a-\u202e\u2066-\u2069]")


def text_of(value: Any) -> str:
    """A cell as text: whole floats without their .0, blanks trimmed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip(" \t\r\n\u3000")


def is_formula(text: str) -> bool:
    """Text that a spreadsheet would take for a formula."""
    head = unicodedata.normalize("NFKC", text)[:1]
    return head in {"=", "+", "-", "@", "\t", "\r"} and len(text) > 1


def is_emoji(character: str) -> bool:
    """Pictographs and joiners, which no name has."""
    return unicodedata.category(character) in {"So", "Cs", "Co"} or character == "\u200d"


def read_name(raw: str, found: list[Finding], where: str) -> str:
    """The cleaned name; findings where it is empty, too long, or holds what no name has."""
    name = clean_name(raw)
    if not name:
        found.append(say("name.missing", where=where))
    elif len(name) > 50:
        found.append(say("name.too_long", where=where))
    elif is_formula(raw.strip()):
        found.append(say("cell.formula", where=where, text=raw[:20]))
    elif _BAD_NAME.search(raw) or any(map(is_emoji, raw)):
        found.append(say("name.bad", where=where, text=name[:20]))
    elif name != raw.strip():
        found.append(say("name.cleaned", severity=Severity.NOTE, where=where))
    return name


def read_month(raw: Any, label: str, found: list[Finding], where: str) -> date | None:
    """The month, or None with a finding."""
    try:
        return parse_month(raw)
    except Ambiguous:
        found.append(say("month.ambiguous", where=where, label=label, text=text_of(raw)))
    except (ValueError, OverflowError):
        found.append(say("month.bad", where=where, label=label, text=text_of(raw)[:30]))
    return None


def read_sex(raw: str, found: list[Finding], where: str) -> str:
    """男 or 女; empty with a finding for anything else."""
    if raw in {"男", "女", ""}:
        return raw
    found.append(say("sex.bad", where=where, text=raw[:10]))
    return ""


def read_id(raw: Any, found: list[Finding], where: str) -> IdNumber | None:
    """The ID number, or None with a finding."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, float) or (isinstance(raw, str) and re.search(r"[eE]\+", raw)):
        found.append(say("id.number_cell", where=where))
        return None
    parsed = parse_id_number(text_of(raw))
    if isinstance(parsed, IdNumber):
        return parsed
    found.append(Finding(parsed.code, parsed.message, parsed.facts, parsed.severity, where))
    return None


def agree(
    *,
    number: IdNumber | None,
    sex: str,
    birth: date | None,
    joined: date | None,
    started: date | None,
    today: date,
    where: str,
) -> list[Finding]:
    """Values that must fit together: ID, birth and sex; the order of the dates; the age."""
    found = []
    if number and birth and (number.birth.year, number.birth.month) != (birth.year, birth.month):
        facts: dict[str, Any] = {"of_id": dotted(number.birth), "declared": dotted(birth)}
        found.append(say("id.birth_differs", where=where, **facts))
    if number and sex and number.sex != sex:
        found.append(say("id.sex_differs", where=where, of_id=number.sex, declared=sex))
    if birth and not 18 <= years_between(birth, today) <= 70:
        facts = {"label": "出生年月", "text": dotted(birth)}
        found.append(say("month.out_of_range", where=where, **facts))
    for label, later in (("入党时间", joined), ("参加工作时间", started)):
        if birth and later and later <= birth:
            facts = {"earlier": "出生年月", "later": label}
            facts |= {"first": dotted(birth), "second": dotted(later)}
            found.append(say("month.order", where=where, **facts))
    return found


def secret_marks(values: list[str], where: str) -> list[Finding]:
    """Content marked as a state secret is refused."""
    for value in values:
        if match := SECRET.search(value):
            if "★" in value or value.strip() in {"绝密", "机密", "秘密"}:
                return [say("secret.mark", where=where, text=match[0])]
    return []


_YEARS = re.compile(
    r"((?:(?:19|20)\d{2}年?[、,，和]?)+)[^0-9]*?(优秀|基本称职|不称职|称职|不定等次)"
)


def grades_in(text: str) -> tuple[tuple[int, str], ...]:
    """Years and grades in free text: 2011年、2012年称职，2013年优秀."""
    out: dict[int, str] = {}
    for years, grade in _YEARS.findall(text):
        for year in re.findall(r"(?:19|20)\d{2}", years):
            out[int(year)] = grade
    return tuple(sorted(out.items()))
