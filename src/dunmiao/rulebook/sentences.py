"""Requirements as sentences: `职务层次 不低于 乡科级副职`, chosen word by word, never typed as code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.experience import EXPERIENCES
from dunmiao.kernel.findings import Catalogue
from dunmiao.kernel.ranks import Rank
from dunmiao.rulebook.rules import EDUCATION, GRADES, LABELS, WORDS, show

say = Catalogue(
    {
        "sentence.unknown": "不能这样要求：{attribute} {operator}。可用的比较：{allowed}。",
        "sentence.number": "“{label}”应为 {least} 到 {most} 的整数；所填为“{text}”。",
        "sentence.choice": "“{label}”没有“{text}”这一项。可以填：{allowed}。",
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
# What a rule of the city may ask beside that: a comparison with the post itself.
POST_FACTS = {"division": "任职地", "unit": "接收单位", "unit_name": "接收单位"}
_OF_POST = "post:"
RULE_SUBJECTS = SUBJECTS | {
    "growth_division": Subject(("!=",), [(f"{_OF_POST}division", POST_FACTS["division"])]),
    "home_unit": Subject(("!=",), [(f"{_OF_POST}unit", POST_FACTS["unit"])]),
    "kin_at": Subject(("excludes",), [(f"{_OF_POST}unit_name", POST_FACTS["unit_name"])]),
    "on_secondment": Subject(("==",), [("no", "否")]),
}
OPERATORS = {word: WORDS[word] for subject in RULE_SUBJECTS.values() for word in subject.operators}


def text_of(value: Any) -> str:
    """The text that `read_value` reads as this value."""
    if isinstance(value, Mapping):
        return f"{_OF_POST}{value.get('post')}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _typed(attribute: str, text: str) -> Any:
    if text.startswith(_OF_POST):
        return {"post": text.removeprefix(_OF_POST)}
    if attribute == "rank":
        return int(text)
    return text == "yes" if attribute in ("reserve", "on_secondment") else text


def choices_in_words(subject: Subject) -> str:
    """The words that may be chosen for a subject."""
    return "、".join(word for _, word in subject.choices)


def read_value(
    attribute: str, operator: str, text: str, subjects: Mapping[str, Subject] = SUBJECTS
) -> Any:
    """The value that `text` names for this attribute, by its code or by its word; RuleBroken
    says what it may be."""
    subject = subjects.get(attribute)
    label = LABELS.get(attribute, attribute)
    if subject is None or operator not in subject.operators:
        word = WORDS.get(operator, operator)
        allowed = "、".join(WORDS[one] for one in subject.operators) if subject else "—"
        found = say("sentence.unknown", attribute=label, operator=word, allowed=allowed)
        raise RuleBroken([found])
    text = text.strip()
    if subject.is_number:
        return _number(subject, label, text)
    if subject.choices:
        text = {word: code for code, word in subject.choices}.get(text, text)
        if text not in dict(subject.choices):
            allowed = choices_in_words(subject)
            raise RuleBroken([say("sentence.choice", label=label, text=text[:40], allowed=allowed)])
        return _typed(attribute, text)
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
    return f"{LABELS[attribute]}{WORDS[operator]}{in_words(attribute, value)}"


def in_words(attribute: str, value: Any) -> str:
    """The value of a rule in words, also where it is a fact of the post."""
    if isinstance(value, Mapping):
        return POST_FACTS.get(str(value.get("post")), str(value.get("post")))
    return show(attribute, value)
