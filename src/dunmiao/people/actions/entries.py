"""Add a person by hand, move him to another unit, write the lists of his file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Month, One, Rows, Text, Tick, Whole
from dunmiao.db.errors import conflict
from dunmiao.formats.checks import MOST_NAME
from dunmiao.formats.person import LIMITS, Career, Education, PersonRecord, Relative
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.ranks import RANK_LABELS, Rank
from dunmiao.people.basics import GRADES, SEXES, objections_to_basics
from dunmiao.people.messages import say
from dunmiao.people.models import Cadre
from dunmiao.people.records import record_of
from dunmiao.people.writing import move_home, write_record
from dunmiao.units.models import City, Unit
from dunmiao.units.selectors import list_units

KEEPER = Held(Permission.PEOPLE_EDIT, "home_unit")
RANKS = {str(int(rank)): label for rank, label in RANK_LABELS.items()}
Reason = Annotated[str, Text("理由", most=300)]


def _units(doing: Doing, row: City | Cadre) -> QuerySet[Unit]:
    units = list_units(city_id=doing.actor.city_id)
    allowed = doing.actor.units_with(Permission.PEOPLE_EDIT)
    return units if allowed is None else units.filter(pk__in=allowed)


HomeUnit = Annotated[Unit, One("所在单位", offers=_units)]


def _words(label: str, name: str) -> Text:
    return Text(label, most=LIMITS[name])


@act(
    "cadre.add", City, "新增一人", said="已建档。", records="cadre.added",
    may=Anywhere(Permission.PEOPLE_EDIT),
)  # fmt: skip
def add_cadre(
    city: City,
    doing: Doing,
    *,
    unit: HomeUnit,
    name: Annotated[str, Text("姓名", most=MOST_NAME)],
    sex: Annotated[str, Choice("性别", of=SEXES)],
    birth_month: Annotated[date, Month("出生年月")],
    id_number: Annotated[str, Text("身份证号", most=18, help="可留空；填写后不会重复建档")] = "",
    phone: Annotated[str, Text("手机号", most=30)] = "",
    ethnicity: Annotated[str, _words("民族", "ethnicity")] = "",
    native_place: Annotated[str, _words("籍贯", "native_place")] = "",
    politics: Annotated[str, _words("政治面貌", "politics")] = "",
    party_joined_month: Annotated[date | None, Month("入党时间")] = None,
    work_started_month: Annotated[date | None, Month("参加工作时间")] = None,
    post: Annotated[str, _words("现任职务", "post")] = "",
    rank: Annotated[str, Choice("职务层次", of=RANKS)] = "",
    rank_since_month: Annotated[date | None, Month("任现层次时间")] = None,
    is_another: Annotated[bool, Tick("姓名、出生年月与已有的人相同，确是另一人")] = False,
) -> Cadre:
    """A file for one person, typed; the rest of it is written afterwards."""
    record = PersonRecord(
        name=name, sex=sex, birth_month=birth_month, id_number=id_number.upper(), phone=phone,
        ethnicity=ethnicity, native_place=native_place, politics=politics,
        party_joined_month=party_joined_month, work_started_month=work_started_month, post=post,
        rank=Rank(int(rank)) if rank else None, rank_since_month=rank_since_month,
    )  # fmt: skip
    typed = {"name": name, "sex": sex, "birth_month": birth_month, "id_number": id_number}
    if found := objections_to_basics(record, {**typed, "post": post}, today=doing.today):
        raise RuleBroken(found)
    known = visible(Cadre, doing.actor).filter(name=name, birth_month=birth_month)
    if not is_another and (count := known.count()):
        raise Conflict([say("cadre.alike", where="is_another", count=count)])
    with conflict("cadre_id_number_once", say("import.id_taken", where="id_number")):
        return write_record(
            actor=doing.actor, cadre=None, record=record, unit=unit, today=doing.today
        )


@act(
    "cadre.move", Cadre, "调整所在单位", said="已调整。", records="cadre.moved", may=KEEPER,
    danger="调整后由新单位管理此人的档案，原单位不再看到。",
)  # fmt: skip
def move_cadre(cadre: Cadre, doing: Doing, *, unit: HomeUnit, reason: Reason) -> Cadre:
    """He works for another unit now, or was written down under the wrong one."""
    if unit.pk == cadre.home_unit_id:
        raise RuleBroken([say("cadre.same_unit", where="unit", name=unit.name)])
    move_home(actor=doing.actor, cadre=cadre, unit_id=unit.pk)
    doing.note(unit=unit.name)
    return cadre


# ── the lists of a file: each is written whole, in the order of the form ──
def _kept(row: Callable[[Any], dict[str, Any]], part: str) -> Callable[[Cadre], list[Any]]:
    return lambda cadre: [row(entry) for entry in getattr(record_of(cadre), part)]


def _rewrite(doing: Doing, cadre: Cadre, **parts: Any) -> Cadre:
    return write_record(
        actor=doing.actor, cadre=cadre, record=replace(record_of(cadre), **parts),
        unit=cadre.home_unit, today=doing.today,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schooling:
    """One education."""

    school: Annotated[str, _words("毕业院校及专业", "school")]
    level: Annotated[str, _words("学历", "level")] = ""
    degree: Annotated[str, _words("学位", "degree")] = ""
    is_full_time: Annotated[bool, Tick("全日制")] = False


@act(
    "cadre.correct_education", Cadre, "修改学历学位", said="已保存。",
    records="cadre.education_corrected", may=KEEPER, revised=True,
)  # fmt: skip
def correct_education(
    cadre: Cadre,
    doing: Doing,
    *,
    rows: Annotated[
        list[Schooling],
        Rows("学历学位", of=Schooling, blank=2, help="清空院校即删去一行", first=_kept(
            lambda e: {"school": e.school, "level": e.level, "degree": e.degree,
                       "is_full_time": e.is_full_time}, "education")),
    ],
    reason: Reason,
) -> Cadre:  # fmt: skip
    """Write every education anew."""
    told = tuple(Education(row.is_full_time, row.level, row.degree, row.school) for row in rows)
    return _rewrite(doing, cadre, education=told)


@dataclass(frozen=True, slots=True)
class YearsGrade:
    """The grade of one year."""

    year: Annotated[int, Whole("年度", least=1950, most=2100)]
    grade: Annotated[str, Choice("等次", of=GRADES)]


@act(
    "cadre.correct_grades", Cadre, "修改年度考核", said="已保存。",
    records="cadre.grades_corrected", may=KEEPER, revised=True,
)  # fmt: skip
def correct_grades(
    cadre: Cadre,
    doing: Doing,
    *,
    rows: Annotated[
        list[YearsGrade],
        Rows("年度考核", of=YearsGrade, blank=3, first=_kept(
            lambda entry: {"year": entry[0], "grade": entry[1]}, "annual_grades")),
    ],
    reason: Reason,
) -> Cadre:  # fmt: skip
    """Write the grades of all years anew; each year once."""
    years = [row.year for row in rows]
    if found := [
        say("grade.twice", where=f"rows.{number}.year", year=year)
        for number, year in enumerate(years)
        if year in years[:number]
    ]:
        raise RuleBroken(found)
    told = tuple(sorted((row.year, row.grade) for row in rows))
    return _rewrite(doing, cadre, annual_grades=told)


@dataclass(frozen=True, slots=True)
class Kin:
    """One member of the family."""

    relation: Annotated[str, _words("称谓", "relation")]
    name: Annotated[str, Text("姓名", most=LIMITS["relative"])]
    birth_month: Annotated[date | None, Month("出生年月")] = None
    politics: Annotated[str, _words("政治面貌", "relative_politics")] = ""
    work: Annotated[str, _words("工作单位及职务", "work")] = ""


@act(
    "cadre.correct_family", Cadre, "修改家庭成员", said="已保存。",
    records="cadre.family_corrected", may=KEEPER, revised=True,
)  # fmt: skip
def correct_family(
    cadre: Cadre,
    doing: Doing,
    *,
    rows: Annotated[
        list[Kin],
        Rows("家庭成员", of=Kin, blank=2, help="只用于回避", first=_kept(
            lambda e: {"relation": e.relation, "name": e.name, "birth_month": e.birth_month,
                       "politics": e.politics, "work": e.work}, "family")),
    ],
    reason: Reason,
) -> Cadre:  # fmt: skip
    """Write the family anew: the avoidance rules read it."""
    told = tuple(
        Relative(row.relation, row.name, row.birth_month, row.politics, row.work) for row in rows
    )
    return _rewrite(doing, cadre, family=told)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the résumé."""

    text: Annotated[str, Text("单位及职务", most=500)]
    first: Annotated[date | None, Month("起")] = None
    last: Annotated[date | None, Month("止", help="至今则留空")] = None


@act(
    "cadre.correct_career", Cadre, "修改简历", said="已保存。",
    records="cadre.career_corrected", may=KEEPER, revised=True,
)  # fmt: skip
def correct_career(
    cadre: Cadre,
    doing: Doing,
    *,
    rows: Annotated[
        list[Line],
        Rows("简历", of=Line, blank=3, help="括号内的经历随原来的一行保留", first=_kept(
            lambda e: {"text": e.text, "first": e.first, "last": e.last}, "career")),
    ],
    reason: Reason,
) -> Cadre:  # fmt: skip
    """Write the lines of the résumé anew; what is bracketed inside an unchanged line stays."""
    if found := [
        say("career.order", where=f"rows.{number}.last", text=row.text[:20])
        for number, row in enumerate(rows)
        if row.first and row.last and row.last < row.first
    ]:
        raise RuleBroken(found)
    inside = {entry.text: entry for entry in record_of(cadre).career}
    told = []
    for row in rows:
        was = inside.get(row.text, Career(None, None, row.text))
        told.append(replace(was, first=row.first, last=row.last))
    return _rewrite(doing, cadre, career=tuple(told))
