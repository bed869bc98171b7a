"""Heads of rosters: which field a column means, by its own words and those above it.

Words were gathered from rosters that offices publish; a head that is not known can be given its
field by hand (`given`), and is then known for that layout.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dunmiao.formats.cells import Cell
from dunmiao.formats.checks import text_of
from dunmiao.formats.marks import tidy
from dunmiao.formats.sheets import Row

_TIME = r"(?:时间|年月日?|日期)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("name", r"(?:干部|人员|人选|本人|同志|公务员)?姓名|名字"),
    ("sex", r"性别"),
    ("birth_month", rf"出生{_TIME}?|生日"),
    ("ethnicity", r"民族"),
    ("native_place", r"籍贯|祖籍"),
    ("birth_place", r"出生地"),
    ("growth_place", r"成长地"),
    ("politics", r"政治面貌|政治面目|党派"),
    ("party", rf"(?:加?入|参加)(?:党|中共|党派|党团|团|中国共产党)(?:派)?{_TIME}?|党派及加入{_TIME}"),
    ("work_started_month", rf"(?:参加)?工作{_TIME}|参加工作|参工{_TIME}"),
    ("health", r"健康(?:状况)?"),
    ("technical_title", r"(?:专业)?技术(?:职务|职称|资格)(?:名称)?|职称|专业技术职务(?:任职)?资格|专技职务"),
    ("speciality", r"专业特长|熟悉专业(?:有何专长)?|(?:熟悉专业)?有何专长|专长|特长"),
    ("id_number", r"(?:公民|居民)?身份(?:证件?)?(?:号码?)?"),
    ("mobile", r"(?:联系)?手机(?:号码?)?|移动电话(?:号码)?"),
    ("phone", r"(?:联系|办公|固定|单位)?电话(?:号码)?|联系方[式法]"),
    ("unit_post", r"现?(?:任|所在|工作|任职)*(?:单位|部门)(?:及|和|与|、|/)?(?:现任|现|所任|担任)?(?:工作)?(?:职务|岗位)(?:职级)?|现任?单位职务"),
    ("unit", r"现?(?:工作|所在|派出|选派|任职|推荐|人事关系所在)?单位(?:名称|全称)?"),
    ("rank_since_month", rf"任(?:现|同)?(?:职务)?(?:层次|级别|职级|级)的?时间|任现职务层次{_TIME}|任现(?:级别|层次){_TIME}"),
    ("civil_grade_since_month", rf"任现职级年月|(?:现)?职级{_TIME}|任(?:现)?公务员职级{_TIME}"),
    ("rank", r"(?:现任?)?职务层次|现职级别|(?:现|行政|干部|职务)?级别|职级层次"),
    ("civil_grade", r"(?:公务员|现任?|晋升)?职级"),
    ("post", r"(?:现任?|行政|现行政|担任|所任)?职务(?:名称)?|现任职"),
    ("reserve", r"后备(?:类别|干部|名单)?"),
    ("experience", r"(?:工作)?经历(?:类别)?"),
    ("grades", r"(?:近[三两二五3]年|历年|年度)*(?:年度)?考核(?:结果|情况|等次)?"),
    ("resume", r"(?:个人|主要|工作)?简历"),
    ("awards", r"奖惩(?:情况)?"),
    ("schooling", r"(?:全日制|在职|最高|现|第一)?(?:教育)?学历(?:及|和|、|/)?学位|(?:全日制|在职)(?:教育)?|(?:文化|受教育)程度"),
    ("level", r"(?:全日制|在职|最高|现|第一)?(?:教育)?学历"),
    ("degree", r"(?:全日制|在职|最高|现)?(?:教育)?学位"),
    ("school", r"(?:全日制|在职|最高)?(?:教育)?(?:学历|学位)?(?:毕业)?(?:院校|学校)(?:、|及|和|系)*(?:所学)?(?:系及专业|专业|系)?|毕业院校系及专业|所学专业|毕业学校及专业"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)
IGNORED = {"序号", "编号", "no", "no."}
FIELDS = tuple(name for name, _ in _PATTERNS)
_YEAR = re.compile(r"((?:19|20)\d{2})年?(?:年度)?(?:考核)?(?:等次|结果|情况|考核等次|考核结果)?")
FEWEST = 3


@lru_cache(maxsize=10_000)
def normal(header: str) -> str:
    """A head as it is compared: full-width folded, blanks and brackets dropped."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", tidy(header)))
    return re.sub(r"[(（【\[].*?[)）】\]]|[*＊:：]", "", text).lower()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, the field it means (empty for none), its head as written.

    `mode` says of schooling whether it is full-time (全日制), in service (在职) or not said.
    """

    index: int
    field: str
    header: str
    mode: str = ""


def field_of(header: str, given: Mapping[str, str] | None = None) -> str:
    """The field of a head, `grade:2023` for a year's grade, empty for an unknown one."""
    word = normal(header)
    if given and word in given:
        return given[word]
    if not word or word in IGNORED:
        return ""
    if found := _YEAR.fullmatch(word):
        return f"grade:{found[1]}"
    return next((name for name, form in _COMPILED if form.fullmatch(word)), "")


def is_header(row: Row, given: Mapping[str, str] | None = None) -> bool:
    """Whether a row is a head: 姓名 and two more known words, each in a cell of its own."""
    fields = {field_of(cell.text, given) for cell in row.cells}
    return "name" in fields and len(fields - {""}) >= FEWEST


def _mode(*texts: str) -> str:
    joined = "".join(texts)
    if "在职" in joined:
        return "在职"
    return "全日制" if "全日制" in joined else "最高" if "最高" in joined else ""


def columns_of(
    above: Sequence[Cell], header: Row, below: Sequence[Cell], given: Mapping[str, str] | None
) -> list[Column]:
    """Every column with a head: its own words count first, then with those above, then these.

    A school without mode belongs to the schooling at its left.
    """
    out: list[Column] = []
    mode = ""
    for index in range(max(len(header.cells), len(below))):
        over = text_of(above[index].text) if index < len(above) else ""
        own = text_of(header.at(index).text)
        under = text_of(below[index].text) if index < len(below) else ""
        if under and under != own:
            over, own = own, under
        elif (
            index
            and header.at(index).is_copy
            and header.at(index).text == header.at(index - 1).text
        ):
            continue  # one head over several columns
        if not own or normal(own) in IGNORED:
            continue
        field = field_of(own, given) or field_of(over + own, given)
        if not field and header.at(index).is_copy:
            field = field_of(over, given)
        if field in {"schooling", "level", "degree", "school"}:
            mode = _mode(over, own) or (mode if field in {"school", "degree"} else "")
            out.append(Column(index, field, own, mode))
        else:
            out.append(Column(index, field, own))
    return out


def is_second_head(header: Row, row: Row) -> bool:
    """Whether the row below a head belongs to it: its 姓名 is merged with the head's, or empty
    while words stand under wider heads."""
    place = next(
        (n for n, cell in enumerate(header.cells) if field_of(cell.text) == "name"), 0
    )  # fmt: skip
    name = row.at(place)
    if name.is_copy and name.text == header.at(place).text:
        return True
    words = [cell.text for cell in row.cells if not cell.is_empty]
    known = [word for word in words if _mode(word) or field_of(word)]
    return name.is_empty and bool(known) and len(known) >= len(words) - 1
