"""The party column: a month, a party, both, or a political status alone.

Names: GB/T 4762 (political status) with the short names that forms use. A month beside a
democratic party (民盟200506) is when that party was joined; a month by itself, or parted from a
party's name (200206；民建), is when the 中国共产党 was joined.
"""

import re
from dataclasses import dataclass

from dunmiao.formats.marks import plain, squeezed, tidy

MEMBER, PROBATIONARY = "中共党员", "中共预备党员"
STATUSES = {
    MEMBER: (MEMBER, "党员", "中国共产党党员", "中国共产党", "中共", "中共正式党员"),
    PROBATIONARY: (PROBATIONARY, "预备党员", "中国共产党预备党员", "预备", "预备期"),
    "共青团员": ("共青团员", "团员", "共青团", "中国共产主义青年团团员"),
    "民革": ("民革", "民革党员", "民革会员", "中国国民党革命委员会"),
    "民盟": ("民盟", "民盟盟员", "盟员", "中国民主同盟"),
    "民建": ("民建", "民建会员", "中国民主建国会"),
    "民进": ("民进", "民进会员", "中国民主促进会"),
    "农工党": ("农工党", "农工党党员", "农工民主党", "中国农工民主党", "农工"),
    "致公党": ("致公党", "致公党党员", "中国致公党", "致公"),
    "九三学社": ("九三学社", "九三", "九三学社社员"),
    "台盟": ("台盟", "台盟盟员", "台湾民主自治同盟"),
    "无党派": ("无党派", "无党派人士", "无党派民主人士"),
    "群众": ("群众", "普通群众"),
}
DEMOCRATIC = frozenset(list(STATUSES)[3:12])
_BY_WORD = {word: status for status, words in STATUSES.items() for word in words}
_WORDS = "|".join(sorted(map(re.escape, _BY_WORD), key=len, reverse=True))
_MONTH = r"\d{2,4}\s*[./\-年。]\s*\d{1,2}\s*月?(?:\s*[./\-]?\s*\d{1,2}\s*日?)?|\d{6}(?:\d{2})?"
_JOINED = r"(?:加入|入党|入盟|入会|入社|入团|参加)"
_PART = re.compile(
    rf"\(?\s*(?P<month>{_MONTH})?\s*(?:{_JOINED})?\s*\(?\s*(?P<word>{_WORDS})?\s*[()]?\s*(?P<month2>{_MONTH})?"
    rf"\s*(?:{_JOINED})?\s*\)?",
)
NOTHING = {"", "无", "-", "--", "—", "——", "/", "未入党", "否"}


@dataclass(frozen=True, slots=True)
class Party:
    """What the column says: the month as written, the statuses, and what was not understood."""

    month: str = ""
    politics: str = ""
    rest: str = ""


def status_of(text: str) -> str:
    """The short name of a status however it is written; empty for another word."""
    return _BY_WORD.get(squeezed(text), "")


def read_party(text: str) -> Party:
    """Take the column apart at its marks; parts that are neither month nor party are `rest`."""
    if squeezed(text) in NOTHING:
        return Party()
    month, names, rest = "", [], []
    alone = False
    for part in re.split(r"[；;、，,\n]+", tidy(text)):
        found = _PART.fullmatch(plain(part).strip())
        written = found and (found["month"] or found["month2"])
        if not found or not (written or found["word"]) or (written and month):
            rest.append(part.strip())
            continue
        if "入团" in part:  # a month of the league, which is no party
            names.append("共青团员")
            rest.append(part.strip())
            continue
        if found["word"]:
            names.append(_BY_WORD[found["word"]])
        elif written:
            alone = True
        month = written or month
    if alone and not {MEMBER, PROBATIONARY} & set(names):
        names = [MEMBER, *(name for name in names if name != "共青团员")]
    return Party(month.strip(), "、".join(dict.fromkeys(names)), "；".join(filter(None, rest)))


def write_party(month: str, politics: str) -> str:
    """As the appointment form has it: 200206, 民盟, 200206；民建, 民盟200506. What it has no place
    for (群众, a member without month) is left out."""
    names = [name for name in politics.split("、") if name]
    if names[:1] == [MEMBER] and month:
        return "；".join([month, *names[1:]])
    others = [name for name in names if name in DEMOCRATIC]
    return others[0] + month if others and others == names[:1] else month
