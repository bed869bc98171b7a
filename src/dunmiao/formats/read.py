"""Read any file an office brings: one answer for workbooks, forms, zips and résumé text."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dunmiao.formats.container import Member, Refused, kind_of, unpack
from dunmiao.formats.idnumber import mask_id_number, mask_phone
from dunmiao.formats.lrm import read_lrm
from dunmiao.formats.lrmx import AppointmentForm, read_lrmx
from dunmiao.formats.messages import say
from dunmiao.formats.person import Career, PersonRecord
from dunmiao.formats.resume import parse_resume
from dunmiao.formats.roster import read_roster
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import dashed


@dataclass
class PersonRead:
    """One person with the place he stands at and what was found about him."""

    row: int
    where: str
    person: PersonRecord
    findings: list[Finding] = field(default_factory=list)
    photo: bytes | None = None
    raw: bytes | None = None
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class FileRead:
    """One file: its people and findings, or why it was refused."""

    file: str
    kind: str
    encoding: str | None = None
    refused: Finding | None = None
    people: list[PersonRead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def all_findings(self) -> list[Finding]:
        """Of the file and of every person."""
        return self.findings + [f for person in self.people for f in person.findings]


def read_upload(name: str, content: bytes, *, today: date) -> list[FileRead]:
    """Read a file, or every file of a zip; a refused one does not stop the others."""
    try:
        members, notes = unpack(name, content)
    except Refused as refused:
        return [FileRead(name, "unknown", refused=refused.finding)]
    pictures = {
        member.name.rsplit(".", 1)[0].lower(): member.content
        for member in members
        if member.name.lower().endswith(".pic")
    }
    reads = []
    for member in members:
        if member.name.lower().endswith(".pic") and len(members) > 1:
            continue
        reads.append(_read_member(member, pictures, today))
    if reads and notes:
        reads[0].findings += notes
    if not reads:
        return [FileRead(name, "zip", refused=say("file.empty"), findings=notes)]
    return reads


def _read_member(member: Member, pictures: dict[str, bytes], today: date) -> FileRead:
    try:
        kind = kind_of(member.name, member.content)
        read = FileRead(member.name, kind)
        if kind == "roster":
            roster = read_roster(member.content, today=today)
            read.findings = roster.findings
            read.people = [
                PersonRead(r.row, r.where, r.person, r.findings, cells=r.cells) for r in roster.rows
            ]
        elif kind == "lrmx":
            _add_form(read, read_lrmx(member.content, today=today), member.content)
        elif kind == "lrm":
            picture = pictures.get(member.name.rsplit(".", 1)[0].lower())
            _add_form(read, read_lrm(member.content, today=today, picture=picture), None)
        elif kind == "resume":
            text = _decode(member.content)
            careers, notes = parse_resume(text)
            read.people = [PersonRead(1, "1", PersonRecord(name="", career=careers), notes)]
        else:
            raise Refused(say("file.unknown_kind"))
        return read
    except Refused as refused:
        return FileRead(member.name, "unknown", refused=refused.finding)


def _add_form(read: FileRead, form: AppointmentForm, raw: bytes | None) -> None:
    read.encoding = form.encoding
    read.people = [PersonRead(1, "/Person", form.person, form.findings, form.photo, raw)]


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(say("file.broken"))


# ── the contract `dunmiao-read/1` ──
def _career_json(row: Career) -> dict[str, Any]:
    return {
        "from": dashed(row.first),
        "to": dashed(row.last),
        "text": row.text,
        "kind": row.kind,
        "children": [_career_json(child) for child in row.children],
    }


def _person_json(read: PersonRead, *, unmasked: bool) -> dict[str, Any]:
    person = read.person
    number = person.id_number if unmasked else mask_id_number(person.id_number)
    phone = person.phone if unmasked else mask_phone(person.phone)
    return {
        "row": read.row,
        "name": person.name,
        "sex": person.sex,
        "birth_month": dashed(person.birth_month),
        "ethnicity": person.ethnicity,
        "native_place": person.native_place,
        "party_joined_month": dashed(person.party_joined_month),
        "work_started_month": dashed(person.work_started_month),
        "id_number": number,
        "post": person.post,
        "career": [_career_json(row) for row in person.career],
        "education": [
            {
                "full_time": entry.is_full_time,
                "level": entry.level,
                "degree": entry.degree,
                "school": entry.school,
            }
            for entry in person.education
        ],
        "family": [
            {
                "relation": relative.relation,
                "name": relative.name,
                "birth_month": dashed(relative.birth_month),
                "politics": relative.politics,
                "work": relative.work,
            }
            for relative in person.family
        ],
        "annual_grades": [{"year": y, "grade": g} for y, g in person.annual_grades],
        "photo": None if read.photo is None else {"bytes": len(read.photo)},
        "unknown": person.unknown,
        "birth_place": person.birth_place,
        "growth_place": person.growth_place,
        "politics": person.politics,
        "health": person.health,
        "technical_title": person.technical_title,
        "speciality": person.speciality,
        "phone": phone,
        "unit": person.unit,
        "rank": person.rank,
        "rank_since_month": dashed(person.rank_since_month),
        "civil_grade": person.civil_grade,
        "reserve": person.reserve,
        "experience": list(person.experience),
        "awards": person.awards,
        "submitting_unit": person.submitting_unit,
    }


def file_json(read: FileRead, *, unmasked: bool = False) -> dict[str, Any]:
    """One entry of `files`."""
    refused = read.refused
    return {
        "file": read.file,
        "kind": read.kind,
        "encoding": read.encoding,
        "refused": None if refused is None else {"code": refused.code, "message": refused.message},
        "people": [_person_json(person, unmasked=unmasked) for person in read.people],
        "findings": [finding.as_dict() for finding in read.all_findings()],
    }
