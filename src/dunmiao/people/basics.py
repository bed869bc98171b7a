"""What may stand in the block of basics of a file, typed by hand (pure)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dunmiao.formats import checks
from dunmiao.formats.messages import say
from dunmiao.formats.person import PersonRecord
from dunmiao.kernel.findings import Finding

GRADES = {grade: grade for grade in ("优秀", "称职", "基本称职", "不称职", "不确定等次")}
SEXES = {"男": "男", "女": "女"}
DATED = ("birth_month", "party_joined_month", "work_started_month")


def objections_to_basics(
    record: PersonRecord, changed: Mapping[str, Any], *, today: date
) -> list[Finding]:
    """Why the typed fields cannot stand in the record, each beside its field.

    What would only be marked in a roster is refused here: whoever types can type it right.
    """
    found: list[Finding] = []
    for field, typed in changed.items():
        if isinstance(typed, str) and checks.is_formula(typed):
            found.append(say("cell.formula", where=field, text=typed[:20]))
    if "name" in changed:
        names: list[Finding] = []
        checks.read_name(record.name, names, "name")
        found += [one for one in names if one.is_error]
    number = checks.read_id(record.id_number, found, "id_number") if record.id_number else None
    if {*DATED, "sex", "id_number"} & changed.keys():
        dates = checks.Dates(
            birth=record.birth_month, joined=record.party_joined_month,
            started=record.work_started_month,
        )  # fmt: skip
        agreed = checks.agree(number=number, sex=record.sex, dates=dates, today=today, where="")
        found += [replace(one, where=_beside(one.code, changed)) for one in agreed]
    return found


def _beside(code: str, changed: Mapping[str, Any]) -> str:
    """The typed field that a finding about several is told beside."""
    first = "sex" if code == "id.sex_differs" else "birth_month"
    return first if first in changed else next((f for f in DATED if f in changed), "id_number")
