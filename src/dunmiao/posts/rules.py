"""What each kind of programme moves: the relation policy."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.moves import MoveKind
from dunmiao.posts.messages import say


class Travels(StrEnum):
    """Whether a relation travels with the person."""

    STAYS = "STAYS"
    MOVES = "MOVES"
    OPTIONAL = "OPTIONAL"

    @property
    def label(self) -> str:
        """In words."""
        return {"STAYS": "不转", "MOVES": "转", "OPTIONAL": "可转"}[self.value]


@dataclass(frozen=True, slots=True)
class RelationPolicy:
    """Personnel, wage and party relation."""

    personnel: Travels
    wage: Travels
    party: Travels


MOVE_OF_PROGRAMME = {
    "TOWN": MoveKind.SECONDMENT,
    "PROJECT": MoveKind.PROJECT_DETAIL,
    "EXCHANGE": MoveKind.EXCHANGE_APPOINTMENT,
    "EXTERNAL": MoveKind.SECONDMENT,
}
_HOME = RelationPolicy(Travels.STAYS, Travels.STAYS, Travels.OPTIONAL)
RELATIONS = {
    MoveKind.SECONDMENT: _HOME,  # Art. 72: the personnel relation stays
    MoveKind.PROJECT_DETAIL: RelationPolicy(Travels.STAYS, Travels.STAYS, Travels.STAYS),
    MoveKind.EXCHANGE_APPOINTMENT: RelationPolicy(Travels.MOVES, Travels.MOVES, Travels.MOVES),
}
PURPOSES = {
    "MAJOR_WORKS": "重大工程",
    "MAJOR_PROJECT": "重大项目",
    "KEY_TASK": "重点任务",
    "OTHER_SPECIAL": "其他专项工作",
}  # 公务员法 (2018) Art. 72


# Seats of a key-project team: led by, as backbone, as the main body.
TEAM_ROLES = {"LEADER": "领衔", "BACKBONE": "骨干", "BODY": "主体"}
PAPERS = {
    "APPOINTMENT_FORM": "干部任免审批表",
    "GRADES": "近三年年度考核表",
    "UNIT_OPINION": "单位党委（党组）意见",
    "OWN_WILL": "本人意愿书",
    "RECUSAL": "回避情况声明",
    "OTHER": "其他材料",
}
# What a round may ask to be attached to every nomination.
REQUIRED_PAPERS = {code: label for code, label in PAPERS.items() if code != "OTHER"}
MOST_SEATS = 50


def objections_to_programme(
    *, kind: str, name: str, purpose: str, nominate_by: date, starts_on: date, ends_on: date
) -> list[Finding]:
    """Name, order of the dates, and the purpose that the law asks of a secondment."""
    found = []
    if not name.strip():
        found.append(say("programme.no_name", where="name"))
    if not nominate_by <= starts_on < ends_on:
        facts = {"nominate_by": nominate_by, "starts_on": starts_on, "ends_on": ends_on}
        plain: dict[str, Any] = {name: day.isoformat() for name, day in facts.items()}
        found.append(say("programme.order", where="ends_on", **plain))
    if MOVE_OF_PROGRAMME[kind] is MoveKind.SECONDMENT and purpose not in PURPOSES:
        found.append(say("programme.purpose", where="purpose"))
    return found


# A host learns how many people fit only so far.
BANDS = ((5, "不足 5"), (20, "5–20"))
MANY = "20 以上"


def banded(count: int) -> str:
    """A count as hosts may see it: too coarse to find one person by asking again."""
    return next((words for limit, words in BANDS if count < limit), MANY)
