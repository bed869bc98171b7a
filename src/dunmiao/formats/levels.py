"""Level words (县处级副职, 副县级, 正科级（主持工作）) and grade words (一级主任科员) of a cell.

Levels: 公务员法 (2018) Art. 18; grades: 公务员职务与职级并行规定 (2019) Art. 7. 局级 stands beside
厅级, 县级 beside 处级, 乡级 beside 科级, as the terms of the law pair them.
"""

import re
from dataclasses import dataclass

from dunmiao.formats.marks import squeezed
from dunmiao.kernel.ranks import Rank

CIVIL_GRADES = (
    "一级巡视员", "二级巡视员", "一级调研员", "二级调研员", "三级调研员", "四级调研员",
    "一级主任科员", "二级主任科员", "三级主任科员", "四级主任科员", "一级科员", "二级科员",
)  # fmt: skip
_DEPUTY = {
    "国": Rank.DEPUTY_STATE, "部": Rank.DEPUTY_MINISTRY, "厅": Rank.DEPUTY_BUREAU,
    "处": Rank.DEPUTY_DIVISION, "科": Rank.DEPUTY_SECTION,
}  # fmt: skip
_FOLDED = (
    (r"国家", "国"), (r"省\(?部\)?|部\(?省\)?|省", "部"), (r"厅\(?局\)?|局\(?厅\)?|司\(?局\)?|局|司", "厅"),
    (r"县\(?处\)?|处\(?县\)?|县", "处"), (r"乡镇\(?科\)?|乡\(?科\)?|科\(?乡\)?|乡镇|乡|镇", "科"),
)  # fmt: skip
_PLACE = "|".join(pattern for pattern, _ in _FOLDED) + "|国|部|厅|处|科"
_LEVEL = re.compile(
    rf"(?P<before>正|副)?(?P<place>{_PLACE})长?(?:级|职)(?P<after>正|副)?职?(?:领导)?(?:职务|干部|职)?"
    rf"|(?P<short>正|副)(?P<short_place>国|部|厅|局|司|处|县|科)"
)
_NONE = {"无", "无职务", "无领导职务", "科员", "办事员", "一般干部", "无级别"}
_GRADE = re.compile("|".join(CIVIL_GRADES))
_MARKS = "()、,;/。.-"


@dataclass(frozen=True, slots=True)
class Level:
    """What the words say: the level, the civil grade, and what else stands there."""

    rank: Rank | None = None
    civil_grade: str = ""
    rest: str = ""


def read_level(text: str) -> Level:
    """The level and grade of a cell; `rest` holds remarks (主持工作) and all that is not known.

    A level without 正 or 副 (乡科级) and words that are no level (试用期, 股级) are rest alone.
    """
    bare = re.sub(r"\((正职|副职)\)", r"\1", squeezed(text))
    if bare in _NONE:
        return Level(Rank.NONE)
    grade = _GRADE.search(bare)
    left = bare.replace(grade[0], "", 1) if grade else bare
    rank, rest = _rank_in(left)
    return Level(rank, grade[0] if grade else "", rest.strip(_MARKS))


def _rank_in(text: str) -> tuple[Rank | None, str]:
    found = _LEVEL.match(text)
    if not found:
        return None, text
    side = found["before"] or found["after"] or found["short"]
    if not side:
        return None, text
    rank = _DEPUTY[_fold(found["place"] or found["short_place"])]
    rest = text[found.end() :]
    if rest and rest[0] not in _MARKS:
        return None, text
    return (rank if side == "副" else Rank(rank + 1)), rest


def _fold(place: str) -> str:
    for pattern, short in _FOLDED:
        if re.fullmatch(pattern, place):
            return short
    return place
