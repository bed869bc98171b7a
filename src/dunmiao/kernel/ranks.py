"""The ladder of leading posts (领导职务); civil grades (职级) are a ladder of their own."""

from enum import IntEnum


class Rank(IntEnum):
    """Post level; the order of the numbers is the order of the ladder.

    Ten levels of 公务员法 (2018) Art. 18 from deputy section level up, with clerk and
    none below so that everyone has a place.
    """

    NONE = 0
    DEPUTY_SECTION = 1
    SECTION = 2
    DEPUTY_DIVISION = 3
    DIVISION = 4
    DEPUTY_BUREAU = 5
    BUREAU = 6
    DEPUTY_MINISTRY = 7
    MINISTRY = 8
    DEPUTY_STATE = 9
    STATE = 10

    @property
    def label(self) -> str:
        """The Chinese name of the level."""
        return RANK_LABELS[self]


RANK_LABELS = {
    Rank.NONE: "无领导职务",
    Rank.DEPUTY_SECTION: "乡科级副职",
    Rank.SECTION: "乡科级正职",
    Rank.DEPUTY_DIVISION: "县处级副职",
    Rank.DIVISION: "县处级正职",
    Rank.DEPUTY_BUREAU: "厅局级副职",
    Rank.BUREAU: "厅局级正职",
    Rank.DEPUTY_MINISTRY: "省部级副职",
    Rank.MINISTRY: "省部级正职",
    Rank.DEPUTY_STATE: "国家级副职",
    Rank.STATE: "国家级正职",
}

_WORDS = {
    "副科": Rank.DEPUTY_SECTION,
    "副科级": Rank.DEPUTY_SECTION,
    "正科": Rank.SECTION,
    "正科级": Rank.SECTION,
    "副处": Rank.DEPUTY_DIVISION,
    "副处级": Rank.DEPUTY_DIVISION,
    "正处": Rank.DIVISION,
    "正处级": Rank.DIVISION,
    "副厅": Rank.DEPUTY_BUREAU,
    "副厅级": Rank.DEPUTY_BUREAU,
    "正厅": Rank.BUREAU,
    "正厅级": Rank.BUREAU,
    "无": Rank.NONE,
    **{label: rank for rank, label in RANK_LABELS.items()},
}


def parse_rank(text: str) -> Rank | None:
    """Read a level as offices write it (副科, 正科级, 乡科级副职); None if unknown."""
    return _WORDS.get(text.strip())
