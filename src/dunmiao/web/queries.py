"""Read single values of a query; what cannot be read is a refusal with its field named."""

from datetime import date
from typing import Any

from dunmiao.kernel.errors import DomainError, RuleBroken
from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "query.date": "“{label}”应为日期，如 2026-03-05；所填为“{text}”。",
        "query.number": "“{label}”应为整数；所填为“{text}”。",
        "query.choice": "“{label}”的取值不认识。",
    }
)


class BadRequest(DomainError):
    """What was sent cannot be read: 400."""

    status = 400


def day(text: str, label: str) -> date:
    """A day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RuleBroken([say("query.date", label=label, text=text[:20])]) from None


def whole(text: str, label: str) -> int:
    """A whole number."""
    try:
        return int(text.strip())
    except ValueError:
        raise RuleBroken([say("query.number", label=label, text=text[:20])]) from None


def one(text: str, choices: Any, label: str) -> str:
    """One of the choices."""
    if text not in choices:
        raise BadRequest([say("query.choice", label=label)])
    return text
