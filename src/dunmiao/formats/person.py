"""One person as any file describes him: plain values, nothing decided."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

# Fields in the words of forms.
LABELS = {
    "name": "姓名", "sex": "性别", "birth_month": "出生年月", "ethnicity": "民族",
    "native_place": "籍贯", "birth_place": "出生地", "growth_place": "成长地",
    "politics": "政治面貌", "party_joined_month": "入党时间", "work_started_month": "参加工作时间",
    "health": "健康状况", "technical_title": "专业技术职务", "speciality": "专业特长",
    "id_number": "身份证号", "phone": "手机号", "unit": "工作单位", "post": "现任职务",
    "rank": "职务层次", "rank_since_month": "任现层次时间", "civil_grade": "职级",
    "civil_grade_since_month": "任现职级年月", "reserve": "后备", "awards": "奖惩情况",
    "submitting_unit": "呈报单位", "level": "学历", "degree": "学位", "school": "毕业院校",
    "relation": "称谓", "relative": "家庭成员姓名", "relative_politics": "家庭成员政治面貌",
    "work": "家庭成员工作单位及职务",
}  # fmt: skip
# Most characters that are kept of a field.
LIMITS = {
    "ethnicity": 20, "native_place": 50, "birth_place": 50, "growth_place": 50, "politics": 20,
    "health": 20, "technical_title": 60, "speciality": 200, "unit": 100, "post": 200,
    "civil_grade": 20, "reserve": 60, "awards": 2000, "submitting_unit": 100,
    "level": 30, "degree": 30, "school": 120, "relation": 20, "relative": 50,
    "relative_politics": 20, "work": 200,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Career:
    """A line of the résumé; `children` are bracketed periods inside it."""

    first: date | None
    last: date | None
    text: str
    kind: str = "work"
    children: tuple["Career", ...] = ()


@dataclass(frozen=True, slots=True)
class Education:
    """One schooling."""

    is_full_time: bool
    level: str = ""
    degree: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """A family member as the form names him; `born` is what stands there instead of a month."""

    relation: str
    name: str
    birth_month: date | None = None
    politics: str = ""
    work: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything a roster row or an appointment form may say; empty = not said."""

    name: str
    sex: str = ""
    birth_month: date | None = None
    ethnicity: str = ""
    native_place: str = ""
    birth_place: str = ""
    growth_place: str = ""
    politics: str = ""
    party_joined_month: date | None = None
    work_started_month: date | None = None
    health: str = ""
    technical_title: str = ""
    speciality: str = ""
    id_number: str = ""
    phone: str = ""
    unit: str = ""
    post: str = ""
    rank: int | None = None
    rank_since_month: date | None = None
    civil_grade: str = ""
    civil_grade_since_month: date | None = None
    reserve: str = ""
    experience: tuple[str, ...] = ()
    education: tuple[Education, ...] = ()
    career: tuple[Career, ...] = ()
    family: tuple[Relative, ...] = ()
    annual_grades: tuple[tuple[int, str], ...] = ()
    awards: str = ""
    submitting_unit: str = ""
    unknown: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; months as YYYY-MM-DD or null."""
        return _plain(asdict(self))  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "PersonRecord":
        """Read back what `as_dict` wrote."""
        data = dict(plain)
        for key, value in data.items():
            if key.endswith("_month"):
                data[key] = _day(value)
        data["experience"] = tuple(data["experience"])
        data["education"] = tuple(Education(**entry) for entry in data["education"])
        data["career"] = tuple(_career(entry) for entry in data["career"])
        data["family"] = tuple(
            Relative(**{**entry, "birth_month": _day(entry["birth_month"])})
            for entry in data["family"]
        )
        data["annual_grades"] = tuple((int(y), str(g)) for y, g in data["annual_grades"])
        return cls(**data)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _career(entry: dict[str, Any]) -> Career:
    return Career(
        _day(entry["first"]),
        _day(entry["last"]),
        entry["text"],
        entry["kind"],
        tuple(_career(child) for child in entry["children"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
