"""The résumé of an appointment form: lines with periods, bracketed periods inside them."""

import re
from collections.abc import Iterable
from datetime import date

from dunmiao.formats.messages import say
from dunmiao.formats.person import Career
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.kernel.months import dotted, months_between

YM = r"(?:(?:19|20)\d{2}(?:[./\-]\d{1,2}|年\d{1,2}月|\d{2}))"
DASH = r"(?:--|——|[-—–－~～至到])"
NOW = r"(?:至今|今|现在)"
PERIOD = re.compile(rf"^[ \t\u3000]*({YM})[ \t\u3000]*(?:{DASH}[ \t\u3000]*({YM}|{NOW})?|({NOW}))")
INSIDE = re.compile(
    rf"[（(](?:其间|期间|其中)?[：:，,]?[ \t\u3000]*({YM})[ \t\u3000]*{DASH}[ \t\u3000]*({YM}|{NOW})?"
    r"[ \t\u3000]*([^）)]*)[）)]"
)
STUDY = re.compile(r"学习|学生|研究生|进修|攻读|党校.*班")
NOT_STUDY = re.compile(r"教师|博士后|处长|科长|主任|科员|局长|书记")
SECONDMENT = re.compile(r"挂职|挂任|借调|跟班学习|援[藏疆青川]|驻村|第一书记|选派|下派|上挂")
IDLE = re.compile(r"待业|待分配|待安置")


def _month(text: str | None) -> date | None:
    if not text or re.fullmatch(NOW, text):
        return None
    digits = re.findall(r"\d+", text)
    if len(digits) == 1:
        digits = [digits[0][:4], digits[0][4:]]
    try:
        return date(int(digits[0]), int(digits[1]), 1)
    except (ValueError, IndexError):
        return None


def guess_kind(text: str) -> str:
    """secondment, study, idle or work: a suggestion that one click corrects."""
    if SECONDMENT.search(text):
        return "secondment"
    if IDLE.search(text):
        return "idle"
    if STUDY.search(text) and not NOT_STUDY.search(text):
        return "study"
    return "work"


def _children(text: str) -> tuple[Career, ...]:
    return tuple(
        Career(_month(found[1]), _month(found[2]), found[3].strip("：:，, "), guess_kind(found[3]))
        for found in INSIDE.finditer(text)
    )


def parse_resume(text: str) -> tuple[tuple[Career, ...], list[Finding]]:
    """Rows of the résumé, and notes on unread lines, gaps and overlaps."""
    rows: list[list[str]] = []
    loose = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            continue
        if PERIOD.match(line):
            rows.append([line])
        elif rows:
            rows[-1].append(line.strip())
        else:
            loose += 1
            rows.append([line])
    careers = []
    for parts in rows:
        found = PERIOD.match(parts[0])
        body = (parts[0][found.end() :] if found else parts[0]).strip(" \t\u3000") + "".join(
            parts[1:]
        )
        first, last = (_month(found[1]), _month(found[2])) if found else (None, None)
        careers.append(Career(first, last, body, guess_kind(body), _children(body)))
    findings = [say("resume.unparsed", severity=Severity.WARNING, count=loose)] if loose else []
    return tuple(careers), findings + _joints(careers)


def _joints(careers: list[Career]) -> list[Finding]:
    found = []
    for before, after in zip(careers, careers[1:], strict=False):
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
