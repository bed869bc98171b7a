"""Requirements as sentences: `职务层次 不低于 乡科级副职`, chosen word by word, never typed as code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.kernel.findings import Catalogue
from dunmiao.kernel.ranks import Rank
from dunmiao.rulebook.rules import EDUCATION, GRADES, LABELS, WORDS, show

say = Catalogue(
    {
        "sentence.unknown": "不能这样要求：{attribute} {operator}。",
        "sentence.number": "“{label}”应为 {least} 到 {most} 的整数；所填为“{text}”。",
        "sentence.choice": "“{label}”没有“{text}”这一项。",
        "sentence.empty": "“{label}”的内容为空。",
    }
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What may be asked of one attribute: operators, and choices or a range or free words."""

    operators: Sequence[str]
    choices: Sequence[tuple[str, str]] = ()
    least: int = 0
    most: int = 0

    @property
    def is_number(self) -> bool:
        """True where a whole number is asked."""
        return self.most > 0


def _same(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


_RANKS = [(str(rank.value), rank.label) for rank in Rank if Rank.NONE < rank <= Rank.DIVISION]
SUBJECTS = {
    "rank": Subject((">=", "<="), _RANKS),
    "age": Subject(("<=", ">=", "<", ">"), least=18, most=65),
    "years_of_service": Subject((">=",), least=1, most=45),
    "years_in_rank": Subject((">=",), least=1, most=30),
    "education": Subject((">=",), _same([word for word in EDUCATION if EDUCATION[word] > 1])),
    "politics": Subject(("==", "!="), _same(("中共党员", "群众"))),
    "lowest_grade": Subject((">=",), _same([word for word in GRADES if GRADES[word] > 1])),
    "specialities": Subject(("contains",)),
    "experience": Subject(("contains",), _same(EXPERIENCES)),
    "reserve": Subject(("==",), [("yes", "是")]),
}


def read_value(attribute: str, operator: str, text: str) -> Any:
    """The value that `text` names for this attribute; RuleBroken says what it may be."""
    subject = SUBJECTS.get(attribute)
    label = LABELS.get(attribute, attribute)
    if subject is None or operator not in subject.operators:
        word = WORDS.get(operator, operator)
        raise RuleBroken([say("sentence.unknown", attribute=label, operator=word)])
    text = text.strip()
    if subject.is_number:
        return _number(subject, label, text)
    if subject.choices:
        if text not in dict(subject.choices):
            raise RuleBroken([say("sentence.choice", label=label, text=text[:40])])
        return {"rank": int, "reserve": bool}.get(attribute, str)(text)
    if not text:
        raise RuleBroken([say("sentence.empty", label=label)])
    return text[:40]


def _number(subject: Subject, label: str, text: str) -> int:
    if text.isdecimal() and subject.least <= int(text) <= subject.most:
        return int(text)
    least, most = subject.least, subject.most
    found = say("sentence.number", label=label, text=text[:20], least=least, most=most)
    raise RuleBroken([found])


def sentence(attribute: str, operator: str, value: Any) -> str:
    """The requirement in words."""
    return f"{LABELS[attribute]}{WORDS[operator]}{show(attribute, value)}"
