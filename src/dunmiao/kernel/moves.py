"""The legal kinds of a move (公务员法 2018 Art. 69, 71, 72) and their names."""

from enum import StrEnum


class MoveKind(StrEnum):
    """What the law calls it when a person goes to another unit."""

    SECONDMENT = "SECONDMENT"
    EXCHANGE_APPOINTMENT = "EXCHANGE_APPOINTMENT"
    PROJECT_DETAIL = "PROJECT_DETAIL"


MOVE_LABELS = {
    MoveKind.SECONDMENT: "挂职",
    MoveKind.PROJECT_DETAIL: "选调一线",
    MoveKind.EXCHANGE_APPOINTMENT: "互派任职",
}
