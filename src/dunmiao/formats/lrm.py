"""The legacy appointment form (.lrm with its .pic beside it): read only."""

from dataclasses import replace
from datetime import date

from dunmiao.formats import checks
from dunmiao.formats.container import MB, MOST_FORM, Refused
from dunmiao.formats.family import fitting_relative, fitting_schooling, read_birth
from dunmiao.formats.lrmx import AppointmentForm
from dunmiao.formats.messages import say, warn
from dunmiao.formats.person import Education, PersonRecord, Relative
from dunmiao.formats.person_reader import PersonReader
from dunmiao.kernel.findings import Finding

FEWEST_FIELDS = 30
PLACES = {
    "name": 0, "sex": 1, "birth_month": 2, "ethnicity": 3, "native_place": 4, "party": 5,
    "health": 6, "birth_place": 7, "work_started_month": 8, "technical_title": 11,
    "speciality": 16, "resume": 17, "awards": 18, "grades": 19, "post": 25, "submitting_unit": 29,
}  # fmt: skip
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def read_lrm(content: bytes, *, today: date, picture: bytes | None = None) -> AppointmentForm:
    """Read one record: GBK, fields in quotes joined by `","` (quotes are not escaped)."""
    if len(content) > MOST_FORM:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_FORM // MB))
    text, encoding = _decoded(content)
    body = text.strip().removeprefix("\ufeff").strip("\x1a \t\r\n")
    fields = [part.strip() for part in body.removeprefix('"').removesuffix('"').split('","')]
    if len(fields) < FEWEST_FIELDS:
        raise Refused(say("lrm.fields", count=len(fields)))
    for value in fields:
        if mark := checks.marking_of(value):
            raise Refused(say("file.secret", text=mark))
    fields += [""] * 40
    person, found = _person(fields, today)
    found += checks.secret_words(fields, "字段")
    photo = picture if picture and picture.startswith(_PHOTO_STARTS) else None
    if picture and photo is None:
        found.append(warn("photo.bad", ""))
    return AppointmentForm(person, found, photo, encoding, 2)


def _decoded(content: bytes) -> tuple[str, str]:
    """GB 18030 as a rule; UTF-8 where the bytes are that and hold more than ASCII."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), "gb18030" if content.isascii() else encoding
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", errors="replace"), "gb18030"


def _person(fields: list[str], today: date) -> tuple[PersonRecord, list[Finding]]:
    reader = PersonReader(
        lambda name: fields[PLACES[name]] if name in PLACES else None,
        lambda name: f"字段{PLACES[name]}" if name in PLACES else "",
        today=today,
    )
    person = reader.read()
    person = replace(
        person,
        education=_education(fields[9], fields[10], reader.found),
        family=_family(fields[20:25], reader.found, today),
    )
    return person, reader.found


def _halves(text: str) -> list[tuple[str, str]]:
    """`全日制学历#学位@在职学历#学位` → two pairs."""
    out = []
    for part in (text + "@").split("@")[:2]:
        first, _, second = part.partition("#")
        out.append((first.strip(), second.strip()))
    return out


def _education(levels: str, schools: str, found: list[Finding]) -> tuple[Education, ...]:
    out = []
    for index, ((level, degree), school) in enumerate(
        zip(_halves(levels), _halves(schools), strict=True)
    ):
        one = Education(index == 0, level, degree, "".join(school))
        if level or degree or one.school:
            out.append(fitting_schooling(one, found, "字段9"))
    return tuple(out)


def _family(columns: list[str], found: list[Finding], today: date) -> tuple[Relative, ...]:
    lists = [column.split("@") for column in columns]
    if len({len(column) for column in lists}) > 1:
        text = "；".join(columns)[:200]
        found.append(warn("lrm.family_shifted", "字段20", text=text))
        return ()
    out = []
    for relation, name, birth, politics, work in zip(*lists, strict=True):
        if relation.strip() or name.strip():
            born, notes = read_birth(birth, "字段22", today=today)
            found += notes
            written = "" if born else birth.strip()
            one = Relative(relation.strip(), name.strip(), born, politics, work, written)
            out.append(fitting_relative(one, found, "字段20"))
    return tuple(out)
