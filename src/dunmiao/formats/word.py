"""What a Word file brings beside its text: macros, objects and links to elsewhere are refused;
hidden text, tracked changes and comments are said; braces left over after a print are found."""

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from dunmiao.formats.container import Refused, check_parts, ending_of, open_zip, read_member
from dunmiao.formats.messages import say, warn
from dunmiao.kernel.findings import Finding

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TEXT_PARTS = re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_OBJECTS = ("oleobject", "activex", "embeddings/")
# Instructions of fields that fetch from elsewhere or start another program.
_FETCHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK|IMPORT|RD)\b", re.I)
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")
_BRACES = re.compile(r"[{}｛｝﹛﹜]|[%％][}｝]")
MOST_SHOWN = 5


def faults_of_word(content: bytes) -> list[Finding]:
    """Errors for macros, embedded objects and links to other files; warnings for what a reader of
    the page does not see. Refused for what is no sane file at all."""
    with open_zip(content) as archive:
        check_parts(archive)
        found = [*_parts(archive.namelist())]
        for member in archive.infolist():
            if ending_of(member.filename) == "rels":
                found += _relations(member.filename, read_member(archive, member))
            elif _TEXT_PARTS.fullmatch(member.filename):
                found += _contents(member.filename, _root(archive, member))
    return found


def _parts(names: list[str]) -> Iterator[Finding]:
    lower = [name.lower() for name in names]
    if any(name.endswith(_MACROS) for name in lower):
        yield say("file.macro")
    if any(word in name for name in lower for word in _OBJECTS):
        yield say("paper.embedded")


def _root(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(read_member(archive, member), parser)
    except etree.XMLSyntaxError as broken:
        raise Refused(say("file.broken")) from broken


def _relations(part: str, content: bytes) -> Iterator[Finding]:
    """Targets outside the file; only links that a reader clicks may lead there."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as broken:
        raise Refused(say("file.broken")) from broken
    for one in root:
        kind = (one.get("Type") or "").rpartition("/")[2]
        if kind in {"aFChunk", "subDocument", "frame"} or (
            (one.get("TargetMode") or "").lower() == "external" and kind != "hyperlink"
        ):
            yield say("word.external", where=part, kind=kind, target=(one.get("Target") or "")[:80])


def _local(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag.removeprefix(_W).removeprefix(_STRICT) if tag.startswith((_W, _STRICT)) else ""


def _contents(part: str, root: etree._Element) -> Iterator[Finding]:
    names: set[str] = set()
    for element in root.iter(etree.Element):
        name = _local(element)
        names.add(name)
        if name in {"instrText", "fldSimple"}:
            written = element.text or "".join(v for k, v in element.items() if k.endswith("instr"))
            if fetching := _FETCHING.search(written):
                yield say(
                    "word.external", where=part, kind=fetching[0], target=written.strip()[:80]
                )
    hidden = [run for run in root.iter(_W + "r", _STRICT + "r") if _is_hidden(run)]
    if hidden:
        text = "".join(hidden_text for run in hidden for hidden_text in _texts(run))
        yield warn("word.hidden", part, text=text[:60])
    if names & set(_CHANGES):
        yield warn("word.changes", part)
    if "commentReference" in names:
        yield warn("word.comments", part)


def _is_hidden(run: etree._Element) -> bool:
    space = str(run.tag).rpartition("}")[0] + "}"
    mark = run.find(f"{space}rPr/{space}vanish")
    return mark is not None and mark.get(f"{space}val", "1") not in {"0", "false", "off"}


def _texts(element: etree._Element) -> Iterator[str]:
    for part in element.iter(etree.Element):
        if _local(part) in {"t", "delText"}:
            yield part.text or ""


def braces_left(printed: bytes) -> list[str]:
    """Paragraphs of a printed paper in which a brace stands: fields that were not understood
    (`｛｛ number ｝｝`, `{ title }`), in the text, heads, feet, notes and boxes."""
    out: list[str] = []
    with open_zip(printed) as archive:
        for member in archive.infolist():
            if not _TEXT_PARTS.fullmatch(member.filename):
                continue
            for paragraph in _root(archive, member).iter(_W + "p", _STRICT + "p"):
                text = "".join(_texts(paragraph))
                if _BRACES.search(text):
                    out.append(text.strip()[:60])
    return list(dict.fromkeys(out))[:MOST_SHOWN]
