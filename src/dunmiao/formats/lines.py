"""Lines of a roster that are no people: totals, signatures, notes, heads again, section lines."""

import re
from collections.abc import Mapping

from dunmiao.formats.checks import marking_of
from dunmiao.formats.heads import Column, field_of, normal
from dunmiao.formats.marks import squeezed
from dunmiao.formats.sheets import Row

_TOTAL = re.compile(
    r"(?:其中[:：]?)?(?:合计|总计|小计|共计|总人数|总数|平均|汇总|累计|本页(?:小?计)?)(?:[:：(（]?.{0,12})?"
    r"|(?:以上|全市|全县|全区|本单位)?(?:共|计|合计|总计|共计)\d+(?:人|名)?.{0,8}|(?:总)?人数(?:合计)?[:：]?.{0,8}|其中[:：].*|.{2,20}(?:小计|合计)"
)
_SIGNED = re.compile(
    r"(?:单位|部门|主管|党委|党组)?(?:填表|填报|制表|编制|审核|审批|复核|校对|经办|负责|联系|呈报|报送|统计|分管|主要)"
    r"[^:：]{0,14}[:：].*"
    r"|(?:填表|填报|制表|审核|审批|复核|校对|经办|负责)(?:人|单位|日期|时间)"
    r"|(?:单位|党委|党组)?[(（]?(?:盖章|公章|签字|签名)[)）]?(?:[:：].*)?|(?:\d{4})?年(?:\d{1,2})?月(?:\d{1,2})?日"
)
_NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填报说明|注释|备注说明)(?:[:：\d一二三].*)?|[*※].*|\d+[.、]\D.{6,}"
)
_UNIT = re.compile(
    r".{2,}(?:局|委|办|办公室|院|会|部|镇|乡|街道|中心|公司|集团|学校|大学|学院|所|站|社|馆|厅|支队|大队|署|分行|公安|政府|党委|组织部|党校|开发区|新区|高新区)"
)
_NUMBERING = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]+[)）]?[、.．\s]*)|[(（]\s*共?\d+\s*(?:人|名)\s*[)）]$"
)


_SEXES = {"男", "女", "男性", "女性"}
FEWEST_FILLED = 3
LONGEST_NAME = 6  # of Han characters, in a row that says nothing else


def what_is(row: Row, columns: list[Column], name_at: int) -> str:
    """Why a row is no person: total, signature, note, head, numbers or section; empty for one."""
    texts = _distinct(row)
    first = squeezed(texts[0]) if texts else ""
    name = squeezed(row.at(name_at).text)
    known = {column.index: column for column in columns if column.field}
    if _is_head_again(row, known):
        return "head"
    if any(column.field == "sex" and squeezed(row.at(n).text) in _SEXES for n, column in known.items()):  # fmt: skip
        return ""
    for word, form in (("total", _TOTAL), ("signature", _SIGNED), ("note", _NOTE)):
        if form.fullmatch(name or first):
            return word
    if _is_numbers(row):
        return "numbers"
    if len(texts) == 1 and (not name or _is_section(name)):
        return "section"
    filled = [n for n in known if not row.at(n).is_empty]
    return "" if name or len(filled) >= FEWEST_FILLED else "note"


def _is_section(text: str) -> bool:
    """A text alone in its row that is no name: numbered, a unit, or too long."""
    bare = _bare(text)
    is_long = len(text) > LONGEST_NAME and "·" not in text
    return bare != text or is_long or bool(_UNIT.fullmatch(bare) or marking_of(text))


def _distinct(row: Row) -> list[str]:
    return list(dict.fromkeys(cell.text for cell in row.cells if not cell.is_empty))


def _is_head_again(row: Row, known: Mapping[int, Column]) -> bool:
    if not any(squeezed(row.at(n).text) == squeezed(c.header) for n, c in list(known.items())[:3]):
        return False
    same = [n for n, column in known.items() if normal(row.at(n).text) == normal(column.header)]
    return len(same) >= 3 or (len(same) >= 2 and len(same) == len(known))


def _is_numbers(row: Row) -> bool:
    """1 2 3 … under the heads."""
    texts = [squeezed(cell.text) for cell in row.cells if not cell.is_empty]
    numbers = [int(text) for text in texts if re.fullmatch(r"\d{1,3}", text)]
    return len(texts) > 2 and numbers == list(range(numbers[0] if numbers else 1, (numbers[0] if numbers else 1) + len(texts)))  # fmt: skip


def _bare(text: str) -> str:
    return _NUMBERING.sub("", _NUMBERING.sub("", text))


def is_no_unit(text: str) -> bool:
    """Whether the first cell of a line of figures sums up others or begins a note."""
    bare = squeezed(text)
    whole = {"全市", "全县", "全区", "全市合计", "全县合计"}
    return bool(bare) and (bare in whole or any(form.fullmatch(bare) for form in (_TOTAL, _NOTE)))


def unit_of_section(row: Row) -> str:
    """The unit that a section line names (一、市财政局（12人））; empty where it names none."""
    texts = _distinct(row)
    bare = _bare(squeezed(texts[0])) if len(texts) == 1 else ""
    return bare if _UNIT.fullmatch(bare) else ""


def is_vertical(header: Row, rows: list[Row]) -> bool:
    """A form of one person: labels and values alternate in the head and in the rows below."""
    heads = [n for n, cell in enumerate(header.cells) if field_of(cell.text)]
    between = [n for n, cell in enumerate(header.cells) if not cell.is_empty and n not in heads]
    if len(between) < len(heads) - 1 or not rows:
        return False
    labels = [sum(bool(field_of(cell.text)) for cell in row.cells) for row in rows[:3]]
    return labels[0] >= 1
