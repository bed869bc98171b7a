"""Read any file an office brings: one answer for books, forms, cards, zips and résumé text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dunmiao.formats.container import Member, Refused, kind_of, unpack
from dunmiao.formats.contradictions import contradictions
from dunmiao.formats.csv_books import decode_text
from dunmiao.formats.lrm import read_lrm
from dunmiao.formats.lrmx import AppointmentForm, read_lrmx
from dunmiao.formats.messages import note, say
from dunmiao.formats.person import PersonRecord
from dunmiao.formats.resume import parse_resume
from dunmiao.formats.roster import read_roster
from dunmiao.formats.twice import mark_claimed
from dunmiao.formats.units import UnitRow, read_units
from dunmiao.formats.vcard import Card, read_vcards
from dunmiao.kernel.findings import Finding


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
    card: Card | None = None


@dataclass
class FileRead:
    """One file: its people and findings, or why it was refused."""

    file: str
    kind: str
    encoding: str | None = None
    refused: Finding | None = None
    people: list[PersonRead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)

    def all_findings(self) -> list[Finding]:
        """Of the file and of every person."""
        return self.findings + [f for person in self.people for f in person.findings]


def read_upload(
    name: str,
    content: bytes,
    *,
    today: date,
    heads: Mapping[str, str] | None = None,
    picture: bytes | None = None,
) -> list[FileRead]:
    """Read a file, or every file of a zip; a refused one does not stop the others.

    `heads` assigns fields to heads of rosters by hand; `picture` is the .pic beside a .lrm.
    """
    try:
        members, notes = unpack(name, content)
    except Refused as refused:
        return [FileRead(name, "unknown", refused=refused.finding)]
    pictures = {
        member.name.rsplit(".", 1)[0].lower(): member.content
        for member in members
        if member.name.lower().endswith(".pic")
    }
    if picture is not None:
        pictures[name.rsplit(".", 1)[0].lower()] = picture
    lists = {member.name.rsplit(".", 1)[0].lower() for member in members if member.name.lower().endswith(".lrm")}  # fmt: skip
    reads = []
    for member in members:
        stem, _, ending = member.name.lower().rpartition(".")
        if ending == "pic" and len(members) > 1:
            if stem not in lists:
                notes.append(note("photo.alone", member.name, name=member.name))
            continue
        reads.append(_read_member(member, pictures, today, heads))
    if not reads:
        return [FileRead(name, "zip", refused=say("file.empty"), findings=notes)]
    reads[0].findings += notes
    mark_claimed(
        [person for read in reads for person in read.people if read.kind in {"lrmx", "lrm"}]
    )
    return reads


def _read_member(
    member: Member, pictures: dict[str, bytes], today: date, heads: Mapping[str, str] | None
) -> FileRead:
    kind = "unknown"
    try:
        kind = kind_of(member.name, member.content)
        read = FileRead(member.name, kind)
        if kind == "roster":
            _add_roster(read, member.content, today, heads)
        elif kind == "lrmx":
            _add_form(read, read_lrmx(member.content, today=today), member.content, today)
        elif kind == "lrm":
            picture = pictures.get(member.name.rsplit(".", 1)[0].lower())
            _add_form(read, read_lrm(member.content, today=today, picture=picture), None, today)
        elif kind == "vcard":
            _add_cards(read, member.content)
        elif kind == "resume":
            text, read.encoding = decode_text(member.content)
            careers, notes = parse_resume(text)
            read.people = [PersonRead(1, "1", PersonRecord(name="", career=careers), notes)]
        else:
            raise Refused(say("file.unknown_kind"))
        return read
    except Refused as refused:
        return FileRead(member.name, kind, refused=refused.finding)


def _add_roster(
    read: FileRead, content: bytes, today: date, heads: Mapping[str, str] | None
) -> None:
    """People; where the table has no head of a roster, a table of units."""
    try:
        roster = read_roster(content, today=today, given=heads)
    except Refused as refused:
        if refused.finding.code != "roster.no_header":
            raise
        try:
            read.units, read.findings = read_units(content)
        except Refused:
            raise refused from None
        read.kind = "units"
        return
    read.findings, read.encoding = roster.findings, roster.encoding
    for row in roster.rows:
        row.findings += _against(row.person, row.where, today)
    read.people = [
        PersonRead(r.row, r.where, r.person, r.findings, cells=r.cells) for r in roster.rows
    ]


def _against(person: PersonRecord, where: str, today: date) -> list[Finding]:
    """三龄两历 of one person, with his place."""
    return [replace(finding, where=where) for finding in contradictions(person, today=today)]


def _add_form(read: FileRead, form: AppointmentForm, raw: bytes | None, today: date) -> None:
    read.encoding = form.encoding
    form.findings += _against(form.person, "/Person", today)
    read.people = [PersonRead(1, "/Person", form.person, form.findings, form.photo, raw)]


def _add_cards(read: FileRead, content: bytes) -> None:
    report = read_vcards(content)
    read.findings = report.findings
    for card in report.cards:
        person = PersonRecord(
            name=card.name,
            unit="".join(card.organisation),
            post=card.title,
            phone="、".join(number for _, number in card.phones),
        )
        read.people.append(
            PersonRead(card.line, f"{card.line}", person, photo=card.photo, card=card)
        )
