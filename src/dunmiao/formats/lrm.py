"""The legacy appointment form (.lrm with its .pic beside it): read only."""

from dataclasses import replace
from datetime import date

from dunmiao.formats import checks
from dunmiao.formats.container import MB, MOST_FORM, Refused
from dunmiao.formats.lrmx import AppointmentForm
from dunmiao.formats.messages import say
from dunmiao.formats.person import Education, PersonRecord, Relative
from dunmiao.formats.resume import parse_resume
from dunmiao.kernel.findings import Finding, Severity

FEWEST_FIELDS = 30


def read_lrm(content: bytes, *, today: date, picture: bytes | None = None) -> AppointmentForm:
    """Read one record: GBK, fields in quotes joined by `","` (quotes are not escaped)."""
    if len(content) > MOST_FORM:
        raise Refused(say("file.too_large", size=len(content) // MB, limit=MOST_FORM // MB))
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
    body = text.strip().removeprefix("\ufeff")
    fields = [part.strip() for part in body.removeprefix('"').removesuffix('"').split('","')]
    if len(fields) < FEWEST_FIELDS:
        raise Refused(say("lrm.fields", count=len(fields)))
    fields += [""] * 40
    found: list[Finding] = []
    person = _person(fields, found, today)
    photo = picture if picture and picture[:3] == b"\xff\xd8\xff" else None
    if picture and photo is None:
        found.append(say("photo.bad", severity=Severity.WARNING))
    return AppointmentForm(person, found, photo, "gb18030", 2)


def _person(fields: list[str], found: list[Finding], today: date) -> PersonRecord:
    def month(index: int, label: str) -> date | None:
        return checks.read_month(fields[index], label, found, f"字段{index}")

    careers, notes = parse_resume(fields[17])
    found += [replace(note, where="字段17") for note in notes]
    joined = month(5, "入党时间") if fields[5][:1].isdigit() else None
    person = PersonRecord(
        name=checks.read_name(fields[0], found, "字段0"),
        sex=checks.read_sex(fields[1], found, "字段1"),
        birth_month=month(2, "出生年月"),
        ethnicity=fields[3],
        native_place=fields[4],
        party_joined_month=joined,
        politics="中共党员" if joined else fields[5],
        health=fields[6],
        birth_place=fields[7],
        work_started_month=month(8, "参加工作时间"),
        education=_education(fields[9], fields[10]),
        technical_title=fields[11][:60],
        speciality=fields[16][:200],
        career=careers,
        awards=fields[18],
        annual_grades=checks.grades_in(fields[19]),
        family=_family(fields[20:25], found),
        post=fields[25][:200],
        submitting_unit=fields[29],
    )
    found += checks.agree(
        number=None,
        sex=person.sex,
        birth=person.birth_month,
        joined=person.party_joined_month,
        started=person.work_started_month,
        today=today,
        where="字段2",
    )
    return person


def _halves(text: str) -> list[tuple[str, str]]:
    """`全日制学历#学位@在职学历#学位` → two pairs."""
    out = []
    for part in (text + "@").split("@")[:2]:
        first, _, second = part.partition("#")
        out.append((first.strip(), second.strip()))
    return out


def _education(levels: str, schools: str) -> tuple[Education, ...]:
    out = []
    for index, ((level, degree), school) in enumerate(
        zip(_halves(levels), _halves(schools), strict=True)
    ):
        name = "".join(school)[:120]
        if level or degree or name:
            out.append(Education(index == 0, level, degree, name))
    return tuple(out)


def _family(columns: list[str], found: list[Finding]) -> tuple[Relative, ...]:
    lists = [column.split("@") for column in columns]
    if len({len(column) for column in lists}) > 1:
        found.append(say("lrm.family_shifted", severity=Severity.WARNING, where="字段20"))
        return ()
    out = []
    for relation, name, birth, politics, work in zip(*lists, strict=True):
        if relation.strip() or name.strip():
            born = checks.read_month(birth.strip(), "家庭成员出生日期", found, "字段22")
            out.append(Relative(relation.strip(), name.strip(), born, politics, work))
    return tuple(out)
