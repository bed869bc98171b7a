"""A cadre's rows as one plain record, and the joining of a record with what a file says."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from dunmiao.db.sealed import load_keys, seal, unseal
from dunmiao.formats.idnumber import mask_id_number, mask_phone
from dunmiao.formats.person import Career, Education, PersonRecord, Relative
from dunmiao.people.models import Cadre

LABELS = {
    "name": "姓名",
    "sex": "性别",
    "birth_month": "出生年月",
    "ethnicity": "民族",
    "native_place": "籍贯",
    "birth_place": "出生地",
    "growth_place": "成长地",
    "politics": "政治面貌",
    "party_joined_month": "入党时间",
    "work_started_month": "参加工作时间",
    "health": "健康状况",
    "technical_title": "专业技术职务",
    "speciality": "专业特长",
    "id_number": "身份证号",
    "phone": "手机号",
    "unit": "工作单位",
    "post": "现任职务",
    "rank": "职务层次",
    "rank_since_month": "任现层次时间",
    "civil_grade": "职级",
    "civil_grade_since_month": "任现职级年月",
    "reserve": "后备",
    "experience": "经历",
    "education": "学历学位",
    "career": "简历",
    "family": "家庭成员",
    "annual_grades": "年度考核",
    "awards": "奖惩",
}
NOT_KEPT = {"unknown", "submitting_unit"}


def _keys() -> Any:
    return load_keys(Path(settings.DUNMIAO_HOME))


def seal_text(cadre: Cadre, column: str, text: str) -> bytes | None:
    """Seal a value of this cadre; None for an empty one."""
    if not text:
        return None
    place = f"people_cadre.{column}"
    return seal(_keys(), place=place, row=cadre.uid.hex, value=text.encode())


def open_text(cadre: Cadre, column: str, sealed: bytes | memoryview | None) -> str:
    """The plain value; empty for None."""
    if not sealed:
        return ""
    place = f"people_cadre.{column}"
    return unseal(_keys(), place=place, row=cadre.uid.hex, sealed=bytes(sealed)).decode()


def record_of(cadre: Cadre) -> PersonRecord:
    """Everything stored about a cadre; relations should be prefetched for many."""
    rows = list(cadre.careerrows.all())
    return PersonRecord(
        name=cadre.name,
        sex=cadre.sex,
        birth_month=cadre.birth_month,
        ethnicity=cadre.ethnicity,
        native_place=cadre.native_place,
        birth_place=cadre.birth_place,
        growth_place=cadre.growth_place,
        politics=cadre.politics,
        party_joined_month=cadre.party_joined_month,
        work_started_month=cadre.work_started_month,
        health=cadre.health,
        technical_title=cadre.technical_title,
        speciality=cadre.speciality,
        id_number=open_text(cadre, "id_number", cadre.id_number_sealed),
        phone=open_text(cadre, "phone", cadre.phone_sealed),
        unit=cadre.home_unit.name,
        post=cadre.current_post,
        rank=cadre.rank,
        rank_since_month=cadre.rank_since_month,
        civil_grade=cadre.civil_grade,
        civil_grade_since_month=cadre.civil_grade_since_month,
        reserve="、".join(row.pool for row in cadre.reservelistings.all() if row.is_open),
        experience=tuple(cadre.experience),
        education=tuple(
            Education(e.is_full_time, e.level, e.degree, e.school)
            for e in cadre.educationrecords.all()
        ),
        career=tuple(
            Career(
                row.from_month,
                row.to_month,
                row.text,
                row.kind,
                tuple(
                    Career(child.from_month, child.to_month, child.text, child.kind)
                    for child in rows
                    if child.parent_id == row.pk
                ),
            )
            for row in rows
            if row.parent_id is None
        ),
        family=tuple(
            Relative(m.relation, m.name, m.birth_month, m.politics, m.work)
            for m in cadre.familymembers.all()
        ),
        annual_grades=tuple(
            (g.year, g.grade) for g in sorted(cadre.annualgrades.all(), key=lambda g: g.year)
        ),
        awards=cadre.awards,
    )


def merge(current: PersonRecord, incoming: PersonRecord) -> PersonRecord:
    """What the cadre would be after the import: an empty value never erases one.

    What stands instead of a relative's birth (已故, 1948) stays in the form that came.
    """
    changes: dict[str, Any] = {}
    for item in fields(PersonRecord):
        value = getattr(incoming, item.name)
        if value in ("", None, ()) or item.name in NOT_KEPT:
            continue
        changes[item.name] = value
    changes["annual_grades"] = tuple(
        sorted({**dict(current.annual_grades), **dict(incoming.annual_grades)}.items())
    )
    family = changes.get("family", current.family)
    changes["family"] = tuple(replace(relative, born="") for relative in family)
    changes["experience"] = tuple(dict.fromkeys((*current.experience, *incoming.experience)))
    return replace(current, **changes, unknown={}, submitting_unit="")


def _shown(name: str, value: Any) -> str:
    if name == "id_number":
        return mask_id_number(value)
    if name == "phone":
        return mask_phone(value)
    if name == "rank":
        from dunmiao.kernel.ranks import Rank

        return Rank(value).label if value is not None else ""
    if name in {"career", "education", "family"}:
        return f"{len(value)} 条"
    if name == "annual_grades":
        return "，".join(f"{year} {grade}" for year, grade in value)
    if name == "experience":
        return "、".join(value)
    if name.endswith("_month"):
        return f"{value:%Y.%m}" if value else ""
    return str(value or "")


def differences(before: PersonRecord, after: PersonRecord) -> list[dict[str, str]]:
    """Field by field old → new, secrets masked, for the preview."""
    out = []
    for name, label in LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new and not (old in ("", None, ()) and new in ("", None, ())):
            out.append({"field": label, "old": _shown(name, old), "new": _shown(name, new)})
    return out
