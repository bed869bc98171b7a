"""Annual grades in words: years and grades pair up in order, a range is every year of it.

Terms: 公务员考核规定 (2020) for public servants, 事业单位工作人员考核规定 (2023) for institutions.
A negated grade is none; what is not understood is handed back as it was written.
"""

import re
from dataclasses import dataclass
from datetime import date

from dunmiao.formats.marks import INVISIBLE, plain

# As stored, in the order in which they are looked for (the longer ones first).
TERMS = ("基本称职", "基本合格", "不称职", "不合格", "优秀", "称职", "合格", "不定等次")
GRADES = frozenset(TERMS)
NO_GRADE = (
    "不确定等次",
    "未确定等次",
    "未定等次",
    "未参加考核",
    "不参加考核",
    "未考核",
    "只写评语",
)
_YEAR = r"(?:(?:19|20)\d{2}|(?<![\d近前后约满共])\d{2}(?=\s*年))"
_RANGE = rf"{_YEAR}\s*(?:年度?)?\s*(?:至|到|[-‐–—―─~～〜]+)\s*{_YEAR}(?!\d)\s*(?:年度?)?"
_NOT = r"(?:未|没有?|不曾|无|非|取消|不)(?:被|能|获|得|评|定|确定|为|参?评?)*\s*(?:为|上)?\s*"
_SPACED = "|".join(r"\s*".join(term) for term in TERMS)
_TOKENS = re.compile(
    rf"(?P<range>{_RANGE})|(?P<year>{_YEAR}\s*(?:年度?)?)"
    rf"|(?P<none>{'|'.join(NO_GRADE)})"
    rf"|(?P<negated>{_NOT}(?:优\s*秀|基本\s*称\s*职|(?<!不)称\s*职|(?<!不)合\s*格)(?:等次|等级)?)"
    rf"|(?P<grade>{_SPACED})"
    r"|(?P<title>(?<=优秀)(?:公务员|干部))"
    r"|(?P<fill>(?:年度考核|年度|考核|等次|等级|结果|均|都|皆|各|曾|本人|个人|分别|依次|连续|被|评|定|确定|获得?|为|是|和|及|与|年"
    r"|近?[一二两三四五六七八九十\d]+个?年|历年|情况|[\s,，、。;；:：.()（）\-—/]+))"
    r"|(?P<word>.)",
    re.S,
)  # fmt: skip


MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Grades:
    """What a text says: grades by year, and the pieces that were not understood."""

    by_year: tuple[tuple[int, str], ...] = ()
    unread: tuple[str, ...] = ()


def year_of(written: str, *, today: date) -> int:
    """Four digits as they are; of two the last such year that is not in the future."""
    number = int(re.sub(r"\D", "", written))
    if number >= 100:
        return number
    return 2000 + number if 2000 + number <= today.year else 1900 + number


class _Reader:
    """Years wait for the grade that follows them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.out: dict[int, str] = {}
        self.unread: list[str] = []
        self.begin()

    def begin(self) -> None:
        """A new statement."""
        self.years: list[int] = []
        self.grades: list[str] = []
        self.piece = self.last = ""
        self.is_odd = self.is_doubtful = self.starts_with_grade = False

    def is_grade_first(self) -> bool:
        """优秀（2022年）: the grade stands first, with nothing but a bracket or colon between."""
        return self.starts_with_grade and (
            bool(self.years)
            or not re.search(r"[,，、。;；]", self.piece.rpartition(self.grades[-1])[2])
        )

    def close(self) -> None:
        """End of a statement: pair its years with its grades, or keep it as unread."""
        years, grades = self.years, self.grades
        fits = bool(years) and not self.is_doubtful and len(grades) in {1, len(years)}
        if fits:
            pairs = zip(years, grades * len(years) if len(grades) == 1 else grades, strict=True)
            new = dict(pairs)
            fits = all(self.out.get(year, grade) == grade for year, grade in new.items())
            self.out |= new if fits else {}
        said = self.piece.strip(" \t\r\n,，、。;；:：")
        is_blank = not re.sub(r"[\W_]", "", said)
        if said and not is_blank and (self.is_odd or not fits):
            self.unread.append(said)
        self.begin()

    def take(self, kind: str, text: str, original: str) -> None:
        """One token of the text."""
        has_said = bool(self.grades) or self.last in {"none", "negated"} or self.is_doubtful
        if kind in {"year", "range"} and has_said and not self.is_grade_first():
            self.close()
        if kind in {"grade", "negated", "none"} and self.starts_with_grade and self.years:
            self.close()
        self.piece += original
        if kind == "range":
            first, last = (year_of(end, today=self.today) for end in re.findall(r"\d+", text)[:2])
            self.is_doubtful |= not first <= last <= first + MOST_YEARS
            self.years += range(first, min(last, first + MOST_YEARS) + 1)
        elif kind == "year":
            self.years.append(year_of(text, today=self.today))
        elif kind == "grade":
            self.starts_with_grade |= not self.years and not self.grades
            self.is_doubtful |= self.is_odd
            self.grades.append(re.sub(r"\s", "", text))
        elif kind in {"none", "negated"}:
            self.is_odd = self.is_doubtful = True
        elif kind == "title":
            self.is_odd = True
        elif kind == "word":
            self.is_odd = True
            self.is_doubtful |= not self.grades or self.last in {"grade", "joined"}
        self.last = "joined" if kind == "word" and self.last in {"grade", "joined"} else kind


def read_grades(text: str, *, today: date) -> Grades:
    """Grades by year: 2022年、2023年分别为优秀、称职; 2021-2023年称职; 2021：优秀；2022：称职.

    Pieces that hold a word beyond these, a negation, a grade without a year or a year without a
    grade lie in `unread`; a negated grade is never taken.
    """
    reader = _Reader(today)
    written = INVISIBLE.sub("", text)
    bare = plain(written)
    for found in _TOKENS.finditer(bare):
        reader.take(found.lastgroup or "word", found[0], written[found.start() : found.end()])
    reader.close()
    return Grades(tuple(sorted(reader.out.items())), tuple(reader.unread))


def grade_of(text: str) -> tuple[str, str]:
    """(grade, what is left) of a cell under the head of one year: 优秀等次 → 优秀."""
    bare = re.sub(r"\s|等次|等级", "", plain(INVISIBLE.sub("", text)))
    return (bare, "") if bare in GRADES else ("", text.strip())


def write_grades(by_year: tuple[tuple[int, str], ...]) -> str:
    """As the appointment form has them: 2022年优秀，2023年称职."""
    return "，".join(f"{year}年{grade}" for year, grade in by_year)
