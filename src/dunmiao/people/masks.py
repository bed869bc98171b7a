"""The fields of a cadre file by class (pure); which right each class asks says `people.policy`."""

from collections.abc import Set
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from dunmiao.formats.person import PersonRecord


class FieldClass(StrEnum):
    """Classes of personal data, from what every reader of a file sees to what few do."""

    BASIC = "BASIC"
    CAREER = "CAREER"
    RESERVE = "RESERVE"
    HEALTH = "HEALTH"
    IDENTITY = "IDENTITY"
    FAMILY = "FAMILY"

    @property
    def label(self) -> str:
        """In words."""
        return LABELS[self]


LABELS = {
    FieldClass.BASIC: "基本情况",
    FieldClass.CAREER: "经历与考核",
    FieldClass.RESERVE: "后备",
    FieldClass.HEALTH: "健康状况",
    FieldClass.IDENTITY: "身份证号、手机",
    FieldClass.FAMILY: "家庭成员",
}
_NAMES = {
    FieldClass.CAREER: "experience career annual_grades awards",
    FieldClass.RESERVE: "reserve",
    FieldClass.HEALTH: "health",
    FieldClass.IDENTITY: "id_number phone",
    FieldClass.FAMILY: "family",
    FieldClass.BASIC: (
        "name sex birth_month ethnicity native_place birth_place growth_place politics "
        "party_joined_month work_started_month technical_title speciality unit post rank "
        "rank_since_month civil_grade civil_grade_since_month education submitting_unit unknown"
    ),
}
CLASS_OF = {name: group for group, names in _NAMES.items() for name in names.split()}


def masked(record: PersonRecord, classes: Set[FieldClass]) -> PersonRecord:
    """The record without the fields of other classes; a field without a class is an error."""
    hidden: dict[str, Any] = {}
    for item in fields(record):
        if CLASS_OF[item.name] not in classes:
            hidden[item.name] = () if isinstance(getattr(record, item.name), tuple) else ""
    return replace(record, **hidden)
