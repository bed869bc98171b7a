"""Correct a cadre's own file: its basics, what the archive verified, levels and listings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Month, Rows, Text, Tick
from dunmiao.formats import checks
from dunmiao.formats.person import LIMITS, PersonRecord
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.ranks import Rank, parse_rank
from dunmiao.people import rules
from dunmiao.people.basics import SEXES, objections_to_basics
from dunmiao.people.ladders import Ladders
from dunmiao.people.models import Cadre
from dunmiao.people.records import differences, record_of
from dunmiao.people.writing import write_record

RESERVE = "RESERVE"
KINDS = {**rules.LADDERS, RESERVE: "后备"}
KEEPER = Held(Permission.PEOPLE_EDIT, "home_unit")
Reason = Annotated[str, Text("理由", most=300)]


def _said(name: str) -> Callable[[Any], Any]:
    """What the file says: the form starts with it."""
    return lambda cadre: getattr(record_of(cadre), name) or None


def _words(label: str, name: str) -> Text:
    return Text(label, most=LIMITS[name], first=_said(name))


@act(
    "cadre.edit", Cadre, "修改基本情况", said="已保存。", records="cadre.edited", may=KEEPER,
    revised=True,
)  # fmt: skip
def edit_cadre(
    cadre: Cadre,
    doing: Doing,
    *,
    name: Annotated[str | None, Text("姓名", most=checks.MOST_NAME, first=_said("name"))] = None,
    sex: Annotated[str | None, Choice("性别", of=SEXES, first=_said("sex"))] = None,
    birth_month: Annotated[date | None, Month("出生年月", first=_said("birth_month"))] = None,
    ethnicity: Annotated[str | None, _words("民族", "ethnicity")] = None,
    native_place: Annotated[str | None, _words("籍贯", "native_place")] = None,
    growth_place: Annotated[str | None, _words("成长地", "growth_place")] = None,
    politics: Annotated[str | None, _words("政治面貌", "politics")] = None,
    party_joined_month: Annotated[
        date | None, Month("入党时间", first=_said("party_joined_month"))
    ] = None,
    work_started_month: Annotated[
        date | None, Month("参加工作时间", first=_said("work_started_month"))
    ] = None,
    post: Annotated[str | None, _words("现任职务", "post")] = None,
    speciality: Annotated[str | None, _words("专业特长", "speciality")] = None,
    technical_title: Annotated[str | None, _words("专业技术职务", "technical_title")] = None,
    health: Annotated[str | None, _words("健康状况", "health")] = None,
    awards: Annotated[
        str | None, Text("奖惩情况", most=2000, lines=2, first=_said("awards"))
    ] = None,
    reason: Reason,
) -> Cadre:
    """Correct the block of basics; what is left out stays as it is."""
    asked = {
        "name": name, "sex": sex, "birth_month": birth_month, "ethnicity": ethnicity,
        "native_place": native_place, "growth_place": growth_place, "politics": politics,
        "party_joined_month": party_joined_month, "work_started_month": work_started_month,
        "post": post, "speciality": speciality, "technical_title": technical_title,
        "health": health, "awards": awards,
    }  # fmt: skip
    before = record_of(cadre)
    changes: dict[str, Any] = {
        key: said for key, said in asked.items() if said not in (None, getattr(before, key))
    }
    after = replace(before, **changes)
    if found := objections_to_basics(after, changes, today=doing.today):
        raise RuleBroken(found)
    _rewrite(doing, cadre, after)
    doing.note(fields=[item["field"] for item in differences(before, after)])
    return cadre


@act(
    "cadre.set_phone", Cadre, "更改手机号", said="已保存。", records="cadre.edited", may=KEEPER,
    revised=True,
)  # fmt: skip
def set_phone(
    cadre: Cadre, doing: Doing, *, phone: Annotated[str, Text("手机号", most=30)] = "",
    reason: Reason,
) -> Cadre:  # fmt: skip
    """Another number, or none; the old one is not shown for it."""
    doing.note(fields=["phone"])
    return _rewrite(doing, cadre, replace(record_of(cadre), phone=phone))


@act(
    "cadre.verify", Cadre, "填写档案认定", said="已保存。", records="cadre.verified", may=KEEPER,
    revised=True,
)  # fmt: skip
def verify_cadre(
    cadre: Cadre,
    doing: Doing,
    *,
    birth_month: Annotated[
        date | None, Month("出生年月", first=lambda cadre: cadre.birth_month_verified)
    ] = None,
    party_joined_month: Annotated[
        date | None, Month("入党时间", first=lambda cadre: cadre.party_joined_month_verified)
    ] = None,
    work_started_month: Annotated[
        date | None, Month("参加工作时间", first=lambda cadre: cadre.work_started_month_verified)
    ] = None,
    reason: Reason,
) -> Cadre:
    """What the archive verified, beside what was declared; left out means not verified."""
    cadre.birth_month_verified = birth_month
    cadre.party_joined_month_verified = party_joined_month
    cadre.work_started_month_verified = work_started_month
    cadre.revision += 1
    cadre.save()
    return cadre


@dataclass(frozen=True, slots=True)
class LadderRow:
    """A level held on one ladder, or a listing in a reserve pool, from month to month."""

    kind: Annotated[str, Choice("类别", of=KINDS)]
    value: Annotated[str, Text("内容", most=40)]
    first: Annotated[date | None, Month("起")] = None
    last: Annotated[date | None, Month("止")] = None
    is_open: Annotated[bool, Tick("至今")] = False
    origin: Annotated[str, Text("来源", most=100)] = ""


@act(
    "cadre.correct_ladders", Cadre, "修改层次、职级与后备", said="已保存。",
    records="cadre.ladders_corrected", may=KEEPER, revised=True,
)  # fmt: skip
def correct_ladders(
    cadre: Cadre,
    doing: Doing,
    *,
    rows: Annotated[
        list[LadderRow],
        Rows("层次、职级与后备", of=LadderRow, blank=3, help="清空内容即删去一行"),
    ],
    reason: Reason,
) -> Cadre:
    """Correct the history of both ladders and of the reserve listings, whole or not at all.

    What the file shows as present (level, civil grade, reserve) follows from it.
    """
    ladders = _ladders(rows)
    if objections := rules.objections_to_ladders(ladders.held, ladders.listed):
        raise RuleBroken(finding.at("rows") for finding in objections)
    leading = rules.present(ladders.held, "LEADING")
    grade = rules.present(ladders.held, "GRADE")
    after = replace(
        record_of(cadre),
        rank=parse_rank(leading.value) if leading else Rank.NONE,
        rank_since_month=leading.first if leading else None,
        civil_grade=grade.value if grade else "",
        civil_grade_since_month=grade.first if grade else None,
        reserve="、".join(entry.pool for entry in ladders.listed if entry.is_open),
    )
    return _rewrite(doing, cadre, after, ladders)


def _ladders(rows: list[LadderRow]) -> Ladders:
    held, listed = [], []
    for row in rows:
        last = None if row.is_open else row.last
        if row.kind == RESERVE:
            listed.append(rules.Listed(row.value, row.first, last, row.origin, row.is_open))
        else:
            held.append(rules.Held(row.kind, row.value, row.first, last, row.is_open))
    return Ladders(tuple(held), tuple(listed))


def _rewrite(
    doing: Doing, cadre: Cadre, after: PersonRecord, ladders: Ladders | None = None
) -> Cadre:
    return write_record(
        actor=doing.actor, cadre=cadre, record=after, unit=cadre.home_unit, today=doing.today,
        ladders=ladders,
    )  # fmt: skip
