"""Write vCards strictly, 3.0 (RFC 2426) or 4.0 (RFC 6350), with every line that was kept."""

import base64
from collections.abc import Iterable, Iterator

from dunmiao.formats.vcard import LABELS, Card, Line

WIDTH = 75  # octets of a line, RFC 6350 §3.2
TYPES = {label: word for word, label in LABELS.items()}


def _escaped(value: str) -> str:
    for mark, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\n"),
        ("\n", "\\n"),
    ):
        value = value.replace(mark, written)
    return value


def write_vcards(cards: Iterable[Card], *, version: str = "4.0") -> bytes:
    """Cards in 3.0 or 4.0, UTF-8, folded at 75 octets, with the lines that were kept."""
    if version not in ("3.0", "4.0"):
        raise ValueError(version)
    lines = [line for card in cards for line in _written(card, version)]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _written(card: Card, version: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"FN:{_escaped(card.name)}"
    surname, given = (card.surname, card.given) if card.surname or card.given else ("", card.name)
    yield f"N:{_escaped(surname)};{_escaped(given)};;;"
    if card.uid:
        yield f"UID:{_escaped(card.uid)}"
    if card.organisation:
        yield "ORG:" + ";".join(map(_escaped, card.organisation))
    if card.title:
        yield f"TITLE:{_escaped(card.title)}"
    yield from _numbers(card, version)
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    if card.groups:
        yield "CATEGORIES:" + ",".join(map(_escaped, card.groups))
    if card.photo:
        held = base64.b64encode(card.photo).decode()
        kind = "png" if card.photo[:4] == b"\x89PNG" else "jpeg"
        yield (
            f"PHOTO:data:image/{kind};base64,{held}"
            if version == "4.0"
            else f"PHOTO;ENCODING=b;TYPE={kind.upper()}:{held}"
        )
    yield from (_again(line) for line in card.kept)
    yield "END:VCARD"


def _numbers(card: Card, version: str) -> Iterator[str]:
    """Numbers and addresses: a known label by TYPE, another by a group with its own label.

    Groups begin at a number that no kept line uses.
    """
    used = {line.group.lower() for line in card.kept}
    free = (f"item{n}" for n in range(1, 10_000) if f"item{n}" not in used)
    for name, rows in (("TEL", card.phones), ("EMAIL", card.emails)):
        for label, value in rows:
            word = TYPES.get(label, "")
            shown = word.lower() if version == "4.0" else word
            if word or not label:
                yield f"{name}{f';TYPE={shown}' if word else ''}:{_escaped(value)}"
            else:
                group = next(free)
                yield f"{group}.{name}:{_escaped(value)}"
                yield f"{group}.X-ABLabel:{_escaped(label)}"


def _again(line: Line) -> str:
    """A line that is not modelled, as it came."""
    head = f"{line.group}.{line.name}" if line.group else line.name
    for key, value in line.params:
        shown = f'"{value}"' if any(mark in value for mark in ":;,") and key != "TYPE" else value
        head += f";{key}={shown}" if key else f";TYPE={shown}"
    return f"{head}:{line.value}"


def _folded(line: str) -> str:
    """Broken after at most 75 octets, never inside a character."""
    out, held, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > WIDTH:
            out.append(held)
            held, size = " ", 1
        held, size = held + sign, size + width
    return "\r\n".join([*out, held])
