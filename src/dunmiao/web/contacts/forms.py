"""Read the forms of contacts."""

from django.http import QueryDict
from django.utils.translation import gettext_noop as mark

from dunmiao.liaison.rules.contacts import ContactFields

LABELS = (mark("手机"), mark("办公"), mark("传真"), mark("其他"))


def read_fields(data: QueryDict) -> ContactFields:
    """A card: numbers by label, empty ones left out."""
    pairs = zip(data.getlist("label"), data.getlist("phone"), strict=False)
    return ContactFields(
        name=data.get("name", ""),
        post=data.get("post", ""),
        phones=tuple(
            (label[:20], number.strip()[:40]) for label, number in pairs if number.strip()
        ),
        emails=tuple(("", line.strip()[:100]) for line in data.getlist("email") if line.strip()),
        note=data.get("note", ""),
        groups=tuple(filter(None, (part.strip() for part in data.get("groups", "").split("；")))),
        sensitivity=data.get("sensitivity", "INTERNAL"),
    )


def numbers(data: QueryDict) -> list[tuple[str, str]]:
    """Each label with the number that was typed beside it."""
    typed = [*data.getlist("phone"), *[""] * len(LABELS)]
    return list(zip(LABELS, typed, strict=False))
