"""The résumé of an appointment form: lines with periods, bracketed periods inside them.

Every line that holds a year becomes a row, a child of the row above, or is named in a finding; text
is kept in its own characters, only the period at its head is taken away. Grammar: the canonical
layout of the form, and the dashes, words and line breaks that other programs write.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from dunmiao.formats.marks import INVISIBLE, plain
from dunmiao.formats.messages import say
from dunmiao.formats.person import Career
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.months import dotted, months_between

_B = r"[ \t]*"
_YEAR = r"(?:19|20)\d{2}"
_MONTH_OF = (
    rf"(?:{_B}[./,·。\-]{_B}\d{{1,2}}(?!\d)(?:{_B}[./,·\-]{_B}\d{{1,2}}(?!\d)日?)?月?"
    rf"|{_B}年{_B}\d{{1,2}}{_B}月份?(?:{_B}\d{{1,2}}{_B}[日号])?"
    r"|\d{2}(?:\d{2})?(?!\d))"
)
_FULL = rf"(?<!\d){_YEAR}{_MONTH_OF}"
_SHORT = r"(?<!\d)\d{2}[.．]\d{1,2}(?![\d.])"
_DASHES = r"\-‐‑‒–—―─━－~～〜→﹣−"
_DASH = rf"(?:{_B}(?:[{_DASHES}]|至|到)(?:{_B}[{_DASHES}])*{_B}|{_B}一{_B}(?=(?:19|20)\d\d))"
_NOW = r"(?:至今|迄今|现在|目前|今)"
_END = rf"(?:{_FULL}|{_NOW})"
_RANGE = re.compile(rf"(?P<first>{_FULL})(?:{_DASH}(?P<last>{_END})?|{_B}(?P<now>{_NOW}))")
_PREFIX = rf"{_B}(?:[·•*]|\d{{1,2}}[、.)](?={_B}{_YEAR})|\(?[一二三四五六七八九十]+[、.)])?{_B}(?:自|从|由)?{_B}"
_IN_BRACKETS = re.compile(
    rf"{_B}\({_B}{_FULL}{_DASH}(?:{_END})?{_B}\){_B}\S|{_B}\([一二三四五六七八九十]+\)"
)
_HEAD = re.compile(
    rf"{_PREFIX}\(?{_B}(?P<first>{_FULL}|{_SHORT})"
    rf"(?:(?P<open>{_B}(?:起|以来|开始)(?:{_B}[{_DASHES}]+)?)"
    rf"|(?P<dash>{_DASH}|[ \t]+(?={_FULL}))(?P<last>{_FULL}|{_SHORT}|{_NOW})?|{_B}(?P<now>{_NOW})|(?P<single>))"
    rf"{_B}\)?{_B}[,，:：]?{_B}"
)
_BEFORE = re.compile(rf"{_PREFIX}\(?{_B}")
_YEARS_ONLY = re.compile(
    rf"{_B}(?:自|从)?{_YEAR}{_B}年?(?:{_DASH}(?:{_YEAR}{_B}年?|{_NOW})?)?(?!\d)"
)
_HAS_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)|[一二][九〇○零][〇○零一二三四五六七八九]{{2}}年")
_BREAKS = re.compile(
    r"<\s*br\s*/?\s*>|</?\s*p\s*>|\\r\\n|\\n|\\r|\r\n|\r|\n|\v|\f|\u2028|\u2029|\x85", re.I
)
_ENTITY = re.compile(r"&(?:nbsp|#160|#xa0);", re.I)
_INSIDE = re.compile(r"(?:其间|期间|其中)?[：:，,；;\s]*")
_CENTURY = 40  # years of two digits: 40 and above are of the last century
STUDY = re.compile(r"学习|学生|研究生|进修|攻读|党校.*班")
NOT_STUDY = re.compile(r"教师|博士后|处长|科长|主任|科员|局长|书记")
SECONDMENT = re.compile(r"挂职|挂任|借调|跟班学习|援[藏疆青川]|驻村|第一书记|选派|下派|上挂")
IDLE = re.compile(r"待业|待分配|待安置")


@dataclass
class _Line:
    """A row that grows: its period, the text as written, and what is to be said about it."""

    first: date | None
    last: date | None
    text: str
    findings: list[Finding] = field(default_factory=list)


def guess_kind(text: str) -> str:
    """secondment, study, idle or work: a suggestion that one click corrects."""
    if SECONDMENT.search(text):
        return "secondment"
    if IDLE.search(text):
        return "idle"
    if STUDY.search(text) and not NOT_STUDY.search(text):
        return "study"
    return "work"


def _month(text: str | None) -> date | None:
    """The month written, None for none and for 至今; ValueError for a month that is none."""
    if not text or re.fullmatch(_NOW, text):
        return None
    digits = re.findall(r"\d+", text)
    if len(digits) == 1:
        digits = [digits[0][:4], digits[0][4:6]]
    year = int(digits[0])
    if len(digits[0]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    return date(year, int(digits[1]), 1)


def outside_brackets(text: str) -> str:
    """The text with everything in brackets blanked, so that places stay."""
    out, depth = [], 0
    for character in plain(text):
        closes = character == ")"
        depth += character == "("
        out.append(" " if depth else character)
        depth -= closes and depth > 0
    return "".join(out)


def _brackets(text: str) -> Iterator[str]:
    """What stands in brackets of the first depth; an open one runs to the end."""
    start, depth = 0, 0
    for place, character in enumerate(plain(text)):
        if character == "(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif character == ")" and depth:
            depth -= 1
            if not depth:
                yield text[start:place]
    if depth:
        yield text[start:]


def _periods(text: str) -> Iterator[Career]:
    """Rows of a bracket: each period with the text up to the next."""
    found = list(_RANGE.finditer(plain(text)))
    for one, after in zip_longest(found, found[1:]):
        body = text[one.end() : after.start() if after else len(text)].strip("：:，,；;。 \t\u3000")
        try:
            first, last = _month(one["first"]), _month(one["last"])
        except ValueError:
            continue
        yield Career(first, last, _INSIDE.sub("", body, count=1), guess_kind(body))


def _finish(line: _Line) -> Career:
    children = tuple(child for part in _brackets(line.text) for child in _periods(part))
    return Career(
        line.first, line.last, line.text, guess_kind(outside_brackets(line.text)), children
    )


def lines_of(text: str) -> list[str]:
    """Lines without invisible marks, however they were broken; empty ones left out."""
    clean = _ENTITY.sub(" ", INVISIBLE.sub("", text))
    return [line for line in _BREAKS.split(clean) if line.strip()]


def _segments(line: str) -> list[str]:
    """A line apart where another period begins outside brackets, unless it lies inside the one
    before (that is a stage of the same row)."""
    bare = outside_brackets(line)
    cuts, before = [0], None
    for found in _RANGE.finditer(bare):
        try:
            first, last = _month(found["first"]), _month(found["last"])
        except ValueError:
            first = last = None
        inside = before and first and last and before[0] <= first and (
            before[1] is None or last <= before[1]
        )  # fmt: skip
        start = _BEFORE.match(bare)
        if start and start.end() != found.start() and not inside:
            cuts.append(found.start())
        if first and not inside:
            before = (first, last)
    return [line[a:b] for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)]


def parse_resume(text: str) -> tuple[tuple[Career, ...], list[Finding]]:
    """Rows of the résumé, and findings with the words of every line that was not understood, of
    gaps and of overlaps."""
    rows: list[_Line] = []
    for line in lines_of(text):
        bare = plain(line)
        starts_inside = bare.lstrip().startswith("(") and not _IN_BRACKETS.match(bare)
        for segment in [line] if starts_inside else _segments(line):
            _take(segment, rows, is_bracket=starts_inside)
    careers = tuple(map(_finish, rows))
    return careers, [f for row in rows for f in row.findings] + joints(careers)


def _take(segment: str, rows: list[_Line], *, is_bracket: bool) -> None:
    bare = plain(segment)
    found = None if is_bracket else _HEAD.match(bare)
    if found:
        rows.append(_row(segment, found))
    elif not is_bracket and _YEARS_ONLY.match(bare):
        rows.append(_unread(segment, "resume.no_month"))
    elif rows:
        body = segment.strip(" \t\u3000\u00a0")
        rows[-1].text += body
        if _HAS_YEAR.search(outside_brackets(segment)):
            rows[-1].findings.append(_say("resume.line", body))
    else:
        rows.append(_unread(segment, "resume.unparsed"))


def _row(segment: str, found: re.Match[str]) -> _Line:
    try:
        first, last = _month(found["first"]), _month(found["last"])
    except ValueError:
        return _unread(segment, "resume.bad_month")
    if first and last and last < first:
        return _unread(segment, "resume.reversed")
    row = _Line(first, last, segment[found.end() :].strip(" \t\u3000\u00a0；;"))
    if found["single"] is not None:
        row.findings.append(_say("resume.single", segment.strip()))
    if len(re.findall(r"\d+", found["first"])[0]) == 2:
        row.findings.append(_say("resume.short_year", segment.strip(), note=True))
    return row


def _unread(segment: str, code: str) -> _Line:
    body = segment.strip(" \t\u3000\u00a0")
    return _Line(None, None, body, [_say(code, body)])


def _say(code: str, text: str, *, note: bool = False) -> Finding:
    severity = Severity.NOTE if note else Severity.WARNING
    return say(code, severity=severity, text=text[:200])


def joints(careers: Iterable[Career]) -> list[Finding]:
    """Gaps and overlaps of months between rows that follow one another."""
    found = []
    rows = [row for row in careers if row.first]
    for before, after in zip(rows, rows[1:], strict=False):
        if before.last is None or after.first is None:
            continue
        distance = months_between(before.last, after.first)
        if distance > 1:
            facts = {"first": dotted(before.last), "last": dotted(after.first)}
            found.append(say("resume.gap", severity=Severity.NOTE, **facts))
        elif distance < 0:
            first = dotted(after.first)
            found.append(say("resume.overlap", severity=Severity.NOTE, first=first))
    return found


def write_resume(careers: Iterable[Career]) -> str:
    """The canonical layout: 18 columns before the text, LF between lines."""
    lines = []
    for row in careers:
        if row.first is None:
            lines.append(row.text)
            continue
        if row.last is None:
            head = f"{dotted(row.first)}--" + " " * 9
        else:
            head = f"{dotted(row.first)}--{dotted(row.last)}  "
        lines.append(head + row.text)
    return "\n".join(lines)
