"""Read vCards as phones and mail programs write them: 2.1, 3.0 (RFC 2426), 4.0 (RFC 6350).

What this software models is taken apart; every other property
is kept as it came and written back, so that nothing is lost on a round trip.
"""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass, field

from dunmiao.formats.container import MB, Refused
from dunmiao.formats.marks import plain, tidy
from dunmiao.formats.messages import note, say, warn
from dunmiao.formats.vcard_lines import RawCard, cards_of
from dunmiao.kernel.findings import Finding

MOST_BYTES, MOST_CARDS, MOST_PHOTO = 64 * MB, 20_000, 2 * MB
APPLE = re.compile(r"_\$!<(.+)>!\$_")
# TYPE words that say what a number is for, by the label shown.
LABELS = {
    "CELL": "手机",
    "WORK": "办公",
    "HOME": "住宅",
    "FAX": "传真",
    "PAGER": "寻呼",
    "MAIN": "总机",
}
_APPLE_LABELS = {
    "Mobile": "手机",
    "Work": "办公",
    "Home": "住宅",
    "Main": "总机",
    "WorkFAX": "传真",
}
OURS = frozenset(
    {"FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "NOTE", "CATEGORIES", "PHOTO", "VERSION",
     "BEGIN", "END", "PRODID", "REV", "X-ABLABEL", "UID"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One property, unfolded: its group, name, parameters and value as written (decoded)."""

    name: str
    value: str
    params: tuple[tuple[str, str], ...] = ()
    group: str = ""
    at: int = 0

    def has(self, word: str) -> bool:
        """Whether TYPE (or a bare parameter of 2.1) says this word."""
        return any(
            word == part.upper().strip('"')
            for name, value in self.params
            if name in ("TYPE", "")
            for part in value.split(",")
        )

    def param(self, name: str) -> str:
        """The value of a parameter, empty where there is none."""
        return next((value for key, value in self.params if key == name), "")


@dataclass(frozen=True, slots=True)
class Card:
    """One contact as the software knows it; `kept` are the lines that it does not model."""

    name: str
    surname: str = ""
    given: str = ""
    organisation: tuple[str, ...] = ()
    title: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    emails: tuple[tuple[str, str], ...] = ()
    note: str = ""
    groups: tuple[str, ...] = ()
    photo: bytes | None = None
    uid: str = ""
    kept: tuple[Line, ...] = ()
    line: int = 0


@dataclass
class Report:
    """The cards that could be read, and every one that could not, with its line."""

    cards: list[Card] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_vcards(content: bytes) -> Report:
    """Every card of a file; a broken one is told with its line and costs no other.

    Raises `Refused` where the whole cannot be what it should be: too large, not text, no card.
    """
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    report, seen = Report(), False
    for raw in cards_of(content):
        seen = True
        if raw.is_closed:
            _take(report, raw)
        else:
            report.findings.append(say("vcard.no_end", line=raw.start, where=f"{raw.start}"))
    if not seen:
        raise Refused(say("vcard.none"))
    return report


def _take(report: Report, raw: RawCard) -> None:
    if len(report.cards) >= MOST_CARDS:
        raise Refused(say("vcard.too_many", most=MOST_CARDS))
    where = f"{raw.start}"
    try:
        card = _card([_line(number, text) for number, text in raw.lines if text.strip()], raw.start)
    except ValueError as fault:
        why = str(fault)[:80]
        report.findings.append(say("vcard.broken", where=where, line=raw.start, why=why))
        return
    if not card.name:
        report.findings.append(say("vcard.no_name", where=where, line=raw.start))
        return
    for code, is_so in (
        ("vcard.gb18030", raw.encoding != "utf-8"),
        ("vcard.agent", raw.agents),
        ("vcard.joined", raw.joined),
    ):
        if is_so:
            report.findings.append(note(code, where, line=raw.start, name=card.name))
    if raw.lost:
        report.findings.append(warn("vcard.lost", where, line=raw.start, name=card.name))
    report.cards.append(card)


def _line(number: int, raw: str) -> Line:
    head, colon, value = _split_head(raw)
    if not colon:
        raise ValueError(f"第 {number} 行没有冒号")
    first, *rest = head
    group, dot, name = first.rpartition(".")
    params: list[tuple[str, str]] = []
    for part in rest:
        key, equals, given = part.partition("=")
        params.append((key.upper(), given.strip('"')) if equals else ("", key))
    line = Line(name.upper(), value, tuple(params), group if dot else "", number)
    return _plain(line)


def _split_head(raw: str) -> tuple[list[str], str, str]:
    """Name and parameters apart at `;`, the value after the first `:` outside quotes."""
    parts: list[str] = []
    held, quoted = "", False
    for at, mark in enumerate(raw):
        if mark == '"':
            quoted = not quoted
        if mark == ":" and not quoted:
            return [*parts, held], ":", raw[at + 1 :]
        if mark == ";" and not quoted:
            parts.append(held)
            held = ""
        else:
            held += mark
    return [raw], "", ""


def _plain(line: Line) -> Line:
    """Undo quoted-printable; the charset is the one that it names, GB 18030 where it lies."""
    coding = (line.param("ENCODING") or next((v for k, v in line.params if not k and v.upper() == "QUOTED-PRINTABLE"), "")).upper()  # fmt: skip
    if coding != "QUOTED-PRINTABLE":
        return line
    held = quopri.decodestring(line.value.encode("ascii", errors="replace"))
    charset = line.param("CHARSET").lower() or "utf-8"
    for name in (charset, "utf-8", "gb18030"):
        try:
            text = held.decode("gb18030" if name in ("gbk", "gb2312") else name)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = held.decode("utf-8", errors="replace")
    params = tuple(
        (key, value)
        for key, value in line.params
        if key not in ("ENCODING", "CHARSET") and value.upper() != "QUOTED-PRINTABLE"
    )
    text = text.replace("\r\n", "\\n").replace("\n", "\\n")
    return Line(line.name, text, params, line.group, line.at)


def _card(lines: list[Line], start: int) -> Card:
    labels = {line.group: _text(line.value) for line in lines if line.name == "X-ABLABEL"}
    one = {line.name: line for line in reversed(lines)}

    def text(name: str) -> str:
        return _text(one[name].value) if name in one else ""

    surname, given = "", ""
    if "N" in one:
        parts = [_text(part) for part in _split(one["N"].value, ";")] + [""] * 5
        surname, given = parts[0], f"{parts[1]}{parts[2]}"
    kept = [
        line for line in lines
        if line.name not in OURS or (line.name == "X-ABLABEL" and not _labels_ours(line, lines))
        or (line.name == "PHOTO" and _photo(line) is None)
    ]  # fmt: skip
    return Card(
        name=text("FN") or _whole_name(surname, given),
        surname=surname,
        given=given,
        organisation=tuple(
            part for raw in _split(one["ORG"].value, ";") if (part := _text(raw))
        ) if "ORG" in one else (),
        title=text("TITLE"),
        phones=_labelled(lines, "TEL", labels),
        emails=_labelled(lines, "EMAIL", labels),
        note="\n".join(_text(line.value) for line in lines if line.name == "NOTE"),
        groups=tuple(
            part
            for line in lines if line.name == "CATEGORIES"
            for raw in _split(line.value, ",") if (part := _text(raw))
        ),
        photo=_photo(one["PHOTO"]) if "PHOTO" in one else None,
        uid=text("UID"),
        kept=tuple(kept),
        line=start,
    )  # fmt: skip


def _whole_name(surname: str, given: str) -> str:
    """Surname first for names in Han characters, last for others."""
    if any("\u3400" <= sign for sign in surname + given):
        return f"{surname}{given}"
    return f"{given} {surname}".strip()


def _labels_ours(label: Line, lines: list[Line]) -> bool:
    """Whether a label belongs to a number or an address, which carry it with them."""
    return any(line.group == label.group and line.name in ("TEL", "EMAIL") for line in lines)


def _labelled(lines: list[Line], name: str, labels: dict[str, str]) -> tuple[tuple[str, str], ...]:
    out = []
    for line in lines:
        if line.name != name:
            continue
        value = tidy(plain(_text(line.value))).removeprefix("tel:").removeprefix("mailto:")
        if value:
            out.append((_label(line, labels), value))
    return tuple(dict.fromkeys(out))


def _label(line: Line, labels: dict[str, str]) -> str:
    own = labels.get(line.group, "") if line.group else ""
    if own:
        apple = APPLE.fullmatch(own)
        return _APPLE_LABELS.get(apple[1], apple[1]) if apple else own
    for word in ("FAX", "CELL", "PAGER", "MAIN", "WORK", "HOME"):
        if line.has(word):
            return LABELS[word]
    return ""


def _photo(line: Line) -> bytes | None:
    """The picture inside the card; one that only names an address is left where it is."""
    value = line.value
    if value.lower().startswith("data:"):
        value = value.partition(",")[2]
    elif not (line.param("ENCODING") or line.has("BASE64") or line.has("B")):
        return None
    try:
        found = base64.b64decode(re.sub(r"\s", "", value), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if 0 < len(found) <= MOST_PHOTO else None


def _split(value: str, mark: str) -> list[str]:
    """Apart at `mark` where no backslash stands before it."""
    out, held, escaped = [], "", False
    for sign in value:
        if escaped:
            held, escaped = held + "\\" + sign, False
        elif sign == "\\":
            escaped = True
        elif sign == mark:
            out.append(held)
            held = ""
        else:
            held += sign
    return [*out, held + ("\\" if escaped else "")]


def _text(value: str) -> str:
    """Escapes undone."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
