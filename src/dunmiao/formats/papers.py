"""Papers people attach (opinions, statements, minutes): judged by content, never by name."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from dunmiao.formats.container import MB, Refused, check_parts, open_zip
from dunmiao.formats.messages import say

MOST_BYTES = 20 * MB
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2400
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OFFICE}wordprocessingml.document"
XLSX = f"{_OFFICE}spreadsheetml.sheet"
LRMX = "application/xml"
JPEG = "image/jpeg"
ENDINGS = {
    "pdf": PDF,
    "docx": DOCX,
    "xlsx": XLSX,
    "lrmx": LRMX,
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": JPEG,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept: pictures are written anew, the rest is as it came."""

    name: str
    media_type: str
    content: bytes


def clean_paper(name: str, content: bytes) -> Paper:
    """A PDF, Word, Excel or appointment form, or a picture without its metadata.

    Raises `Refused` for anything else: macros and embedded programs, archives that unpack
    too large, pictures beyond 25 million pixels, an ending that its content belies.
    """
    if not content:
        raise Refused(say("file.empty"))
    if len(content) > MOST_BYTES:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_BYTES // MB))
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    media_type = _media_type(ending, content)
    if ENDINGS.get(ending) != media_type:
        raise Refused(say("paper.not_what_it_says", name=name[:80]))
    if media_type == JPEG:
        return Paper(f"{name.rsplit('.', 1)[0]}.jpg", JPEG, clean_picture(content))
    return Paper(name, media_type, content)


def _media_type(ending: str, content: bytes) -> str:
    if content[:5] == b"%PDF-":
        return PDF
    if content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n":
        return JPEG
    if content[:2] == b"PK":
        return _office(content)
    if ending == "lrmx" and b"<Person" in content[:2000].replace(b"\x00", b""):
        return LRMX
    raise Refused(say("paper.unknown_kind"))


def _office(content: bytes) -> str:
    with open_zip(content) as archive:
        check_parts(archive)
        names = set(archive.namelist())
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise Refused(say("file.macro"))
    if any(word in name for name in lower for word in ("oleobject", "activex", "embeddings/")):
        raise Refused(say("paper.embedded"))
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise Refused(say("paper.unknown_kind"))


def clean_picture(content: bytes) -> bytes:
    """The picture upright, at most 2,400 pixels long, as a JPEG without place or camera."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(say("paper.too_many_pixels", limit=MOST_PIXELS // 1_000_000))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=82)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as broken:
        raise Refused(say("file.broken")) from broken
