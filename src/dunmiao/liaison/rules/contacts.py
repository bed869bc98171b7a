"""What a contact is, what is wrong with one, how its numbers are shown and compared."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.liaison.messages import say

VALID, CHANGED, LEFT = "VALID", "CHANGED", "LEFT"
WORDS = {VALID: "仍有效", CHANGED: "有变化", LEFT: "已离任"}
SENSITIVITIES = {"INTERNAL": "内部", "RESTRICTED": "仅保管人和组织部"}
ORGANISATION_KINDS = {"MINISTRY": "部委", "BUREAU": "司局", "DIVISION": "处室"}
# What became of a card that was read in.
TAKEN, THERE, REFUSED = "TAKEN", "THERE", "REFUSED"
TAKING = {TAKEN: "已收入", THERE: "已有", REFUSED: "未收入"}
BELOW = {"MINISTRY": "BUREAU", "BUREAU": "DIVISION"}
MOST_PHONES, MOST_NOTE, MOST_NAME, MOST_POST = 8, 500, 50, 60
MIN_DIGITS, MAX_DIGITS = 3, 20
SHOWN = 4
AREA = re.compile(r"^0\d{2,3}$")


@dataclass(frozen=True, slots=True)
class ContactFields:
    """What somebody writes on a card: phones and emails as (label, value)."""

    name: str
    post: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    emails: tuple[tuple[str, str], ...] = ()
    note: str = ""
    groups: tuple[str, ...] = ()
    sensitivity: str = "INTERNAL"


def objections_to_contact(fields: ContactFields) -> list[Finding]:
    """Everything that keeps a card from being filed."""
    found = []
    if not fields.name.strip() or len(fields.name.strip()) > MOST_NAME:
        found.append(say("contact.name", where="name", most=MOST_NAME))
    if len(fields.post) > MOST_POST:
        found.append(say("contact.post", where="post", most=MOST_POST))
    if not fields.phones and not fields.emails:
        found.append(say("contact.no_way", where="phones"))
    if len(fields.phones) > MOST_PHONES:
        found.append(say("contact.too_many_phones", where="phones", most=MOST_PHONES))
    for _label, number in fields.phones:
        if not MIN_DIGITS <= len(digits(number)) <= MAX_DIGITS:
            found.append(say("contact.phone", where="phones", text=number[:40]))
    for _label, address in fields.emails:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            found.append(say("contact.email", where="emails", text=address[:40]))
    if len(fields.note) > MOST_NOTE:
        found.append(say("contact.note", where="note", most=MOST_NOTE))
    return found


def objections_to_day(day: date, *, since: date | None, today: date) -> list[Finding]:
    """A day on which somebody was in touch: not to come, and not before he served."""
    if day > today:
        return [say("contact.in_future", where="on_day", day=day.isoformat())]
    if since is not None and day < since:
        return [say("contact.before", where="on_day", day=day.isoformat(), since=since.isoformat())]
    return []


def digits(number: str) -> str:
    """The digits alone, without the country's code: by them two numbers are the same."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKC", number) if ch.isdecimal())
    for code in ("0086", "86"):
        # A mobile number has 11 digits; a shorter rest is a number that begins with 86.
        if plain.startswith(code) and len(plain) - len(code) >= 10:
            return plain[len(code) :]
    return plain


def masked(number: str) -> str:
    """A number with its middle hidden: 010-****2204, 138****1234; a short one whole hidden."""
    plain = unicodedata.normalize("NFKC", number).strip()
    area, dash, rest = plain.partition("-")
    if dash and AREA.match(area):
        tail = digits(rest)
        return f"{area}-****{tail[-SHOWN:]}" if len(tail) > SHOWN else f"{area}-****"
    tail = digits(plain)
    if len(tail) <= SHOWN + 3:
        return "****"
    return f"{tail[:3]}****{tail[-SHOWN:]}"
