"""What kind of file these bytes are, and whether they are safe to open: before any parser."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from dunmiao.formats.messages import say
from dunmiao.kernel.findings import Finding, Severity

MB = 1024 * 1024
MOST_FILE = 100 * MB
MOST_UNPACKED = 100 * MB
MOST_RATIO = 100
MOST_MEMBERS = 5000
MOST_FORM = 8 * MB


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


def kind_of(name: str, content: bytes) -> str:
    """roster, lrmx, lrm, zip, resume or pic; by content first, by ending second."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if not content:
        raise Refused(say("file.empty"))
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused(say("file.old_excel"))
    if content[:2] == b"PK":
        with open_zip(content) as archive:
            names = set(archive.namelist())
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Refused(say("file.macro"))
        if "xl/workbook.xml" in names:
            return "roster"
        if "word/document.xml" in names:
            raise Refused(say("file.unknown_kind"))
        return "zip"
    if ending in {"xls", "xlsx", "xlsm"}:
        raise Refused(say("file.old_excel" if ending == "xls" else "file.broken"))
    if ending in {"lrmx", "lrm", "pic"}:
        return ending
    if ending in {"txt", "md"}:
        return "resume"
    if content.lstrip()[:5] in {b"<?xml", b"<Pers"} or b"<Person" in content[:400]:
        return "lrmx"
    raise Refused(say("file.unknown_kind"))


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


def _decoded(member: zipfile.ZipInfo) -> str:
    """Names in old zips are GBK that Python reads as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def unpack(name: str, content: bytes) -> tuple[list[Member], list[Finding]]:
    """The files inside a zip (or the file itself), and notes on what was passed over."""
    if len(content) > MOST_FILE:
        facts: dict[str, Any] = {"size": len(content) // MB, "limit": MOST_FILE // MB}
        raise Refused(say("file.too_large", **facts))
    if kind_of(name, content) != "zip":
        return [Member(name, content)], []
    members, notes = [], []
    with open_zip(content) as archive:
        for member in archive.infolist():
            inner = _decoded(member)
            if member.is_dir() or inner.startswith("__MACOSX") or "/." in f"/{inner}":
                continue
            part = read_member(archive, member)
            if inner.lower().endswith((".zip", ".rar", ".7z")):
                notes.append(
                    say("file.nested_archive", severity=Severity.WARNING, name=inner, where=inner)
                )
                continue
            members.append(Member(inner, part))
    return members, notes
