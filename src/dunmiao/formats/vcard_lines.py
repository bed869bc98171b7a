"""The lines of vCards out of the bytes of a file: unfolded first, then decoded card by card.

Files that were joined hold marks of encoding in the middle, cards of several encodings, notes with
line breaks as they were typed and pictures that are not indented; all are taken and said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ENDS = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(rb"(?:[\w-]+\.)?([A-Za-z][\w-]*)\s*[;:]")
# RFC 6350, RFC 2426 and vCard 2.1.
PROPERTIES = frozenset(
    b"BEGIN END VERSION FN N NICKNAME PHOTO BDAY ANNIVERSARY GENDER ADR LABEL TEL EMAIL IMPP LANG TZ "
    b"GEO TITLE ROLE LOGO AGENT ORG MEMBER RELATED CATEGORIES NOTE PRODID REV SORT-STRING SOUND UID "
    b"CLIENTPIDMAP URL CLASS KEY FBURL CALADRURI CALURI XML KIND SOURCE NAME PROFILE MAILER "
    b"ORG-DIRECTORY EXPERTISE HOBBY INTEREST BIRTHPLACE DEATHPLACE DEATHDATE".split()
)
_TEXTS = {b"NOTE", b"ADR", b"LABEL"}
_PICTURES = {b"PHOTO", b"LOGO", b"SOUND", b"KEY"}
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CHARSET = re.compile(rb"CHARSET=\"?([\w-]+)", re.I)


@dataclass
class RawCard:
    """One card: its logical lines with the number of each, and what was unusual about it."""

    start: int
    lines: list[tuple[int, str]] = field(default_factory=list)
    encoding: str = "utf-8"
    is_closed: bool = True
    agents: int = 0
    joined: int = 0
    lost: bool = False


@dataclass
class _Logical:
    at: int
    text: bytes


def cards_of(content: bytes) -> Iterator[RawCard]:
    """Every card, in order; one that does not end is handed back as not closed."""
    if content[:2] in _MARKS or _looks_wide(content):
        coding = "utf-16" if content[:2] in _MARKS else "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"  # fmt: skip
        content = content.decode(coding, errors="replace").encode()
    inside: list[tuple[int, bytes]] = []
    depth = start = agents = 0
    for number, raw in enumerate(_ENDS.split(content), start=1):
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        word = raw.strip().upper()
        if word == b"BEGIN:VCARD":
            if depth and _last_name(inside) == b"AGENT":
                depth, agents = depth + 1, agents + 1
                continue
            if depth:
                yield RawCard(start, is_closed=False)
            inside, start, depth, agents = [], number, 1, 0
        elif word == b"END:VCARD" and depth:
            depth -= 1
            if not depth:
                yield _card(inside, start, agents)
        elif depth > 1:
            last, text = inside[-1]
            inside[-1] = (last, text + raw.strip() + b"\\n")
        elif depth:
            inside.append((number, raw))
    if depth:
        yield RawCard(start, is_closed=False)


def _looks_wide(content: bytes) -> bool:
    return content[:400].count(b"\0") * 3 > len(content[:400])


def _last_name(lines: list[tuple[int, bytes]]) -> bytes:
    for _, raw in reversed(lines):
        if raw.strip():
            found = _NAME.match(raw)
            return found[1].upper() if found else b""
    return b""


def _card(raw: list[tuple[int, bytes]], start: int, agents: int) -> RawCard:
    logical, joined = _unfolded(raw)
    whole = b"\n".join(line.text for line in logical)
    card = RawCard(start, encoding=_encoding(whole), agents=agents, joined=joined)
    for line in logical:
        text, lost = _decoded(line.text, card.encoding)
        card.lost = card.lost or lost
        card.lines.append((line.at, text))
    return card


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _decoded(text: bytes, encoding: str) -> tuple[str, bool]:
    """By the charset that the line names, else by that of its card; True where signs were lost."""
    named = _CHARSET.search(text.split(b":", 1)[0])
    for name in ([named[1].decode("ascii")] if named else []) + [encoding]:
        try:
            return text.decode("gb18030" if name.lower() in {"gbk", "gb2312"} else name), False
        except (UnicodeDecodeError, LookupError):
            continue
    return text.decode(encoding, errors="replace"), True


def _is_property(raw: bytes) -> bool:
    found = _NAME.match(raw)
    if not found:
        return False
    name = found[1].upper()
    return name in PROPERTIES or name.startswith(b"X-")


def _unfolded(raw: list[tuple[int, bytes]]) -> tuple[list[_Logical], int]:
    """Logical lines, and how many were joined although nothing marked them as continued."""
    out: list[_Logical] = []
    soft = closed = False
    joined = 0
    for number, line in raw:
        held = out[-1] if out else None
        name = _NAME.match(held.text) if held else None
        kind = name[1].upper() if name else b""
        if held and soft:
            held.text = held.text[:-1] + line.lstrip(b" \t" if line[:1] in b" \t" else b"")
        elif held and line[:1] in (b" ", b"\t") and line.strip():
            held.text += line[1:]
        elif not line.strip():
            closed = True
            continue
        elif held and kind in _PICTURES and not closed and not _is_property(line):
            held.text, joined = held.text + line.strip(), joined + 1
        elif held and kind in _TEXTS and not _is_property(line):
            held.text, joined = held.text + b"\\n" + line, joined + 1
        else:
            out.append(_Logical(number, line))
        closed = False
        head = out[-1].text.split(b":", 1)[0].upper()
        soft = out[-1].text.endswith(b"=") and b"QUOTED-PRINTABLE" in head
    return out, joined
