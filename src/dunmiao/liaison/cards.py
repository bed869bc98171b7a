"""The sealed part of a contact: numbers, addresses, note, and lines of a card not modelled."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from dunmiao.db.sealed import Keys, load_keys, lookup_key, seal, unseal
from dunmiao.formats.names import initials, pinyin_key
from dunmiao.formats.vcard import Line
from dunmiao.liaison.models import Contact
from dunmiao.liaison.rules.contacts import MIN_DIGITS, ContactFields, digits, masked

PLACE = "liaison_contact.card"
NUMBERS = "liaison_contact.phone"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is read only by a click that is recorded."""

    phones: tuple[tuple[str, str], ...] = ()
    emails: tuple[tuple[str, str], ...] = ()
    note: str = ""
    photo: str = ""  # as base64
    kept: tuple[Line, ...] = field(default=())


NOTHING = Sealed()


def keys() -> Keys:
    """The data keys of the installation."""
    return load_keys(Path(settings.DUNMIAO_HOME))


def write_card(row: Contact, fields: ContactFields, rest: Sealed = NOTHING) -> None:
    """Put the fields into the row, the sensitive ones sealed; the caller saves it. `rest` is
    what a card holds beyond the fields: its picture and lines that are not modelled."""
    row.name, row.post = fields.name.strip(), fields.post.strip()
    key = pinyin_key(row.name)
    row.name_key = f"{key} {key.replace(' ', '')} {initials(row.name)}"[:200]
    row.groups = [group.strip()[:40] for group in fields.groups if group.strip()]
    row.sensitivity = fields.sensitivity
    seal_card(
        row, replace(rest, phones=fields.phones, emails=fields.emails, note=fields.note.strip())
    )


def seal_card(row: Contact, card: Sealed) -> None:
    """Seal the card with its masks and look-up hashes."""
    held = {
        "phones": card.phones,
        "emails": card.emails,
        "note": card.note,
        "photo": card.photo,
        "kept": [(k.name, k.value, k.params, k.group) for k in card.kept],
    }
    text = json.dumps(held, ensure_ascii=False).encode()
    row.card_sealed = seal(keys(), place=PLACE, row=row.uid.hex, value=text)
    row.phones_masked = [f"{label[:20]} {masked(number)}".strip() for label, number in card.phones]
    row.phone_keys = [number_key(number) for _, number in card.phones if digits(number)]


def number_key(number: str) -> bytes:
    """The keyed hash by which the same number is found."""
    return lookup_key(keys(), place=NUMBERS, value=digits(number))


def open_card(row: Contact) -> Sealed:
    """The plain card. The caller records the reading."""
    return _opened(unseal(keys(), place=PLACE, row=row.uid.hex, sealed=bytes(row.card_sealed)))


def _opened(text: bytes) -> Sealed:
    held: dict[str, Any] = json.loads(text)
    return Sealed(
        tuple((label, value) for label, value in held["phones"]),
        tuple((label, value) for label, value in held["emails"]),
        held["note"],
        held["photo"],
        tuple(
            Line(name, value, tuple((key, word) for key, word in params), group)
            for name, value, params, group in held["kept"]
        ),
    )


def joined(one: Sealed, other: Sealed) -> Sealed:
    """Both cards in one: numbers told apart by their digits, notes one after the other."""
    known = {digits(number) for _, number in one.phones}
    more = tuple(row for row in other.phones if digits(row[1]) not in known)
    mails = {value.lower() for _, value in one.emails}
    notes = dict.fromkeys(filter(None, (one.note, other.note)))
    return replace(
        one,
        phones=one.phones + more,
        emails=one.emails + tuple(row for row in other.emails if row[1].lower() not in mails),
        note="\n".join(notes),
        photo=one.photo or other.photo,
        kept=tuple(dict.fromkeys(one.kept + other.kept)),
    )


def is_searchable(text: str) -> bool:
    """Whether a search text is a number: then it is looked up by its hash, whole."""
    return len(digits(text)) >= MIN_DIGITS + 2 and not any(ch.isalpha() for ch in text)
