"""Checks of one person's values that every reader applies alike: weak ones are marked, and only
what no person can be (no name, a number that is nobody's) refuses him."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dunmiao.formats.idnumber import IdNumber, parse_id_number
from dunmiao.formats.marks import has_invisible, piled, plain, squeezed, tidy
from dunmiao.formats.messages import note, say, warn
from dunmiao.formats.months import readings, settle
from dunmiao.formats.names import clean_name
from dunmiao.formats.person import LABELS, LIMITS
from dunmiao.formats.rare import is_described, is_private, standard_of
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months, dotted, years_between

SECRET = re.compile(r"(绝密|机密|秘密)★?")
_MARKING = re.compile(
    r"[\[(【〔]?(绝密|机密|秘密)[\])】〕]?(?:★.*|(?:长期|\d+(?:年|个?月|天)))?|★.{0,6}(绝密|机密|秘密).{0,12}|.{0,4}(绝密|机密|秘密)★\S{0,10}"
)
_NEVER = re.compile(r"[<>{}=\x00-\x1f\u202a-\u202e\u2066-\u2069]")
_ODD = re.compile(r"[+@\"'\\/|*?$%^&\[\]()0-9_#!~,;:，。；：！？、]")
YOUNGEST, OLDEST = 18, 70
FIRST_WORK, FIRST_PARTY = 12, 14  # years of age before which nobody began
MOST_NAME = 50
Span = tuple[date | None, date | None]
# What Excel and forms leave around an ID number, and what is typed for its X.
_AROUND_ID = re.compile(r"[\s'’‘`\"“”\-—_]")
_X = str.maketrans(dict.fromkeys("×╳✕✖Χх＊*", "X"))


def text_of(value: Any) -> str:
    """A value as text: whole floats without their .0, invisible marks and outer blanks gone."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def is_formula(text: str) -> bool:
    """Text that a spreadsheet would take for a formula."""
    head = unicodedata.normalize("NFKC", text)[:1]
    return head in {"=", "+", "-", "@", "\t", "\r"} and len(text) > 1


def is_emoji(character: str) -> bool:
    """Pictographs and joiners, which no name has."""
    return unicodedata.category(character) in {"So", "Cs"} or character == "\u200d"


def read_name(raw: str, found: list[Finding], where: str) -> str:
    """The cleaned name; an error where it is none, a warning where it must be looked at."""
    name = clean_name(raw)
    described = is_described(name)
    if not name:
        found.append(say("name.missing", where=where))
    elif len(name) > MOST_NAME:
        found.append(say("name.too_long", where=where, count=len(name)))
    elif is_formula(raw.strip()):
        found.append(say("cell.formula", where=where, text=raw.strip()[:20]))
    elif _NEVER.search(raw.strip()) or any(map(is_emoji, re.sub("[\u2ff0-\u2fff]", "", raw))):
        found.append(say("name.bad", where=where, text=name[:20]))
    elif described:
        found.append(warn("name.described", where, text=name))
    elif _ODD.search(name):
        found.append(warn("name.odd", where, text=name))
    elif name != raw.strip():
        found.append(note("name.cleaned", where))
    found += [_private(name, character, where) for character in name if is_private(character)]
    if piled(name):
        found.append(warn("text.piled", where, text=name[:20]))
    return name


def _private(name: str, character: str, where: str) -> Finding:
    facts = {"text": name, "sign": f"U+{ord(character):04X}"}
    return warn("name.private", where, standard=standard_of(character) or "（不明）", **facts)


def read_month(
    raw: Any,
    label: str,
    found: list[Finding],
    where: str,
    *,
    known: date | None = None,
    within: Span = (None, None),
    from_1904: bool = False,
) -> date | None:
    """The month: the only reading, or the one that fits the ID number (`known`) or lies within
    [first, last]; None with a warning where none is sure."""
    text = text_of(raw)
    if not text or squeezed(text) in {"-", "--", "—", "——", "/", "无"}:
        return None
    ways = readings(raw if isinstance(raw, float | date) else text, from_1904=from_1904)
    month = settle(ways, known=known, first=within[0], last=within[1])
    if month is None:
        code = "month.ambiguous" if len(ways) > 1 else "month.bad"
        found.append(warn(code, where, label=label, text=text[:60]))
    elif len(ways) > 1:
        found.append(note("month.settled", where, label=label, text=text, month=dotted(month)))
    return month


