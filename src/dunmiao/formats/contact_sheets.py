"""The directory as a sheet: read into cards, numbers of a cell parted and mended."""

import re

from dunmiao.formats.books import read_filled
from dunmiao.formats.cells import NOTHING, Cell, Kind
from dunmiao.formats.marks import tidy
from dunmiao.formats.messages import note, warn
from dunmiao.formats.names import clean_name
from dunmiao.formats.phones import read_phones
from dunmiao.formats.vcard import Card
from dunmiao.kernel.findings import Finding

PHONES = ("手机", "办公", "传真")
OTHERS = "其他电话"
HEADER = (
    "姓名", "部委", "司局", "处室", "职务", *PHONES, OTHERS, "邮箱", "标签", "备注",
)  # fmt: skip
MOST_ROWS = 20_000
_PARTS = re.compile(r"[;；、,，\n]+")


def read_contacts(content: bytes) -> tuple[list[str], list[Card], list[Finding]]:
    """(columns that lack, cards, what is said of cells); Refused for what is no book."""
    filled = read_filled(content, header=HEADER, most_rows=MOST_ROWS)
    if filled.missing:
        return filled.missing, [], []
    found = list(filled.faults)
    cards = [_card(line, cells, found) for line, cells in filled.rows]
    return [], [card for card in cards if card.name], found


def _card(line: int, cells: dict[str, Cell], found: list[Finding]) -> Card:
    text = {name: _text(cells.get(name, NOTHING)) for name in HEADER}
    phones: list[tuple[str, str]] = []
    for label in (*PHONES, OTHERS):
        phones += _numbers(line, label, cells.get(label, NOTHING), found)
    return Card(
        name=clean_name(text["姓名"]),
        organisation=tuple(filter(None, (text["部委"], text["司局"], text["处室"]))),
        title=text["职务"],
        phones=tuple(dict.fromkeys(phones)),
        emails=tuple(("", value) for value in _parts(text["邮箱"])),
        note=text["备注"],
        groups=tuple(_parts(text["标签"])),
        line=line,
    )


def _text(cell: Cell) -> str:
    return "" if cell.kind in {Kind.ERROR, Kind.UNCOMPUTED} else tidy(cell.text)


def _parts(text: str) -> list[str]:
    return [part for one in _PARTS.split(text) if (part := tidy(one))]


def _numbers(line: int, label: str, cell: Cell, found: list[Finding]) -> list[tuple[str, str]]:
    """(label, number) of a cell; the column of others names its labels: 总机：010-…"""
    out = []
    where = f"第 {line} 行"
    for part in _parts(_text(cell)):
        own, colon, number = part.replace(":", "：").rpartition("：")
        name = own.strip() if colon else "" if label == OTHERS else label
        phones = read_phones(number, was_number=cell.kind is Kind.NUMBER)
        for phone in phones:
            fault = phone.fault
            if not fault and name == "手机" and not re.fullmatch(r"1[3-9]\d{9}", phone.digits):
                fault = "phone.bad"
            if fault:
                tell = note if fault == "phone.zero" else warn
                found.append(tell(fault, where, text=phone.number, label=name or label))
            out.append((name, phone.number))
        if not phones:
            found.append(warn("phone.bad", where, text=part, label=name or label))
            out.append((name, number.strip()))
    return out
