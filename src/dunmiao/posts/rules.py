"""What each kind of programme moves: the relation policy."""

from dataclasses import dataclass
from enum import StrEnum


class MoveKind(StrEnum):
    """The legal kind of a move (公务员法 2018 Art. 69, 71, 72)."""

    SECONDMENT = "SECONDMENT"
    EXCHANGE_APPOINTMENT = "EXCHANGE_APPOINTMENT"
    PROJECT_DETAIL = "PROJECT_DETAIL"


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
MOVE_LABELS = {
    MoveKind.SECONDMENT: "挂职",
    MoveKind.PROJECT_DETAIL: "选调一线",
    MoveKind.EXCHANGE_APPOINTMENT: "互派任职",
}