def read_sex(raw: str, found: list[Finding], where: str) -> str:
    """男 or 女; empty with a warning for anything else."""
    word = squeezed(raw).removesuffix("性")
    if word in {"男", "女", ""}:
        return word
    found.append(warn("sex.bad", where, text=raw[:10]))
    return ""


def read_id(raw: Any, found: list[Finding], where: str) -> IdNumber | None:
    """The ID number, or None with a finding: an error for a number that is nobody's, a warning
    for one that was not written whole."""
    if isinstance(raw, float) or (isinstance(raw, str) and re.search(r"\d[eE]\+", raw)):
        found.append(warn("id.number_cell", where))
        return None
    written = text_of(raw)
    bare = _AROUND_ID.sub("", plain(written)).translate(_X).upper()
    if not bare or bare in {"/", "无"}:
        return None
    parsed = parse_id_number(bare)
    if isinstance(parsed, IdNumber):
        if bare != str(raw).upper():
            found.append(note("id.tidied", where))
        return parsed
    is_weak = parsed.code in {"id.length", "id.fifteen"}
    found.append(warn(parsed.code, where) if is_weak else replace(parsed, where=where))
    return None


@dataclass(frozen=True, slots=True)
class Dates:
    """The three months of 三龄 that must fit one another."""

    birth: date | None
    joined: date | None
    started: date | None


def span_of_life(birth: date | None, today: date, *, age: int) -> Span:
    """[first, last] for a month of a life: not before that age, not in the future."""
    return add_months(birth, 12 * age) if birth else None, today


def span_of_birth(today: date) -> Span:
    """[first, last] for the birth of somebody who serves."""
    return add_months(today, -12 * (OLDEST + 1)), add_months(today, -12 * YOUNGEST)


def agree(
    *,
    number: IdNumber | None,
    sex: str,
    dates: Dates,
    today: date,
    where: str,
) -> list[Finding]:
    """Values that must fit together: an ID number that contradicts birth or sex refuses the
    person; ages and orders of months that cannot be are marked."""
    found = []
    birth = dates.birth
    if number and birth and (number.birth.year, number.birth.month) != (birth.year, birth.month):
        facts: dict[str, Any] = {"of_id": dotted(number.birth), "declared": dotted(birth)}
        found.append(say("id.birth_differs", where=where, **facts))
    if number and sex and number.sex != sex:
        found.append(say("id.sex_differs", where=where, of_id=number.sex, declared=sex))
    if birth and not YOUNGEST <= years_between(birth, today) <= OLDEST:
        found.append(warn("month.out_of_range", where, label="出生年月", text=dotted(birth)))
    for label, later in (("入党时间", dates.joined), ("参加工作时间", dates.started)):
        if birth and later and later <= birth:
            facts = {"earlier": "出生年月", "later": label}
            facts |= {"first": dotted(birth), "second": dotted(later)}
            found.append(warn("month.order", where, **facts))
    return found


def marking_of(text: str) -> str:
    """The secrecy marking that a line is (机密★10年); empty for a sentence that speaks of one."""
    for line in text.splitlines():
        bare = squeezed(line)
        if _MARKING.fullmatch(bare):
            return line.strip()[:30]
    return ""


def secret_words(texts: list[str], where: str) -> list[Finding]:
    """A word of secrecy with a star, or standing alone, inside what is said of a person: asked."""
    for text in texts:
        if (match := SECRET.search(text)) and ("★" in text or text.strip() == match[0]):
            return [warn("secret.words", where, text=text.strip()[:60])]
    return []


def fitting(text: str, name: str, found: list[Finding], where: str) -> str:
    """The text as far as its field has room for it (`LIMITS`); the finding keeps the rest."""
    limit = LIMITS.get(name)
    if limit is None or len(text) <= limit:
        return text
    facts: dict[str, Any] = {"label": LABELS.get(name, name), "count": len(text), "limit": limit}
    found.append(warn("cell.long", where, rest=text[limit:], **facts))
    return text[:limit]


def tidied(raw: str, found: list[Finding], where: str) -> str:
    """The text without invisible marks, said where one stood there."""
    text = tidy(raw)
    if has_invisible(raw):
        found.append(note("cell.tidied", where, text=text[:40]))
    return text
