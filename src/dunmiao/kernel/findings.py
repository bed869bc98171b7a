"""Say one reason, with its code, its facts and its words in both languages."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs: an error stops, a warning is shown and recorded."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason with the facts that produced it.

    `code` is stable and tested ("<subject>.<reason>"); `message` is the Chinese text
    shown to people; `facts` are plain JSON values. `where` names the place in an input
    (sheet and cell, element path, line), empty where there is none.
    """

    code: str
    message: str
    facts: dict[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    where: str = ""

    @property
    def is_error(self) -> bool:
        """True where the finding stops the act."""
        return self.severity is Severity.ERROR

    def text(self, language: str) -> str:
        """The words in `language` ("zh-hans" or "en"); Chinese where no English exists."""
        if language.startswith("en") and self.code in _ENGLISH:
            return _fill(_ENGLISH[self.code], self.facts)
        return self.message

    def as_dict(self) -> dict[str, Any]:
        """The plain form that is stored, sent and printed."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "facts": self.facts,
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Finding":
        """Read back what `as_dict` wrote."""
        return cls(
            plain["code"],
            plain["message"],
            dict(plain.get("facts") or {}),
            Severity(plain.get("severity", "error")),
            plain.get("where", ""),
        )


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


_ENGLISH: dict[str, str] = {}


def _fill(template: str, facts: dict[str, Any]) -> str:
    return template.format_map(_Facts(facts))


class Catalogue:
    """The findings one room may raise: code → (Chinese, English), filled with facts."""

    def __init__(self, texts: dict[str, tuple[str, str]]) -> None:
        """Register the texts; a code that another catalogue holds already is an error."""
        if clash := _ENGLISH.keys() & texts.keys():
            raise ValueError(f"finding codes defined twice: {sorted(clash)}")
        self.texts = texts
        _ENGLISH.update({code: english for code, (_, english) in texts.items()})

    def __call__(
        self,
        code: str,
        *,
        severity: Severity = Severity.ERROR,
        where: str = "",
        **facts: Any,
    ) -> Finding:
        """Make the finding `code` with these facts; an unknown code is a KeyError."""
        return Finding(code, _fill(self.texts[code][0], facts), facts, severity, where)
