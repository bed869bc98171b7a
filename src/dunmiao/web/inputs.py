"""Read single values of a form; what cannot be read is a refusal with its field named."""

import uuid
from datetime import date
from typing import Any

from dunmiao.kernel.errors import DomainError, RuleBroken, not_visible
from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "input.date": "“{label}”应为日期，如 2026-03-05；所填为“{text}”。",
        "input.number": "“{label}”应为整数；所填为“{text}”。",
        "input.file": "请选择要上传的文件。",
        "input.choice": "“{label}”的取值不认识。",
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
        raise RuleBroken([say("input.date", label=label, text=text[:20])]) from None


def whole(text: str, label: str) -> int:
    """A whole number."""
    try:
        return int(text.strip())
    except ValueError:
        raise RuleBroken([say("input.number", label=label, text=text[:20])]) from None


def optional(text: str, label: str) -> int | None:
    """A whole number, or None for an empty field."""
    return whole(text, label) if text.strip() else None


def uid(text: str) -> uuid.UUID:
    """An address; one that is none looks like one that does not exist."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise not_visible() from None


def uids(texts: list[str]) -> list[uuid.UUID]:
    """Several addresses, those of boxes that were ticked."""
    return [uid(text) for text in texts]


def one(text: str, choices: Any, label: str) -> str:
    """One of the choices."""
    if text not in choices:
        raise BadRequest([say("input.choice", label=label)])
    return text
