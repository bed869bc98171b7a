"""Say one reason, with its code, its facts and its words; other languages by gettext."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).resolve().parents[1] / "locale"


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
        """The words in `language` ("zh-hans", "en"); Chinese where that catalogue has none."""
        chinese = _TEXTS.get(self.code, "")
        template = _catalogue(language).gettext(chinese) if chinese else ""
        return self.message if template == chinese else _fill(template, self.facts)

    def at(self, where: str) -> "Finding":
        """The same finding at another place of the input."""
        return replace(self, where=where)

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


_TEXTS: dict[str, str] = {}


def _fill(template: str, facts: dict[str, Any]) -> str:
    return template.format_map(_Facts(facts))


@cache
def _catalogue(language: str) -> NullTranslations:
    """The compiled catalogue of a language tag ("en-gb" reads en_GB, then en); empty if none."""
    main, _, rest = language.partition("-")
    region = rest.title() if len(rest) > 2 else rest.upper()
    return translation("django", LOCALE, [f"{main}_{region}", main], fallback=True)


class Catalogue:
    """The findings one room may raise: code → Chinese template, filled with facts."""

    def __init__(self, texts: dict[str, str]) -> None:
        """Register the texts; a code that another catalogue holds already is an error."""
        if clash := _TEXTS.keys() & texts.keys():
            raise ValueError(f"finding codes defined twice: {sorted(clash)}")
        self.texts = texts
        _TEXTS.update(texts)

    def __call__(
        self,
        code: str,
        *,
        severity: Severity = Severity.ERROR,
        where: str = "",
        **facts: Any,
    ) -> Finding:
        """Make the finding `code` with these facts; an unknown code is a KeyError."""
        return Finding(code, _fill(self.texts[code], facts), facts, severity, where)


def templates() -> list[str]:
    """Every Chinese template of the catalogues loaded so far, for the gatherer of messages."""
    return [text for _, text in sorted(_TEXTS.items())]
