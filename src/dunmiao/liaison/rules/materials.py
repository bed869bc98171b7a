"""What a paper about a host is, and what keeps one from being filed."""

from dataclasses import dataclass
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.liaison.messages import say
from dunmiao.liaison.rules.contacts import SENSITIVITIES

MATERIAL_KINDS = {
    "CHART": "机构职能图",
    "RULES": "规章制度",
    "CALENDAR": "工作日历",
    "OTHER": "其他",
}
MATERIAL_STATES = {"ACTIVE": "现行", "REPLACED": "已换新版", "WITHDRAWN": "已撤下"}
LEAST_TITLE, MOST_TITLE, MOST_NOTE = 2, 80, 200


@dataclass(frozen=True, slots=True)
class MaterialFields:
    """What is said of a paper: `as_of` is the day that the paper itself states."""

    kind: str
    title: str
    as_of: date
    note: str = ""
    sensitivity: str = "INTERNAL"


def objections_to_material(fields: MaterialFields, *, today: date) -> list[Finding]:
    """Everything wrong with what is said, at once."""
    found = []
    if fields.kind not in MATERIAL_KINDS:
        found.append(say("material.kind"))
    if not LEAST_TITLE <= len(fields.title.strip()) <= MOST_TITLE:
        found.append(say("material.title", most=MOST_TITLE))
    if len(fields.note.strip()) > MOST_NOTE:
        found.append(say("material.note", most=MOST_NOTE))
    if fields.as_of > today:
        found.append(say("material.as_of", day=fields.as_of))
    if fields.sensitivity not in SENSITIVITIES:
        found.append(say("contact.sensitivity"))
    return found
