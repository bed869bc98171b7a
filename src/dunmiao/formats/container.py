"""What kind of file these bytes are, and whether they are safe to open: before any parser."""

import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from dunmiao.formats.messages import say
from dunmiao.kernel.findings import Finding, Severity

MB = 1024 * 1024
MOST_FILE = 100 * MB
MOST_UNPACKED = 100 * MB
MOST_RATIO = 100
MOST_MEMBERS = 5000
MOST_FORM = 8 * MB
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_STREAMS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
_HTML = re.compile(rb"<\s*(html|table|meta|!doctype html|Workbook\b|\?mso-application)", re.I)
_VCARD = re.compile(rb"\s*BEGIN:VCARD\b", re.I)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DROPPINGS = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.I)
TABLES = {"xls", "xlsx", "xlsm", "csv", "tsv", "et"}


class Refused(Exception):
    """The whole file is refused; nothing of it is read."""

    def __init__(self, finding: Finding) -> None:
        """Keep the reason."""
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Member:
    """One readable file, of an archive or by itself."""

    name: str
    content: bytes


def ending_of(name: str) -> str:
    """The ending in lower case, empty where there is none."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def kind_of(name: str, content: bytes) -> str:
    """roster, lrmx, lrm, vcard, zip, resume or pic; by content first, by ending second."""
    ending = ending_of(name)
    if not content:
        raise Refused(say("file.empty"))
    if ending == "et":
        raise Refused(say("file.other_book", kind="WPS 表格（.et）"))
    if content[:8] == OLE:
        return _kind_of_ole(ending, content)
    if content[:2] == b"PK":
        return _kind_of_zip(content)
    start = _without_mark(content)[:400]
    if ending in TABLES:
        return _kind_of_table(ending, content)
    if ending in {"vcf", "vcard"} or _VCARD.match(start.replace(b"\0", b"")):
        return "vcard"
    if ending in {"lrmx", "lrm", "pic"}:
        return ending
    if ending in {"txt", "md"}:
        return "resume"
    if start.lstrip()[:5] in {b"<?xml", b"<Pers"} or b"<Person" in start:
        return "lrmx"
    raise Refused(say("file.unknown_kind"))


def _without_mark(content: bytes) -> bytes:
    return next((content[len(mark) :] for mark in _BOMS if content.startswith(mark)), content)


def _kind_of_ole(ending: str, content: bytes) -> str:
    if _ENCRYPTED in content:
        raise Refused(say("file.encrypted"))
    if any(stream in content for stream in _BOOK_STREAMS):
        return "roster"
    raise Refused(say("file.broken" if ending in TABLES else "file.unknown_kind"))


def _kind_of_zip(content: bytes) -> str:
    with open_zip(content) as archive:
        names = {name.lower() for name in archive.namelist()}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise Refused(say("file.macro"))
        if "xl/workbook.xml" in names:
            return "roster"
        if "xl/workbook.bin" in names:
            raise Refused(say("file.other_book", kind="二进制工作簿（.xlsb）"))
        if {"mimetype", "content.xml"} <= names:
            raise Refused(say("file.other_book", kind="OpenDocument 表格或文档（.ods、.odt）"))
        if "word/document.xml" in names:
            raise Refused(say("file.unknown_kind"))
    return "zip"


def _kind_of_table(ending: str, content: bytes) -> str:
    """Text under the name of a table is read as CSV; a web page or XML under it is named."""
    if ending not in {"csv", "tsv"} and _HTML.search(content[:4000].replace(b"\0", b"")):
        raise Refused(say("file.other_book", kind="网页或 XML 另存成的表格"))
    if ending == "xlsx" or (b"\0" in content[:4000] and content[:2] not in _BOMS):
        raise Refused(say("file.broken"))
    return "roster"


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The archive, after its declared sizes and ratio were found sane."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise Refused(say("file.broken")) from broken
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if total > MOST_UNPACKED or total / packed > MOST_RATIO or len(members) > MOST_MEMBERS:
        facts: dict[str, Any] = {"size": total // MB, "ratio": total // packed}
        raise Refused(say("file.bomb", **facts))
    return archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member unpacked; the declared size is not believed."""
    try:
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError, EOFError) as broken:
        raise Refused(say("file.broken")) from broken
    if len(content) > member.file_size:
        raise Refused(say("file.bomb", size=len(content) // MB, ratio=MOST_RATIO))
    return content


def refuse_dtd(content: bytes) -> None:
    """Refuse XML that declares a document type or an entity, in any encoding of one, two or four
    bytes a letter, marked or not."""
    if _DTD.search(content.replace(b"\0", b"")):
        raise Refused(say("xml.dtd"))


def check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse an office file (.xlsx, .docx) with two parts of one name, parts that leave it, or a
    document type in any XML part."""
    names = [member.filename.lower() for member in archive.infolist()]
    if len(set(names)) < len(names) or any(map(_fault_of, archive.infolist())):
        raise Refused(say("file.members"))
    for member in archive.infolist():
        if ending_of(member.filename) in {"xml", "rels", "vml"}:
            _check_prolog(archive, member)


def _check_prolog(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read up to the root element, where a document type would stand, and no further."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    root = None
    try:
        with archive.open(member) as stream:
            while root is None and (chunk := stream.read(1 << 16)):
                if _DTD.search(chunk.replace(b"\0", b"")):
                    raise Refused(say("xml.dtd", where=member.filename))
                parser.feed(chunk)
                root = next((element for _, element in parser.read_events()), None)
            if root is None:
                root = parser.close()
    except (etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, OSError, EOFError) as broken:
        raise Refused(say("file.broken")) from broken
    if root.getroottree().docinfo.doctype:
        raise Refused(say("xml.dtd", where=member.filename))


def _decoded(member: zipfile.ZipInfo) -> str:
    """Names in old zips are GBK that Python reads as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _fault_of(member: zipfile.ZipInfo) -> str:
    """The code that says why a member is not touched; empty for an ordinary one."""
    path = _decoded(member).replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
        return "file.member_outside"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "file.member_link"
    return "file.member_locked" if member.flag_bits & 1 else ""


def unpack(name: str, content: bytes) -> tuple[list[Member], list[Finding]]:
    """The files inside a zip (or the file itself), and notes on what was passed over."""
    if len(content) > MOST_FILE:
        facts: dict[str, Any] = {"size": len(content) // MB, "limit": MOST_FILE // MB}
        raise Refused(say("file.too_large", **facts))
    if kind_of(name, content) != "zip":
        return [Member(name, content)], []
    members: list[Member] = []
    notes: list[Finding] = []
    with open_zip(content) as archive:
        wanted = [m for m in archive.infolist() if not m.is_dir()]
        twice = _twice(_decoded(member) for member in wanted)
        for member in wanted:
            inner = _decoded(member)
            if _DROPPINGS.search(inner):
                continue
            code = "file.member_twice" if inner in twice else _fault_of(member)
            if not code and inner.lower().endswith((".zip", ".rar", ".7z")):
                code = "file.nested_archive"
            if code:
                notes.append(say(code, severity=Severity.WARNING, name=inner, where=inner))
            else:
                members.append(Member(inner, read_member(archive, member)))
    return members, notes


def _twice(names: Iterable[str]) -> set[str]:
    """Names that stand more than once."""
    return {name for name, count in Counter(names).items() if count > 1}
